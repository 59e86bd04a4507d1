from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "ballotline.record.offices"
    label = "offices"
