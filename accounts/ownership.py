"""How a company changes hands: an owner offers it to one of its people, who accepts.

Ownership is never put upon anybody, and never given up before somebody else has it. Locks: the company's row, then the
offer's and the memberships'.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import companies, company_news, members, rights
from accounts.models import Company, Membership, OwnershipOffer, User
from accounts.models.invitation import STANDS
from accounts.refusals import NotAllowed, Refused
from accounts.rights import Right
from marketplace.kit import clock, timers

EXPIRY = "ownership_offer_expiry"
Status = OwnershipOffer.Status


@transaction.atomic
def offer(company: Company, person: UUID, *, stays: bool, by: User) -> OwnershipOffer:
    """Offer the company to one of its people. Nothing changes until they accept, within a week.

    person: id of their membership. stays: the one who offers remains an owner, too; otherwise they become a manager.
    Raises NotAllowed, Refused for strangers and owners, and while another offer waits.
    """
    company = companies.locked(company)
    rights.permit(by, Right.TRANSFER, company)
    held = company.memberships.filter(pk=person).select_related("user__party").first()
    if held is None or held.rank == rights.OWNER:
        raise Refused(_("Choose somebody of the company who does not own it yet."))
    _close_what_ran_out(company)
    if OwnershipOffer.objects.filter(company=company, status=Status.OPEN).exists():
        raise Refused(_("An offer waits for its answer already. Take it back first."))
    made = OwnershipOffer.objects.create(
        company=company, offered_by=by, to=held.user, stays=stays, expires_at=clock.now() + STANDS
    )
    timers.set(EXPIRY, made.pk, made.expires_at, by=by)
    company_news.ownership_offered(made)
    companies.note("company_offered", company, by=by, to=str(held.user_id), stays=stays)
    return made


@transaction.atomic
def accept(made: OwnershipOffer, *, by: User) -> Company:
    """Become an owner; the one who offered stays one or becomes a manager, as the offer says. Everybody is told.

    Raises NotAllowed for anybody else, Refused once it was answered or ran out, or a side is no longer what it was.
    """
    made = _locked(made)
    company = made.company
    _is_for(made, by)
    _is_waiting(made)
    before, after = _held(company, made.offered_by), _held(company, by)
    if before is None or before.rank != rights.OWNER or after is None:
        raise Refused(_("This offer no longer stands: the people of the company have changed."))
    made.move_to(Status.ACCEPTED, by=by, party=company.party)
    members.give_rank(after, rights.OWNER, by=by)
    if not made.stays:
        members.give_rank(before, rights.MANAGER, by=by)
    timers.cancel(EXPIRY, made.pk)
    company_news.changed_hands(made)
    companies.note("company_changed_hands", company, by=by, was=str(made.offered_by_id), stays=made.stays)
    return company


@transaction.atomic
def decline(made: OwnershipOffer, *, by: User) -> OwnershipOffer:
    """Say no; who offered is told. Raises NotAllowed for anybody else, IllegalMove once it was answered."""
    made = _locked(made)
    _is_for(made, by)
    made.move_to(Status.DECLINED, by=by)
    timers.cancel(EXPIRY, made.pk)
    company_news.ownership_declined(made)
    return made


@transaction.atomic
def revoke(made: OwnershipOffer, *, by: User) -> OwnershipOffer:
    """Take the offer back. Any owner may. Raises NotAllowed, IllegalMove once it was answered."""
    made = _locked(made)
    rights.permit(by, Right.TRANSFER, made.company)
    made.move_to(Status.REVOKED, by=by, party=made.company.party)
    timers.cancel(EXPIRY, made.pk)
    return made


@transaction.atomic
def expire(pk: UUID | str) -> None:
    """Close an offer that nobody answered within its week. Running early, late or twice does no harm."""
    made = OwnershipOffer.objects.locked().filter(pk=pk, status=Status.OPEN, expires_at__lte=clock.now()).first()
    if made:
        made.move_to(Status.EXPIRED, why="a week without an answer")


def waiting_for(user: User) -> "QuerySet[OwnershipOffer]":
    """What this person is offered and has not answered."""
    return OwnershipOffer.objects.open().filter(to=user).with_company().order_by("-created_at")


def _locked(made: OwnershipOffer) -> OwnershipOffer:
    company = companies.locked(made.company)
    made = OwnershipOffer.objects.select_related("offered_by__party", "to__party").locked().get(pk=made.pk)
    made.company = company
    return made


def _is_for(made: OwnershipOffer, by: User) -> None:
    if made.to_id != by.pk:
        raise NotAllowed(_("Only the one to whom it was offered can answer this."))


def _is_waiting(made: OwnershipOffer) -> None:
    if made.status != Status.OPEN or made.expires_at <= clock.now():
        raise Refused(_("This offer no longer waits for an answer."))


def _close_what_ran_out(company: Company) -> None:
    over = OwnershipOffer.objects.filter(company=company, status=Status.OPEN, expires_at__lte=clock.now())
    for made in over.locked():
        made.move_to(Status.EXPIRED)  # the clock comes a moment later


def _held(company: Company, user: User) -> Membership | None:
    held = company.memberships.filter(user=user).select_related("user").locked().first()
    if held:
        held.company = company
    return held
