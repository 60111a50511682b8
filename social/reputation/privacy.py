"""What reviews, scores and the facts behind them keep about people."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port, rows
from accounts.privacy.port import Basis, Done, Fate, Handler
from social.models import Deal, Outcome, Review, Score, ScoreLine


class OfDeals(Handler[Deal]):
    model = Deal
    title = _("Deals that count")
    note = _("Which contracts of yours came to which end: what reviews and scores stand on.")
    seen_by = "the two sides"
    basis = Basis.INTEREST
    fate = Fate.KEPT
    why = _("The other side’s record rests on it, too. It names you no more.")
    parts = {"facts": "social.Fact"}

    def of(self, user: User) -> "QuerySet[Deal]":
        mine = port.parties_of(user)
        return Deal.objects.filter(Q(client__in=mine) | Q(freelancer__in=mine))

    def erase(self, user: User) -> Done:
        return Done()


class OfReviews(Handler[Review]):
    model = Review
    title = _("Reviews")
    note = _("What you said of others, and what was shown of what others said of you.")
    seen_by = "everybody, once it is shown; the note: staff"
    fate = Fate.CHANGED
    why = _("What you said stays with whom it is about, without your name. Notes to staff and replies are deleted.")

    def of(self, user: User) -> "QuerySet[Review]":
        mine = port.parties_of(user)
        about = Q(subject__in=mine) & ~Q(status=Review.Status.WRITTEN)
        return Review.objects.filter(Q(author__in=mine) | about)

    def export(self, user: User) -> Iterator[dict[str, Any]]:
        """The note to staff is handed out to nobody but its writer."""
        mine = set(port.parties_of(user).values_list("pk", flat=True))
        for review in self.of(user).order_by("pk").iterator(chunk_size=500):
            is_own = review.author_id in mine
            yield rows.as_dict(review, hidden=frozenset() if is_own else frozenset({"note", "by"}))

    def erase(self, user: User) -> Done:
        mine = port.parties_of(user)
        written = Review.objects.filter(author__in=mine).filter(Q(by__isnull=False) | ~Q(note=""))
        replied = Review.objects.filter(subject__in=mine).exclude(reply="")
        return Done(changed=written.update(by=None, note="") + replied.update(reply="", replied_at=None))


class OfOutcomes(Handler[Outcome]):
    model = Outcome
    title = _("What your deals count")
    note = _("For each deal that ended: good, in part or bad, why, and how much it weighs.")
    seen_by = "everybody, without the other side’s name"
    basis = Basis.INTEREST

    def of(self, user: User) -> "QuerySet[Outcome]":
        return Outcome.objects.filter(party__in=port.parties_of(user))


class OfScores(Handler[Score]):
    model = Score
    title = _("Your scores and badges")
    note = _("What your deals come to, on each side.")
    seen_by = "everybody"
    basis = Basis.INTEREST

    def of(self, user: User) -> "QuerySet[Score]":
        return Score.objects.filter(party__in=port.parties_of(user))


class OfScoreLines(Handler[ScoreLine]):
    model = ScoreLine
    title = _("Changes of your scores")
    note = _("When a score changed, from what to what, and because of what.")
    seen_by = "everybody"
    basis = Basis.INTEREST

    def of(self, user: User) -> "QuerySet[ScoreLine]":
        return ScoreLine.objects.filter(party__in=port.parties_of(user))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfDeals(), OfReviews(), OfOutcomes(), OfScores(), OfScoreLines())
