"""Scores as they are published: worked out anew whenever a fact, a review or a day changes what counts.

Locks: the deal's row, then the scores of its sides by id, then their listings (docs/locking.md).
"""

from datetime import date, timedelta
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.db.models import QuerySet

from accounts import people
from accounts.models import Party
from marketplace.kit import clock
from social.models import Deal, Outcome, Review, Score, ScoreLine, Side
from social.reputation import badges, formula, ladder, news, outcomes, windows
from social.reputation.windows import Window

AT_ONCE = 200  # scores that one run of the clock's task takes


def today() -> date:
    """The day by which scores are reckoned: the same for everybody, UTC."""
    return clock.now().date()


def counts(deal: Deal) -> bool:
    """Whether it counts for anybody."""
    return outcomes.counts(deal, outcomes.told(deal.facts.all()))


def judge(deal: Deal, *, cause: str) -> None:
    """Work out what the deal counts for both sides, and their scores. The caller holds the deal's lock."""
    known = outcomes.told(deal.facts.all())
    is_counted = outcomes.counts(deal, known)
    ratings = {Side(row.side).other: row.rating for row in Review.objects.shown().filter(deal=deal)}
    for side in Side:
        if is_counted:
            half, reason = outcomes.of(deal, side, known, ratings.get(side))
            _write(deal, side, half, reason, formula.weight_of(known.amount))
    for side in sorted(Side, key=lambda side: deal.party(side).pk) if is_counted else []:
        reckon(deal.party(side), side, cause=cause, deal=deal)


def reckon(party: Party, side: str, *, cause: str, deal: Deal | None = None) -> Score:
    """Publish the score as it follows now, with a line where the figure changes, and the badge that goes with it."""
    score = _locked(party, side)
    rows = list(counted(party, side, today()).select_related("deal"))
    three = windows.of(rows, today())
    best = windows.best(three)
    before, score.points = score.points, best.points if best else None
    score.months = best.months if best else None
    score.deals, score.partners = len(rows), len({row.deal.party(Side(side).other).pk for row in rows})
    score.first_on = min((row.ended_on for row in rows), default=None)
    ends = [windows.changes_on(rows, today()), ladder.grows_on(score, today())]
    score.rolls_on = min(filter(None, ends), default=None)
    if before != score.points:
        _enter(score, before, three, cause, deal)
    badges.fit(score)
    score.save()
    people.page_changed()
    return score


def counted(party: Party, side: str, day: date) -> "QuerySet[Outcome]":
    """The outcomes that some window holds on this day, the latest first."""
    first = day - timedelta(days=windows.LONGEST)
    return Outcome.objects.filter(party=party, side=side, ended_on__gt=first).order_by("-ended_on", "-id")


def roll(day: date | None = None) -> int:
    """Let the windows move on to this day: only scores of which a deal grew too old or old enough. Twice does nothing.

    Returns how many were worked out anew.
    """
    due = list(Score.objects.filter(rolls_on__lte=day or today()).order_by("rolls_on", "pk")[:AT_ONCE])
    for score in due:
        _roll_one(score.pk)
    return len(due)


@shared_task(name="social.roll_scores")
def roll_scores() -> None:
    """Until none is due."""
    while roll():
        pass


@transaction.atomic
def _roll_one(pk: UUID) -> None:
    score = Score.objects.select_related("party").filter(pk=pk, rolls_on__lte=today()).first()
    if score:
        reckon(score.party, score.side, cause=ScoreLine.Cause.AGED)


def _write(deal: Deal, side: str, half: int, reason: str, weight: int) -> None:
    ended_on = deal.ended_at.date() if deal.ended_at else today()
    values = {"party": deal.party(side), "half": half, "reason": reason, "weight": weight, "ended_on": ended_on}
    Outcome.objects.update_or_create(deal=deal, side=side, defaults=values)


def _enter(score: Score, before: int | None, three: list[Window], cause: str, deal: Deal | None) -> None:
    sums = [
        {"months": one.months, "deals": one.sums.deals, "weights": one.sums.weights, "good": one.sums.good,
         "squares": one.sums.squares, "points": one.points}
        for one in three
    ]  # fmt: skip
    line = ScoreLine.objects.create(
        party=score.party, side=score.side, before=before, after=score.points, months=score.months, cause=cause,
        deal=deal, sums=sums,
    )  # fmt: skip
    news.moved(line)


def _locked(party: Party, side: str) -> Score:
    row, _is_new = Score.objects.get_or_create(party=party, side=side)
    found: Score = Score.objects.select_related("party__user").locked().get(pk=row.pk)
    return found
