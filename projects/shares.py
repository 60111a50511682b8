"""The money of one milestone, in one hold or in one for each member of a team: whatever is done, is done to all.

    shares.release(milestone, amount=None, by=ada, key="release:…")      # one part for each who gets something
    shares.amounts(milestone)                                            # what each is to be paid, before it is paid

One freelancer is a team of one: the same functions, one hold. Holds are taken by ascending id (docs/locking.md). A sum
is divided by what lies in each hold, to the last minor unit (payments.splitting), so a part of a milestone reaches
everybody in proportion. The caller holds the milestone's lock.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit.money import Money, from_minor, to_minor
from payments import escrow
from payments.models import Business, Hold, HoldPart
from payments.splitting import split
from payments.terms import Taken
from projects import members
from projects.models import Milestone, MilestoneShare


@dataclass(frozen=True)
class Portion:
    """What one of those who work gets of a sum. percent: None where one freelancer works alone."""

    party: Party
    percent: Decimal | None
    taken: Taken


@dataclass(frozen=True)
class Preview:
    """A sum and who gets what of it, if it were released now."""

    portions: Sequence[Portion]
    total: Taken

    @property
    def is_shared(self) -> bool:
        return len(self.portions) > 1

    def of(self, parties: Collection[UUID]) -> Taken | None:
        """What these get of it; None where they get nothing."""
        return next((one.taken for one in self.portions if one.party.pk in parties), None)


def holds_of(milestone: Milestone) -> list[Hold]:
    """Where its money lies or lay, by id; none before it was paid."""
    rows = milestone.shares.exclude(hold=None).select_related("hold__payment", "hold__payer", "hold__payee")
    found = [row.hold for row in rows if row.hold] or ([milestone.hold] if milestone.hold else [])
    return sorted(found, key=lambda hold: hold.pk)


def left_in(milestone: Milestone) -> Money:
    """What is in escrow for it now, of everybody."""
    nothing = from_minor(0, milestone.currency)
    return sum((escrow.left_in(hold) for hold in holds_of(milestone) if hold.has_money), nothing)


def amounts(milestone: Milestone) -> list[tuple[MilestoneShare, Money]]:
    """What is paid into escrow for each member: the shares of its price, which add up to it."""
    rows = list(milestone.shares.standing().select_related("party__user").order_by("position"))
    return divided(milestone.price, rows)


def divided(price: Money, rows: Sequence[MilestoneShare]) -> list[tuple[MilestoneShare, Money]]:
    """The same of rows that were read already."""
    return list(zip(rows, split(price, [row.permyriad for row in rows]), strict=True)) if rows else []


def part_of(milestone: Milestone, party: Party) -> Money:
    """What of its price is this one's: all of it, where one freelancer works alone."""
    return next((amount for share, amount in amounts(milestone) if share.party_id == party.pk), milestone.price)


def release(milestone: Milestone, *, amount: Money, by: User | None, key: str) -> list[HoldPart]:
    """Pay everybody their part of this much. The same key again returns the first parts."""
    return _each(milestone, amount, key, lambda hold, sum_, own: escrow.release(hold, amount=sum_, by=by, key=own))


def refund(milestone: Milestone, *, by: User | None, key: str, why: str) -> list[HoldPart]:
    """Send all that is left back to the client. The same key again returns the first parts."""
    left = left_in(milestone)
    return _each(
        milestone, left, key, lambda hold, sum_, own: escrow.refund(hold, amount=sum_, by=by, key=own, why=why)
    )


def done(milestone: Milestone, key: str) -> list[HoldPart]:
    """What an act of this key has done already."""
    keys = [_own(key, place) for place in range(len(holds_of(milestone)))]
    return list(HoldPart.objects.filter(key__in=keys).order_by("pk"))


def preview(milestone: Milestone, amount: Money | None = None) -> Preview:
    """Who would get what of this much, or of all of it, if it were released now; before it is paid, of its price."""
    holds = holds_of(milestone)
    held = [hold for hold in holds if hold.has_money]
    portions = _of_holds(milestone, held, amount) if held else _of_price(milestone)
    return Preview(portions, _sum([one.taken for one in portions], milestone.currency))


def _each(milestone: Milestone, amount: Money, key: str, act: Callable[[Hold, Money, str], HoldPart]) -> list[HoldPart]:
    holds = holds_of(milestone)
    left = [escrow.left_in(hold) if hold.has_money else from_minor(0, milestone.currency) for hold in holds]
    if amount.amount <= 0 or amount > sum(left, from_minor(0, milestone.currency)):
        raise escrow.NotHeld(_("That is not what is held here: look at the page again."))
    parts = split(amount, [to_minor(one) for one in left])
    return [
        act(hold, part, _own(key, place))
        for place, (hold, part) in enumerate(zip(holds, parts, strict=True))
        if part.amount
    ]


def _own(key: str, place: int) -> str:
    """The key of an act on the hold of this place; of the first one it is the act's own."""
    return f"{key}:{place}"[:120] if place else key


def _of_holds(milestone: Milestone, held: list[Hold], amount: Money | None) -> list[Portion]:
    percents = {row.hold_id: row.percent for row in milestone.shares.exclude(hold=None)}
    left = [escrow.left_in(hold) for hold in held]
    weights = [to_minor(one) for one in left]
    sums = left if amount is None or not any(weights) else split(amount, weights)
    order = {row.hold_id: row.position for row in milestone.shares.exclude(hold=None)}
    found = [
        Portion(hold.payee, percents.get(hold.pk), escrow.would_take(hold, sum_))
        for hold, sum_ in zip(held, sums, strict=True)
    ]
    places = [order.get(hold.pk, 0) for hold in held]
    return [one for _place, one in sorted(zip(places, found, strict=True), key=lambda pair: pair[0])]


def _of_price(milestone: Milestone) -> list[Portion]:
    contract = milestone.contract
    shared: list[tuple[Party, Decimal | None, Money]] = [
        (row.party, row.percent, sum_) for row, sum_ in amounts(milestone)
    ]
    rows = shared or [(contract.freelancer, None, milestone.price)]
    pair = Business.objects.filter(payer=contract.client_id, currency=milestone.currency)
    before = {
        one.payee_id: one.released for one in pair.filter(payee__in=[party.pk for party, _percent, _price in rows])
    }
    nothing = from_minor(0, milestone.currency)
    return [
        Portion(party, share, members.terms_of(contract, party).take(sum_, earned_before=before.get(party.pk, nothing)))
        for party, share, sum_ in rows
    ]


def _sum(taken: Sequence[Taken], currency: str) -> Taken:
    nothing = from_minor(0, currency)
    return Taken(
        sum((one.gross for one in taken), nothing),
        sum((one.fee for one in taken), nothing),
        sum((one.tax for one in taken), nothing),
        sum((one.net for one in taken), nothing),
    )
