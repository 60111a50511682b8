"""What a backer chooses, and what it costs: worked out here, never taken from the browser.

priced = choices.priced(fundraiser, Choice(reward=book.pk, add_ons={poster.pk: 2}, country="AT"), backer=ben.party)
priced.total, priced.shipping, priced.lines
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising.models import Fundraiser, Pledge, PledgeLine, Reward, ShippingRate
from marketplace.kit import regions
from marketplace.kit.money import Money, format_money, from_minor, to_minor
from marketplace.kit.refusals import Refused

MOST_MINOR = 99_999_999  # eight digits, the most that a gateway charges at once (docs/money.md)


class CannotChoose(Refused):
    """This can't be pledged like this. `field`: where on the form the reason lies."""

    def __init__(self, said: str, *, field: str = "") -> None:
        super().__init__(said)
        self.field = field


class Gone(CannotChoose):
    """The last of a reward was taken a moment before."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What somebody wants to give, and for what. extra: beyond the prices, in minor units; alone, it is a gift."""

    reward: UUID | None = None
    quantity: int = 1
    add_ons: Mapping[UUID, int] = field(default_factory=dict)
    extra_minor: int = 0
    country: str = ""
    is_anonymous: bool = False
    message: str = ""


@dataclass(frozen=True)
class Chosen:
    """A reward, how many of it, and what sending them costs."""

    reward: Reward
    quantity: int
    shipping_minor: int

    @property
    def minor(self) -> int:
        """Its price, without shipping."""
        return self.reward.price_minor * self.quantity


@dataclass(frozen=True)
class Priced:
    """What a choice costs, in minor units of the fundraiser's currency."""

    currency: str
    lines: tuple[Chosen, ...]
    extra_minor: int

    @property
    def shipping_minor(self) -> int:
        return sum(line.shipping_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        return sum(line.minor for line in self.lines) + self.extra_minor + self.shipping_minor

    @property
    def total(self) -> Money:
        return from_minor(self.total_minor, self.currency)


def priced(fundraiser: Fundraiser, choice: Choice, *, backer: Party | None, besides: Pledge | None = None) -> Priced:
    """What this choice costs now. besides: the pledge that it would take the place of.

    backer: None for a visitor, of whom nothing is known. Raises CannotChoose.
    """
    wanted = _wanted(choice)
    found = _rewards(fundraiser, wanted, besides)
    _check_the_set(choice, found)
    lines = tuple(_line(reward, wanted[reward.pk], choice.country) for reward in found)
    if backer:
        _check_persons_share(fundraiser, lines, backer, besides)
    priced = Priced(fundraiser.currency, lines, choice.extra_minor)
    _check_the_sum(fundraiser, priced, besides)
    return priced


def _wanted(choice: Choice) -> dict[UUID, int]:
    wanted = {pk: quantity for pk, quantity in choice.add_ons.items() if quantity > 0}
    if choice.reward:
        wanted[choice.reward] = choice.quantity
    if any(quantity < 1 or quantity > 1000 for quantity in wanted.values()):
        raise CannotChoose(_("Choose between 1 and 1,000 of each."), field="quantity")
    return wanted


def _rewards(fundraiser: Fundraiser, wanted: Mapping[UUID, int], besides: Pledge | None) -> list[Reward]:
    """In the order of their ids: that of their locks. A retired version stays with those who chose it."""
    rewards = fundraiser.rewards.filter(pk__in=wanted).prefetch_related("shipping_rates").order_by("pk")
    kept = set(besides.lines.values_list("reward", flat=True)) if besides else set()
    found = [reward for reward in rewards if reward.retired_at is None or reward.pk in kept]
    for reward in found:
        if reward.is_locked and reward.pk not in kept:
            raise CannotChoose(_locked(reward), field="reward")
    if len(found) != len(wanted):
        raise CannotChoose(_("This reward is not offered any more. Look at what is."), field="reward")
    return found


def _locked(reward: Reward) -> str:
    assert reward.opens_from
    facts = {"reward": reward.name, "sum": format_money(reward.opens_from, whole=True)}
    return _("“%(reward)s” can be chosen once %(sum)s have come together.") % facts


def _check_the_set(choice: Choice, found: list[Reward]) -> None:
    chosen = next((reward for reward in found if reward.pk == choice.reward), None)
    if chosen and chosen.is_add_on:
        raise CannotChoose(_("Add-ons come with a reward. Choose a reward first."), field="reward")
    if chosen is None and found:
        raise CannotChoose(_("Add-ons come with a reward. Choose a reward first."), field="reward")
    if any(not reward.is_add_on and reward.pk != choice.reward for reward in found):
        raise CannotChoose(_("Choose one reward; what else there is are add-ons."), field="reward")


def _line(reward: Reward, quantity: int, country: str) -> Chosen:
    if quantity > reward.per_person:
        raise CannotChoose(
            _("One person can have %(most)d of “%(reward)s”.") % {"most": reward.per_person, "reward": reward.name},
            field="quantity",
        )
    return Chosen(reward, quantity, shipping(reward, country) * quantity)


def sent_to(reward: Reward) -> set[str] | None:
    """The countries to which a posted reward is sent; None: everywhere."""
    named = {rate.country for rate in reward.shipping_rates.all()}
    return None if "" in named or (not named and reward.ships == Reward.Ships.WORLD) else named


def shipping(reward: Reward, country: str) -> int:
    """What it costs to send one of it there, in minor units. Raises CannotChoose where it is not sent."""
    if reward.ships == Reward.Ships.NOTHING:
        return 0
    if not country:
        raise CannotChoose(_("Say to which country “%(reward)s” is sent.") % {"reward": reward.name}, field="country")
    rates: dict[str, ShippingRate] = {rate.country: rate for rate in reward.shipping_rates.all()}
    sent = sent_to(reward)
    if sent is not None and country not in sent:
        where = ", ".join(sorted(map(regions.country_name, sent)))
        said = _("“%(reward)s” is not sent to this country, but to: %(where)s.")
        nowhere = _("“%(reward)s” is not sent to this country.")
        raise CannotChoose((said if sent else nowhere) % {"reward": reward.name, "where": where}, field="country")
    rate = rates.get(country) or rates.get("")
    return rate.cost_minor if rate else 0


def _check_persons_share(
    fundraiser: Fundraiser, lines: tuple[Chosen, ...], backer: Party, besides: Pledge | None
) -> None:
    """The limit is a person's, over all of their pledges."""
    theirs = PledgeLine.objects.filter(pledge__backer=backer, pledge__counts=True, pledge__fundraiser=fundraiser)
    if besides:
        theirs = theirs.exclude(pledge=besides)
    had = dict(theirs.values_list("reward").annotate(Sum("quantity")))
    for line in lines:
        if had.get(line.reward.pk, 0) + line.quantity > line.reward.per_person:
            said = _("You have “%(reward)s” already: one person can have %(most)d.")
            raise CannotChoose(said % {"most": line.reward.per_person, "reward": line.reward.name}, field="reward")


def _check_the_sum(fundraiser: Fundraiser, priced: Priced, besides: Pledge | None) -> None:
    if priced.extra_minor < 0 or priced.total_minor < least_minor(fundraiser.currency):
        least = format_money(from_minor(least_minor(fundraiser.currency), fundraiser.currency), whole=True)
        raise CannotChoose(_("Give at least %(least)s.") % {"least": least}, field="extra")
    if priced.total_minor > MOST_MINOR:
        raise CannotChoose(_("That is more than a card can pay at once."), field="extra")
    room = fundraiser.room_minor
    if room is not None and priced.total_minor > room + (besides.amount_minor if besides and besides.counts else 0):
        raise CannotChoose(no_room(fundraiser, room), field="extra")


def least_minor(currency: str) -> int:
    """The least that anybody can give: one of the currency's whole units, or a hundred where it has no smaller ones."""
    return max(100, to_minor(Money(1, currency)))


def no_room(fundraiser: Fundraiser, room: int) -> str:
    """Why no more than this many minor units can be pledged."""
    if not room:
        return _("All that was asked for has come together. Nothing more can be pledged.")
    return _("Only %(room)s is still needed.") % {"room": format_money(from_minor(room, fundraiser.currency))}
