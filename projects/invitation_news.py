"""Whom invitations to a job concern, and what they read of them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models import JobInvitation
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "job_invitation": {
        "label": _("Invitations to jobs"),
        "icon": "mail",
        "sentence": _("%(actor)s invites you to propose for %(title)s."),
        "button": _("Read the brief"),
        "more": _("Proposing is free. If it is not for you, say so on the same page; a word why helps the client."),
    },
    "job_invitation_declined": {
        "label": _("Somebody you invited declines"),
        "icon": "close",
        "sentence": _("%(actor)s declined your invitation to %(title)s."),
        "together": _("%(actor)s declined your invitations to %(title)s."),
        "button": _("See the others"),
        "is_mailed": False,
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def sent(invitation: JobInvitation, *, by: User) -> None:
    """Tell the freelancer."""
    project = invitation.project
    notices.tell_party(
        invitation.freelancer,
        "job_invitation",
        key=f"{invitation.pk}:{invitation.sent_at:%Y%m%d%H%M%S}",
        url=project.get_absolute_url(),
        actor=project.client,
        listing=project.listing,
        but_not=by,
        **({"person": by.party.name} if project.client.is_company else {}),
    )


def declined(invitation: JobInvitation, *, by: User) -> None:
    """Tell the client."""
    project = invitation.project
    notices.tell_party(
        project.client,
        "job_invitation_declined",
        key=invitation.pk,
        url=f"{project.get_absolute_url()}invitations/",
        actor=invitation.freelancer,
        listing=project.listing,
        but_not=by,
        **({"person": by.party.name} if invitation.freelancer.is_company else {}),
    )
