from celery import current_app
from django.apps import AppConfig
from django_structlog.signals import bind_extra_request_finished_metadata


class KitConfig(AppConfig):
    """The small pieces that every app uses and that know nothing of the product."""

    name = "marketplace.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let pages and commands send tasks too. In a worker, marketplace.celery has made its own app by now."""
        from marketplace.kit.requests import add_spent

        if current_app.main == "default":
            current_app.config_from_object("django.conf:settings", namespace="CELERY")
        bind_extra_request_finished_metadata.connect(add_spent)
