"""What people of a team are told: that they are asked, and that somebody said yes."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fundraising.models import Teammate
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "teammate_asked": {
        "label": _("Somebody asks you into the team of a fundraiser"),
        "icon": "person",
        "sentence": _("%(actor)s asks you to stand on the page of %(title)s: %(role)s."),
        "button": _("Answer"),
    },
    "teammate_agreed": {
        "label": _("Somebody joins the team of your fundraiser"),
        "icon": "check-circle",
        "sentence": _("%(actor)s now stands on the page of %(title)s."),
        "button": _("Look at the team"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def teammate_asked(teammate: Teammate, *, by: User) -> None:
    """Tell whom was asked."""
    listing = teammate.fundraiser.listing
    key = f"{teammate.pk}:{teammate.asked_at.timestamp()}"
    url = reverse("fundraising:teammate", args=[teammate.pk])
    notices.tell_party(
        teammate.party, "teammate_asked", key=key, url=url, actor=listing.owner, listing=listing, but_not=by,
        role=teammate.role,
    )  # fmt: skip


def teammate_agreed(teammate: Teammate, *, by: User) -> None:
    """Tell who raises the money."""
    listing = teammate.fundraiser.listing
    key = f"{teammate.pk}:{teammate.asked_at.timestamp()}"
    url = reverse("fundraising:step", args=[listing.slug, "team"])
    notices.tell_party(
        listing.owner, "teammate_agreed", key=key, url=url, actor=teammate.party, listing=listing, but_not=by
    )
