"""What the reader of a fundraiser's page has pledged for it themselves."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fundraising.models import Fundraiser, Pledge
from marketplace.kit.money import Money, format_money, from_minor

PROMISED = [Pledge.Status.ACTIVE, *Pledge.UNDECIDED]
STANDS = [*PROMISED, Pledge.Status.COLLECTED]


@dataclass(frozen=True)
class Own:
    """In a sentence, with the way to it. is_promise: there is one that is not paid yet, so none is made beside it."""

    said: str
    total: Money
    url: str
    act: str
    is_promise: bool


def of(fundraiser: Fundraiser, user: Any) -> Own | None:
    """What this person, or a company of theirs, has promised or paid; None where that is nothing. One query."""
    mine = Pledge.objects.of_backer(user).filter(fundraiser=fundraiser, status__in=STANDS).order_by("-pk")
    found = list(mine) if user.is_authenticated else []
    if not found:
        return None
    total = from_minor(sum(one.amount_minor for one in found), fundraiser.currency)
    is_match = all(one.is_match for one in found)
    said = _("You match what others pledge.") if is_match else _("You back this: %(sum)s.")
    is_promise = any(one.status in PROMISED for one in found)
    can_change = is_promise and fundraiser.is_open and not is_match
    return Own(
        said % {"sum": format_money(total)},
        total,
        found[0].get_absolute_url() if len(found) == 1 else reverse("fundraising:pledges"),
        _("Change your pledge") if can_change else _("Manage your pledge"),
        is_promise,
    )
