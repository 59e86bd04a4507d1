from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ballotline.interfaces.site"
    label = "site"
