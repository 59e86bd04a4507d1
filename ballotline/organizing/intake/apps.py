from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "ballotline.organizing.intake"
    label = "intake"
