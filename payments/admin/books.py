"""Accounts and entries: every figure of the site can be followed to here."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts.models import Party
from marketplace.kit.desk import Act, DeskAdmin, Queue
from marketplace.kit.money import format_minor
from payments import second_person
from payments.admin.forms import AdjustmentForm
from payments.admin.shown import sum_of
from payments.chart import HOUSE
from payments.models import Account, Entry, Posting


def _in_suspense() -> "QuerySet[Account]":
    return Account.objects.filter(code="suspense").exclude(kept__balance=0)


@admin.register(Account)
class AccountAdmin(DeskAdmin):
    """Every account of the books, and what is on it."""

    list_display = ["code", "owner_name", "currency", "balance"]
    list_filter = ["code", "currency"]
    list_select_related = ["kept"]
    search_fields = ["code", "owner"]
    ordering = ["code", "currency", "pk"]
    fields = readonly_fields = ["code", "owner", "owner_name", "currency", "balance", "may_overdraw"]
    show_full_result_count = False
    acts = [
        Act(
            "propose_adjustment", _("Propose an adjustment"), second_person.propose_adjustment_by_hand,
            form=AdjustmentForm, on_many=False, when=second_person.is_adjustable,
            consequence=_("Nothing moves until a second person has approved it."),
        ),
    ]  # fmt: skip
    queue = Queue(_("Money that nobody has explained"), _in_suspense, "code__exact=suspense")

    @admin.display(description=_("balance"), ordering="kept__balance")
    def balance(self, account: Account) -> str:
        return format_minor(account.kept.balance, account.currency, whole=False)

    @admin.display(description=_("whose"))
    def owner_name(self, account: Account) -> str:
        """The party's name; a hold or a payout by its id; nothing for the site's own."""
        if account.owner == HOUSE:
            return ""
        party = Party.objects.filter(pk=account.owner).values_list("name", flat=True).first()
        return party or str(account.owner)


class Postings(TabularInline):
    """What moved, in order."""

    model = Posting
    fields = readonly_fields = ["place", "source", "destination", "amount_shown", "source_after", "destination_after"]
    ordering = ["place"]
    extra = 0
    can_delete = False
    amount_shown = sum_of("amount", _("sum"))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may see the entry."""
        return bool(request.user.has_perm("payments.view_entry"))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("source", "destination")


@admin.register(Entry)
class EntryAdmin(DeskAdmin):
    """Every business event that moved money. None is ever changed; a wrong one is reversed by another."""

    list_display = ["at", "kind", "ref", "size", "reverses"]
    list_filter = ["kind"]
    search_fields = ["ref", "id"]
    ordering = ["-at", "-pk"]
    date_hierarchy = "at"
    fields = readonly_fields = ["kind", "ref", "at", "by", "reverses", "hash"]
    inlines = [Postings]
    show_full_result_count = False
