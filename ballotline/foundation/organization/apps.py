from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "ballotline.foundation.organization"
    label = "organization"
