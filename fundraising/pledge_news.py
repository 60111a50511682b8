"""What backers and makers are told of pledges. The rows are written in the act's own transaction.

What a bank says to a charge is told by the money floor (payments.payer_news), with the page where it can be paid.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fundraising.models import Pledge
from marketplace.kit.money import to_minor
from social import kinds, notices
from social.families import Family

SENTENCES: dict[str, dict[str, Any]] = {
    "pledge_promised": {
        "label": _("You back a fundraiser"),
        "icon": "sprout",
        "family": Family.MONEY,
        "sentence": _("You promised %(sum)s for %(title)s. Your card is charged only if it reaches its goal."),
        "button": _("See or change your pledge"),
    },
    "match_promised": {
        "label": _("You match what others pledge"),
        "icon": "sprout",
        "family": Family.MONEY,
        "sentence": _("You match what others pledge for %(title)s, up to %(sum)s. Your card is charged at its end."),
        "button": _("See how it grows"),
    },
    "match_received": {
        "label": _("Somebody matches your backers"),
        "icon": "sprout",
        "sentence": _("%(who)s matches what others pledge for %(title)s, up to %(sum)s."),
        "button": _("Look at it"),
    },
    "pledge_changed": {
        "label": _("You change a pledge"),
        "icon": "sprout",
        "family": Family.MONEY,
        "sentence": _("Your pledge for %(title)s is %(sum)s now."),
        "button": _("See your pledge"),
    },
    "pledge_taken_back": {
        "label": _("You take a pledge back"),
        "icon": "close",
        "family": Family.MONEY,
        "sentence": _("You took back your pledge of %(sum)s for %(title)s. Nothing is charged."),
        "button": _("Look at the fundraiser"),
    },
    "pledge_without_card": {
        "label": _("Your pledge has no card"),
        "icon": "warn",
        "family": Family.MONEY,
        "sentence": _("%(title)s reached its goal, and there is no card to charge your %(sum)s to."),
        "button": _("Pay now"),
        "more": _("Seven days after the end an unpaid pledge is dropped."),
    },
    "pledge_dropped": {
        "label": _("Your pledge is dropped"),
        "icon": "close",
        "family": Family.MONEY,
        "sentence": _("Your pledge of %(sum)s for %(title)s could not be charged within seven days. It is dropped."),
        "button": _("See your pledge"),
    },
    "pledge_received": {
        "label": _("Somebody backs you"),
        "icon": "sprout",
        "sentence": _("%(who)s backs %(title)s with %(sum)s."),
        "together": _("Several people back %(title)s."),
        "button": _("See who backs you"),
        "is_mailed": False,
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def promised(pledge: Pledge) -> None:
    """Tell the backer, and the maker."""
    _tell_backer(pledge, "match_promised" if pledge.is_match else "pledge_promised")
    _tell_maker(pledge)


def paid(pledge: Pledge) -> None:
    """The receipt tells the backer. The maker hears of what is new, not of what was promised before."""
    if pledge.is_at_once:
        _tell_maker(pledge)


def changed(pledge: Pledge) -> None:
    _tell_backer(pledge, "pledge_changed", key=f"{pledge.pk}:{pledge.updated_at.timestamp()}")


def taken_back(pledge: Pledge) -> None:
    _tell_backer(pledge, "pledge_taken_back", url=pledge.fundraiser.listing.url)


def without_card(pledge: Pledge) -> None:
    _tell_backer(pledge, "pledge_without_card")


def dropped(pledge: Pledge) -> None:
    _tell_backer(pledge, "pledge_dropped")


def _tell_backer(pledge: Pledge, kind: str, *, key: str = "", url: str = "") -> None:
    notices.tell_party(
        pledge.backer,
        kind,
        key=key or str(pledge.pk),
        url=url or pledge.get_absolute_url(),
        actor=pledge.fundraiser.owner,
        listing=pledge.fundraiser.listing,
        sum=_sum(pledge),
    )


def _tell_maker(pledge: Pledge) -> None:
    who = _("Somebody") if pledge.is_anonymous else pledge.backer.name
    listing = pledge.fundraiser.listing
    notices.tell_party(
        pledge.fundraiser.owner,
        "match_received" if pledge.is_match else "pledge_received",
        key=pledge.pk,
        url=listing.url if pledge.is_match else reverse("fundraising:backers", args=[listing.slug]),
        actor=None if pledge.is_anonymous else pledge.backer,
        listing=listing,
        who=str(who),
        sum=_sum(pledge),
    )


def _sum(pledge: Pledge) -> dict[str, Any]:
    """Of a match that is promised: all that it may come to."""
    is_open = pledge.is_match and pledge.status == Pledge.Status.ACTIVE
    return {"minor": to_minor(pledge.match.total if is_open else pledge.amount), "currency": pledge.currency}
