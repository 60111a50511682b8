"""The gateway's statement against the books: each sort of difference is told, and nothing is posted."""

from datetime import timedelta

import pytest
from moneyed import Money

from marketplace.kit import clock as now_of
from payments import chart, gateways, ledger, reconciling
from payments.gateways.port import Unclear
from payments.gateways.statement import Moved
from payments.ledger import Posting
from payments.models import Difference, Entry, GatewayObject, Reconciliation
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Sort = Difference.Sort


class Told:
    """A gateway that says what a test lets it say."""

    def __init__(self) -> None:
        self.moves: list[Moved] = []
        self.lies: list[Money] = []

    def moved(self, *, since, until):
        return (one for one in self.moves if since <= one.at < until)

    def cash(self):
        return self.lies


@pytest.fixture
def told(monkeypatch):
    statement = Told()
    monkeypatch.setattr(gateways, "statement_of", lambda name: statement)
    return statement


@pytest.fixture
def booked(told):
    """Charges that stand on both sides."""

    def book(reference, amount="10.00", *, theirs=True):
        entry = ledger.post(
            "payment", [Posting(chart.gateway("stripe"), chart.PLANS, Money(amount, "EUR"))], ref=f"payment:{reference}"
        )
        GatewayObject.objects.create(gateway="stripe", kind="charge", reference=reference, entry_id=entry.id)
        if theirs:
            told.moves.append(Moved("charge", reference, Money(amount, "EUR"), now_of.now()))
            told.lies = [ledger.balance(chart.gateway("stripe"), "EUR") * -1]

    return book


def compare(clock):
    clock.shift(timedelta(hours=1))
    return reconciling.run("stripe", since=now_of.now() - timedelta(hours=2), until=now_of.now())


def found():
    return {(row.sort, row.reference) for row in Difference.objects.open()}


def test_of_a_thousand_rows_exactly_the_wrong_ones_are_told(clock, told, booked):
    for number in range(1000):
        booked(f"ch_{number}")
    booked("ch_lost", theirs=False)
    booked("ch_amount")
    booked("ch_currency")
    told.lies = [ledger.balance(chart.gateway("stripe"), "EUR") * -1]
    told.moves[-2:] = [
        Moved("charge", "ch_amount", Money("10.01", "EUR"), now_of.now()),
        Moved("charge", "ch_currency", Money("10.00", "USD"), now_of.now()),
        Moved("charge", "ch_new", Money("7.00", "EUR"), now_of.now()),
    ]
    entries = Entry.objects.count()
    assert compare(clock).matched == 1000
    assert found() == {
        (Sort.MISSING_THERE, "ch_lost"),
        (Sort.AMOUNT, "ch_amount"),
        (Sort.CURRENCY, "ch_currency"),
        (Sort.MISSING_HERE, "ch_new"),
    }
    assert Entry.objects.count() == entries
    assert_books_balance()


def test_a_balance_that_differs_is_told_with_both_sums(clock, told, booked):
    booked("ch_1")
    told.lies = [Money("9.00", "EUR")]
    compare(clock)
    row = Difference.objects.get()
    assert (row.sort, row.ours_minor, row.theirs_minor) == (Sort.BALANCE, 1000, 900)


def test_twice_is_one_difference_and_one_that_is_mended_is_gone(clock, told, booked):
    told.moves.append(Moved("charge", "ch_1", Money("10.00", "EUR"), now_of.now()))
    told.lies = []
    compare(clock)
    compare(clock)
    assert Difference.objects.count() == 1
    told.moves.clear()
    booked("ch_1")
    compare(clock)
    assert Difference.objects.get(sort=Sort.MISSING_HERE).status in {"gone", "open"}


def test_news_that_came_a_day_late_agrees(clock, told, booked):
    told.moves.append(Moved("charge", "ch_1", Money("10.00", "EUR"), now_of.now()))
    clock.shift(timedelta(days=1))
    booked("ch_1", theirs=False)
    told.lies = [Money("10.00", "EUR")]
    compare(clock)
    assert found() == set()


def test_an_explained_one_stays_explained(clock, told, dev):
    told.moves.append(Moved("charge", "ch_1", Money("10.00", "EUR"), now_of.now()))
    told.lies = []
    compare(clock)
    reconciling.explain(Difference.objects.get(), by=dev, why="a test charge of the operator's")
    compare(clock)
    assert Difference.objects.get().status == "explained"


def test_a_gateway_that_does_not_answer_is_written_down(clock, told):
    def silent(**_window):
        raise Unclear("no answer")

    told.moved = silent
    assert compare(clock).error == "no answer"
    assert Reconciliation.objects.get().ended_at


def test_the_local_stripe_agrees_with_what_was_paid(local_stripe, ada, cleo, clock):
    stall = stalls.opened()
    paying.on_the_page(local_stripe, paying.checkout(stall, ada, cleo, "64.00 EUR"), by=ada)
    local_stripe.deliver()
    clock.shift(timedelta(minutes=10))
    made = reconciling.run("stripe")
    assert made.matched == 2  # the charge and its fee
    assert found() == set()
    assert_books_balance()
