"""Disputes at the desk of who mediates and decides: the queue by its clocks, the file, the acts."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.desk import Act, DeskAdmin, Queue, ReasonedAdmin
from projects.disputes import dispute_pages, mediation
from projects.forms.mediation import SplitForm, WriteForm
from projects.models import Arbiter, Dispute, Stage


class ForStaff(admin.SimpleListFilter):
    """Disputes by what they want of staff."""

    title = _("waits for staff")
    parameter_name = "staff"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waits", _("to propose or to decide")), ("late", _("late"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        waiting = queryset.for_staff()
        return waiting.filter(due_at__lte=clock.now()) if self.value() == "late" else waiting


def _at(*stages: Stage) -> Any:
    return lambda dispute: dispute.stage in stages


@admin.register(Arbiter)
class ArbiterAdmin(ReasonedAdmin):
    """Who can be named in a contract to decide its disputes, and for what fee."""

    list_display = ["party", "fee_minor", "currency", "is_listed"]
    list_filter = ["is_listed"]
    list_select_related = ["party"]
    search_fields = ["party__name"]
    autocomplete_fields = ["party"]


@admin.register(Dispute)
class DisputeAdmin(DeskAdmin):
    """Client and freelancer do not agree whose held money is. What is due first stands first."""

    list_display = ["contract", "sides", "status", "step", "due_at", "is_late", "mediator", "opened_at"]
    list_filter = [ForStaff, "status", "how", "is_small"]
    list_select_related = ["contract__client", "contract__freelancer", "mediator"]
    search_fields = ["id", "contract__client__name", "contract__freelancer__name", "contract__project__listing__title"]
    ordering = [F("due_at").asc(nulls_last=True), "-opened_at"]
    fields = readonly_fields = ["case", "status", "step", "due_at", "mediator", "is_small", "how", "decided_by"]
    is_sensitive = True
    queue = Queue(_("Disputes to mediate or decide"), Dispute.objects.for_staff, "staff=waits")
    acts = [
        Act(
            "take", _("Mediate it"), mediation.take, on_many=False, when=_at(Stage.EVIDENCE, Stage.PROPOSAL),
            consequence=_("You are the mediator; the others see it. Not if you ever dealt with either side."),
        ),
        Act(
            "write", _("Write to both"), mediation.write, form=WriteForm, on_many=False,
            when=_at(Stage.EVIDENCE, Stage.PROPOSAL), consequence=_("Both read it on the page of the dispute."),
        ),
        Act(
            "propose", _("Propose a split"), mediation.propose, form=SplitForm, on_many=False, when=_at(Stage.PROPOSAL),
            consequence=_("Both have two days to say yes or no. If both say yes, it is done at once."),
        ),
        Act(
            "decide", _("Decide"), mediation.decide, form=SplitForm, on_many=False, is_grave=True,
            when=_at(Stage.DECISION),
            consequence=_("The money is divided at once, for good. Not by whoever mediated."),
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("contract__project__listing")

    @admin.display(description=_("between"))
    def sides(self, dispute: Dispute) -> str:
        """Both by name."""
        return f"{dispute.contract.client.name}, {dispute.contract.freelancer.name}"

    @admin.display(description=_("waits for"))
    def step(self, dispute: Dispute) -> str:
        """What it waits for."""
        return str(dispute.stage.label)

    @admin.display(description=_("late"), boolean=True)
    def is_late(self, dispute: Dispute) -> bool:
        return dispute.is_late

    @admin.display(description=_("the case"))
    def case(self, dispute: Dispute) -> SafeString:
        """What is at stake, what each asks for, what was said, and the way to the whole file."""
        seen = dispute_pages.file_of(dispute)
        return render_to_string("admin/projects/dispute.html", {"dispute": dispute, "seen": seen})
