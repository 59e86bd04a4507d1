from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "ballotline.foundation.ingest"
    label = "ingest"
