"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are and how they come in."""

    name = "accounts"
