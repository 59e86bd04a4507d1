from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ballotline.foundation.ui"
    label = "ui"
