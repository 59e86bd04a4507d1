from django.apps import AppConfig


class RideConfig(AppConfig):
    name = "ballotline.organizing.actions.kinds.ride"
    label = "ride"
