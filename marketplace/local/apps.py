from django.apps import AppConfig


class LocalConfig(AppConfig):
    """The one-machine run: embedded services, and mail that can be read at a page."""

    name = "marketplace.local"
    label = "local"
