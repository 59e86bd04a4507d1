from django.apps import AppConfig

from ballotline.foundation.access import checks


class AccessConfig(AppConfig):
    name = "ballotline.foundation.access"
    label = "access"
    start_up_checks = (checks.every_url_has_a_policy, checks.what_is_asked_of_accounts_fits)
