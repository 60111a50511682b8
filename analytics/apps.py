from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """What visitors and backers did, in figures."""

    name = "analytics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show the way to the figures on pages of lower floors."""
        from accounts.privacy import port
        from analytics.panels import figures_in_list, figures_of, success_of
        from marketplace.kit import panels

        port.leave_out("analytics.VisitDay", because="Counts of visits by day and place. Nobody is named in them.")
        panels.register("fundraiser_bar", figures_of)
        panels.register("fundraiser_row", figures_in_list)
        panels.register("fundraiser_page", success_of, order=90)
