from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """What visitors did, rolled up."""

    name = "analytics"
    default_auto_field = "django.db.models.BigAutoField"
