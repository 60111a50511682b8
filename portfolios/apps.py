from django.apps import AppConfig


class PortfoliosConfig(AppConfig):
    """Portfolios and the works they hold."""

    name = "portfolios"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show works and portfolios on the pages of their makers, and on the makers' cards."""
        from accounts import ports
        from marketplace.kit import panels
        from portfolios import news, privacy
        from portfolios.panels import portfolios_of, wall_of, works_of

        privacy.register()
        news.declare()
        ports.walls.plug(wall_of)
        for place in ("person_page", "company_page"):
            panels.register(place, works_of, order=10)
            panels.register(place, portfolios_of, order=20)
