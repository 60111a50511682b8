"""What people paid, what is held, what goes back and what goes out."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from marketplace.kit import clock
from marketplace.kit.desk import Act, DeskAdmin, Queue
from payments import refunds, second_person
from payments.admin.forms import RefundForm
from payments.admin.shown import sum_of
from payments.models import BillChargeback, Chargeback, Hold, HoldPart, Payment, Payout, Refund, Transfer

SOON = timedelta(days=14)


class SeenOnly(TabularInline):
    """Rows below another, for reading."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the row above."""
        return True


class Refunds(SeenOnly):
    """What went back of a payment."""

    model = Refund
    amount = sum_of("amount_minor", _("sum"))
    fields = readonly_fields = ["created_at", "amount", "status", "reference", "why"]


class Parts(SeenOnly):
    """What left a hold."""

    model = HoldPart
    gross = sum_of("gross_minor", _("sum"))
    fee = sum_of("fee_minor", _("fee"))
    tax = sum_of("tax_minor", _("tax"))
    net = sum_of("net_minor", _("net"))
    fields = readonly_fields = ["at", "kind", "to", "gross", "fee", "tax", "net", "why"]


@admin.register(Payment)
class PaymentAdmin(DeskAdmin):
    """Every attempt to take money, with what became of it."""

    amount = sum_of("amount_minor", _("sum"))
    refunded = sum_of("refunded_minor", _("refunded"))
    list_display = ["created_at", "payer", "amount", "refunded", "status", "gateway", "method", "failure"]
    list_filter = ["status", "gateway", "currency"]
    list_select_related = ["payer"]
    search_fields = ["id", "reference", "charge", "payer__name"]
    date_hierarchy = "created_at"
    ordering = ["-created_at"]
    fields = readonly_fields = [
        "payer", "amount", "refunded", "status", "gateway", "reference", "charge", "method", "failure",
        "failure_words", "attempt", "created_at", "succeeded_at", "entry",
    ]  # fmt: skip
    inlines = [Refunds]
    show_full_result_count = False
    acts = [
        Act(
            "propose_refund", _("Propose a refund"), second_person.propose_refund_by_hand, form=RefundForm,
            on_many=False, when=lambda payment: payment.status in refunds.REFUNDABLE,
            consequence=_("Nothing moves until a second person has approved it."),
        ),
    ]  # fmt: skip


@admin.register(Refund)
class RefundAdmin(DeskAdmin):
    """Money on its way back. One that came back lies on an account of its own until it is sent anew."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["created_at", "payment", "amount", "status", "reference", "why"]
    list_filter = ["status", "currency"]
    list_select_related = ["payment"]
    search_fields = ["id", "reference", "payment__reference"]
    ordering = ["-created_at"]
    fields = readonly_fields = ["payment", "hold", "amount", "status", "attempt", "reference", "why", "paid_at"]
    acts = [
        Act(
            "ask_again", _("Send it again"), refunds.ask_again, on_many=False,
            when=lambda refund: refund.status == Refund.Status.FAILED,
            consequence=_("It goes out by the same way once more. Be sure that the payer can receive it now."),
        ),
        Act(
            "set_aside", _("Set it aside"), refunds.set_aside, on_many=False, is_grave=True,
            when=lambda refund: refund.status == Refund.Status.FAILED,
            consequence=_(
                "It is not sent any more, and its sum waits among what nobody has explained: propose from there where "
                "it goes. Be sure that the payer has the money already."
            ),
        ),
    ]  # fmt: skip
    queue = Queue(
        _("Refunds that came back"), lambda: Refund.objects.filter(status=Refund.Status.FAILED), "status__exact=failed"
    )


class LeavesSoon(admin.SimpleListFilter):
    """Holds by how long the gateway still keeps their money."""

    title = _("must leave")
    parameter_name = "leaves"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", _("within 14 days"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return leaving_soon(queryset) if self.value() == "soon" else queryset


def leaving_soon(holds: Any = None) -> "QuerySet[Any]":
    """Holds with money that must leave within 14 days."""
    held = (Hold.objects.all() if holds is None else holds).filter(status__in=Hold.WITH_MONEY)
    return held.filter(must_leave_by__lte=clock.now() + SOON)


@admin.register(Hold)
class HoldAdmin(DeskAdmin):
    """Escrow: what is kept for which deal, until when at the latest, and what left it."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["kind", "payer", "payee", "amount", "status", "held_at", "must_leave_by", "frozen_why"]
    list_filter = ["status", LeavesSoon, "kind", "currency"]
    list_select_related = ["payer", "payee"]
    search_fields = ["id", "subject", "payer__name", "payee__name"]
    ordering = ["-created_at"]
    fields = readonly_fields = [
        "kind", "subject", "payer", "payee", "amount", "status", "payment", "held_at", "must_leave_by", "ended_at",
        "frozen_why", "parted_from",
    ]  # fmt: skip
    inlines = [Parts]
    show_full_result_count = False
    queue = Queue(_("Escrow that must leave within 14 days"), leaving_soon, "leaves=soon")


@admin.register(Transfer)
class TransferAdmin(DeskAdmin):
    """Cleared money on its way to the payees' accounts at the gateway."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["created_at", "payee", "amount", "status", "reference"]
    list_filter = ["status", "gateway", "currency"]
    list_select_related = ["payee"]
    search_fields = ["id", "reference", "payee__name"]
    ordering = ["-created_at"]
    show_full_result_count = False


@admin.register(Payout)
class PayoutAdmin(DeskAdmin):
    """Money on its way to the payees' banks."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["created_at", "payee", "amount", "status", "reference", "failure"]
    list_filter = ["status", "currency"]
    list_select_related = ["payee"]
    search_fields = ["id", "reference", "payee__name"]
    ordering = ["-created_at"]
    show_full_result_count = False


@admin.register(Chargeback)
class ChargebackAdmin(DeskAdmin):
    """Payments that a bank takes back, and what came of it."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["created_at", "payment", "amount", "reason", "status", "answer_by", "closed_at"]
    list_filter = ["status", "reason"]
    list_select_related = ["payment"]
    search_fields = ["reference", "payment__reference"]
    ordering = ["-created_at"]
    queue = Queue(
        _("Chargebacks to answer"),
        lambda: Chargeback.objects.filter(status=Chargeback.Status.OPEN),
        "status__exact=open",
    )


@admin.register(BillChargeback)
class BillChargebackAdmin(DeskAdmin):
    """Payments for plans that a bank takes back, and what came of it."""

    amount = sum_of("amount_minor", _("sum"))
    list_display = ["created_at", "bill", "amount", "reason", "status", "answer_by", "closed_at"]
    list_filter = ["status", "reason"]
    list_select_related = ["bill"]
    search_fields = ["reference", "bill__reference"]
    ordering = ["-created_at"]
    queue = Queue(
        _("Chargebacks of plans to answer"),
        lambda: BillChargeback.objects.filter(status=BillChargeback.Status.OPEN),
        "status__exact=open",
    )
