from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, parties, roles, profiles and companies."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import company_news, company_timers, invitation_mail  # noqa: F401  (they register themselves)

        company_news.declare()
