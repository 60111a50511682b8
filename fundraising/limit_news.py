"""What backers and makers are told of pledges whose money nears the limit to which a gateway holds it, or is past it.

A fundraiser has thousands of pledges, so its maker is told once a day for all of them, and not for each.
"""

from typing import Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from fundraising.models import Fundraiser, Pledge
from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from payments.models import Hold
from social import kinds, notices
from social.families import Family

SENTENCES: dict[str, dict[str, Any]] = {
    "pledge_goes_back": {
        "label": _("The money of a pledge nears its limit"),
        "icon": "clock",
        "sentence": _("%(amount)s of your pledge for %(title)s go back to you on %(day)s."),
        "button": _("See what you can do"),
        "more": _("Until then it can be paid out by the plan, or both of you can agree to hold it longer."),
    },
    "pledge_went_back": {
        "label": _("The money of a pledge goes back at its limit"),
        "icon": "turn",
        "sentence": _("%(amount)s of your pledge for %(title)s went back to you: money can't be held any longer."),
        "button": _("See what became of it"),
    },
    "fundraiser_goes_back": {
        "label": _("Money of your fundraiser nears its limit"),
        "icon": "clock",
        "sentence": _("What lies in escrow for %(title)s goes back to its backers from %(day)s on."),
        "button": _("See the plan"),
        "more": _("Until then it can be paid out: show your backers what was done."),
    },
    "fundraiser_went_back": {
        "label": _("Money of your fundraiser goes back at its limit"),
        "icon": "turn",
        "sentence": _("Money for %(title)s goes back to its backers today: it can't be held any longer."),
        "button": _("See the plan"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, family=Family.MONEY, **words)


def nears(hold: Hold, left: Money) -> None:
    """Tell the backer of this hold; the maker of the day on which the first of all goes back."""
    pledge = _of(hold)
    if pledge is None or hold.must_leave_by is None:
        return
    key = f"{hold.pk}:{clock.today()}"
    _tell_backer(pledge, hold, left, "pledge_goes_back", key=key, day={"day": f"{hold.must_leave_by:%Y-%m-%d}"})
    held = Hold.objects.with_money().filter(pledge__fundraiser=pledge.fundraiser_id)
    to_come = held.filter(must_leave_by__gt=clock.now())  # one that a bank took stays past its limit
    first = to_come.aggregate(first=Min("must_leave_by"))["first"] or hold.must_leave_by
    _tell_maker(pledge.fundraiser, "fundraiser_goes_back", day={"day": f"{first:%Y-%m-%d}"})


def passed(hold: Hold, left: Money) -> None:
    """Tell the backer of this hold; the maker once a day."""
    if pledge := _of(hold):
        _tell_backer(pledge, hold, left, "pledge_went_back", key=str(hold.pk))
        _tell_maker(pledge.fundraiser, "fundraiser_went_back")


def _of(hold: Hold) -> Pledge | None:
    found: Pledge | None = Pledge.objects.with_all().filter(hold=hold).first()
    return found


def _tell_backer(pledge: Pledge, hold: Hold, left: Money, kind: str, *, key: str, **facts: Any) -> None:
    notices.tell_party(
        pledge.backer, kind, key=key, url=hold.get_absolute_url(), listing=pledge.fundraiser.listing,
        amount={"minor": to_minor(left), "currency": left.currency.code}, **facts,
    )  # fmt: skip


def _tell_maker(fundraiser: Fundraiser, kind: str, **facts: Any) -> None:
    listing = fundraiser.listing
    key = f"{fundraiser.pk}:{clock.today()}"
    notices.tell_party(listing.owner, kind, key=key, url=f"{listing.url}#plan", listing=listing, **facts)
