"""What the two sides do with a milestone whose money is in escrow: start, submit, ask for changes, release, give back.

Imported as `from projects import milestones`; reads as `milestones.release(milestone, by=ada, key="…")`.
Locks: the job's row, the contract's, the milestone's, then what escrow takes (docs/locking.md). Paying for it is a
checkout (projects/payables.py); asking for the money back is projects/refund_requests.py.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock, timers
from marketplace.kit.money import Money
from marketplace.kit.uploads import Upload
from payments import escrow, retries
from payments.models import HoldPart
from projects import clocks, closing, contract_news, deal_facts, deals, refund_requests, shares
from projects.models import Milestone, MilestoneShare, Side, Submission, SubmissionFile

Status = Milestone.Status
MOST_FILES = 10


@transaction.atomic
def start(milestone: Milestone, *, by: User) -> Milestone:
    """Begin the work: the money is in escrow. Raises NotAllowed, IllegalMove, Refused while the contract is paused."""
    milestone = _mine(milestone, by, Side.FREELANCER)
    _not_paused(milestone)
    milestone.move_to(Status.IN_PROGRESS, by=by, party=milestone.contract.freelancer)
    deals.stir(milestone.contract)
    contract_news.started(milestone, by=by)
    return milestone


@retries.atomic
def submit(
    milestone: Milestone, *, note: str, links: Sequence[str] = (), evidence: Iterable[Upload] = (), by: User
) -> Submission:
    """Hand in the work, with what shows it. The client has the days of the contract to answer; then it is released.

    What was funded and not begun is begun with it. A wish for the money back is answered by it: no. Raises NotAllowed,
    IllegalMove, Refused for too many files.
    """
    milestone = _mine(milestone, by, Side.FREELANCER)
    if milestone.status == Status.FUNDED:
        milestone.move_to(Status.IN_PROGRESS, by=by, party=milestone.contract.freelancer)
    milestone.answer_by = _answer_by(milestone)
    milestone.move_to(Status.SUBMITTED, by=by, party=milestone.contract.freelancer, saving=["answer_by"])
    submission = _hand_in(milestone, note, links, list(evidence), by)
    refund_requests.answer_by_work(milestone, by=by)
    timers.set(clocks.RELEASE, milestone.pk, milestone.answer_by, by=by)
    _remind(milestone)
    deals.stir(milestone.contract)
    contract_news.submitted(submission, by=by)
    return submission


@retries.atomic
def request_changes(milestone: Milestone, *, changes: str, by: User) -> Submission:
    """Say what should change. The clock of the release stops; the next submission starts it anew.

    Raises NotAllowed, IllegalMove, Refused once the time to answer is over.
    """
    milestone = _mine(milestone, by, Side.CLIENT)
    if milestone.answer_by and milestone.answer_by <= clock.now():
        raise Refused(_("The time to answer is over, so it is being released."))  # also where the clock is late
    milestone.answer_by = None
    milestone.move_to(Status.CHANGES, by=by, party=milestone.contract.client, saving=["answer_by"])
    submission = _answered(milestone, by)
    submission.changes = changes
    submission.save(update_fields=["changes"])
    stop_clock(milestone)
    deals.stir(milestone.contract)
    contract_news.changes_asked(submission, by=by)
    return submission


@retries.atomic
def release(milestone: Milestone, *, by: User | None, amount: Money | None = None, key: str) -> list[HoldPart]:
    """Pay the freelancer, or everybody of the team their share, what is held for a submitted milestone, or a part of
    it; the rest is the next milestone.

    amount: in the contract's currency; None is all of it. by: None for the clock.
    Raises NotAllowed (not this contract's client), IllegalMove (not submitted), NotHeld (more than is held).
    The same key again returns the first release: a part for each who got something.
    """
    milestone = _mine(milestone, by, Side.CLIENT) if by else deals.with_contract(milestone)
    key = f"release:{milestone.pk}:{key}"[:120]
    if done := shares.done(milestone, key):
        return done
    left = shares.left_in(milestone)
    rest = _rest(left, amount)
    milestone.answer_by, milestone.price = None, left - rest
    milestone.move_to(
        Status.RELEASED, by=by, party=milestone.contract.client if by else None, saving=["answer_by", "price_minor"]
    )
    parts = shares.release(milestone, amount=left - rest, by=by, key=key)
    if rest.amount:
        _carry_on(milestone, rest, by=by)
    _answered(milestone, by)
    stop_clock(milestone)
    deals.stir(milestone.contract)
    deal_facts.released(milestone, parts, by=by)
    contract_news.released(milestone, parts, by=by, is_rest_left=bool(rest.amount))
    closing.when_nothing_is_held(milestone.contract, by=by)
    return parts


@retries.atomic
def release_by_itself(milestone: Milestone) -> Milestone:
    """The client did not answer in time. Early, late or twice does no harm."""
    milestone = deals.with_contract(milestone)
    is_due = milestone.answer_by is not None and milestone.answer_by <= clock.now()
    if milestone.status == Status.SUBMITTED and is_due:
        release(milestone, by=None, key=str(milestone.submissions.count()))
    return milestone


@transaction.atomic
def remind(milestone: Milestone, *, days: int) -> None:
    """Tell the client that it is about to be released by itself, and set the next reminder."""
    milestone = deals.with_contract(milestone)
    if milestone.status == Status.SUBMITTED and milestone.answer_by and milestone.answer_by > clock.now():
        contract_news.about_to_be_released(milestone, days=days)
        _remind(milestone)


@retries.atomic
def give_back(milestone: Milestone, *, by: User, why: str = "") -> list[HoldPart]:
    """The freelancer returns the money of a milestone that is not submitted, of their own accord.

    Raises NotAllowed, IllegalMove.
    """
    milestone = _mine(milestone, by, Side.FREELANCER)
    parts = refund_requests.send_back(milestone, by=by, why=why, key="given")
    deals.stir(milestone.contract)
    closing.when_nothing_is_held(milestone.contract, by=by)
    return parts


def stop_clock(milestone: Milestone) -> None:
    """Nothing is released by itself any more. The caller holds the milestone's lock."""
    timers.cancel(clocks.RELEASE, milestone.pk)
    timers.cancel(clocks.RELEASE_REMINDER, milestone.pk)


def take_up_again(milestone: Milestone, status: str, *, left: timedelta | None, by: User) -> None:
    """A dispute about it was withdrawn, so it is again what it was. The caller holds the locks.

    left: the time to answer a submission that was left when it was opened; the clock goes on with it, but never past
    the moment at which the gateway gives the money back.
    """
    if left is not None:
        last = milestone.hold.must_leave_by if milestone.hold else None
        wanted = clock.now() + max(left, timedelta())
        milestone.answer_by = min(wanted, last - clocks.BEFORE_IT_GOES_BACK) if last else wanted
    milestone.move_to(status, by=by, why="the dispute was withdrawn", saving=["answer_by"])
    if milestone.answer_by:
        timers.set(clocks.RELEASE, milestone.pk, milestone.answer_by, by=by)
        _remind(milestone)


def submit_by(milestone: Milestone) -> datetime | None:
    """Until when it can be submitted, so that the client can look at it before the gateway gives the money back."""
    limit = milestone.hold.must_leave_by if milestone.hold else None
    return limit - clocks.BEFORE_IT_GOES_BACK - clocks.LEAST_REVIEW if limit else None


def _mine(milestone: Milestone, by: User, side: Side) -> Milestone:
    milestone = deals.with_contract(milestone)
    deals.permit(milestone.contract, by, side)
    if milestone.status == Status.DISPUTED:
        raise Refused(_("It is in dispute. Settle that first."))
    return milestone


def _not_paused(milestone: Milestone) -> None:
    if milestone.contract.paused_until:
        raise Refused(_("The contract is paused. Let it go on first."))


def _rest(left: Money, amount: Money | None) -> Money:
    if amount is None:
        return left - left
    if amount.currency != left.currency or amount.amount <= 0 or amount > left:
        raise escrow.NotHeld(_("That is not what is held here: look at the page again."))
    return left - amount


def _answer_by(milestone: Milestone) -> datetime:
    """The client's days, but never past the moment at which the gateway gives the money back.

    Raises Refused where too few days are left for anybody to look at it.
    """
    by_contract, last = clock.now() + milestone.contract.answers_within, submit_by(milestone)
    if last is None:
        return by_contract
    if last < clock.now():
        raise Refused(_("The money goes back to the client before anybody could look at it. Agree on paying it anew."))
    return min(by_contract, last + clocks.LEAST_REVIEW)


def _hand_in(milestone: Milestone, note: str, links: Sequence[str], files: list[Upload], by: User) -> Submission:
    if len(files) > MOST_FILES:
        raise Refused(_("A submission has at most %(n)d files.") % {"n": MOST_FILES})
    number = milestone.submissions.count() + 1
    submission = Submission.objects.create(milestone=milestone, number=number, note=note, links=list(links), by=by)
    for upload in files:
        kept = File(upload.file, name=upload.name)
        SubmissionFile.objects.create(submission=submission, file=kept, name=upload.title[:120], size=upload.size)
    return submission


def _answered(milestone: Milestone, by: User | None) -> Submission:
    submission = milestone.submissions.order_by("-number")[0]
    submission.milestone = milestone
    submission.answered_by, submission.answered_at = by, clock.now()
    submission.save(update_fields=["answered_by", "answered_at"])
    return submission


def _carry_on(milestone: Milestone, rest: Money, *, by: User | None) -> Milestone:
    """The rest of the money waits for the rest of the work: the next milestone, begun already."""
    later = milestone.contract.milestones.filter(position__gt=milestone.position)
    later.update(position=F("position") + 1)
    carried = Milestone(
        contract=milestone.contract, position=milestone.position + 1, hold=milestone.hold, rest_of=milestone,
        name=(_("Rest of %(milestone)s") % {"milestone": milestone.name})[:120], about=milestone.about,
        due_on=milestone.due_on,
    )  # fmt: skip
    carried.price = rest
    carried.save(force_insert=True)
    for share in milestone.shares.standing():
        MilestoneShare.objects.create(
            milestone=carried, party=share.party, position=share.position, permyriad=share.permyriad, hold=share.hold
        )
    for status in (Status.AGREED, Status.FUNDED, Status.IN_PROGRESS):
        carried.move_to(status, by=by, why="the rest of the milestone before")
    return carried


def _remind(milestone: Milestone) -> None:
    """Set the reminder that comes next before the release by itself."""
    end = milestone.answer_by
    ahead = [before for before in clocks.REVIEW_REMINDERS if end and end - before > clock.now()]
    if end and ahead:
        timers.set(clocks.RELEASE_REMINDER, milestone.pk, end - ahead[0], days=ahead[0].days)
