"""Acts in any order, also those that are refused, doubled or broken off: the books say what the auditor says.

Hypothesis plays; `auditor.py` works out beside the site what must be on each account. After every act the two are
compared, at the end of a play every invariant is asked.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from marketplace.kit import timers
from marketplace.kit.money import Money, from_minor
from marketplace.kit.refusals import Refused
from payments import escrow, payouts, refunds, sealing
from payments.escrow import NotHeld
from payments.models import AccountBalance, Hold, Payment, Payout, Refund
from payments.payouts import CannotPayOut
from tests import cast
from tests.conftest import MONDAY
from tests.payments import deals, stripe_says
from tests.payments.auditor import WALLET, Account, Auditor
from tests.payments.books import assert_books_balance

CENTS = st.one_of(st.integers(1, 100), st.integers(1, 700_00))
SHARE = st.integers(1, 100)  # of what is left, in hundredths


class BrokenOff(Exception):
    """The process died before the commit."""


class Deals(RuleBasedStateMachine):
    """Ada pays Cleo in any way that there is. Holds and refunds go by numbers of the play, from one."""

    a_hold = Bundle("a_hold")
    a_refund = Bundle("a_refund")
    a_payout = Bundle("a_payout")

    def __init__(self) -> None:
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.traveller = time_machine.travel(MONDAY, tick=False)
        self.clock = self.traveller.start()
        self.ada, self.cleo, self.dev = cast.ada(), cast.cleo(), cast.dev()
        self.auditor = Auditor()
        self.numbers: dict[UUID, int] = {}
        self.rows: dict[tuple[str, int], UUID] = {}
        self.disputes: dict[int, tuple[str, int]] = {}  # of a hold, the last: its act, its cents
        self.acts = 0
        deals.plugged()
        stripe_says.opened(self.cleo.party)

    def teardown(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # as a commit would
            sealing.seal_waiting()
            assert_books_balance()
        finally:
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)
            self.traveller.stop()

    @invariant()
    def the_books_say_what_the_auditor_says(self) -> None:
        while stripe_says.transferred(self.cleo.party) or stripe_says.taken_back(self.cleo.party):
            pass  # one may lead to the other
        self.auditor.cash_follows()
        assert self.in_the_books() == {account: cents for account, cents in self.auditor.balances.items() if cents}

    @rule(target=a_hold, cents=CENTS)
    def pay(self, cents: int) -> int:
        hold = deals.held(self.ada, self.cleo, _text(cents))
        number = self.known("hold", hold.pk)
        self.auditor.pay(number, cents)
        return number

    @rule(hold=a_hold, share=SHARE, is_pressed_twice=st.booleans())
    def release(self, hold: int, share: int, is_pressed_twice: bool) -> None:
        cents, key = self.share_of(hold, share), self.key()
        if not self.auditor.may_leave(hold, cents):
            with pytest.raises(NotHeld):
                escrow.release(self.hold(hold), amount=_euros(cents), by=self.ada, key=key)
            return
        self.auditor.release(hold, cents)
        parts = {
            escrow.release(self.hold(hold), amount=_euros(cents), by=self.ada, key=key).pk
            for _press in range(1 + is_pressed_twice)
        }
        assert len(parts) == 1

    @rule(target=a_refund, hold=a_hold, share=SHARE)
    def refund(self, hold: int, share: int) -> Any:
        cents, key = self.share_of(hold, share), self.key()
        if not self.auditor.may_leave(hold, cents):
            with pytest.raises(Refused):
                escrow.refund(self.hold(hold), amount=_euros(cents), by=self.cleo, key=key, why="a play")
            return multiple()
        escrow.refund(self.hold(hold), amount=_euros(cents), by=self.cleo, key=key, why="a play")
        return self.refunded(hold, cents)

    @rule(hold=a_hold, share=SHARE)
    def release_more_than_there_is(self, hold: int, share: int) -> None:
        with pytest.raises(NotHeld):
            escrow.release(self.hold(hold), amount=_euros(self.auditor.left(hold) + share), by=self.ada, key=self.key())

    @rule(hold=a_hold, share=SHARE)
    def die_after_a_release(self, hold: int, share: int) -> None:
        with suppress(BrokenOff, NotHeld), transaction.atomic():
            escrow.release(self.hold(hold), amount=_euros(self.share_of(hold, share)), by=self.ada, key=self.key())
            raise BrokenOff

    @rule(hold=a_hold)
    def freeze(self, hold: int) -> None:
        if self.auditor.holds[hold].is_over:
            with pytest.raises(NotHeld):
                escrow.freeze(self.hold(hold), by=self.dev, why="a play")
        else:
            escrow.freeze(self.hold(hold), by=self.dev, why="a play")
            self.auditor.holds[hold].is_frozen = True

    @rule(hold=a_hold)
    def thaw(self, hold: int) -> None:
        escrow.thaw(self.hold(hold), by=self.dev, why="a play")
        self.auditor.holds[hold].is_frozen = False

    @rule(target=a_refund, hold=a_hold, share=st.integers(0, 100))
    def split(self, hold: int, share: int) -> Any:
        left = self.auditor.left(hold)
        released, key = left * share // 100, self.key()
        if not self.auditor.may_be_split(hold):
            with pytest.raises(Refused):
                escrow.split(self.hold(hold), released=_euros(released), by=self.dev, key=key, why="a play")
            return multiple()
        escrow.split(self.hold(hold), released=_euros(released), by=self.dev, key=key, why="a play")
        if released:
            self.auditor.release(hold, released)
        return self.refunded(hold, left - released) if left > released else multiple()

    @rule(refund=a_refund, is_told_twice=st.booleans())
    def the_gateway_sends(self, refund: int, is_told_twice: bool) -> None:
        row = self.refund_row(refund)
        if row.status == Refund.Status.REQUESTED:
            self.auditor.sent(refund)
        for _time in range(1 + is_told_twice):
            self.told(row, "succeeded")

    @rule(refund=a_refund, is_told_twice=st.booleans())
    def the_gateway_fails(self, refund: int, is_told_twice: bool) -> None:
        """Before it was sent, or days after."""
        row = self.refund_row(refund)
        if row.status == Refund.Status.PAID:
            self.auditor.came_back(refund, row.amount_minor)
        for _time in range(1 + is_told_twice):
            self.told(row, "failed")

    @rule(refund=a_refund)
    def staff_send_it_again(self, refund: int) -> None:
        row = self.refund_row(refund)
        if row.status == Refund.Status.FAILED:
            refunds.ask_again(row, by=self.dev, why="a play")

    @rule(hold=a_hold, share=SHARE, is_told_twice=st.booleans())
    def a_bank_takes_it_back(self, hold: int, share: int, is_told_twice: bool) -> None:
        if cents := self.auditor.most_to_charge_back(hold) * share // 100:
            self.disputes[hold] = (self.key(), cents)
            self.auditor.charge_back(hold, cents)
            for _time in range(1 + is_told_twice):
                self.disputed(hold, "needs_response", "taken")

    @rule(hold=a_hold, is_won=st.booleans(), is_told_twice=st.booleans())
    def the_bank_decides(self, hold: int, is_won: bool, is_told_twice: bool) -> None:
        if self.auditor.holds[hold].open:
            decided = self.auditor.win if is_won else self.auditor.lose
            decided(hold)
            for _time in range(1 + is_told_twice):
                self.disputed(hold, "won" if is_won else "lost", "taken back" if is_won else "taken")

    @rule(target=a_payout, share=SHARE)
    def ask_for_a_payout(self, share: int) -> Any:
        cents, key = self.auditor.balances[WALLET] * share // 100, self.key()
        if not cents:
            with pytest.raises(CannotPayOut):
                payouts.request(self.cleo.party, _euros(cents), by=self.cleo, key=key)
            return multiple()
        number = self.known("payout", payouts.request(self.cleo.party, _euros(cents), by=self.cleo, key=key).pk)
        self.auditor.ask_payout(number, cents)
        return number

    @rule(payout=a_payout)
    def the_bank_has_it(self, payout: int) -> None:
        if payout in self.auditor.payouts:
            self.auditor.bank_has(payout)
        stripe_says.paid_out(self.payout(payout))

    @rule(payout=a_payout, is_told_twice=st.booleans())
    def the_bank_sends_it_back(self, payout: int, is_told_twice: bool) -> None:
        """On its way, or days after it was paid."""
        row = self.payout(payout)
        if row.status != Payout.Status.FAILED:
            self.auditor.bank_sends_back(payout, row.amount_minor)
        for _time in range(1 + is_told_twice):
            stripe_says.paid_out(self.payout(payout), "failed", failure_code="account_closed")

    @rule(target=a_refund, days=st.integers(1, 40))
    def wait(self, days: int) -> Any:
        self.clock.shift(timedelta(days=days))
        timers.run_due()
        timers.run_due()  # a second worker finds nothing left
        over = [(hold, self.auditor.left(hold)) for hold in self.auditor.wait(days)]
        return multiple(*[self.refunded(hold, cents) for hold, cents in over])

    def known(self, sort: str, pk: UUID) -> int:
        """The number of a row in this play."""
        number = 1 + sum(kept == sort for kept, _number in self.rows)
        self.rows[sort, number], self.numbers[pk] = pk, number
        return number

    def hold(self, number: int) -> Hold:
        return Hold.objects.get(pk=self.rows["hold", number])

    def refund_row(self, number: int) -> Refund:
        return Refund.objects.get(pk=self.rows["refund", number])

    def payout(self, number: int) -> Payout:
        return Payout.objects.get(pk=self.rows["payout", number])

    def disputed(self, hold: int, status: str, moves: str) -> None:
        name, cents = self.disputes[hold]
        payment = Payment.objects.get(pk=self.hold(hold).payment_id)
        stripe_says.disputed(payment, _text(cents), status=status, moves=moves, n=int(name.split()[1]))

    def refunded(self, hold: int, cents: int) -> int:
        row = Refund.objects.filter(hold=self.rows["hold", hold]).latest("pk")
        assert row.amount_minor == cents
        number = self.known("refund", row.pk)
        self.auditor.refund(hold, number, cents)
        return number

    def told(self, row: Refund, status: str) -> None:
        said = {"id": f"re_{row.pk.hex}_{row.attempt}", "amount": row.amount_minor, "currency": "eur", "status": status}
        refunds.settle(row.pk, said)

    def share_of(self, hold: int, share: int) -> int:
        return max(1, self.auditor.left(hold) * share // 100)

    def key(self) -> str:
        self.acts += 1
        return f"act {self.acts}"

    def in_the_books(self) -> dict[Account, int]:
        kept = AccountBalance.objects.exclude(balance=0).values_list("account__code", "account__owner", "balance")
        return {(code, self.numbers.get(owner, 0)): balance for code, owner, balance in kept}


def _text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02} EUR"


def _euros(cents: int) -> Money:
    return from_minor(cents, "EUR")


def _played(*, plays: int, acts: int, **rest: Any) -> None:
    run_state_machine_as_test(
        Deals,
        settings=settings(
            max_examples=plays, stateful_step_count=acts, deadline=None, suppress_health_check=list(HealthCheck), **rest
        ),
    )


@pytest.mark.django_db
def test_the_books_are_right_after_acts_in_any_order() -> None:
    _played(plays=15, acts=25, derandomize=True, database=None)


@pytest.mark.deep
@pytest.mark.django_db
def test_the_books_are_right_after_many_acts_in_any_order() -> None:
    _played(plays=300, acts=60)
