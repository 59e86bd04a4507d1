from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "ballotline.movement.mail"
    label = "mail"

    def ready(self) -> None:
        from ballotline.movement.mail import checks  # noqa: F401, PLC0415 (it knows models, which are there only now)
