from django.apps import AppConfig


class PortfoliosConfig(AppConfig):
    """Portfolios and the works they hold."""

    name = "portfolios"
    default_auto_field = "django.db.models.BigAutoField"
