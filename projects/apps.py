from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Jobs and the proposals that answer them."""

    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import ports
        from marketplace.kit import panels
        from projects import expiry, news, privacy, together  # noqa: F401  (expiry: its timer and task register themselves)
        from projects.panels import jobs_of, record_of, waiting_for
        from projects.sight import may_read
        from social.ports import sight

        news.declare()
        sight.plug("project", may_read)
        privacy.register()
        panels.register("person_page", jobs_of, order=40)
        panels.register("company_page", jobs_of, order=20)
        panels.register("company_aside", record_of, order=20)
        panels.register("home_page", waiting_for, order=10)
        ports.worked_together.plug(together.have_worked)
        ports.worked_with.plug(together.worked_with)
        ports.first_steps.plug(together.first_steps)
