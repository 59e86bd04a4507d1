from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from ballotline.movement.mail import checks


class MailConfig(AppConfig):
    name = "ballotline.movement.mail"
    label = "mail"
    start_up_checks = (checks.every_kind_of_mail_says_what_allows_it,)

    def ready(self) -> None:
        """Every room's `mail_in` module declares what mail it wants."""
        autodiscover_modules("mail_in")
