"""What became of the promises: how far the charges are, and where the money is. From the pledges and their holds."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from analytics.campaigns import days
from fundraising.models import Fundraiser, Pledge, Settlement
from marketplace.kit.money import Money, from_minor
from payments.models import HoldPart, Recovery

Status = Pledge.Status
# In the order in which a maker thinks of them. What counts, and in the end what was paid and went back.
STATES = {
    Status.ACTIVE: _("Promised, with a card that is kept"),
    Status.CHARGING: _("Being charged"),
    Status.ACTION_NEEDED: _("The bank asks for its customer"),
    Status.RETRYING: _("Card declined, tried again"),
    Status.COLLECTED: _("Paid"),
    Status.DROPPED: _("Dropped after seven days"),
    Status.REFUNDED: _("Paid and given back"),
    Status.CHARGED_BACK: _("Taken back by a bank"),
    Status.CANCELLED: _("Ended without a charge"),
}
GOOD, WAITS = {Status.COLLECTED}, {Status.CHARGING, Status.ACTION_NEEDED, Status.RETRYING}

OF_MAKER = [Recovery.Place.CLEARING, Recovery.Place.WALLET, Recovery.Place.OWED]


@dataclass(frozen=True)
class State:
    """How many pledges are in a state, and their sum. tone: good, wait or none."""

    word: str
    pledges: int
    amount: Money
    tone: str


@dataclass(frozen=True)
class Whereabouts:
    """Of what was paid: what lies in escrow, what was released to the maker (and of it the fee with its tax, and what
    was left of it), what went back, and what banks have taken back, of any of these: it is in no other figure."""

    paid: Money
    held: Money
    released: Money
    fees: Money
    yours: Money
    back: Money
    taken: Money


def states(fundraiser: Fundraiser) -> list[State]:
    """The states that there are pledges in."""
    rows = days.counting(fundraiser).values_list("status").annotate(Count("pk"), Sum("amount_minor")).order_by()
    found = {status: (many, minor) for status, many, minor in rows}
    return [
        State(str(word), found[status][0], from_minor(found[status][1], fundraiser.currency), _tone(status))
        for status, word in STATES.items()
        if status in found
    ]


def whereabouts(fundraiser: Fundraiser) -> Whereabouts | None:
    """None before anything was paid."""
    paid = days.counting(fundraiser).filter(hold__isnull=False).aggregate(sum=Sum("amount_minor"))["sum"]
    if not paid:
        return None
    is_release = Q(kind=HoldPart.Kind.RELEASE)
    parts = HoldPart.objects.filter(hold__pledge__fundraiser=fundraiser).aggregate(
        released=Sum("gross_minor", filter=is_release),
        yours=Sum("net_minor", filter=is_release),
        back=Sum("gross_minor", filter=~is_release),
    )
    released, yours, back = (parts[name] or 0 for name in ("released", "yours", "back"))
    taken = _taken(fundraiser)
    held = paid - released - back - taken["held"]
    released, yours = released - taken["released"], yours - taken["yours"]
    sums = (paid, held, released, released - yours, yours, back, sum((taken["held"], taken["released"])))
    return Whereabouts(*(from_minor(minor, fundraiser.currency) for minor in sums))


def decision(fundraiser: Fundraiser) -> Settlement | None:
    """What was decided at its end; None before."""
    found: Settlement | None = Settlement.objects.filter(fundraiser=fundraiser).first()
    return found


def _taken(fundraiser: Fundraiser) -> dict[str, int]:
    """What banks have, in minor units: of what was held, of what was released, and of that the maker's piece."""
    pieces = Recovery.objects.filter(hold__pledge__fundraiser=fundraiser, given_back_at=None)
    found = pieces.aggregate(
        held=Sum("amount_minor", filter=Q(place=Recovery.Place.HOLD)),
        released=Sum("amount_minor", filter=Q(part__isnull=False)),
        yours=Sum("amount_minor", filter=Q(part__isnull=False, place__in=OF_MAKER)),
    )
    return {name: minor or 0 for name, minor in found.items()}


def _tone(status: str) -> str:
    return "good" if status in GOOD else "wait" if status in WAITS else ""
