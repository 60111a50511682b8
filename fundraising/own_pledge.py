"""What the reader of a fundraiser's page has pledged for it themselves."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising.models import Fundraiser, Pledge
from marketplace.kit.money import Money, format_money, from_minor

PROMISED = [Pledge.Status.ACTIVE, *Pledge.UNDECIDED]
STANDS = [*PROMISED, Pledge.Status.COLLECTED]


@dataclass(frozen=True)
class Own:
    """In a sentence, with the way to it. is_promise: all for whom the reader acts have one that is not paid yet."""

    said: str
    total: Money
    url: str
    act: str
    is_promise: bool


def of(fundraiser: Fundraiser, user: Any) -> Own | None:
    """What this person, or a company of theirs, has promised or paid; None where that is nothing."""
    mine = Pledge.objects.of_backer(user).filter(fundraiser=fundraiser, status__in=STANDS).order_by("-pk")
    found = list(mine) if user.is_authenticated else []
    if not found:
        return None
    total = from_minor(sum(one.amount_minor for one in found), fundraiser.currency)
    is_match = all(one.is_match for one in found)
    said = _("You match what others pledge.") if is_match else _("You back this: %(sum)s.")
    promised = [one.backer_id for one in found if one.status in PROMISED]
    can_change = bool(promised) and fundraiser.is_open and not is_match
    return Own(
        said % {"sum": format_money(total)},
        total,
        found[0].get_absolute_url() if len(found) == 1 else reverse("fundraising:pledges"),
        _("Change your pledge") if can_change else _("Manage your pledge"),
        bool(promised) and not Party.objects.acted_for_by(user).exclude(pk__in=promised).exists(),
    )


def is_unnamed(fundraiser: Fundraiser, user: Any) -> bool:
    """Whether this person gives to it without their name, which a word of theirs would tell."""
    mine = Pledge.objects.of_backer(user).filter(fundraiser=fundraiser, status__in=STANDS, is_anonymous=True)
    return bool(user.is_authenticated) and mine.exists()
