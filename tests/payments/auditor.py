"""What the books must say, worked out beside them: integers in a dictionary, no database, none of the site's code.

Cents of one payer, one payee and one currency. Fees are those of the standard price list, written out once more: 20 %
of the first 500.00 that the two do together, 10 % above, rounded down on the running total.
"""

from collections import Counter
from dataclasses import dataclass, field

LINE = 500_00
DISPUTE_FEE = 20_00
KEPT_FOR, RESTS, RESTS_AT_FIRST = 90, 5, 14  # days

Account = tuple[str, int]  # for what it is, and of which hold, refund or payout; 0 where there is one alone
CASH, THERE, WALLET, CLEARING = ("gateway:stripe", 0), ("connect:stripe", 0), ("wallet", 0), ("clearing", 0)
OWED, DISPUTES, COSTS, LOSSES = ("receivable", 0), ("disputes", 0), ("fee_expense", 0), ("losses", 0)
COMMISSION, SUSPENSE = ("commission", 0), ("suspense", 0)


@dataclass
class Release:
    """What a payee got of a hold. gone: how much of the gross a bank has; taken: of the net, before it cleared."""

    gross: int
    net: int
    until: int
    is_cleared: bool = False
    gone: int = 0
    taken: int = 0


@dataclass
class Chargeback:
    """What a bank took: of each release, and piece by piece from which account. froze: the hold, for it."""

    cents: int
    froze: bool
    shares: list[tuple[Release, int]] = field(default_factory=list)
    pieces: list[tuple[Account, int, Release | None]] = field(default_factory=list)


@dataclass
class Held:
    """A hold, from the payment to its end."""

    number: int
    paid: int
    until: int
    is_frozen: bool = False
    is_over: bool = False
    refunded: int = 0
    releases: list[Release] = field(default_factory=list)
    open: Chargeback | None = None
    lost: int = 0

    @property
    def account(self) -> Account:
        return ("hold", self.number)


@dataclass
class Auditor:
    """All balances after what has happened so far. Time is in days."""

    now: int = 0
    balances: Counter[Account] = field(default_factory=Counter)
    holds: dict[int, Held] = field(default_factory=dict)
    payouts: set[int] = field(default_factory=set)  # on their way
    together: int = 0

    def move(self, source: Account, destination: Account, cents: int) -> None:
        self.balances[source] -= cents
        self.balances[destination] += cents

    def left(self, hold: int) -> int:
        return self.balances["hold", hold]

    def may_leave(self, hold: int, cents: int) -> bool:
        return 0 < cents <= self.left(hold) and not self.holds[hold].is_frozen and not self.holds[hold].open

    def may_be_split(self, hold: int) -> bool:
        """Also out of a frozen hold, but not while a bank has not decided."""
        return self.left(hold) > 0 and not self.holds[hold].open

    def pay(self, hold: int, cents: int) -> None:
        self.holds[hold] = Held(hold, cents, self.now + KEPT_FOR)
        self.move(CASH, ("hold", hold), cents)

    def release(self, hold: int, cents: int) -> None:
        fee = _running(self.together + cents) - _running(self.together)
        self.together += cents
        self.move(("hold", hold), COMMISSION, fee)
        self.move(("hold", hold), CLEARING, cents - fee)
        self._end_if_empty(self.holds[hold])
        all_of_them = [one for held in self.holds.values() for one in held.releases]
        rests = RESTS if any(one.is_cleared and one.taken < one.net for one in all_of_them) else RESTS_AT_FIRST
        self.holds[hold].releases.append(Release(cents, cents - fee, self.now + rests))

    def refund(self, hold: int, refund: int, cents: int) -> None:
        self.holds[hold].refunded += cents
        self.move(("hold", hold), ("refund", refund), cents)
        self._end_if_empty(self.holds[hold])

    def sent(self, refund: int) -> None:
        self.move(("refund", refund), CASH, self.balances["refund", refund])

    def came_back(self, refund: int, cents: int) -> None:
        self.move(CASH, ("refund", refund), cents)

    def ask_payout(self, payout: int, cents: int) -> None:
        self.payouts.add(payout)
        self.move(WALLET, ("payout", payout), cents)

    def bank_has(self, payout: int) -> None:
        self.payouts.discard(payout)
        self.move(("payout", payout), THERE, self.balances["payout", payout])

    def bank_sends_back(self, payout: int, cents: int) -> None:
        source = ("payout", payout) if payout in self.payouts else THERE
        self.payouts.discard(payout)
        self.move(source, WALLET, cents)
        self.net_debts()

    def wait(self, days: int) -> list[int]:
        """Returns the holds that have run out, which the site refunds by itself."""
        self.now += days
        for release in sorted(
            (one for held in self.holds.values() for one in held.releases), key=lambda one: one.until
        ):
            if release.until <= self.now and not release.is_cleared:
                release.is_cleared = True
                kept = min(max(-self.balances[OWED], 0), release.net - release.taken)
                self.move(CLEARING, OWED, kept)
                self.move(CLEARING, WALLET, release.net - release.taken - kept)
        over = [held for held in self.holds.values() if held.until <= self.now and held.open is None]
        return [held.number for held in over if self.left(held.number)]

    def most_to_charge_back(self, hold: int) -> int:
        held = self.holds[hold]
        return 0 if held.open else held.paid - held.refunded - held.lost

    def charge_back(self, hold: int, cents: int) -> None:
        """First what is still held, then what was released, the last first; of each its piece of net and of fee."""
        held = self.holds[hold]
        self.move(DISPUTES, CASH, cents + DISPUTE_FEE)
        self.move(COSTS, DISPUTES, DISPUTE_FEE)
        held.open = Chargeback(cents, froze=bool(self.left(hold)) and not held.is_frozen)
        held.is_frozen |= held.open.froze
        rest = cents - self._take(held.open, held.account, cents)
        for release in reversed(held.releases):
            gross = min(rest, release.gross - release.gone)
            net = release.net * (release.gone + gross) // release.gross - release.net * release.gone // release.gross
            release.gone, rest = release.gone + gross, rest - gross
            held.open.shares.append((release, gross))
            self._take_net(held.open, release, net)
            fee = gross - net
            self._take(held.open, LOSSES, fee - self._take(held.open, COMMISSION, fee), may_overdraw=True)
        self._take(held.open, LOSSES, rest, may_overdraw=True)

    def win(self, hold: int) -> None:
        """All of it comes back to where it belongs by now."""
        held = self.holds[hold]
        assert held.open
        self.move(CASH, DISPUTES, held.open.cents + DISPUTE_FEE)
        self.move(DISPUTES, COSTS, DISPUTE_FEE)
        for account, cents, release in held.open.pieces:
            self.move(DISPUTES, account, cents)
            if release:
                release.taken -= cents
            if release and release.is_cleared:
                self.move(CLEARING, WALLET, cents)
            if account == held.account and held.is_over:
                self.move(account, SUSPENSE, cents)
        for release, gross in held.open.shares:
            release.gone -= gross
        self.net_debts()
        self._close(held)

    def lose(self, hold: int) -> None:
        held = self.holds[hold]
        assert held.open
        held.lost += held.open.cents
        self._close(held)

    def net_debts(self) -> None:
        owed = -self.balances[OWED]
        self.move(WALLET, OWED, min(owed, self.balances[WALLET]) if owed > 0 else owed)

    def cash_follows(self) -> None:
        """What is in the wallet, or on its way to the bank, lies on the payee's own account at the gateway."""
        theirs = self.balances[WALLET] + sum(self.balances["payout", payout] for payout in self.payouts)
        self.move(THERE, CASH, theirs + self.balances[THERE])

    def _take(self, chargeback: Chargeback, account: Account, cents: int, *, may_overdraw: bool = False) -> int:
        piece = cents if may_overdraw else min(cents, self.balances[account])
        return self._piece(chargeback, account, piece)

    def _take_net(self, chargeback: Chargeback, release: Release, cents: int) -> None:
        if not release.is_cleared:
            release.taken += cents
            self._piece(chargeback, CLEARING, cents, release)
            return
        self._take(chargeback, OWED, cents - self._take(chargeback, WALLET, cents), may_overdraw=True)

    def _piece(self, chargeback: Chargeback, account: Account, cents: int, of: Release | None = None) -> int:
        chargeback.pieces.append((account, cents, of))
        self.move(account, DISPUTES, cents)
        return cents

    def _close(self, held: Held) -> None:
        if held.open and held.open.froze:
            held.is_frozen = False
        held.open = None
        self._end_if_empty(held)

    def _end_if_empty(self, held: Held) -> None:
        held.is_over |= not self.balances[held.account]


def _running(cents: int) -> int:
    return (min(cents, LINE) * 20 + max(cents - LINE, 0) * 10) // 100
