"""Steps of payment in the staff admin: what was disputed is decided here, by somebody who has no part in it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts.admin import ReadOnly
from fundraising import disbursements
from fundraising.models import Disbursement, Vote
from marketplace.kit.desk import Act, DeskAdmin, Queue
from marketplace.kit.money import format_money

Status = Disbursement.Status


class Votes(ReadOnly, TabularInline):
    model = Vote
    fields = ["round", "choice", "words", "at"]


def _is_disputed(step: Disbursement) -> bool:
    return step.status == Status.DISPUTED


@admin.register(Disbursement)
class DisbursementAdmin(DeskAdmin):
    list_display = ["name", "fundraiser", "status", "amount_shown", "submitted_at", "answer_by"]
    list_select_related = ["fundraiser__listing"]
    list_filter = ["status"]
    search_fields = ["name", "fundraiser__listing__title"]
    inlines = [Votes]
    queue = Queue(
        _("Steps of payment that are disputed"),
        lambda: Disbursement.objects.filter(status=Status.DISPUTED),
        "status__exact=disputed",
        right="fundraising.pay_out_disbursement",
    )
    acts = [
        Act(
            "pay_out", _("Pay it out"), partial(disbursements.decide, is_paid=True), on_many=False, when=_is_disputed,
            consequence=_("Its part of every pledge goes to the maker."),
        ),
        Act(
            "give_back", _("Send it back"), partial(disbursements.decide, is_paid=False), on_many=False, is_grave=True,
            when=_is_disputed, consequence=_("Its part of every pledge goes back to who gave it."),
        ),
    ]  # fmt: skip

    @admin.display(description=_("amount"), ordering="amount_minor")
    def amount_shown(self, step: Any) -> str:
        """With its currency."""
        return format_money(step.amount)
