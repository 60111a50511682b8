from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Search, the home page and topic pages."""

    name = "discovery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import ports
        from discovery import mine

        for role in ("freelancer", "investor"):
            ports.ways_in.plug(role, mine.way_in)
