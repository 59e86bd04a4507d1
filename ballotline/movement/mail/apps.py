from django.apps import AppConfig

from ballotline.movement.mail import checks


class MailConfig(AppConfig):
    name = "ballotline.movement.mail"
    label = "mail"
    start_up_checks = (checks.every_kind_of_mail_says_what_allows_it,)
