"""What its maker sees around a fundraiser: what is missing, why it was sent back, and what can be done with it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Party, User
from fundraising import launching, readiness, steps
from fundraising.models import Fundraiser
from marketplace.kit.models import Move
from social.models import Watch

Status = Fundraiser.Status


@dataclass(frozen=True)
class ToDo:
    """One thing that is missing, and the page on which it is mended."""

    said: str
    step: str
    url: str


def to_do(fundraiser: Fundraiser) -> list[ToDo]:
    """All that is missing, in the order of the editor."""
    return [
        ToDo(one.said, str(steps.BY_NAME[one.step].label), steps.BY_NAME[one.step].url(fundraiser))
        for one in readiness.what_is_missing(fundraiser)
    ]


def steps_missing(fundraiser: Fundraiser) -> set[str]:
    """The steps that lack something. Once it has passed review none does."""
    if not fundraiser.is_in_the_making:
        return set()
    return {one.step for one in readiness.what_is_missing(fundraiser)}


def sent_back_for(fundraiser: Fundraiser) -> str:
    """Why staff sent it back the last time; empty where they did not, or where it was handed in again since."""
    if fundraiser.status != Status.REJECTED:
        return ""
    moves = Move.objects.filter(subject_id=fundraiser.pk, new=Status.REJECTED).order_by("-at", "-id")
    return moves.values_list("why", flat=True).first() or ""


def bar(fundraiser: Fundraiser, user: Any) -> dict[str, Any]:
    """What stands above its page for who raises it, and for staff who look at what is not public."""
    is_mine = isinstance(user, User) and Party.objects.seen_by(user).filter(pk=fundraiser.listing.owner_id).exists()
    if not is_mine:
        return {"is_mine": False, "waits_for_review": fundraiser.status == Status.IN_REVIEW}
    return {
        "is_mine": True,
        "may_bind": Party.objects.acted_for_by(user).filter(pk=fundraiser.listing.owner_id).exists(),
        "may_cancel": fundraiser.status in launching.CANCELLABLE,
        "sent_back": sent_back_for(fundraiser),
        "missing": to_do(fundraiser) if fundraiser.is_in_the_making else [],
    }


@dataclass(frozen=True)
class Waiting:
    """Who waits for a fundraiser to open. opens_at: None while nobody knows."""

    count: int
    is_on: bool
    opens_at: datetime | None


def waiting(fundraiser: Fundraiser, user: Any) -> Waiting | None:
    """How many want to hear when it opens, and whether this reader is one of them; None once it has opened."""
    if fundraiser.status != Status.SCHEDULED:
        return None
    watches = Watch.objects.filter(listing=fundraiser.pk)
    is_on = user.is_authenticated and watches.filter(user=user).exists()
    return Waiting(watches.count(), is_on, fundraiser.opens_at)
