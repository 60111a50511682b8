from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Jobs and the proposals that answer them."""

    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.urls import reverse

        from accounts import ports
        from marketplace.kit import panels
        from projects import expiry, news  # noqa: F401  (expiry: its timer and task register themselves)
        from projects.panels import jobs_of, waiting_for

        news.declare()
        panels.register("person_page", jobs_of, order=40)
        panels.register("company_page", jobs_of, order=20)
        panels.register("home_page", waiting_for, order=10)
        ports.ways_in.plug("client", lambda user: reverse("projects:post"))
