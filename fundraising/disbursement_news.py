"""What backers, the maker and staff are told of a step that is paid out."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fundraising.models import Disbursement, Pledge
from payments.models import HoldPart
from social import audiences, behind, kinds, notices
from social.audiences import Audience
from social.models import Notice

PAID, MOVED = "fundraiser_payers", "step_payers"

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
    "step_decided_paid": {
        "label": _("Staff let a step of your fundraiser be paid out"),
        "icon": "check-circle",
        "sentence": _("Staff have looked at %(step)s of %(title)s: its part of the money is paid out. %(why)s"),
        "button": _("See the step"),
    },
    "step_decided_back": {
        "label": _("Staff send a step of your fundraiser back"),
        "icon": "turn",
        "sentence": _("Staff have looked at %(step)s of %(title)s: its part goes back to your backers. %(why)s"),
        "button": _("See the step"),
    },
    "own_step_paid": {
        "label": _("A step of your fundraiser is paid out"),
        "icon": "check-circle",
        "sentence": _("The part of the money for %(step)s of %(title)s is paid out to you."),
        "button": _("See the step"),
    },
    "own_step_returned": {
        "label": _("A step of your fundraiser has gone back"),
        "icon": "turn",
        "sentence": _("The part of the money for %(step)s of %(title)s has gone back to your backers."),
        "button": _("See the step"),
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
    """Let these notices exist, and those whom they reach."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)
    audiences.declare(PAID, _who_paid, reason=Notice.Reason.OWN)
    audiences.declare(MOVED, _whose_moved, reason=Notice.Reason.OWN)


def submitted(step: Disbursement) -> None:
    """Tell everybody who has money in it."""
    to = {"name": PAID, "fundraiser": str(step.fundraiser_id)}
    _announce(step, "step_submitted", to=to, key=f"{step.pk}:{step.round}")


def due(step: Disbursement) -> None:
    """Tell the maker that it is time to show it."""
    _tell_maker(step, "step_due")


def changes_asked(step: Disbursement) -> None:
    _tell_maker(step, "step_changes_asked")


def disputed(step: Disbursement) -> None:
    _tell_maker(step, "step_disputed")


def decided(step: Disbursement, why: str) -> None:
    """Tell the maker what staff have decided, and why."""
    is_paid = step.status == Disbursement.Status.RELEASING
    _tell_maker(step, "step_decided_paid" if is_paid else "step_decided_back", why=why)


def ended(step: Disbursement) -> None:
    """Tell the maker, and everybody whose money has moved; nobody where no money ever came."""
    if not step.fundraiser.has_collected:
        return
    is_paid = step.status == Disbursement.Status.PAID
    to = {"name": MOVED, "step": str(step.pk)}
    _announce(step, "step_paid" if is_paid else "step_returned", to=to, key=str(step.pk))
    _tell_maker(step, "own_step_paid" if is_paid else "own_step_returned")


def _announce(step: Disbursement, kind: str, *, to: Audience, key: str) -> None:
    listing = step.fundraiser.listing
    notices.announce(
        kind, key=key, url=step.get_absolute_url(), to=[to], actor=listing.owner, listing=listing, step=step.name
    )


def _tell_maker(step: Disbursement, kind: str, **facts: Any) -> None:
    listing = step.fundraiser.listing
    notices.tell_party(
        listing.owner, kind, key=f"{step.pk}:{step.round}", url=step.get_absolute_url(), listing=listing,
        step=step.name, **facts,
    )  # fmt: skip


def _who_paid(*, fundraiser: str) -> "QuerySet[Any, UUID]":
    paid = Pledge.objects.filter(fundraiser=UUID(fundraiser), status=Pledge.Status.COLLECTED)
    return behind.people_of(paid.values("backer"))


def _whose_moved(*, step: str) -> "QuerySet[Any, UUID]":
    """Those of whose money a part left its hold for this step."""
    parts = HoldPart.objects.filter(key__startswith=f"step:{UUID(step)}:")
    return behind.people_of(Pledge.objects.filter(hold__parts__in=parts).values("backer"))
