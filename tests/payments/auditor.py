"""What the books must say, worked out beside them: integers in a dictionary, no database, none of the site's code.

Cents of one payer, one payee and one currency. Fees are those of the standard price list, written out once more: 20 %
of the first 500.00 that the two do together, 10 % above, rounded down on the running total.
"""

from collections import Counter
from dataclasses import dataclass, field

LINE = 500_00
DAY = 1
KEPT_FOR, RESTS, RESTS_AT_FIRST = 90 * DAY, 5 * DAY, 14 * DAY

Account = tuple[str, int]  # for what it is, and of which hold or refund; 0 where there is one alone


@dataclass
class Held:
    """A hold: when it must be empty, and whether it is frozen."""

    until: int
    is_frozen: bool = False


@dataclass
class Auditor:
    """All balances after what has happened so far. Time is in days."""

    now: int = 0
    balances: Counter[Account] = field(default_factory=Counter)
    holds: dict[int, Held] = field(default_factory=dict)
    resting: list[tuple[int, int]] = field(default_factory=list)  # until when, how much
    together: int = 0
    cleared: int = 0

    def move(self, source: Account, destination: Account, cents: int) -> None:
        self.balances[source] -= cents
        self.balances[destination] += cents

    def left(self, hold: int) -> int:
        return self.balances["hold", hold]

    def pay(self, hold: int, cents: int) -> None:
        self.holds[hold] = Held(self.now + KEPT_FOR)
        self.move(("gateway:stripe", 0), ("hold", hold), cents)

    def may_leave(self, hold: int, cents: int) -> bool:
        return 0 < cents <= self.left(hold) and not self.holds[hold].is_frozen

    def release(self, hold: int, cents: int) -> None:
        fee = _running(self.together + cents) - _running(self.together)
        self.together += cents
        self.move(("hold", hold), ("commission", 0), fee)
        self.move(("hold", hold), ("clearing", 0), cents - fee)
        if cents > fee:
            self.resting.append((self.now + (RESTS if self.cleared else RESTS_AT_FIRST), cents - fee))

    def refund(self, hold: int, refund: int, cents: int) -> None:
        self.move(("hold", hold), ("refund", refund), cents)

    def sent(self, refund: int) -> None:
        self.move(("refund", refund), ("gateway:stripe", 0), self.balances["refund", refund])

    def came_back(self, refund: int, cents: int) -> None:
        self.move(("gateway:stripe", 0), ("refund", refund), cents)

    def wait(self, days: int) -> list[int]:
        """Returns the holds that have run out, which the site refunds by itself."""
        self.now += days
        over = sorted(one for one in self.resting if one[0] <= self.now)
        self.resting = [one for one in self.resting if one[0] > self.now]
        for _until, cents in over:
            self.cleared += 1
            self.move(("clearing", 0), ("wallet", 0), cents)
        return [hold for hold, held in self.holds.items() if held.until <= self.now and self.left(hold)]


def _running(cents: int) -> int:
    return (min(cents, LINE) * 20 + max(cents - LINE, 0) * 10) // 100
