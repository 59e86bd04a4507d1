from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "ballotline.organizing.actions"
    label = "actions"
