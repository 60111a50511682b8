"""Where the money of a fundraiser goes, and what backers get for it, as the rows that its page prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from moneyed import Money

from fundraising import shares
from fundraising.models import Disbursement, Fundraiser, Reward
from marketplace.kit.money import format_money

TINTS = 6  # shades in the stylesheet; a longer budget uses them again


@dataclass(frozen=True)
class Row:
    """One line of the budget: its part of the goal in whole per cent, and the tint that marks it on the bar."""

    label: str
    amount: Money
    percent: int
    tint: int


@dataclass(frozen=True)
class Step:
    """A step after which a part of the money is paid out."""

    sign: str
    title: str
    when: str
    note: str


@dataclass(frozen=True)
class Tier:
    """A reward in words. None: nobody knows, or there is no limit."""

    pk: UUID
    name: str
    price: Money
    text: str
    delivery: str
    ships: str
    backers: int | None
    limit: int | None
    left: int | None
    is_gone: bool


def budget(fundraiser: Fundraiser) -> list[Row]:
    """The budget with its shares, which add up to 100."""
    lines = list(fundraiser.budget_lines.all())
    parts = shares.of_hundred([line.amount_minor for line in lines])
    return [
        Row(line.label, line.amount, part, place % TINTS + 1)
        for place, (line, part) in enumerate(zip(lines, parts, strict=True))
    ]


def steps(fundraiser: Fundraiser) -> list[Step]:
    """The plan of payments."""
    return [_step(one) for one in fundraiser.disbursements.select_related("tied_to")]


def tiers(fundraiser: Fundraiser) -> list[Tier]:
    """The rewards in the maker's order."""
    return as_tiers(fundraiser.rewards.filter(retired_at=None))


def as_tiers(rewards: Iterable[Reward]) -> list[Tier]:
    """These rewards in words."""
    return [_tier(reward) for reward in rewards]


def _step(one: Disbursement) -> Step:
    when = formats.date_format(one.due_on, "F Y") if one.due_on else ""
    notes = [
        _("Done when something new stands there: %(title)s.") % {"title": one.tied_to.title} if one.tied_to else "",
        _("Proof: %(proof)s") % {"proof": one.proof} if one.proof else "",
    ]
    return Step("circle", f"{one.name}, {format_money(one.amount, whole=True)}", when, " ".join(filter(None, notes)))


def _tier(reward: Reward) -> Tier:
    return Tier(
        pk=reward.pk,
        name=reward.name,
        price=reward.price,
        text=reward.contents,
        delivery=formats.date_format(reward.delivers_on, "F Y") if reward.delivers_on else "",
        ships=reward.get_ships_display(),
        backers=None if reward.record_backers is None else reward.record_backers + reward.taken,
        limit=reward.limit,
        left=reward.left,
        is_gone=reward.is_gone,
    )
