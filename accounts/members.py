"""The people of a company: their ranks, and how they go. How they come is in accounts.invitations.

Locks: the company's row, so that two who leave at once do so one after the other, and one owner is left.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import companies, company_news, rights
from accounts.models import Company, Invitation, Membership, OwnershipOffer, User
from accounts.models.invitation import InvitationQuerySet
from accounts.models.ownership import OwnershipOfferQuerySet
from accounts.refusals import NotAllowed, Refused
from accounts.rights import Right


class LastOwner(Refused):
    """Somebody must own the company."""


@transaction.atomic
def change_rank(company: Company, person: UUID, *, rank: str, by: User) -> Membership:
    """Give one of its people another rank below owner. What they may do changes at this moment. Twice changes nothing.

    person: id of the membership. Raises NotAllowed, LastOwner, and Refused for a rank that is offered, not given.
    """
    company = companies.locked(company)
    rights.permit(by, Right.RANK, company)
    if rank not in {rights.MANAGER, rights.MEMBER}:
        raise Refused(_("Ownership is offered to somebody, who accepts it."))
    held = _member(company, person)
    if held.rank != rank:
        before = held.rank
        give_rank(held, rank, by=by)
        company_news.rank_changed(held, by=by)
        companies.note("company_rank_changed", company, by=by, user=str(held.user_id), before=before, after=rank)
    return held


@transaction.atomic
def remove(company: Company, person: UUID, *, by: User) -> None:
    """Take somebody out of the company, at once. They are told. Raises NotAllowed, LastOwner, Refused for oneself."""
    company = companies.locked(company)
    rights.permit(by, Right.RANK, company)
    held = _member(company, person)
    if held.user_id == by.pk:
        raise Refused(_("To go yourself, leave the company."))
    _end(held, by=by)
    company_news.removed(held, by=by)
    companies.note("company_member_removed", company, by=by, user=str(held.user_id), rank=held.rank)


@transaction.atomic
def leave(company: Company, *, by: User) -> None:
    """Leave the company. Raises NotAllowed for who does not belong to it, LastOwner."""
    company = companies.locked(company)
    held = company.memberships.filter(user=by).select_related("user").locked().first()
    if held is None:
        raise NotAllowed(_("You do not belong to this company."))
    held.company = company
    _end(held, by=by)
    company_news.left(held)
    companies.note("company_member_left", company, by=by, rank=held.rank)


@transaction.atomic
def show_oneself(company: Company, *, by: User, is_shown: bool) -> None:
    """Stand on the company's page, or not. Each person says so for themselves. Raises NotAllowed."""
    if not company.memberships.filter(user=by).update(is_shown=is_shown):
        raise NotAllowed(_("You do not belong to this company."))


def give_rank(held: Membership, rank: str, *, by: User) -> None:
    """Set a rank within an act that holds the company's lock and has asked who may. Raises LastOwner.

    What the person offered in the company's name ends with their right to offer it.
    """
    if rank != rights.OWNER:
        _keep_an_owner(held)
    held.rank = rank
    held.save(update_fields=["rank"])
    _take_back(held, rights.held_by(rank), by=by)


def _end(held: Membership, *, by: User) -> None:
    _keep_an_owner(held)
    _take_back(held, set(), by=by)
    Membership.objects.filter(pk=held.pk).delete()


def _keep_an_owner(held: Membership) -> None:
    others = held.company.memberships.filter(rank=rights.OWNER).exclude(pk=held.pk)
    if held.rank == rights.OWNER and not others.exists():
        raise LastOwner(_("A company needs an owner. Hand it over first, or dissolve it."))


def _take_back(held: Membership, may: set[str], *, by: User) -> None:
    ends: list[Any] = [*_invitations_without_right(held, may).locked(), *_offers_without_right(held, may).locked()]
    for one in ends:
        one.move_to("revoked", by=by, party=held.company.party, why="no longer allowed")


def _invitations_without_right(held: Membership, may: set[str]) -> InvitationQuerySet:
    sent = Invitation.objects.filter(company=held.company, invited_by=held.user, status="open")
    kept = [rank for rank in (rights.MANAGER, rights.MEMBER) if rights.to_invite(rank) in may]
    return sent.exclude(rank__in=kept)


def _offers_without_right(held: Membership, may: set[str]) -> OwnershipOfferQuerySet:
    open_ones = OwnershipOffer.objects.filter(company=held.company, status="open")
    made, received = Q(offered_by=held.user), Q(to=held.user)
    if Right.TRANSFER in may:
        return open_ones.none()
    return open_ones.filter(made if may else made | received)  # nobody is offered what they have left


def _member(company: Company, person: UUID) -> Membership:
    held = company.memberships.filter(pk=person).select_related("user").locked().first()
    if held is None:
        raise Refused(_("This person does not belong to the company any more."))
    held.company = company
    return held
