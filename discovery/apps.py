from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Search, the home page and topic pages."""

    name = "discovery"
    default_auto_field = "django.db.models.BigAutoField"
