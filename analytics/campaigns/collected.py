"""What became of the promises: how far the charges are, and where the money is. From the pledges and their holds."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from analytics.campaigns import days
from fundraising.models import Fundraiser, Pledge, Settlement
from marketplace.kit.money import Money, from_minor
from payments.models import HoldPart

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
    was left of it), and what went back."""

    paid: Money
    held: Money
    released: Money
    fees: Money
    yours: Money
    back: Money


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
    sums = (paid, paid - released - back, released, released - yours, yours, back)
    return Whereabouts(*(from_minor(minor, fundraiser.currency) for minor in sums))


def decision(fundraiser: Fundraiser) -> Settlement | None:
    """What was decided at its end; None before."""
    found: Settlement | None = Settlement.objects.filter(fundraiser=fundraiser).first()
    return found


def _tone(status: str) -> str:
    return "good" if status in GOOD else "wait" if status in WAITS else ""
