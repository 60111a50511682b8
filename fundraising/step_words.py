"""Where a step of payment stands, in the words and figures of its page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fundraising import clocks, disbursements
from fundraising.ballots import Tally
from fundraising.models import Disbursement, Settlement
from marketplace.kit import clock
from marketplace.kit.money import Money

Status = Disbursement.Status


@dataclass(frozen=True)
class Account:
    """What is said of a step, when it speaks of, how its votes stand (None: nobody votes), and what has moved."""

    said: str
    at: datetime | None
    otherwise: str
    tally: Tally | None
    moved: Money


def account_of(step: Disbursement) -> Account:
    """All of it."""
    votes = step.fundraiser.backers_decide and step.round > 0
    return Account(
        said=str(_SAID[Status(step.status)]),
        at=_at(step),
        otherwise=_otherwise(step),
        tally=disbursements.tally(step) if votes else None,
        moved=disbursements.moved(step),
    )


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
