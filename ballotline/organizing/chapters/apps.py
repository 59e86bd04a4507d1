from django.apps import AppConfig


class ChaptersConfig(AppConfig):
    name = "ballotline.organizing.chapters"
    label = "chapters"
