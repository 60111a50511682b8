"""What backers and makers are told of rewards on their way. The rows are written in the act's own transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fundraising.models import Delivery, Fundraiser, RewardRefund
from marketplace.kit import clock
from marketplace.kit.money import to_minor
from social import audiences, behind, kinds, notices
from social.families import Family
from social.models import Notice

LATE = "late_backers"

SENTENCES: dict[str, dict[str, Any]] = {
    "delivery_sent": {
        "label": _("A reward is on its way to you"),
        "icon": "truck",
        "sentence": _("%(reward)s from %(title)s has left%(how)s."),
        "button": _("See where it is"),
    },
    "delivery_asked": {
        "label": _("Has your reward arrived?"),
        "icon": "truck",
        "sentence": _("%(reward)s from %(title)s left two weeks ago. Has it arrived?"),
        "button": _("Say so"),
        "more": _("If you say nothing for two more weeks, we take it that it has."),
    },
    "delivery_asked_again": {
        "label": _("A reward counts as arrived soon"),
        "icon": "truck",
        "sentence": _("%(reward)s from %(title)s counts as arrived on %(until)s, unless you say that it is not so."),
        "button": _("Say so"),
    },
    "delivery_settled": {
        "icon": "turn",
        "sentence": _("%(actor)s answers about %(reward)s from %(title)s: %(why)s"),
        "button": _("See it"),
        "more": _("Is it still wrong? Say so. If you say nothing for thirty days, we take it that all is well now."),
    },
    "delivery_problem": {
        "label": _("Something is wrong with a reward of yours"),
        "icon": "warn",
        "sentence": _("%(actor)s says of %(reward)s from %(title)s: %(why)s"),
        "button": _("Answer"),
    },
    "delivery_answered": {
        "label": _("A maker answers what you said of a reward"),
        "icon": "turn",
        "sentence": _("%(actor)s answers about %(reward)s from %(title)s: %(why)s"),
        "button": _("See it"),
    },
    "deliveries_late": {
        "label": _("Rewards of your fundraiser are late"),
        "icon": "clock",
        "sentence": lambda n: ngettext(
            "%(n)s reward of %(title)s was promised for %(day)s and has not left.",
            "%(n)s rewards of %(title)s were promised for %(day)s and have not left.",
            n,
        ),
        "button": _("See which"),
        "more": _("Your backers are told, too, and may ask for their money back. An update helps them wait."),
    },
    "delivery_late": {
        "label": _("A reward you paid for is late"),
        "icon": "clock",
        "sentence": _("What you paid for at %(title)s was promised for %(day)s and has not left."),
        "button": _("See what you can do"),
    },
    "reward_refund_asked": {
        "label": _("A backer wants the money of a reward back"),
        "icon": "turn",
        "family": Family.MONEY,
        "sentence": _("%(actor)s asks for the money of %(reward)s from %(title)s back: %(why)s"),
        "button": _("Answer"),
        "more": _("If you say nothing for seven days, it goes back."),
    },
    "reward_refund_granted": {
        "label": _("The money of a reward comes back to you"),
        "icon": "check-circle",
        "family": Family.MONEY,
        "sentence": _("%(sum)s for %(reward)s from %(title)s goes back to you."),
        "button": _("See your pledge"),
    },
    "reward_refund_refused": {
        "label": _("A maker refuses to pay a reward back"),
        "icon": "cross-circle",
        "family": Family.MONEY,
        "sentence": _("%(actor)s does not pay %(reward)s from %(title)s back: %(why)s"),
        "button": _("See your pledge"),
    },
}


def declare() -> None:
    """Let these notices exist, and those whom they reach."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)
    audiences.declare(LATE, _late, reason=Notice.Reason.OWN)


def sent(delivery: Delivery) -> None:
    """Tell the backer, with who carries it."""
    how = _t(" with %(carrier)s") % {"carrier": delivery.carrier} if delivery.carrier else ""
    _tell_backer(delivery, "delivery_sent", key=f"{delivery.pk}:{delivery.again}", how=how)


def asked(delivery: Delivery) -> None:
    _tell_backer(delivery, "delivery_asked", key=f"{delivery.pk}:{delivery.again}")


def asked_again(delivery: Delivery, *, until: datetime) -> None:
    facts: dict[str, Any] = {"until": {"at": until.isoformat()}}
    _tell_backer(delivery, "delivery_asked_again", key=f"{_moment(delivery)}:{delivery.again}", **facts)


def problem(delivery: Delivery) -> None:
    """Tell the maker."""
    assert delivery.problem_at
    _tell_maker(delivery, "delivery_problem", key=_moment(delivery), why=delivery.problem)


def settled(delivery: Delivery) -> None:
    """Tell the backer what the maker says, and what their silence says."""
    key = f"{_moment(delivery)}:{clock.now().timestamp()}"
    _tell_backer(delivery, "delivery_settled", key=key, why=delivery.answer)


def answered(delivery: Delivery) -> None:
    """Tell the backer that it goes out once more."""
    why = delivery.answer or _t("it is sent once more.")
    _tell_backer(delivery, "delivery_answered", key=f"{_moment(delivery)}:{clock.now().timestamp()}", why=why)


def overdue(fundraiser: Fundraiser, *, day: str, count: int) -> None:
    """The maker hears how many are late; each backer hears it once."""
    listing, key = fundraiser.listing, f"{fundraiser.pk}:{day}"
    board = reverse("fundraising:deliveries", args=[listing.slug]) + "?late=1"
    facts: dict[str, Any] = {"day": {"day": day}}
    notices.tell_party(listing.owner, "deliveries_late", key=key, url=board, listing=listing, n=str(count), **facts)
    to = [{"name": LATE, "fundraiser": str(fundraiser.pk), "day": day}]
    url = reverse("fundraising:pledges")
    notices.announce("delivery_late", key=key, url=url, to=to, actor=listing.owner, listing=listing, **facts)


def refund_asked(asked: RewardRefund) -> None:
    _tell_maker(asked.delivery, "reward_refund_asked", key=str(asked.pk), why=asked.why)


def refund_ended(asked: RewardRefund) -> None:
    """Tell the backer what became of it."""
    if asked.status == RewardRefund.Status.GRANTED and asked.amount:
        facts: dict[str, Any] = {"sum": {"minor": to_minor(asked.amount), "currency": asked.currency}}
        _tell_backer(asked.delivery, "reward_refund_granted", key=str(asked.pk), **facts)
    else:
        _tell_backer(asked.delivery, "reward_refund_refused", key=str(asked.pk), why=asked.answer)


def _tell_backer(delivery: Delivery, kind: str, *, key: str, **facts: Any) -> None:
    listing, pledge = delivery.fundraiser.listing, delivery.line.pledge
    notices.tell_party(
        pledge.backer, kind, key=key, url=pledge.get_absolute_url(), actor=listing.owner, listing=listing,
        reward=delivery.line.reward.name, **facts,
    )  # fmt: skip


def _tell_maker(delivery: Delivery, kind: str, *, key: str, **facts: Any) -> None:
    listing = delivery.fundraiser.listing
    url = reverse("fundraising:delivery", args=[delivery.pk])
    notices.tell_party(
        listing.owner, kind, key=key, url=url, actor=delivery.line.pledge.backer, listing=listing,
        reward=delivery.line.reward.name, **facts,
    )  # fmt: skip


def _moment(delivery: Delivery) -> str:
    return f"{delivery.pk}:{delivery.problem_at.timestamp() if delivery.problem_at else 0}"


def _late(*, fundraiser: str, day: str) -> "QuerySet[Any, UUID]":
    late = Delivery.objects.unsent().filter(fundraiser=UUID(fundraiser), due_on=day, sent_at=None)
    return behind.people_of(late.values("line__pledge__backer"))
