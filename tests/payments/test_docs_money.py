"""The stories of docs/money.md: each is lived through, and the books then hold what the page says, line by line."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from accounts import people
from accounts.models import Party
from marketplace.kit import timers
from marketplace.kit.money import Money, from_minor
from payments import charges, chart, checkouts, escrow, outgoing, payouts, plan_fees, promotions, subscribing
from payments.models import Hold, Payment, PlanBill, Refund
from payments.models import Posting as Row
from payments.ports import payables
from tests.payments import paying, stripe_says
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money
from tests.payments.earning import cleared
from tests.payments.test_paid_out_over_http import onboarded
from tests.portfolios.hanging import a_portfolio

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE_DIR) / "docs" / "money.md"
DAY = timedelta(days=1)


@pytest.fixture
def stall(db):
    yield stalls.opened()
    payables.unplug("print")


@pytest.fixture
def work(local_stripe):
    """What workers do: calls that wait, news that came."""

    def go():
        for _round in range(2):
            outgoing.send_due()
            local_stripe.deliver()

    return go


@pytest.fixture
def story():
    """After a story: what the books hold since it began is what its table says, and they balance."""
    since = Row.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def ends(title, *, after=None):
        lived = [_line(row) for row in _rows(after if after is not None else since)]
        assert "\n".join(lived) == "\n".join(told(title)), "docs/money.md tells another story"
        assert_books_balance()

    return ends


def told(title):
    """The lines of a story's table: "hold → refund 150.00"."""
    found = re.search(rf"^\*\*{re.escape(title)}\*\*.*?\n\n(\|.*?)\n\n", PAGE.read_text(), re.M | re.S)
    assert found, f"docs/money.md has no story “{title}” with a table"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()[2:]]
    return [f"{row[-2]} {row[-1]}" for row in rows]


def test_every_story_with_a_table_is_lived_through_here():
    titles = set(re.findall(r"^\*\*([^*]+)\*\*[^\n]*\n(?:[^\n]+\n)*\n\|", PAGE.read_text(), re.M))
    here = set(re.findall(r"story\(\s*\"([^\"]+)\"", Path(__file__).read_text()))
    assert titles == here


def test_a_milestone_from_card_to_bank(story, stall, local_stripe, ada, cleo, clock, work):
    onboarded(local_stripe, cleo)
    payment = paying.on_the_page(local_stripe, paying.checkout(stall, ada, cleo, "400.00 EUR"), by=ada)
    part = escrow.release(payment.holds.get(), by=ada, key="a")
    clock.move_to(part.clearing.due_at)
    timers.run_due()
    work()
    payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a")
    work()
    clock.shift(5 * DAY)
    work()
    story("A milestone of 400, from card to bank")


def test_a_milestone_that_crosses_the_line(deals, story, ada, cleo):
    escrow.release(held(ada, cleo, "400.00 EUR"), by=ada, key="a")
    hold, before = held(ada, cleo, "250.00 EUR"), last()
    escrow.release(hold, by=ada, key="b")
    story("A milestone that crosses the line", after=before)


def test_back_before_release(story, stall, local_stripe, ada, cleo, work):
    card = {"card": "good"}
    payment = paying.on_the_page(local_stripe, paying.checkout(stall, ada, cleo, "400.00 EUR"), by=ada, **card)
    before = last()
    escrow.refund(payment.holds.get(), amount=money("150.00 EUR"), by=cleo, key="a", why="")
    work()
    local_stripe.fail_refund(Refund.objects.get().reference)
    work()
    story("Back before release", after=before)


def test_a_split(deals, story, ada, cleo):
    hold, before = held(ada, cleo, "400.00 EUR"), last()
    escrow.split(hold, released=money("300.00 EUR"), by=None, key="a", why="")
    story("A split", after=before)


def test_at_the_limit(deals, story, ada, cleo, clock):
    hold, before = held(ada, cleo, "400.00 EUR"), last()
    clock.move_to(hold.must_leave_by)
    timers.run_due()
    assert Hold.objects.get().status == Hold.Status.EXPIRED
    story("At the limit", after=before)


def test_a_chargeback_after_the_payout(deals, story, ada, ben, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    stripe_says.paid_out(payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a"))
    before = last()
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
    story("A chargeback after the payout", after=before)


def test_a_chargeback_that_is_won(deals, story, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    before = last()
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="won")
    story("A chargeback that is won", after=before)


def test_another_currency(story, stall, local_stripe, ada, cleo, work):
    one = stall.hang("Print", "100.00 USD", payer=ada, payee=cleo)
    checkout = checkouts.open([("print", one.pk)], by=ada, currency="EUR")
    payment = paying.on_the_page(local_stripe, checkout, by=ada)
    escrow.refund(payment.holds.get(), amount=money("50.00 USD"), by=cleo, key="a", why="")
    work()
    story("Another currency")


def test_a_plan_and_its_chargeback(story, local_stripe, cleo, clock, work):
    german(cleo)
    asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
    plan = subscribing.send(subscribing.begin(cleo.party, by=cleo, **asked))
    local_stripe.pay(plan.action_url)
    work()
    plan_fees.book_all()
    local_stripe.decide(local_stripe.dispute(PlanBill.objects.get().charge), "lost")
    work()
    story("A plan, and its chargeback")


def test_a_promotion(story, local_stripe, cleo, clock, work):
    german(cleo)
    people.publish_profile(cleo.party.profile, by=cleo)
    promotion = promotions.begin(a_portfolio(cleo).listing, budget=Money(20, "EUR"), days=7, by=cleo)
    payment = charges.send(charges.begin(checkouts.open([("promotion", promotion.pk)], by=cleo), by=cleo))
    local_stripe.pay(payment.action_url)
    work()
    for _click in range(10):
        promotions.click(promotion)
    promotions.end(promotion, by=cleo)
    work()
    assert Payment.objects.get().refunded == Money(16, "EUR")
    story("A promotion")


def german(person):
    person.party.profile.country = "DE"
    person.party.profile.save()


def last():
    return Row.objects.order_by("-pk").values_list("pk", flat=True).first()


def _rows(since):
    return Row.objects.filter(pk__gt=since).select_related("source", "destination").order_by("pk")


def _line(row):
    code = "" if row.currency == "EUR" else f" {row.currency}"
    return f"{_named(row.source)} → {_named(row.destination)} {from_minor(row.amount, row.currency).amount}{code}"


def _named(account):
    if account.owner in (chart.HOUSE, chart.OUTCOME):
        return account.code + (" (outcome)" if account.owner == chart.OUTCOME else "")
    party = Party.objects.filter(pk=UUID(str(account.owner))).first()
    return f"{account.code} ({party.name.split()[0]})" if party else account.code
