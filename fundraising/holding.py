"""How long the money of a fundraiser can be held, and which steps of its plan come too late for that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fundraising.models import Disbursement, Fundraiser
from marketplace.kit import clock
from payments import limits


@dataclass(frozen=True)
class Late:
    """A step that is planned for after the last day on which its money can be held."""

    step: Disbursement
    until: date


def days() -> int:
    """For how many days money may be held, by the rule of today in the country of our account at the gateway."""
    return limits.days_here(clock.today())


def begins(fundraiser: Fundraiser) -> datetime:
    """When the first money comes, as far as that is known: at the end if it is all or nothing, else when it opens."""
    opens = fundraiser.launched_at or max(fundraiser.opens_at or clock.now(), clock.now())
    if fundraiser.settlement == Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE:
        return opens
    return fundraiser.deadline_at or opens + timedelta(days=fundraiser.days)


def beyond(fundraiser: Fundraiser) -> Iterator[Late]:
    """The steps that come too late."""
    until = (begins(fundraiser) + timedelta(days=days())).date()
    for step in fundraiser.disbursements.all():
        if step.due_on and step.due_on > until:
            yield Late(step, until)
