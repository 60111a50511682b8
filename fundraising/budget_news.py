"""What people are told of work that is paid out of a budget: that they may be named, and that somebody said yes."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fundraising.models import BudgetWork
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "budget_work_asked": {
        "label": _("Your contract is paid out of a fundraiser’s budget"),
        "icon": "person",
        "sentence": _("%(actor)s pays your contract out of %(title)s and asks to name you there."),
        "button": _("Answer"),
    },
    "budget_work_agreed": {
        "label": _("Somebody is named in your budget"),
        "icon": "check-circle",
        "sentence": _("%(actor)s now stands in the budget of %(title)s."),
        "button": _("Look at the budget"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def asked(work: BudgetWork, *, by: User) -> None:
    """Tell who works on the contract."""
    assert work.contract
    listing = work.line.fundraiser.listing
    notices.tell_party(
        work.contract.freelancer, "budget_work_asked", key=str(work.pk), url=work.get_absolute_url(),
        actor=listing.owner, listing=listing, but_not=by,
    )  # fmt: skip


def agreed(work: BudgetWork, *, by: User) -> None:
    """Tell who raises the money."""
    assert work.contract
    assert work.agreed_at
    listing = work.line.fundraiser.listing
    key = f"{work.pk}:{work.agreed_at.timestamp()}"
    url = reverse("fundraising:budget", args=[listing.slug])
    notices.tell_party(
        listing.owner, "budget_work_agreed", key=key, url=url, actor=work.contract.freelancer, listing=listing,
        but_not=by,
    )  # fmt: skip
