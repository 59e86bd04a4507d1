from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "ballotline.movement.mail"
    label = "mail"
