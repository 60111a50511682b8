"""How a score is accounted for on its page: figures, windows, ladder, and each deal as others may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import Party
from marketplace.kit.money import format_range, from_minor
from social.models import Deal, Outcome, Review, Score, Side
from social.reputation import formula, ladder, scores, windows
from social.reputation.ladder import Rung
from social.reputation.windows import Window

SHOWN_FROM = 3  # deals: fewer say too little to stand on a card


@dataclass(frozen=True)
class Step:
    """A rung of the ladder as the page shows it. missing: what is not reached yet, in sentences."""

    rung: Rung
    is_held: bool
    missing: list[str]


@dataclass(frozen=True)
class Account:
    """Everything that the page of one score says above its tables."""

    score: Score
    windows: list[Window]
    best: Window | None
    steps: list[Step]
    is_open: bool  # whether the reader belongs to the party, and reads the titles of all its deals

    @property
    def is_published(self) -> bool:
        """Whether it also stands on cards and pages."""
        return self.score.deals >= SHOWN_FROM


def of(party: Party, side: Side, score: Score | None, reader: Any) -> Account:
    """The account of this score for this reader. A party without deals has an empty one."""
    score = score or Score(party=party, side=side)
    today = scores.today()
    three = windows.of(scores.counted(party, side, today), today)
    steps = [Step(rung, rung.badge == score.badge, list(ladder.missing(score, rung, today))) for rung in ladder.LADDER]
    is_own = bool(Party.objects.seen_by(reader).filter(pk=party.pk).exists())
    return Account(score, three, windows.best(three), steps, is_own)


def on_cards(parties: Sequence[Party], side: Side) -> dict[Any, Score]:
    """The published scores of these, by party: one query for a whole list."""
    found = Score.objects.filter(party__in=[party.pk for party in parties], side=side, deals__gte=SHOWN_FROM)
    return {score.party_id: score for score in found}


def dress(rows: Sequence[Any], shown: Account) -> None:
    """Give outcomes what their lines print: class of sums, the windows that hold them, and a title where one may."""
    today, told = scores.today(), _told([row.deal for row in rows])
    for row in rows:
        row.class_text = class_text(row.weight)
        row.in_windows = [window.months for window in shown.windows if windows.holds(row, window.months, today)]
        row.title = row.deal.title if shown.is_open or row.deal_id in told else ""


def class_text(weight: int) -> str:
    """The class of sums as people read it: up to €56, €156–306, €9,506 or more."""
    low, high = formula.class_of(weight)
    if high is None:
        return f"≥ {_euros(low)}"
    return format_range(low // 100 * 100, high // 100 * 100, "EUR") if low else f"< {_euros(high)}"


def cells(row: Outcome) -> list[Any]:
    """One line of the sheet."""
    low, high = formula.class_of(row.weight)
    weight, half = Decimal(row.weight) / 2, Decimal(row.half) / 2
    top = None if high is None else from_minor(high, "EUR").amount
    return [row.ended_on, weight, half, str(row.get_reason_display()), from_minor(low, "EUR").amount, top]


def _told(deals: Sequence[Deal]) -> set[UUID]:
    """Those of public jobs whose reviews are shown: there they are told of already."""
    public = [deal.pk for deal in deals if deal.is_public]
    return set(Review.objects.shown().filter(deal__in=public).values_list("deal", flat=True))


def _euros(cents: int) -> str:
    return format_range(cents // 100 * 100, cents // 100 * 100, "EUR")
