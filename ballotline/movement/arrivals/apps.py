from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ArrivalsConfig(AppConfig):
    name = "ballotline.movement.arrivals"
    label = "arrivals"

    def ready(self) -> None:
        """Every kind's `arriving` module declares how people come in by it."""
        autodiscover_modules("arriving")
