"""What is talked about on this floor: a proposal from when it is sent, a contract from when it is drawn up."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from projects import members
from projects.models import Contract, Proposal
from social.models import Thread
from social.ports import Face
from social.talk import threads

CONTRACT, PROPOSAL = "contract", "proposal"


class OfContracts:
    """The thread of a contract: both sides, a whole team, and of a company everybody who belongs to it."""

    kind = CONTRACT

    def seen_by(self, user: User) -> "QuerySet[Any]":
        return Contract.objects.visible_to(user).values("pk")

    def faces(self, pks: Collection[UUID]) -> dict[UUID, Face]:
        rows = members.with_many(Contract.objects.filter(pk__in=pks).with_sides())
        return {row.pk: face_of_contract(row) for row in rows}


class OfProposals:
    """The thread of a proposal: its writer and the client. It closes with the answer; a contract has its own."""

    kind = PROPOSAL

    def seen_by(self, user: User) -> "QuerySet[Any]":
        return Proposal.objects.visible_to(user).sent().values("pk")

    def faces(self, pks: Collection[UUID]) -> dict[UUID, Face]:
        rows = Proposal.objects.filter(pk__in=pks).with_sides()
        return {row.pk: _face_of_proposal(row) for row in rows}


def of_contract(contract: Contract) -> Thread:
    """Where the two sides of a contract talk."""
    return threads.of(CONTRACT, contract.pk)


def of_proposal(proposal: Proposal) -> Thread:
    """Where client and freelancer talk about a proposal."""
    return threads.of(PROPOSAL, proposal.pk)


def before(contract: Contract) -> Thread | None:
    """What was said about the proposal from which a contract came; None where nothing was."""
    return Thread.objects.begun().filter(kind=PROPOSAL, about=contract.proposal_id).first()


def face_of_contract(contract: Contract) -> Face:
    """How its thread is called, and between whom it is. contract: with its sides."""
    off = {Contract.Status.DECLINED, Contract.Status.WITHDRAWN}
    return Face(
        title=contract.title,
        url=contract.get_absolute_url(),
        sides=(contract.client, *members.parties(contract)),
        listing=contract.project.listing,
        closed=_("This contract did not come about, so nothing more is written here.")
        if contract.status in off
        else "",
    )


def _face_of_proposal(proposal: Proposal) -> Face:
    return Face(
        title=_("Proposal: %(job)s") % {"job": proposal.project.title},
        url=proposal.get_absolute_url(),
        sides=(proposal.project.client, proposal.freelancer),
        listing=proposal.project.listing,
        closed=_closed(proposal),
    )


def _closed(proposal: Proposal) -> str:
    if proposal.is_waiting:
        return ""
    if proposal.status == Proposal.Status.ACCEPTED:
        return _("The proposal was accepted. You go on in the contract.")
    return _("The proposal has been answered or taken back, so nothing more is written here.")
