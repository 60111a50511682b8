"""What a deal that ended counts for each side: the rules, from its facts and what was shown of its reviews.

Told in words on every page of a score and in docs/reputation.md. The first rule that fits decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from social.models import Deal, Fact, Outcome, Side

Reason = Outcome.Reason
BAD, PART, GOOD = 0, 1, 2
LATE_DAYS = 3  # so many days after the agreed one are forgiven
MOST_OF_IT = 75  # per cent of a disputed sum: who gets so much has won
LOW, MIDDLING = 200, 400  # hundredths of a star
UNCOUNTED = {Deal.Ending.SILENCE, Deal.Ending.DORMANT}


@dataclass(frozen=True)
class Told:
    """The facts of a deal, added up. Euro cents; `returned` is of work that had begun."""

    released: int
    returned: int
    late_days: int
    is_unanswered: bool
    to_freelancer: int
    to_client: int

    @property
    def amount(self) -> int:
        """What the deal was about."""
        return self.released + self.returned + self.disputed

    @property
    def disputed(self) -> int:
        return self.to_freelancer + self.to_client

    @property
    def won_by_freelancer(self) -> int | None:
        """Their share of what was disputed, in whole per cent; None where nothing was."""
        return 100 * self.to_freelancer // self.disputed if self.disputed else None


def told(facts: Iterable[Fact]) -> Told:
    """Add them up."""
    rows = list(facts)
    released = [row.data for row in rows if row.kind == Fact.Kind.RELEASED]
    returned = [row.data for row in rows if row.kind == Fact.Kind.RETURNED and row.data.get("was_begun")]
    settled = [row.data for row in rows if row.kind == Fact.Kind.SETTLED]
    return Told(
        released=sum(data["cents"] for data in released),
        returned=sum(data["cents"] for data in returned),
        late_days=max((data.get("late_days", 0) for data in released), default=0),
        is_unanswered=any(data.get("by_itself", False) for data in released),
        to_freelancer=sum(data["to_freelancer"] for data in settled),
        to_client=sum(data["to_client"] for data in settled),
    )


def counts(deal: Deal, known: Told) -> bool:
    """Whether it counts for anybody: it ended, not by silence, between strangers, and money was at stake."""
    is_over = deal.ended_at is not None and deal.ended_how not in UNCOUNTED
    return is_over and not deal.is_related and known.amount > 0


def of(deal: Deal, side: str, known: Told, rating: int | None) -> tuple[int, str]:
    """What it counts for this side, in halves, and why. rating: of this side, where it was shown; hundredths."""
    judge = _freelancer if side == Side.FREELANCER else _client
    half, reason = judge(deal, known)
    if rating is not None and rating <= LOW and half > BAD:
        return BAD, Reason.RATED_LOW
    if rating is not None and rating < MIDDLING and half == GOOD:
        return PART, Reason.MIDDLING
    return half, reason


def _freelancer(deal: Deal, known: Told) -> tuple[int, str]:
    share = known.won_by_freelancer
    if share is not None and share <= 100 - MOST_OF_IT:
        return BAD, Reason.LOST
    if known.released + known.to_freelancer == 0:
        return BAD, Reason.RETURNED
    if share is not None and share < MOST_OF_IT:
        return PART, Reason.SPLIT
    if known.returned:
        return PART, Reason.PART_RETURNED
    if known.late_days > LATE_DAYS:
        return PART, Reason.LATE
    if deal.ended_how == Deal.Ending.FREELANCER:
        return PART, Reason.LEFT
    return GOOD, Reason.GOOD


def _client(deal: Deal, known: Told) -> tuple[int, str]:
    share = known.won_by_freelancer
    if share is not None and share >= MOST_OF_IT:
        return BAD, Reason.LOST
    if share is not None and share > 100 - MOST_OF_IT:
        return PART, Reason.SPLIT
    if deal.ended_how == Deal.Ending.CLIENT and known.returned:
        return PART, Reason.CALLED_OFF
    if known.is_unanswered:
        return PART, Reason.UNANSWERED
    return GOOD, Reason.GOOD
