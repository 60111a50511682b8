"""The same figures for a spreadsheet."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.campaigns import choices, days, periods, sources
from fundraising.models import Fundraiser, Pledge
from marketplace.kit.money import from_minor

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


TABLES: dict[str, Callable[[Fundraiser], Table]] = {
    "days": _days, "rewards": _choices, "sources": _sources, "pledges": _pledges,
}  # fmt: skip
