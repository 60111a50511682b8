"""Whom the acts of a team tell, and in which words. The rows are written in the act's own transaction."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from projects.models import Proposal, TeamPlace
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "team_asked": {
        "label": _("Somebody wants you in their team"),
        "icon": "person",
        "sentence": _("%(actor)s wants you in the team for %(title)s, for %(share)s %% of the price."),
        "button": _("Read and answer"),
        "more": _("Nothing binds you before you have said yes, and nothing is worked before you have signed."),
    },
    "team_accepted": {
        "label": _("Somebody joins a team of yours"),
        "icon": "check",
        "sentence": _("%(actor)s said yes to a place in the team for %(title)s."),
        "button": _("See the team"),
        "is_mailed": False,
    },
    "team_whole": {
        "label": _("A team of yours is complete"),
        "icon": "check-circle",
        "sentence": _("%(actor)s said yes, so the team for %(title)s is complete."),
        "button": _("Go on"),
    },
    "team_declined": {
        "label": _("Somebody leaves a team of yours"),
        "icon": "close",
        "sentence": _("%(actor)s said no to a place in the team for %(title)s."),
        "button": _("Change the team"),
        "more": _("Until the place is filled or its share is given to others, the proposal cannot be accepted."),
    },
    "team_removed": {
        "label": _("You are no longer in a team"),
        "icon": "close",
        "sentence": _("%(actor)s changed the team for %(title)s. You have no place in it any more."),
        "button": _("Look at the job"),
        "is_mailed": False,
    },
    "team_changed": {
        "label": _("The team of a proposal changes"),
        "icon": "person",
        "sentence": _("%(actor)s changed the team of the proposal for %(title)s."),
        "button": _("See the team"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def asked(place: TeamPlace, *, by: User) -> None:
    """Tell whom a place is offered to, with its share."""
    share = f"{place.percent.normalize():f}"
    key = f"{place.pk}:{place.asked_at:%Y%m%d%H%M%S%f}:{place.permyriad}"
    _tell(place.proposal, place.party, "team_asked", key=key, by=by, url=place.get_absolute_url(), share=share)


def answered(place: TeamPlace, *, by: User, is_whole: bool = False) -> None:
    """Tell who leads, and the client where the proposal is before them."""
    kind = "team_declined" if place.status == TeamPlace.Status.DECLINED else "team_accepted"
    proposal = place.proposal
    key = f"{place.pk}:{place.answered_at:%Y%m%d%H%M%S%f}"
    told = [proposal.freelancer] if proposal.status == Proposal.Status.DRAFT else [proposal.freelancer, _client(place)]
    for party in told:
        _tell(proposal, party, "team_whole" if is_whole else kind, key=key, by=by, actor=place.party)


def removed(place: TeamPlace, *, by: User) -> None:
    """Tell whose place is gone."""
    url = place.proposal.project.get_absolute_url()
    _tell(place.proposal, place.party, "team_removed", key=place.pk, by=by, url=url)


def changed(proposal: Proposal, *, by: User) -> None:
    """Tell the other side of a proposal that its team is another."""
    for party in (proposal.freelancer, proposal.project.client):
        _tell(proposal, party, "team_changed", key=f"{proposal.pk}:{proposal.revision}", by=by)


def _client(place: TeamPlace) -> Party:
    client: Party = place.proposal.project.client
    return client


def _tell(
    proposal: Proposal, party: Party, kind: str, *, key: Any, by: User, url: str = "", actor: Party | None = None,
    **facts: str,
) -> None:  # fmt: skip
    acting = actor or _acting(proposal, by)
    notices.tell_party(
        party,
        kind,
        key=key,
        url=url or f"{proposal.get_absolute_url()}team/",
        actor=acting,
        listing=proposal.project.listing,
        but_not=by,
        **({"person": by.party.name} if acting.is_company else {}),
        **facts,
    )


def _acting(proposal: Proposal, by: User) -> Party:
    """For whom of the two this person has changed the team."""
    client: Party = proposal.project.client
    own = Party.objects.acted_for_by(by).filter(pk__in=[client.pk, proposal.freelancer_id]).values_list("pk", flat=True)
    return proposal.freelancer if proposal.freelancer_id in set(own) else client
