from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "ballotline.interfaces.cli"
    label = "cli"
