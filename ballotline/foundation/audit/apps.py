from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ballotline.foundation.audit"
    label = "audit"
