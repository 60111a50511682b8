"""The gateway against the books: what was compared, what does not agree, and what a person found out about it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from marketplace.kit.desk import Act, DeskAdmin, Queue
from payments import reconciling, standing
from payments.admin.shown import sum_of
from payments.models import Difference, Reconciliation


@admin.register(Reconciliation)
class ReconciliationAdmin(DeskAdmin):
    """Every comparison, below how things stand now."""

    list_display = ["begun_at", "gateway", "since", "until", "matched", "found", "by", "error"]
    list_filter = ["gateway"]
    list_select_related = ["by"]
    ordering = ["-begun_at"]
    list_before_template = "admin/payments/standing.html"
    acts = [
        Act(
            "compare_again", _("Compare this time again"), reconciling.again, on_many=False, with_why=False,
            consequence=_("The gateway's statement of the same time is read and compared. Nothing is posted."),
        ),
        Act(
            "compare_now", _("Compare until now"), reconciling.up_to_now, on_many=False, with_why=False,
            consequence=_("The last days are compared until a minute ago. Nothing is posted."),
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(number=Count("differences"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list below how the gateways and the books stand."""
        return super().changelist_view(request, {"standing": standing.now(), **(extra_context or {})})

    @admin.display(description=_("new differences"), ordering="number")
    def found(self, row: Any) -> int:
        return int(row.number)


@admin.register(Difference)
class DifferenceAdmin(DeskAdmin):
    """What the gateway and the books do not agree on. Nothing is ever posted by itself."""

    ours = sum_of("ours_minor", _("in the books"), currency="ours_currency")
    theirs = sum_of("theirs_minor", _("at the gateway"), currency="theirs_currency")
    list_display = ["seen_at", "sort", "kind", "reference", "ours", "theirs", "status"]
    list_filter = ["status", "sort", "kind", "gateway"]
    search_fields = ["reference", "why"]
    ordering = ["-seen_at"]
    fields = readonly_fields = [
        "gateway", "sort", "kind", "reference", "ours", "theirs", "status", "entry", "found_by", "seen_at", "why",
    ]  # fmt: skip
    acts = [
        Act(
            "explain", _("Explain"), reconciling.explain,
            when=lambda row: row.status == Difference.Status.OPEN,
            consequence=_("It leaves the list of open differences. Money that must move is proposed as an adjustment."),
        ),
    ]  # fmt: skip
    queue = Queue(_("Differences with the gateway"), Difference.objects.open, "status__exact=open")
