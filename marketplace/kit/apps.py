from django.apps import AppConfig


class KitConfig(AppConfig):
    """The small pieces that every app uses and that know nothing of the product."""

    name = "marketplace.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"
