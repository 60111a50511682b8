"""The same figures for a spreadsheet."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.campaigns import choices, days, periods, sources
from fundraising.models import Fundraiser, Pledge
from marketplace.kit.money import from_minor
from payments.models import HoldPart

Table = tuple[list[str], Iterator[Sequence[Any]]]


def _days(fundraiser: Fundraiser) -> Table:
    code = fundraiser.currency
    head = [_("Day (UTC)"), _("Pledges"), _("Currency"), _("Sum"), _("Together")]
    return head, (
        [day.day, day.backers, code, from_minor(day.minor, code).amount, from_minor(day.together, code).amount]
        for day in days.of(fundraiser, periods.of(fundraiser, periods.ALL))
    )


def _choices(fundraiser: Fundraiser) -> Table:
    head = [_("Reward"), _("Quantity"), _("Currency"), _("Sum"), _("Left")]
    return head, (
        [row.name, row.quantity, fundraiser.currency, row.amount.amount, row.left] for row in choices.of(fundraiser)
    )


def _sources(fundraiser: Fundraiser) -> Table:
    head = [_("Source"), _("Tag"), _("Visits"), _("Backers"), _("Currency"), _("Sum")]
    return head, (
        [row.name, row.tag, row.visits, row.backers, fundraiser.currency, row.amount.amount]
        for row in sources.of(fundraiser, periods.of(fundraiser, periods.ALL))
    )


def _pledges(fundraiser: Fundraiser) -> Table:
    """One line each, the earliest first. Who gives without their name has none here either."""
    head = [
        _("Promised"), _("Backer"), _("State"), _("Currency"), _("Sum"), _("Of it on top"), _("Of it shipping"),
        _("Country"), _("Chosen"), _("Their words"),
    ]  # fmt: skip
    found = days.counting(fundraiser).select_related("backer").prefetch_related("lines__reward").order_by("counted_at")
    return head, (_pledge(one) for one in found.iterator(chunk_size=500))


def _pledge(one: Pledge) -> Sequence[Any]:
    chosen = ", ".join(f"{line.quantity} × {line.reward.name}" for line in one.lines.all())
    name = "" if one.is_anonymous else one.backer.name
    sums = (one.amount.amount, one.extra.amount, one.shipping.amount)
    return [one.counted_at, name, str(one.get_status_display()), one.currency, *sums, one.country, chosen, one.message]


def _payouts(fundraiser: Fundraiser) -> Table:
    """Every sum that was released, for the tax return: what of it was a gift, and where its reward was sent."""
    head = [
        _("Day"), _("Quarter"), _("Step"), _("Kind"), _("Country"), _("Currency"), pgettext("statement", "Released"),
        _("Commission"), _("Tax on it"), pgettext("statement", "Yours"),
    ]  # fmt: skip
    parts = HoldPart.objects.filter(kind=HoldPart.Kind.RELEASE, hold__pledge__fundraiser=fundraiser)
    return head, (
        _payout(part) for part in parts.select_related("hold__pledge__fundraiser").order_by("at", "pk").iterator()
    )


def _payout(part: HoldPart) -> Sequence[Any]:
    pledge, day = part.hold.pledge, timezone.localtime(part.at, timezone.get_default_timezone()).date()
    what = _("Gift") if pledge.is_gift else str(pledge.fundraiser.get_kind_display())
    sums = (part.gross.amount, part.fee.amount, part.tax.amount, part.net.amount)
    return [day, (day.month + 2) // 3, part.why, what, pledge.country, part.currency, *sums]


TABLES: dict[str, Callable[[Fundraiser], Table]] = {
    "days": _days, "rewards": _choices, "sources": _sources, "pledges": _pledges,
    "payouts": _payouts,
}  # fmt: skip
