"""What people are told of their reviews, scores and badges."""

from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from social import kinds, notices
from social.models import Badge, Deal, Review, Score, ScoreLine, Side

_KINDS: dict[str, dict[str, Any]] = {
    "review_asked": {
        "icon": "star",
        "label": _("A contract has ended and can be reviewed"),
        "sentence": _("How was it with %(actor)s? You can review them for %(title)s until %(day)s."),
        "button": _("Write a review"),
        "more": _("Nobody reads it before both of you have written, or the time is over."),
    },
    "review_reminder": {
        "icon": "clock",
        "label": _("A review can still be written"),
        "sentence": _("Until %(day)s you can review %(actor)s for %(title)s."),
        "button": _("Write a review"),
    },
    "review_shown": {
        "icon": "star",
        "label": _("Reviews can be read"),
        "sentence": _("What %(actor)s says of you for %(title)s can be read now."),
        "button": _("Read the review"),
        "more": _("You can reply once, below it."),
    },
    "review_replied": {
        "icon": "chat",
        "label": _("Somebody replies to your review"),
        "sentence": _("%(actor)s replied to your review for %(title)s."),
        "button": _("Read the reply"),
    },
    "score_moved": {
        "icon": "chart",
        "label": _("Your score changes"),
        "sentence": _("Your score is %(after)s now; it was %(before)s."),
        "button": _("See why"),
        "is_mailed": False,
    },
    "badge_won": {
        "icon": "check-circle",
        "label": _("You reach a badge"),
        "sentence": _("You have reached a badge: %(badge)s."),
        "button": _("See your score"),
    },
    "badge_at_risk": {
        "icon": "warn",
        "label": _("You may lose a badge"),
        "sentence": _("Your score no longer gives the badge %(badge)s. It stays until %(day)s."),
        "button": _("See what is missing"),
    },
    "badge_lost": {
        "icon": "circle",
        "label": _("You lose a badge"),
        "sentence": _("The badge %(badge)s is gone: your score no longer gives it."),
        "button": _("See what is missing"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in _KINDS.items():
        kinds.declare(name, **words)


def asked(deal: Deal, side: Side) -> None:
    """The time to write begins."""
    _tell_side(deal, side, "review_asked", key=str(deal.pk), url=_writing(deal), day=_day(deal.reviews_close_at))


def reminded(deal: Deal, side: Side) -> None:
    """The time to write is about to end."""
    _tell_side(deal, side, "review_reminder", key=str(deal.pk), url=_writing(deal), day=_day(deal.reviews_close_at))


def shown(deal: Deal, reviews: list[Review]) -> None:
    """Each side hears that what was written about it can be read."""
    for review in reviews:
        subject = Side(review.side).other
        _tell_side(deal, subject, "review_shown", key=str(review.pk), url=_writing(deal))


def replied(review: Review, *, by: User) -> None:
    """Its writer hears of the reply."""
    _tell_side(
        review.deal, Side(review.side), "review_replied", key=str(review.pk), url=_writing(review.deal), but_not=by
    )


def moved(line: ScoreLine) -> None:
    """The published figure is another."""
    before, after = _points(line.before), _points(line.after)
    _tell(line.party, "score_moved", key=str(line.pk), url=_page(line.party, line.side), before=before, after=after)


def badge_won(score: Score) -> None:
    _badge(score, "badge_won", Badge(score.badge))


def badge_at_risk(score: Score) -> None:
    _badge(score, "badge_at_risk", Badge(score.badge), day=_day(score.grace_until))


def badge_lost(score: Score, left: Badge) -> None:
    """left: the one that is held from now on."""
    _badge(score, "badge_lost", Badge(score.badge), left=str(left.label))


def _badge(score: Score, kind: str, badge: Badge, **facts: Any) -> None:
    until = f"{score.grace_until:%Y%m%d}" if score.grace_until else ""
    key = f"{score.pk}:{int(badge)}:{score.badge_since:%Y%m%d%H%M%S}:{until}"
    _tell(score.party, kind, key=key, url=_page(score.party, score.side), badge=str(badge.label), **facts)


def _tell_side(deal: Deal, side: Side, kind: str, *, key: str, url: str, **rest: Any) -> None:
    _tell(deal.party(side), kind, key=key, url=url, actor=deal.party(side.other), listing=deal.listing, **rest)


def _tell(party: Party, kind: str, *, key: str, url: str, **rest: Any) -> None:
    notices.tell_party(party, kind, key=key, url=url, **rest)


def _writing(deal: Deal) -> str:
    return reverse("social:write_review", args=[deal.pk])


def _page(party: Party, side: str) -> str:
    kind = "company" if party.is_company else "person"
    return reverse(f"social:score_of_{kind}", args=[party.slug]) + f"?side={side}"


def _points(points: int | None) -> str:
    return "–" if points is None else number_format(points / 100, 1)


def _day(moment: Any) -> Any:
    return {"at": moment.isoformat()} if moment else ""
