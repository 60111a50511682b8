"""Money acts that wait for a second person."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.kit.desk import Act, DeskAdmin, Queue
from payments import second_person
from payments.admin.shown import sum_of
from payments.models import Adjustment, StaffRefund


def _waits(proposed: Any) -> bool:
    return bool(proposed.status == proposed.Status.PROPOSED)


_ACTS = [
    Act(
        "approve", _("Approve"), second_person.approve, on_many=False, when=_waits,
        consequence=_("The money moves at once. Nobody approves what they proposed themselves."),
    ),
    Act("reject", _("Reject"), second_person.reject, on_many=False, when=_waits, consequence=_("Nothing moves.")),
]  # fmt: skip
_DECIDED = ["status", "why", "proposed_by", "proposed_at", "decided_by", "decided_at", "entry"]


@admin.register(Adjustment)
class AdjustmentAdmin(DeskAdmin):
    """Sums that staff move between accounts."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["proposed_at", "source", "destination", "amount", "status", "proposed_by", "decided_by"]
    list_filter = ["status"]
    list_select_related = ["source", "destination", "proposed_by", "decided_by"]
    search_fields = ["why", "proposed_by__email"]
    ordering = ["-proposed_at"]
    fields = readonly_fields = ["source", "destination", "amount", *_DECIDED]
    acts = _ACTS
    queue = Queue(_("Adjustments to approve"), Adjustment.objects.waiting, "status__exact=proposed")


@admin.register(StaffRefund)
class StaffRefundAdmin(DeskAdmin):
    """Payments that staff send back."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["proposed_at", "payment", "amount", "status", "proposed_by", "decided_by"]
    list_filter = ["status"]
    list_select_related = ["payment", "proposed_by", "decided_by"]
    search_fields = ["why", "payment__reference", "proposed_by__email"]
    ordering = ["-proposed_at"]
    fields = readonly_fields = ["payment", "hold", "amount", *_DECIDED]
    acts = _ACTS
    queue = Queue(_("Refunds to approve"), StaffRefund.objects.waiting, "status__exact=proposed")
