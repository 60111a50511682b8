from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, parties, roles, profiles and companies."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import (  # noqa: F401  (they register themselves)
            allauth_events,
            availability,
            beginning,
            certifications,
            company_news,
            company_timers,
            invitation_mail,
            letters,
            person_news,
            rights,
            security,
        )
        from accounts.privacy import document, handlers, rules, tasks, telling  # noqa: F401
        from marketplace.kit import panels
        from marketplace.kit.describe import DOCUMENTS

        company_news.declare()
        DOCUMENTS["rights.md"] = rights.as_document
        person_news.declare()
        panels.register("home_page", beginning.first_steps, order=5)
        handlers.register()
        rules.register()
        DOCUMENTS["privacy.md"] = document.as_document
        telling.declare()
        security.declare()
        allauth_events.connect()
