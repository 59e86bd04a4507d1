from django.apps import AppConfig


class FormConfig(AppConfig):
    name = "ballotline.organizing.actions.kinds.form"
    label = "form"
