from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "ballotline.foundation.backups"
    label = "backups"
