"""Rewards as their maker offers, changes and retires them: a reward that somebody chose is never edited.

    book = rewards.offer(fundraiser, Terms(name="The book", price_minor=3800, …), by=ada)
    rewards.change(book, terms, by=ada)            # in place; or, once it was chosen, a new version beside the old
    rewards.retire(book, by=ada)

Pledges hold the fundraiser's lock while they choose, so what is looked at here under the same lock does not move.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from fundraising import making
from fundraising.models import Fundraiser, Reward, ShippingRate
from marketplace.kit import clock

STEP = "rewards"
MOST = 60
ASIDE = 30_000  # a place that no reward has, for the moment in which two change theirs


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a reward is. price and rates: minor units of the fundraiser's currency. left: how many can (still) be
    chosen, None for as many as are wanted. rates: what sending one costs, by country; "" is every other."""

    name: str
    price_minor: int
    contents: str = ""
    delivers_on: date | None = None
    ships: str = Reward.Ships.NOTHING
    per_person: int = 1
    is_add_on: bool = False
    image_id: UUID | None = None
    opens_from_minor: int | None = None
    left: int | None = None
    rates: Mapping[str, int] = field(default_factory=dict)


_ELSEWHERE = {"left", "rates"}
PROMISED = [column.name for column in fields(Terms) if column.name not in _ELSEWHERE]


@transaction.atomic
def offer(fundraiser: Fundraiser, terms: Terms, *, by: User) -> Reward:
    """Add a reward below the others. Raises NotAllowed, and Refused where no more can be added."""
    fundraiser = making.editable(fundraiser, STEP, by=by)
    if offered(fundraiser).count() >= MOST:
        raise Refused(_("A fundraiser has at most %(n)d rewards.") % {"n": MOST})
    last = fundraiser.rewards.filter(position__lt=ASIDE).aggregate(last=Max("position"))["last"]
    reward = _made(fundraiser, terms, position=0 if last is None else last + 1)
    making.shown_again(fundraiser)
    return reward


@transaction.atomic
def change(reward: Reward, terms: Terms, *, by: User) -> Reward:
    """Let it be like this; returns the reward that is offered from now on.

    Of one that somebody chose only the number left changes in place: that breaks no promise. Anything else makes a new
    version, and who chose the old one gets what they chose. Raises NotAllowed, Refused.
    """
    fundraiser = making.editable(reward.fundraiser, STEP, by=by)
    reward = _current(fundraiser, reward)
    if not is_chosen(reward):
        reward = _rewrite(reward, terms)
    elif _says_the_same(reward, terms):
        reward.limit = _limit(reward, terms)
        reward.save(update_fields=["limit"])
    else:
        _put_aside(reward, is_limited=terms.left is not None)
        reward = _made(fundraiser, terms, position=reward.position, replaces=reward)
    making.shown_again(fundraiser)
    return reward


@transaction.atomic
def retire(reward: Reward, *, by: User) -> None:
    """Offer it no more. Who chose it keeps it; one that nobody chose is gone. Raises NotAllowed, Refused."""
    fundraiser = making.editable(reward.fundraiser, STEP, by=by)
    reward = _current(fundraiser, reward)
    if is_chosen(reward):
        _put_aside(reward, is_limited=False)
    else:
        reward.delete()
    making.shown_again(fundraiser)


@transaction.atomic
def move_up(reward: Reward, *, by: User) -> None:
    """Let it stand one place higher; the first stays. Raises NotAllowed, Refused."""
    fundraiser = making.editable(reward.fundraiser, STEP, by=by)
    reward = _current(fundraiser, reward)
    above = offered(fundraiser).filter(position__lt=reward.position).order_by("-position").first()
    if above is None:
        return
    places = (reward.position, above.position)
    for one, place in ((above, ASIDE), (reward, places[1]), (above, places[0])):
        Reward.objects.filter(pk=one.pk).update(position=place)
    making.shown_again(fundraiser)


def offered(fundraiser: Fundraiser) -> Any:
    """The rewards that can be chosen, in the maker's order."""
    return fundraiser.rewards.filter(retired_at=None)


def is_chosen(reward: Reward) -> bool:
    """Whether a pledge names it, or a record says that somebody has it."""
    return bool(reward.record_backers) or reward.pledged.exists()


def _current(fundraiser: Fundraiser, reward: Reward) -> Reward:
    held = offered(fundraiser).filter(pk=reward.pk).first()
    if held is None:
        raise Refused(_("This reward was changed or taken away meanwhile. Look at the ones that are there."))
    return held


def _made(fundraiser: Fundraiser, terms: Terms, *, position: int, replaces: Reward | None = None) -> Reward:
    said = {name: getattr(terms, name) for name in PROMISED}
    reward = Reward.objects.create(
        fundraiser=fundraiser, position=position, replaces=replaces, limit=terms.left, **said
    )
    _write_rates(reward, terms)
    return reward


def _rewrite(reward: Reward, terms: Terms) -> Reward:
    for name in PROMISED:
        setattr(reward, name, getattr(terms, name))
    reward.limit = _limit(reward, terms)
    reward.save()
    reward.shipping_rates.all().delete()
    _write_rates(reward, terms)
    return reward


def _write_rates(reward: Reward, terms: Terms) -> None:
    rates = [ShippingRate(reward=reward, country=country, cost_minor=cost) for country, cost in terms.rates.items()]
    ShippingRate.objects.bulk_create(rates)


def _limit(reward: Reward, terms: Terms) -> int | None:
    """How many there are in all, from how many shall be left now."""
    return None if terms.left is None else terms.left + reward.taken + (reward.record_backers or 0)


def _says_the_same(reward: Reward, terms: Terms) -> bool:
    rates = {rate.country: rate.cost_minor for rate in reward.shipping_rates.all()}
    return rates == dict(terms.rates) and all(getattr(reward, name) == getattr(terms, name) for name in PROMISED)


def _put_aside(reward: Reward, *, is_limited: bool) -> None:
    """Keep it for those who chose it. Where there are only so many, no more of it are taken: what is left is the new
    version's, by the number that its maker gave."""
    reward.retired_at = clock.now()
    if is_limited or reward.limit is not None:
        reward.limit = max(1, reward.taken + (reward.record_backers or 0))
    reward.save(update_fields=["retired_at", "limit"])
