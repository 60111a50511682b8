"""Whom the acts of this floor tell, and in which words. The rows are written in the act's own transaction."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party, User
from marketplace.kit.money import Money, to_minor
from projects.models import Project, Proposal
from social import audiences, kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "proposal_received": {
        "label": _("Proposals for your jobs"),
        "icon": "brief",
        "sentence": _("%(actor)s sent a proposal for %(title)s: %(price)s."),
        "together": _("%(actor)s sent proposals for %(title)s."),
        "button": _("Read the proposal"),
    },
    "proposal_changed": {
        "label": _("Proposals that change"),
        "icon": "brief",
        "sentence": _("%(actor)s changed their proposal for %(title)s. It is %(price)s now."),
        "together": _("%(actor)s changed their proposals for %(title)s."),
        "button": _("Read it again"),
        "is_mailed": False,
    },
    "proposal_withdrawn": {
        "label": _("Proposals that are withdrawn"),
        "icon": "close",
        "sentence": _("%(actor)s withdrew their proposal for %(title)s."),
        "together": _("%(actor)s withdrew their proposals for %(title)s."),
        "button": _("See the others"),
        "is_mailed": False,
    },
    "proposal_shortlisted": {
        "label": _("Your proposal is on a shortlist"),
        "icon": "star",
        "sentence": _("%(actor)s put your proposal for %(title)s on the shortlist."),
        "button": _("Look at it"),
    },
    "proposal_declined": {
        "label": _("Your proposal is declined"),
        "icon": "close",
        "sentence": _("%(actor)s declined your proposal for %(title)s: %(why)s."),
        "button": _("Read why"),
    },
    "proposal_accepted": {
        "label": _("Your proposal is accepted"),
        "icon": "check-circle",
        "sentence": _("%(actor)s accepted your proposal for %(title)s: %(price)s."),
        "button": _("Read the contract"),
        "more": _("The contract waits for both signatures. Begin the work on a milestone once its money is in escrow."),
    },
    "acceptance_noted": {
        "label": _("You accept a proposal"),
        "icon": "check-circle",
        "sentence": pgettext_lazy("notice", "You accepted the proposal of %(freelancer)s for %(title)s: %(price)s."),
        "button": _("Read the contract"),
        "more": _(
            "Sign the contract next. Nothing was charged: each milestone is paid into escrow once both have signed."
        ),
    },
    "acceptance_for_company": {
        "label": _("Your company accepts a proposal"),
        "icon": "check-circle",
        "sentence": _("%(actor)s accepted the proposal of %(freelancer)s for %(title)s: %(price)s."),
        "button": _("Read the contract"),
        "more": _(
            "Sign the contract next. Nothing was charged: each milestone is paid into escrow once both have signed."
        ),
    },
    "job_filled": {
        "label": _("A job you proposed for is filled"),
        "icon": "brief",
        "sentence": _("%(title)s is filled: the client accepted another proposal. Yours was not declined."),
        "button": _("Look at it"),
    },
    "job_cancelled": {
        "label": _("A job you proposed for is called off"),
        "icon": "close",
        "sentence": _("%(title)s was called off by the client. Your proposal is closed."),
        "button": _("Look at it"),
    },
    "job_ran_out": {
        "label": _("A job you proposed for runs out"),
        "icon": "clock",
        "sentence": _("%(title)s reached its closing day without an answer to your proposal."),
        "button": _("Look at it"),
    },
    "job_expired": {
        "label": _("Your job reaches its closing day"),
        "icon": "clock",
        "sentence": _("Your job %(title)s reached its closing day and takes no more proposals."),
        "button": _("Look at it"),
    },
    "job_changed": {
        "label": _("A job you proposed for changes"),
        "icon": "brief",
        "sentence": _("%(actor)s changed the job %(title)s, to which you sent a proposal."),
        "button": _("Read it again"),
        "is_mailed": False,
    },
    "job_posted": {
        "family": "discovery",
        "label": _("Somebody you follow posts a job"),
        "icon": "brief",
        "sentence": _("%(actor)s posted a job: %(title)s."),
        "button": _("Read the brief"),
    },
    "watched_job_changed": {
        "family": "discovery",
        "label": _("A job you watch changes"),
        "icon": "eye",
        "sentence": _("%(actor)s changed the job %(title)s."),
        "button": _("Read it again"),
    },
    "watched_job_closed": {
        "family": "discovery",
        "label": _("A job you watch closes"),
        "icon": "eye",
        "sentence": _("%(title)s takes no more proposals."),
        "button": _("Look at it"),
    },
}


def declare() -> None:
    """Let the notices of this floor exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def proposal_received(proposal: Proposal, *, by: User) -> None:
    _tell_client(proposal, "proposal_received", by=by)


def proposal_changed(proposal: Proposal, *, by: User) -> None:
    _tell_client(proposal, "proposal_changed", by=by)


def proposal_withdrawn(proposal: Proposal, *, by: User) -> None:
    _tell_client(proposal, "proposal_withdrawn", by=by)


def proposal_shortlisted(proposal: Proposal, *, by: User) -> None:
    _tell_writer(proposal, "proposal_shortlisted", by=by)


def proposal_declined(proposal: Proposal, *, by: User) -> None:
    reason = Proposal.Reason(proposal.reason).label
    _tell_writer(proposal, "proposal_declined", by=by, why=str(reason).lower())


def proposal_accepted(proposal: Proposal, *, by: User) -> None:
    """Both sides are told, also the one who pressed the button: it is what they agreed."""
    contract = proposal.contract.get_absolute_url()
    _tell_writer(proposal, "proposal_accepted", by=by, url=contract)
    client = proposal.project.client
    notices.tell_party(
        client,
        "acceptance_for_company" if client.is_company else "acceptance_noted",
        key=proposal.pk,
        url=contract,
        actor=client,
        listing=proposal.project.listing,
        freelancer=proposal.freelancer.name,
        **_price(proposal),
        **_person(by, client),
    )


def job_closed(proposal: Proposal, *, by: User | None, is_neglected: bool = False) -> None:
    """Tell the writer of a proposal that was left over why it is closed."""
    kinds_by_status = {
        Project.Status.IN_PROGRESS: "job_filled",
        Project.Status.CANCELLED: "job_cancelled",
        Project.Status.EXPIRED: "job_ran_out",
    }
    kind = kinds_by_status[Project.Status(proposal.project.status)]
    _tell_writer(proposal, "job_neglected" if is_neglected else kind, by=by)


def job_expired(project: Project) -> None:
    notices.tell_party(
        project.client, "job_expired", key=project.pk, url=project.get_absolute_url(), listing=project.listing
    )


def job_posted(project: Project, *, by: User) -> None:
    """Tell who follows the client."""
    _announce(project, "job_posted", key=str(project.pk), by=by, to=[audiences.followers(project.client)])


def watched_job_closed(project: Project, *, by: User | None) -> None:
    """Tell who watches the job that it is over, also those who want to hear nothing else of it."""
    watching = audiences.watchers(project.listing, ending=True)
    _announce(project, "watched_job_closed", key=str(project.pk), by=by, to=[watching])


def job_changed(project: Project, *, by: User) -> None:
    """Tell those whose proposals wait, and who watches it. Several changes of one day are one notice."""
    day = f"{project.pk}:{project.updated_at:%Y-%m-%d}"
    _announce(project, "watched_job_changed", key=day, by=by, to=[audiences.watchers(project.listing)])
    for proposal in project.proposals.waiting().select_related("freelancer__user"):
        notices.tell_party(
            proposal.freelancer,
            "job_changed",
            key=f"{project.pk}:{project.updated_at:%Y-%m-%d}",
            url=project.get_absolute_url(),
            actor=project.client,
            listing=project.listing,
            **_person(by, project.client),
        )


def _announce(project: Project, kind: str, *, key: str, by: User | None, to: list[audiences.Audience]) -> None:
    url = project.get_absolute_url()
    notices.announce(kind, key=key, url=url, to=to, actor=project.client, listing=project.listing, by=by)


def _tell_client(proposal: Proposal, kind: str, *, by: User) -> None:
    notices.tell_party(
        proposal.project.client,
        kind,
        key=f"{proposal.pk}:{proposal.revision}",
        url=proposal.get_absolute_url(),
        actor=proposal.freelancer,
        listing=proposal.project.listing,
        but_not=by,
        **_price(proposal),
        **_person(by, proposal.freelancer),
    )


def _tell_writer(proposal: Proposal, kind: str, *, by: User | None, url: str = "", **facts: str) -> None:
    """And everybody of their team."""
    client: Party = proposal.project.client
    team = [place.party for place in proposal.team.standing().select_related("party__user").order_by("position")]
    for party in team or [proposal.freelancer]:
        notices.tell_party(
            party,
            kind,
            key=proposal.pk,
            url=url or proposal.get_absolute_url(),
            actor=client,
            listing=proposal.project.listing,
            but_not=by,
            **_price(proposal),
            **_person(by, client),
            **facts,
        )


def _person(by: User | None, party: Party) -> dict[str, Any]:
    """Who acted, where it was in the name of a company."""
    return {"person": by.party.name} if by and party.is_company else {}


def _price(proposal: Proposal) -> dict[str, Any]:
    price: Money = proposal.price
    return {"price": {"minor": to_minor(price), "currency": price.currency.code}}
