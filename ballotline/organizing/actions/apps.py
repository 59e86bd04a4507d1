from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ActionsConfig(AppConfig):
    name = "ballotline.organizing.actions"
    label = "actions"

    def ready(self) -> None:
        """Every kind's `asking` module declares what it is."""
        autodiscover_modules("asking")
