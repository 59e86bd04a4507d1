from django.apps import AppConfig


class CallConfig(AppConfig):
    name = "ballotline.organizing.actions.kinds.call"
    label = "call"
