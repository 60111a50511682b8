from django.apps import AppConfig


class FundraisingConfig(AppConfig):
    """Fundraisers, their rewards and their supporters."""

    name = "fundraising"
    default_auto_field = "django.db.models.BigAutoField"
