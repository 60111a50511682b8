"""Where the money of a fundraiser goes, and what backers get for it, as the rows that its page prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from moneyed import Money

from fundraising import shares, subjects
from fundraising.models import Disbursement, Fundraiser, Reward, Settlement
from marketplace.kit import regions
from marketplace.kit.money import format_money, from_minor
from portfolios.models import Media

COUNTRIES = 3  # named on a reward; of others it says how many
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
    url: str = ""


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
    is_add_on: bool = False
    opens_at: Money | None = None
    picture: Media | None = None


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
    is_decided = bool(fundraiser.backing) and _has_pages(fundraiser)
    found = list(fundraiser.disbursements.select_related("tied_to"))
    nameable = subjects.nameable([one.tied_to_id for one in found if one.tied_to_id])
    return [_step(one, is_decided=is_decided, names_tie=one.tied_to_id in nameable) for one in found]


def tiers(fundraiser: Fundraiser) -> list[Tier]:
    """The rewards in the maker's order."""
    offered = fundraiser.rewards.filter(retired_at=None)
    return as_tiers(offered.select_related("image").prefetch_related("shipping_rates"))


def as_tiers(rewards: Iterable[Reward]) -> list[Tier]:
    """These rewards in words. Fetched with their pictures and shipping rates, they read nothing more."""
    return [_tier(reward) for reward in rewards]


def _has_pages(fundraiser: Fundraiser) -> bool:
    """Of one that was called off: where it had been decided by then, so that some of it may have been paid out."""
    if fundraiser.status == Fundraiser.Status.CANCELLED:
        return Settlement.objects.filter(fundraiser=fundraiser, is_reached=True).exists()
    return fundraiser.status in Fundraiser.REACHED


def _step(one: Disbursement, *, is_decided: bool, names_tie: bool) -> Step:
    """Once the money is here, each step has a page of its own, and says where it stands."""
    when = formats.date_format(one.due_on, "F Y") if one.due_on else ""
    notes = [
        str(one.get_status_display()) if is_decided else "",
        _tie(one, is_nameable=names_tie),
        _("Proof: %(proof)s") % {"proof": one.proof} if one.proof else "",
    ]
    sign = "check-circle" if one.status == Disbursement.Status.PAID else "circle"
    title = f"{one.name}, {format_money(one.amount, whole=True)}"
    return Step(sign, title, when, " ".join(filter(None, notes)), one.get_absolute_url() if is_decided else "")


def _tie(one: Disbursement, *, is_nameable: bool) -> str:
    if one.is_report:
        return _("The report is there.") if one.reached_at else _("Held back until the maker’s report is there.")
    if one.tied_to is None:
        return ""
    if not is_nameable:
        return _("Tied to something of the maker’s that is not public.")
    said = (
        _("Something new stands there: %(title)s.")
        if one.reached_at
        else _("Done when something new stands there: %(title)s.")
    )
    return said % {"title": one.tied_to.title}


def _tier(reward: Reward) -> Tier:
    return Tier(
        pk=reward.pk,
        name=reward.name,
        price=reward.price,
        text=reward.contents,
        delivery=formats.date_format(reward.delivers_on, "F Y") if reward.delivers_on else "",
        ships=ships(reward),
        backers=None if reward.record_backers is None else reward.record_backers + reward.taken,
        limit=reward.limit,
        left=reward.left,
        is_gone=reward.is_gone,
        is_add_on=reward.is_add_on,
        opens_at=reward.opens_from if reward.is_locked else None,
        picture=reward.image,
    )


def ships(reward: Reward) -> str:
    """Where it is sent, and what that costs at least."""
    rates = list(reward.shipping_rates.all())
    if not rates:
        return reward.get_ships_display()
    named = [regions.country_name(rate.country) for rate in rates if rate.country]
    where = _few(named) if reward.ships == Reward.Ships.REGION else reward.get_ships_display()
    least = min(rates, key=lambda rate: rate.cost_minor).cost_minor
    if not least:
        return where
    cost = format_money(from_minor(least, reward.fundraiser.currency), whole=True)
    words = _("%(where)s, %(cost)s") if len({rate.cost_minor for rate in rates}) == 1 else _("%(where)s, from %(cost)s")
    return words % {"where": where, "cost": cost}


def _few(countries: list[str]) -> str:
    shown, more = countries[:COUNTRIES], len(countries) - COUNTRIES
    return ", ".join(shown) + (ngettext(" and %(n)d more", " and %(n)d more", more) % {"n": more} if more > 0 else "")
