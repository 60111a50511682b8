"""Portfolios and works in the staff admin: read here, hidden or shown again by the acts of the site."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.kit.desk import Act, DeskAdmin
from portfolios import portfolios, works
from portfolios.models import Credit, Media, Portfolio, Work


def showing(act: Callable[..., Any]) -> Act:
    """The act of showing a thing to everybody."""
    return Act("publish", _("Show to everybody"), act, with_why=False, when=lambda row: not row.listing.is_live)


def hiding(act: Callable[..., Any], consequence: Any) -> Act:
    """The act of taking a thing out of sight."""
    return Act(
        "withdraw", _("Take out of sight"), act, consequence, with_why=False, when=lambda row: row.listing.is_live
    )


class ShownAdmin(DeskAdmin):
    """What all things with a public face have in common: who owns them, whether they are seen, and where."""

    list_select_related = ["listing__owner", "listing__topic"]
    list_filter = ["listing__is_live", "listing__is_sample"]
    search_fields = ["listing__title", "listing__owner__name"]
    ordering = ["-listing__published_at"]
    show_facets = admin.ShowFacets.NEVER  # the tables are large

    @admin.display(description=_("owner"), ordering="listing__owner__name")
    def owner(self, shown: Any) -> str:
        """Whose it is."""
        return str(shown.listing.owner)

    @admin.display(description=_("seen"), boolean=True, ordering="listing__is_live")
    def is_live(self, shown: Any) -> bool:
        """Whether everybody can see it."""
        return bool(shown.listing.is_live)

    def view_on_site(self, shown: Any) -> str:
        """Its public page."""
        return str(shown.get_absolute_url())


@admin.register(Portfolio)
class PortfolioAdmin(ShownAdmin):
    list_display = ["listing", "owner", "is_live", "updated_at"]
    acts = [showing(portfolios.publish), hiding(portfolios.withdraw, _("Its works go out of sight with it."))]


@admin.register(Work)
class WorkAdmin(ShownAdmin):
    list_display = ["listing", "owner", "portfolio", "kind_line", "dated", "is_live"]
    list_select_related = [*ShownAdmin.list_select_related, "portfolio__listing"]
    acts = [showing(works.publish), hiding(works.withdraw, _("Nobody finds it until its owner shows it again."))]


@admin.register(Credit)
class CreditAdmin(DeskAdmin):
    list_display = ["who", "part", "listing", "accepted_at"]
    list_select_related = ["listing", "party"]
    search_fields = ["name", "party__name", "listing__title"]


@admin.register(Media)
class MediaAdmin(DeskAdmin):
    list_display = ["__str__", "listing", "width", "height", "credit"]
    list_select_related = ["listing"]
    search_fields = ["title", "alt", "listing__title"]
