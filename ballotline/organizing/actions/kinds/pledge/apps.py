from django.apps import AppConfig


class PledgeConfig(AppConfig):
    name = "ballotline.organizing.actions.kinds.pledge"
    label = "pledge"
