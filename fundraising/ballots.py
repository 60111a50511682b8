"""What the votes of backers come to: one person, one vote; a quorum, so that two people do not speak for thousands.

Pure figures: who may vote, and when, is the business of `disbursements`.
"""

from dataclasses import dataclass

QUORUM_PERMILLE = 100  # a tenth of the backers, at least one (docs/fundraising.md)


@dataclass(frozen=True)
class Tally:
    """The votes of one submission. backers: all who may vote."""

    backers: int
    accept: int = 0
    changes: int = 0
    dispute: int = 0

    @property
    def cast(self) -> int:
        return self.accept + self.changes + self.dispute

    @property
    def quorum(self) -> int:
        """How many must vote for a "no" to count."""
        return max(1, -(-self.backers * QUORUM_PERMILLE // 1000))

    @property
    def is_quorate(self) -> bool:
        return self.cast >= self.quorum

    @property
    def against(self) -> int:
        return self.changes + self.dispute


def early(tally: Tally) -> str:
    """What is sure before the time is over, because more than half of all backers said so; empty while it is open."""
    half = tally.backers // 2 + 1
    if tally.accept >= half:
        return "accept"
    return _no(tally) if tally.against >= half else ""


def final(tally: Tally) -> str:
    """What it comes to when the time is over. Silence, and too few, let it be paid."""
    return _no(tally) if tally.is_quorate and tally.against > tally.accept else "accept"


def _no(tally: Tally) -> str:
    """Which of the two: staff look where as many ask for that as for changes."""
    return "dispute" if tally.dispute >= tally.changes else "changes"
