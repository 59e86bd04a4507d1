from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "ballotline.interfaces.desk"
    label = "desk"
