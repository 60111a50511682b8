from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, parties, roles, profiles and companies."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
