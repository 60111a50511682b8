"""What everybody around a fundraiser is told of how it goes: its backers, its maker, and who watches it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fundraising.models import Fundraiser, Pledge, Settlement, StretchGoal
from marketplace.kit import clock
from marketplace.kit.money import to_minor
from social import audiences, behind, kinds, notices
from social.audiences import Audience
from social.families import Family
from social.models import Notice

BACKERS = "backers"

SENTENCES: dict[str, dict[str, Any]] = {
    "fundraiser_reached": {
        "label": _("What you back reaches its goal"),
        "icon": "check-circle",
        "sentence": _("%(title)s reached its goal: %(sum)s."),
        "button": _("Look at it"),
    },
    "fundraiser_missed": {
        "label": _("What you back misses its goal"),
        "icon": "circle",
        "sentence": _("%(title)s did not reach its goal: %(sum)s came together. Nobody is charged."),
        "button": _("Look at it"),
    },
    "fundraiser_ended": {
        "label": _("Your fundraiser has ended"),
        "icon": "clock",
        "sentence": _("%(title)s has ended with %(sum)s."),
        "button": _("See how it went"),
    },
    "fundraiser_passed_review": {
        "label": _("Your fundraiser passes review"),
        "icon": "check-circle",
        "sentence": _("%(title)s passed review. Its page can be seen now."),
        "button": _("Look at it"),
    },
    "fundraiser_sent_back": {
        "label": _("Your fundraiser is sent back"),
        "icon": "turn",
        "sentence": _("%(title)s can't be shown yet: %(why)s"),
        "button": _("Change it"),
    },
    "fundraiser_launched": {
        "label": _("A fundraiser you wait for opens"),
        "icon": "sprout",
        "family": Family.DISCOVERY,
        "sentence": _("%(title)s is open: it can be backed now."),
        "button": _("Look at it"),
        "mail": Notice.Mail.NOW,
    },
    "stretch_reached": {
        "label": _("What you back goes beyond its goal"),
        "icon": "sprout",
        "sentence": _("%(title)s has reached %(sum)s, so this comes on top: %(what)s"),
        "together": _("%(title)s goes further beyond its goal."),
        "button": _("Look at it"),
        "is_mailed": False,
    },
    "fundraiser_called_off": {
        "label": _("What you back is called off"),
        "icon": "cross-circle",
        "sentence": _("%(title)s was called off: %(why)s Nobody is charged for it any more."),
        "button": _("Look at it"),
        "more": _("If you have paid: what still lies in escrow goes back to you by the way it came."),
    },
    "fundraiser_collected": {
        "label": _("All cards of your fundraiser are charged"),
        "icon": "check-circle",
        "sentence": _("All pledges for %(title)s have been charged or dropped."),
        "button": _("See what came together"),
    },
}


def declare() -> None:
    """Let these notices exist, and those whom they reach."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)
    audiences.declare(BACKERS, _backers, reason=Notice.Reason.OWN)


def backers(fundraiser: Fundraiser) -> Audience:
    """Whoever has a pledge that counts."""
    return {"name": BACKERS, "fundraiser": str(fundraiser.pk)}


def decided(fundraiser: Fundraiser, decision: Settlement) -> None:
    """Tell the backers and who watches it how it ended; the maker by name."""
    listing = fundraiser.listing
    facts: dict[str, Any] = {"sum": {"minor": to_minor(decision.pledged), "currency": decision.currency}}
    if decision.goal_minor is not None:
        kind = "fundraiser_reached" if decision.is_reached else "fundraiser_missed"
        to = [backers(fundraiser), audiences.watchers(listing, ending=True)]
        notices.announce(kind, key=fundraiser.pk, url=listing.url, to=to, actor=listing.owner, listing=listing, **facts)
    notices.tell_party(listing.owner, "fundraiser_ended", key=fundraiser.pk, url=listing.url, listing=listing, **facts)


def goes_beyond(goal: StretchGoal) -> None:
    """Tell the backers, who watches it, and the maker, that a stretch goal was reached."""
    listing = goal.fundraiser.listing
    facts: dict[str, Any] = {"sum": {"minor": goal.threshold_minor, "currency": goal.currency}, "what": goal.text}
    to = [backers(goal.fundraiser), audiences.watchers(listing)]
    notices.announce("stretch_reached", key=goal.pk, url=listing.url, to=to, listing=listing, **facts)
    notices.tell_party(listing.owner, "stretch_reached", key=goal.pk, url=listing.url, listing=listing, **facts)


def collected(fundraiser: Fundraiser) -> None:
    """Tell the maker that the last charge had its end."""
    listing = fundraiser.listing
    notices.tell_party(listing.owner, "fundraiser_collected", key=fundraiser.pk, url=listing.url, listing=listing)


def passed_review(fundraiser: Fundraiser) -> None:
    _tell_maker(fundraiser, "fundraiser_passed_review", key=str(fundraiser.pk))


def sent_back(fundraiser: Fundraiser, why: str) -> None:
    key = f"{fundraiser.pk}:{clock.now().timestamp()}"
    _tell_maker(fundraiser, "fundraiser_sent_back", key=key, why=why)


def launched(fundraiser: Fundraiser) -> None:
    """Tell who has waited for it."""
    listing = fundraiser.listing
    to = [audiences.watchers(listing)]
    notices.announce(
        "fundraiser_launched", key=fundraiser.pk, url=listing.url, to=to, actor=listing.owner, listing=listing
    )


def called_off(fundraiser: Fundraiser, why: str) -> None:
    """Tell the backers and who watches it."""
    listing = fundraiser.listing
    to = [backers(fundraiser), audiences.watchers(listing, ending=True)]
    notices.announce(
        "fundraiser_called_off", key=fundraiser.pk, url=listing.url, to=to, actor=listing.owner, listing=listing,
        why=why,
    )  # fmt: skip


def _tell_maker(fundraiser: Fundraiser, kind: str, *, key: str, **facts: Any) -> None:
    listing = fundraiser.listing
    notices.tell_party(listing.owner, kind, key=key, url=listing.url, listing=listing, **facts)


def _backers(*, fundraiser: str) -> "QuerySet[Any, UUID]":
    return behind.people_of(Pledge.objects.filter(fundraiser=UUID(fundraiser), counts=True).values("backer"))
