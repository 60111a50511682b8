"""Portfolios and works in the staff admin: read here, hidden or shown again by the acts of the site."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from accounts.admin import ReadOnly
from accounts.refusals import Refused
from portfolios import portfolios, works
from portfolios.models import Credit, Media, Portfolio, Work


class ShownAdmin(ReadOnly, ModelAdmin):
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

    def do(self, request: HttpRequest, rows: QuerySet[Any], act: Callable[..., Any]) -> None:
        """Call the act on each row and say what came of it."""
        done = 0
        for row in rows:
            try:
                act(row, by=request.user)
                done += 1
            except Refused as refused:
                messages.error(request, f"{row}: {refused}")
        messages.info(request, ngettext("Done for %(n)d.", "Done for %(n)d.", done) % {"n": done})


@admin.register(Portfolio)
class PortfolioAdmin(ShownAdmin):
    list_display = ["listing", "owner", "is_live", "updated_at"]
    actions = ["publish", "withdraw"]

    @admin.action(description=_("Show to everybody"))
    def publish(self, request: HttpRequest, rows: QuerySet[Portfolio]) -> None:
        """Show them, or show them as they are now."""
        self.do(request, rows, portfolios.publish)

    @admin.action(description=_("Take out of sight, with their works"))
    def withdraw(self, request: HttpRequest, rows: QuerySet[Portfolio]) -> None:
        """Hide them."""
        self.do(request, rows, portfolios.withdraw)


@admin.register(Work)
class WorkAdmin(ShownAdmin):
    list_display = ["listing", "owner", "portfolio", "kind_line", "dated", "is_live"]
    list_select_related = [*ShownAdmin.list_select_related, "portfolio__listing"]
    actions = ["publish", "withdraw"]

    @admin.action(description=_("Show to everybody"))
    def publish(self, request: HttpRequest, rows: QuerySet[Work]) -> None:
        """Show them, or show them as they are now."""
        self.do(request, rows, works.publish)

    @admin.action(description=_("Take out of sight"))
    def withdraw(self, request: HttpRequest, rows: QuerySet[Work]) -> None:
        """Hide them."""
        self.do(request, rows, works.withdraw)


@admin.register(Credit)
class CreditAdmin(ReadOnly, ModelAdmin):
    list_display = ["who", "part", "listing", "accepted_at"]
    list_select_related = ["listing", "party"]
    search_fields = ["name", "party__name", "listing__title"]


@admin.register(Media)
class MediaAdmin(ReadOnly, ModelAdmin):
    list_display = ["__str__", "listing", "width", "height", "credit"]
    list_select_related = ["listing"]
    search_fields = ["title", "alt", "listing__title"]
