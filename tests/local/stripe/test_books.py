"""Whatever happens in whatever order, the local Stripe's books balance, and its lists say the same as its balance."""

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import stripe
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.local.stripe import PLATFORM, books
from tests.local.stripe.test_cards import pay
from tests.local.stripe.test_money_moves import payee
from tests.payments.local_stripe import LocalStripe, Refused

ACTS = ("pay", "decline", "refund", "transfer", "reverse", "payout", "dispute", "win", "lose", "fail", "later")
STEP = st.tuples(st.sampled_from(ACTS), st.integers(min_value=1, max_value=1200), st.integers(min_value=0, max_value=5))


def newest(found: Any, place: int) -> Any:
    """One of the newest of a list, if there is any."""
    return found.data[place % len(found.data)].id if found.data else None


class Doing:
    """One act each, with whatever is there; what Stripe refuses is not done."""

    def __init__(self, local: LocalStripe, account: str, clock: time_machine.Traveller) -> None:
        self.local, self.api, self.account, self.clock = local, local.api, account, clock

    def step(self, act: str, amount: int, place: int) -> None:
        with suppress(stripe.InvalidRequestError, stripe.CardError, Refused):
            getattr(self, act)(amount, place)

    def pay(self, amount: int, place: int) -> None:
        pay(self.api, ("good", "at_once", "refund_fails", "refund_pending", "disputed", "good")[place], amount=amount)

    def decline(self, amount: int, place: int) -> None:
        pay(self.api, "no_funds", amount=amount)

    def refund(self, amount: int, place: int) -> None:
        self.api.refunds.create({"charge": newest(self.api.charges.list(), place), "amount": amount})

    def transfer(self, amount: int, place: int) -> None:
        source = newest(self.api.charges.list(), place)
        sent = {"amount": amount, "currency": "eur", "destination": self.account}
        self.api.transfers.create({**sent, "source_transaction": source} if place % 2 and source else sent)

    def reverse(self, amount: int, place: int) -> None:
        self.api.transfers.reversals.create(newest(self.api.transfers.list(), place) or "tr_none", {"amount": amount})

    def payout(self, amount: int, place: int) -> None:
        self.api.payouts.create({"amount": amount, "currency": "eur"}, {"stripe_account": self.account})

    def dispute(self, amount: int, place: int) -> None:
        self.local.dispute(newest(self.api.charges.list(), place) or "ch_none", amount=amount)

    def win(self, amount: int, place: int) -> None:
        self._decide(place, "won")

    def lose(self, amount: int, place: int) -> None:
        self._decide(place, "lost")

    def fail(self, amount: int, place: int) -> None:
        found = self.api.payouts.list({}, {"stripe_account": self.account})
        self.local.fail_payout(newest(found, place) or "po_none")

    def later(self, amount: int, place: int) -> None:
        self.clock.shift(timedelta(hours=amount % 60))
        self.local.run_due()

    def _decide(self, place: int, outcome: str) -> None:
        dispute = newest(self.api.disputes.list(), place)
        if dispute and self.api.disputes.retrieve(dispute).status == "needs_response":
            self.local.decide(dispute, outcome)


def balance_by_list(api: stripe.V1Services, account: str) -> dict[str, int]:
    """What an account has, added up from its balance transactions."""
    found: dict[str, int] = defaultdict(int)
    options = {"stripe_account": account} if account != PLATFORM else {}
    for each in api.balance_transactions.list({"limit": 100}, options).auto_paging_iter():
        found[each.status] += each.net
    return {name: found[name] for name in ("available", "pending")}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=25))
def test_they_balance_after_every_step(local: LocalStripe, clock: time_machine.Traveller, steps: Any) -> None:
    with local.world.turn():
        local.world.store.empty()
    account = payee(local)
    doing = Doing(local, account, clock)
    for act, amount, place in steps:
        doing.step(act, amount, place)
        with local.world.turn():
            assert books.faults(local.world.store.sql) == []
    for owner in (PLATFORM, account):
        told = balance_by_list(local.api, owner)
        assert told == {"available": local.available("eur", owner), "pending": local.pending("eur", owner)}
    assert local.available("eur", account) >= 0


class TestTheBooksThemselves:
    def test_a_posting_is_never_changed_nor_taken_away(self, local: LocalStripe, api: stripe.V1Services) -> None:
        pay(api)
        for spoil in ("UPDATE posting SET amount = amount + 1", "DELETE FROM posting"):
            with pytest.raises(Exception, match="append only"), local.world.turn():
                local.world.store.sql.execute(spoil)

    def test_a_wrong_balance_is_found(self, local: LocalStripe, api: stripe.V1Services) -> None:
        pay(api)
        sql = local.world.store.sql
        sql.execute("UPDATE balance SET amount = amount + 1 WHERE account = 'stripe:fees'")
        assert len(books.faults(sql)) == 2
        sql.execute("UPDATE balance SET amount = amount - 1 WHERE account = 'stripe:fees'")
