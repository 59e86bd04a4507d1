from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "ballotline.movement.people"
    label = "people"

    def ready(self) -> None:
        """Every room's `person_rows` module declares its rows of a person."""
        autodiscover_modules("person_rows")
