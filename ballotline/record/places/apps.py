from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "ballotline.record.places"
    label = "places"
