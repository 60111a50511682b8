from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Topics, and the public face of everything that can be found."""

    name = "marketplace.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
