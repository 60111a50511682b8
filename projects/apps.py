from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Jobs and the proposals that answer them."""

    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from projects import expiry, news  # noqa: F401  (expiry: its timer registers itself)

        news.declare()
