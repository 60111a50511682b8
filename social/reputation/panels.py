"""What reviews and scores show on the pages of persons and companies."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.ports import Tab
from marketplace.kit.panels import Panel
from social.models import Review, Score
from social.reputation.account import SHOWN_FROM

SHOWN = 4


def reviews_of(request: HttpRequest, party: Party) -> Panel | None:
    """The latest reviews, and where all of them are."""
    latest = list(Review.objects.shown().filter(subject=party).with_sides().order_by("-shown_at", "-id")[: SHOWN + 1])
    if not latest:
        return None
    for review in latest:
        review.subject = party
    count = len(latest) if len(latest) <= SHOWN else Review.objects.shown().filter(subject=party).count()
    context: dict[str, Any] = {
        "tab": Tab("reviews", _("Reviews"), count), "reviews": latest[:SHOWN], "count": count, "party": party,
    }  # fmt: skip
    return "social/reviews/_panel.html", context


def scores_of(request: HttpRequest, party: Party) -> Panel | None:
    """What the party's deals come to, on each side, and where it is accounted for."""
    held = [score for score in Score.objects.filter(party=party) if score.deals]
    return ("social/scores/_panel.html", {"scores": held, "least": SHOWN_FROM, "party": party}) if held else None
