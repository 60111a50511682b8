"""What is said where a client does not look after a job: to the client, and to those who wait."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "job_warned": {
        "label": _("Proposals wait for you for long"),
        "icon": "clock",
        "sentence": _("Nobody has answered the proposals for %(title)s for 14 days. It closes by itself on %(day)s."),
        "button": _("Read the proposals"),
        "more": _("Shortlist, answer or decline one, or say that you still look; then it stays open."),
    },
    "job_closed_by_neglect": {
        "label": _("Your job closes because nobody answered"),
        "icon": "clock",
        "sentence": _("Your job %(title)s is closed: its proposals waited for 30 days without an answer."),
        "button": _("Look at it"),
    },
    "job_neglected": {
        "label": _("A job you proposed for closes without an answer"),
        "icon": "clock",
        "sentence": _("%(title)s is closed: its client did not answer for 30 days. Your proposal was not declined."),
        "button": _("Look at it"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def warned(project: Project, closes_at: datetime) -> None:
    """Tell the client, and by when they must act."""
    inbox = reverse("projects:inbox", args=[project.listing.slug])
    _tell(project, "job_warned", inbox, day={"at": closes_at.isoformat()})


def closed(project: Project) -> None:
    """Tell the client that it is over."""
    _tell(project, "job_closed_by_neglect", project.get_absolute_url())


def _tell(project: Project, kind: str, url: str, **facts: Any) -> None:
    key = f"{project.pk}:{project.warned_at:%Y%m%d%H%M}"
    notices.tell_party(project.client, kind, key=key, url=url, listing=project.listing, **facts)
