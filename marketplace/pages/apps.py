from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Help, terms, privacy, and the pages that say what went wrong."""

    name = "marketplace.pages"
    label = "pages"

    def ready(self) -> None:
        """Say which versions of the papers are shown, so that people agree to these and to no others."""
        from accounts.privacy import purposes
        from marketplace.pages import articles

        purposes.print_papers({slug: articles.paper(slug).version for slug in ("terms", "privacy")})
