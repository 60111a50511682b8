"""What backers, the maker and staff are told of a step that is paid out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fundraising import fundraiser_news
from fundraising.models import Disbursement
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "step_submitted": {
        "label": _("A step of what you back is shown"),
        "icon": "check-circle",
        "sentence": _("%(actor)s shows what was done for %(title)s: %(step)s."),
        "button": _("Look at it"),
        "more": _("If nobody objects, its part of the money is paid out."),
    },
    "step_due": {
        "label": _("The day of a step has come"),
        "icon": "clock",
        "sentence": _("You planned %(step)s of %(title)s for now. Show your backers what was done."),
        "button": _("Show it"),
        "more": _("Its part of the money is paid out once they have had their say."),
    },
    "step_changes_asked": {
        "label": _("Your backers ask for changes"),
        "icon": "turn",
        "sentence": _("The backers of %(title)s ask for changes before %(step)s is paid out."),
        "button": _("Read what they say"),
    },
    "step_disputed": {
        "label": _("Staff look at a step of your fundraiser"),
        "icon": "scale",
        "sentence": _("Staff look at %(step)s of %(title)s before it is paid out."),
        "button": _("See why"),
    },
    "step_paid": {
        "label": _("A step of what you back is paid out"),
        "icon": "check-circle",
        "sentence": _("%(step)s of %(title)s is done: its part of the money is paid out."),
        "button": _("See the plan"),
        "is_mailed": False,
    },
    "step_returned": {
        "label": _("A step of what you back is not done"),
        "icon": "turn",
        "sentence": _("%(step)s of %(title)s is not done: its part of the money goes back to all who backed it."),
        "button": _("See the plan"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def submitted(step: Disbursement) -> None:
    """Tell everybody who backs it."""
    _announce(step, "step_submitted", key=f"{step.pk}:{step.round}")


def due(step: Disbursement) -> None:
    """Tell the maker that it is time to show it."""
    _tell_maker(step, "step_due")


def changes_asked(step: Disbursement) -> None:
    _tell_maker(step, "step_changes_asked")


def disputed(step: Disbursement) -> None:
    _tell_maker(step, "step_disputed")


def ended(step: Disbursement) -> None:
    """Tell everybody who backs it that its money has moved."""
    is_paid = step.status == Disbursement.Status.PAID
    _announce(step, "step_paid" if is_paid else "step_returned", key=str(step.pk))


def _announce(step: Disbursement, kind: str, *, key: str) -> None:
    listing = step.fundraiser.listing
    notices.announce(
        kind, key=key, url=step.get_absolute_url(), to=[fundraiser_news.backers(step.fundraiser)], actor=listing.owner,
        listing=listing, step=step.name,
    )  # fmt: skip


def _tell_maker(step: Disbursement, kind: str) -> None:
    listing = step.fundraiser.listing
    notices.tell_party(
        listing.owner, kind, key=f"{step.pk}:{step.round}", url=step.get_absolute_url(), listing=listing,
        step=step.name,
    )  # fmt: skip
