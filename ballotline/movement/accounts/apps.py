from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ballotline.movement.accounts"
    label = "accounts"
