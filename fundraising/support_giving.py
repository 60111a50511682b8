"""What was given to makers month by month, and what of it came back: lines for the statement of giving of a year."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Party
from fundraising.models import SupportCharge
from payments.models import HoldPart, Payment

TAKEN = [Payment.Status.CHARGED_BACK, Payment.Status.LOST]  # a bank has the money: nothing was given


def paid(party: Party, start: datetime, end: datetime) -> "QuerySet[SupportCharge]":
    """Every charge that was paid in this time, with whom it supports."""
    found = SupportCharge.objects.filter(support__supporter=party, paid_at__gte=start, paid_at__lt=end)
    found = found.exclude(hold__payment__status__in=TAKEN).select_related("support__page__owner")
    return found.order_by("paid_at", "pk")


def back(party: Party, start: datetime, end: datetime) -> "QuerySet[HoldPart]":
    """What came back in this time."""
    found = _returned([party]).filter(at__gte=start, at__lt=end).exclude(hold__payment__status__in=TAKEN)
    return found.select_related("hold__support_charge__support__page__owner").order_by("at", "pk")


def moments(parties: Sequence[Party]) -> Iterator[tuple[Any, Any]]:
    """Who paid or got something back, and when."""
    charges = SupportCharge.objects.filter(support__supporter__in=parties, paid_at__isnull=False)
    yield from charges.values_list("support__supporter", "paid_at")
    yield from _returned(parties).values_list("hold__support_charge__support__supporter", "at")


def _returned(parties: Sequence[Party]) -> "QuerySet[HoldPart]":
    return HoldPart.objects.filter(
        hold__support_charge__support__supporter__in=parties, kind=HoldPart.Kind.REFUND
    )  # fmt: skip
