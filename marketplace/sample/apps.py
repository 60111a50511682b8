from django.apps import AppConfig


class SampleConfig(AppConfig):
    """The shipped sample, and how it gets into the database."""

    name = "marketplace.sample"
    label = "sample"
