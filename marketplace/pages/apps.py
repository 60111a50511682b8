from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Help, terms, privacy, and the pages that say what went wrong."""

    name = "marketplace.pages"
    label = "pages"
