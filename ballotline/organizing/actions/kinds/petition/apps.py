from django.apps import AppConfig


class PetitionConfig(AppConfig):
    name = "ballotline.organizing.actions.kinds.petition"
    label = "petition"
