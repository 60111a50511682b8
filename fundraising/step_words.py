"""Where a step of payment stands, in the words and figures of its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from fundraising import clocks, disbursements, paying_out
from fundraising.ballots import Tally
from fundraising.models import Disbursement, Fundraiser, Pledge, Settlement
from marketplace.kit import clock
from marketplace.kit.models import Move
from marketplace.kit.money import Money, from_minor
from payments.models import Hold

Status = Disbursement.Status


@dataclass(frozen=True)
class Account:
    """What is said of a step, when it speaks of, how its votes stand (None: nobody votes), and what has moved.

    tells_moved: whether that sum says where its money is. Where it went back otherwise than as a step, it does not.
    """

    said: str
    at: datetime | None
    otherwise: str
    tally: Tally | None
    moved: Money
    tells_moved: bool


@dataclass(frozen=True)
class Reason:
    """Why somebody asked staff to look, gave it up or decided: a heading, and their words."""

    heading: str
    words: str


@dataclass(frozen=True)
class Back:
    """What giving a step up sends back: at most how much, and to how many backers."""

    most: Money
    backers: int


def account_of(step: Disbursement) -> Account:
    """All of it."""
    votes, moved = step.fundraiser.backers_decide and step.round > 0, paying_out.moved(step)
    return Account(
        said=_said(step, moved),
        at=_at(step),
        otherwise=_otherwise(step),
        tally=disbursements.tally(step) if votes else None,
        moved=moved,
        tells_moved=bool(moved) or step.status != Status.RETURNED,
    )


def reason_of(step: Disbursement, user: Any) -> Reason | None:
    """The last reason that somebody gave, for whom it concerns: who raises the money, whoever has paid, and staff."""
    if not user.is_authenticated or not (user.is_staff or _has_a_part(step, user)):
        return None
    said = Move.objects.filter(subject_id=step.pk, new__in=_WHY, by__isnull=False).exclude(why="")
    last = said.order_by("-at", "-pk").first()
    return Reason(str(_WHY[Status(last.new)]), last.why) if last else None


def back_of(step: Disbursement) -> Back:
    """What would go back. Less where a bank, or a reward that was paid back, has had of it already."""
    held = step.fundraiser.pledges.filter(status=Pledge.Status.COLLECTED, hold__status__in=Hold.WITH_MONEY)
    sums = held.values_list("amount_minor").annotate(Count("pk")).order_by()
    part = paying_out.portion_of(step)
    most = sum((part(from_minor(minor, step.currency)) * many for minor, many in sums), from_minor(0, step.currency))
    return Back(most, held.values("backer").distinct().count())


def _has_a_part(step: Disbursement, user: Any) -> bool:
    if Party.objects.seen_by(user).filter(pk=step.fundraiser.listing.owner_id).exists():
        return True
    return Pledge.objects.of_backer(user).filter(fundraiser=step.fundraiser_id, hold__isnull=False).exists()


def _said(step: Disbursement, moved: Money) -> str:
    if step.status in Disbursement.ENDED and step.fundraiser.status == Fundraiser.Status.CANCELLED:
        return str(_CALLED_OFF[Status(step.status)])
    if step.status == Status.RETURNED and not moved:
        return _("Nothing was left in escrow that could be paid out for it.")
    if step.status == Status.PLANNED and step.waits_for_report:
        return _("This part is held back in escrow until the maker publishes their report.")
    return str(_SAID[Status(step.status)])


def _at(step: Disbursement) -> datetime | None:
    if step.status == Status.SUBMITTED:
        return step.answer_by
    if step.status in Disbursement.ENDED:
        return step.paid_at
    decision = Settlement.objects.filter(fundraiser=step.fundraiser_id).first()
    first = decision.at + clocks.FIRST_PAYOUT if decision else None
    return first if step.status == Status.RELEASING and first and first > clock.now() else None


def _otherwise(step: Disbursement) -> str:
    """What happens by itself."""
    if step.status != Status.SUBMITTED:
        return ""
    if step.fundraiser.backers_decide:
        return _("If too few vote, or most say yes, its part of the money is paid out.")
    return _("If nobody asks staff to look, its part of the money is paid out.")


_SAID = {
    Status.PLANNED: gettext_lazy("Nothing was shown for it yet. Its part of the money waits in escrow."),
    Status.SUBMITTED: gettext_lazy("The maker has shown what was done. Whoever backs it can look now."),
    Status.CHANGES: gettext_lazy("The backers ask for changes. The maker can submit it again."),
    Status.DISPUTED: gettext_lazy("Staff look at it. Its money waits until they have decided."),
    Status.RELEASING: gettext_lazy("Its part of every pledge is being paid out to the maker."),
    Status.PAID: gettext_lazy("Its part of the money was paid out to the maker."),
    Status.RETURNING: gettext_lazy("It will not be done. Its part of every pledge is on its way back."),
    Status.RETURNED: gettext_lazy("It was not done. Its part of the money went back to who gave it."),
}
_CALLED_OFF = {
    Status.PAID: gettext_lazy("What was paid out of it before the fundraiser was called off stays with the maker."),
    Status.RETURNED: gettext_lazy("The fundraiser was called off. What it had in escrow goes back to who gave it."),
}
_WHY = {
    Status.DISPUTED: gettext_lazy("Why staff look at it"),
    Status.RELEASING: gettext_lazy("Why staff let it be paid out"),
    Status.RETURNING: gettext_lazy("Why it goes back"),
}
