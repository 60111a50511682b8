from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Search, the home page and topic pages."""

    name = "discovery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.privacy import port

        port.leave_out("discovery.Pick", because="Works on the wall of the home page; gone with their listing.")
        port.leave_out("discovery.Figure", because="Names of counts.")
