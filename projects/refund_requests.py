"""The client asks for the money of a milestone back that is not submitted; the freelancer answers, or time does.

Reads as `refund_requests.ask(milestone, why="…", by=ada)`. Locks: the job's row, the contract's, the milestone's, then
what escrow takes.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock, timers
from payments import escrow, retries
from payments.models import HoldPart
from projects import clocks, closing, contract_news, deal_facts, deals, shares
from projects.models import Contract, Milestone, RefundRequest, Side

Status = RefundRequest.Status


@retries.atomic
def ask(milestone: Milestone, *, why: str, by: User) -> RefundRequest:
    """Ask for all that is held for it. The freelancer has 7 days; silence gives it back. Twice asks once.

    Raises NotAllowed, and Refused for a milestone that is submitted, settled or not funded.
    """
    milestone = deals.with_contract(milestone)
    deals.permit(milestone.contract, by, Side.CLIENT)
    request = _asked(milestone, why=why, by=by)
    deals.stir(milestone.contract)
    return request


def ask_for_all(milestones: list[Milestone], *, why: str, by: User) -> list[RefundRequest]:
    """The same for each of these, whose contract the caller has locked: its client ends it."""
    return [_asked(milestone, why=why, by=by) for milestone in milestones]


@retries.atomic
def grant(request: RefundRequest, *, by: User, answer: str = "") -> RefundRequest:
    """The freelancer agrees: the money goes back. Raises NotAllowed, IllegalMove once it is answered."""
    request = _locked(request, by, Side.FREELANCER)
    return _grant(request, by=by, answer=answer)


@retries.atomic
def refuse(request: RefundRequest, *, by: User, answer: str) -> RefundRequest:
    """The freelancer does not agree, and says why: the money stays in escrow. Raises NotAllowed, IllegalMove."""
    request = _locked(request, by, Side.FREELANCER)
    _answer(request, Status.REFUSED, answer, by)
    deals.stir(request.milestone.contract)
    contract_news.refund(request, "refused", to=Side.CLIENT, by=by)
    return request


@retries.atomic
def withdraw(request: RefundRequest, *, by: User) -> RefundRequest:
    """The client asks no more. Raises NotAllowed, IllegalMove."""
    request = _locked(request, by, Side.CLIENT)
    _answer(request, Status.WITHDRAWN, "", by)
    deals.stir(request.milestone.contract)
    contract_news.refund(request, "withdrawn", to=Side.FREELANCER, by=by)
    return request


@retries.atomic
def lapse(request: RefundRequest) -> RefundRequest:
    """The freelancer did not answer in time: the money goes back. Early, late or twice does no harm."""
    request = _locked(request)
    if request.is_open and request.answer_by <= clock.now():
        return _grant(request, by=None, answer="")
    return request


def answer_by_work(milestone: Milestone, *, by: User) -> None:
    """A submission says that the work is done, so the wish for its money is refused. The caller holds the locks."""
    for request in milestone.refund_requests.filter(status=Status.OPEN).locked():
        request.milestone = milestone
        _answer(request, Status.REFUSED, "", by)


def answer_by_dispute(milestone: Milestone, side: Side, *, by: User) -> None:
    """Who opens a dispute answers a wish for money by it: the freelancer says no, the client asks another way."""
    status = Status.REFUSED if side == Side.FREELANCER else Status.WITHDRAWN
    for request in milestone.refund_requests.filter(status=Status.OPEN).locked():
        request.milestone = milestone
        _answer(request, status, "", by)


def send_back(milestone: Milestone, *, by: User | None, why: str, key: str) -> list[HoldPart]:
    """Return all that is held for a milestone to its client. The caller holds the locks and has asked who may.

    Raises IllegalMove where its state does not allow it.
    """
    if milestone.hold is None:
        raise escrow.NotHeld(_("No money is held for this milestone."))
    side = deals.side_of(milestone.contract, by) if by else None
    party = milestone.contract.party(side) if side else None
    was_begun = milestone.status != Milestone.Status.FUNDED
    milestone.move_to(Milestone.Status.REFUNDED, by=by, party=party, why=why)
    key, why = f"back:{milestone.pk}:{key}", why or _("Agreed by both sides.")
    parts = shares.done(milestone, key) or shares.refund(milestone, by=by, key=key, why=why)
    for request in milestone.refund_requests.filter(status=Status.OPEN).locked():
        request.milestone = milestone
        _answer(request, Status.GRANTED, "", by)
    deal_facts.returned(milestone, parts, was_begun=was_begun)
    contract_news.refunded(milestone, parts, by=by)
    return parts


def _asked(milestone: Milestone, *, why: str, by: User) -> RefundRequest:
    if found := milestone.refund_requests.filter(status=Status.OPEN).first():
        return found
    if not milestone.is_unfinished:
        raise Refused(
            _("This milestone is %(state)s, so its money cannot be asked back.")
            % {"state": milestone.get_status_display().lower()}
        )
    request = RefundRequest.objects.create(
        milestone=milestone, why=why, by=by, asked_at=clock.now(), answer_by=clock.now() + clocks.REFUND_ANSWER
    )
    timers.set(clocks.REFUND, request.pk, request.answer_by, by=by)
    contract_news.refund(request, "asked", to=Side.FREELANCER, by=by)
    return request


def _grant(request: RefundRequest, *, by: User | None, answer: str) -> RefundRequest:
    milestone = request.milestone
    _answer(request, Status.GRANTED, answer, by)
    send_back(milestone, by=by, why=request.why[:200], key=str(request.pk))
    deals.stir(milestone.contract)
    # A freelancer who lets the time pass has left the client alone: that end counts for nobody.
    closing.when_nothing_is_held(milestone.contract, by=by, how="" if by else Contract.Ending.SILENCE)
    return request


def _answer(request: RefundRequest, status: str, answer: str, by: User | None) -> None:
    request.answer, request.answered_at = answer, clock.now()
    request.move_to(status, by=by, saving=["answer", "answered_at"])
    timers.cancel(clocks.REFUND, request.pk)


def _locked(request: RefundRequest, by: User | None = None, side: Side | None = None) -> RefundRequest:
    milestone = deals.with_contract(request.milestone)
    if by and side:
        deals.permit(milestone.contract, by, side)
    request = RefundRequest.objects.locked().get(pk=request.pk)
    request.milestone = milestone
    return request
