"""A bank takes back what was paid for a plan, against a Stripe that runs: its books equal ours at every end."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.kit.money import Money, to_minor
from marketplace.kit.refusals import Refused
from payments import chart, ledger, outgoing, plan_fees, plans, subscribing
from payments.gateways.port import Disagrees
from payments.models import BillChargeback, GatewayEvent, PaidPlan, PlanBill
from social.models import Notice
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = PaidPlan.Status
ZERO = Money(0, "EUR")


@pytest.fixture
def member(local_stripe, cleo, clock):
    """Cleo, in Germany, has a plan that is paid for, and what the gateway kept of it is booked."""
    cleo.party.profile.country = "DE"
    cleo.party.profile.save()
    asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
    plan = subscribing.send(subscribing.begin(cleo.party, by=cleo, **asked))
    local_stripe.pay(plan.action_url)
    local_stripe.deliver()
    plan_fees.book_all()
    return fresh(plan)


@pytest.fixture
def work(local_stripe):
    """What workers do: calls that wait, news that came, each of which makes more of the other."""

    def go():
        for _round in range(2):
            local_stripe.deliver()
            outgoing.send_due()
        local_stripe.deliver()

    return go


@pytest.fixture
def dispute(local_stripe, work, member):
    """Her bank takes the payment back, or a part of it."""

    def disputed(**values):
        reference = local_stripe.dispute(PlanBill.objects.first().charge, **values)
        work()
        return reference

    return disputed


def test_at_the_first_news_the_plan_rests_and_the_cash_is_gone_from_where_it_was(dispute, member, cleo, local_stripe):
    dispute()
    assert (fresh(member).status, plans.of(cleo.party)) == (Status.PAUSED, "free")
    assert on(chart.PLANS) == on(chart.TAX) == on(chart.DISPUTES) == ZERO
    assert told(cleo) == ["plan_begun", "plan_paused"]
    books_agree(local_stripe)


def test_while_it_rests_nothing_more_is_collected(dispute, member, cleo, local_stripe, work, clock):
    dispute()
    pass_time(clock, work, days=32)
    assert PlanBill.objects.count() == 1
    assert fresh(member).status in (Status.PAUSED, Status.ENDED)
    books_agree(local_stripe)


def test_won_it_goes_on_and_is_collected_from_the_next_period_on(dispute, member, cleo, local_stripe, work, clock):
    reference = dispute()
    local_stripe.decide(reference, "won")
    work()
    assert (fresh(member).status, plans.of(cleo.party)) == (Status.ACTIVE, "plus")
    assert (on(chart.PLANS), on(chart.TAX)) == (Money("10.08", "EUR"), Money("1.92", "EUR"))
    assert told(cleo)[-1] == "plan_resumed"
    books_agree(local_stripe)
    pass_time(clock, work, days=31)
    assert PlanBill.objects.count() == 2
    books_agree(local_stripe)


def test_won_after_the_paid_period_the_one_that_runs_is_not_charged(dispute, member, local_stripe, work, clock):
    reference = dispute()
    pass_time(clock, work, days=8)
    answer(local_stripe, reference)
    pass_time(clock, work, days=24)
    local_stripe.decide(reference, "won")
    work()
    plan = fresh(member)
    assert (plan.status, PlanBill.objects.count()) == (Status.ACTIVE, 1)
    assert plan.paid_until > member.paid_until
    books_agree(local_stripe)


def test_lost_it_ends_here_and_at_the_gateway(dispute, member, cleo, local_stripe, work, clock):
    local_stripe.decide(dispute(), "lost")
    work()
    assert (fresh(member).status, plans.of(cleo.party)) == (Status.ENDED, "free")
    assert local_stripe.all("subscription")[0]["status"] == "canceled"
    assert told(cleo)[-1] == "plan_charged_back"
    assert on(chart.FEE_EXPENSE) < ZERO
    pass_time(clock, work, days=32)
    assert PlanBill.objects.count() == 1
    books_agree(local_stripe)


def test_a_part_takes_its_share_of_income_and_tax(dispute, local_stripe, work):
    dispute(amount=6_00)
    assert (on(chart.PLANS), on(chart.TAX)) == (Money("5.04", "EUR"), Money("0.96", "EUR"))
    books_agree(local_stripe)


def test_one_of_two_that_is_won_does_not_wake_it(dispute, member, local_stripe, work):
    first, second = dispute(amount=6_00), dispute(amount=6_00)
    local_stripe.decide(first, "won")
    work()
    assert fresh(member).status == Status.PAUSED
    local_stripe.decide(second, "won")
    work()
    assert fresh(member).status == Status.ACTIVE
    books_agree(local_stripe)


def test_an_inquiry_takes_nothing_and_lets_it_go_on(dispute, member, local_stripe, work):
    reference = dispute(inquiry="true")
    assert (fresh(member).status, on(chart.PLANS)) == (Status.PAUSED, Money("10.08", "EUR"))
    local_stripe.decide(reference, "won")
    work()
    assert fresh(member).status == Status.ACTIVE
    books_agree(local_stripe)


@pytest.mark.parametrize("order", ["reversed", "shuffled"])
def test_c9_news_in_any_order_and_twice_end_the_same(member, local_stripe, work, order):
    local_stripe.decide(local_stripe.dispute(PlanBill.objects.get().charge), "won")
    local_stripe.deliver(order=order, times=2)
    work()
    assert (BillChargeback.objects.get().status, fresh(member).status) == ("won", Status.ACTIVE)
    books_agree(local_stripe)


def test_c8_the_same_news_in_parallel_is_worked_on_once(member, local_stripe, two_connections):
    local_stripe.dispute(PlanBill.objects.get().charge)
    two_connections(*[local_stripe.deliver] * 2)
    local_stripe.deliver()
    assert BillChargeback.objects.count() == 1
    assert on(chart.DISPUTES) == ZERO
    books_agree(local_stripe)


def test_of_a_plan_that_is_over_only_the_money_goes(dispute, member, cleo, local_stripe, work):
    subscribing.send(subscribing.cut_off(member))
    dispute()
    assert (fresh(member).status, on(chart.PLANS)) == (Status.ENDED, ZERO)
    assert "plan_paused" not in told(cleo)
    books_agree(local_stripe)


def test_what_the_site_does_not_have_any_more_it_bears(dispute, local_stripe):
    ledger.post("spent", [ledger.Posting(chart.PLANS, chart.LOSSES, Money(5, "EUR"))], ref="spent")
    dispute()
    assert (on(chart.PLANS), on(chart.LOSSES)) == (ZERO, ZERO)
    books_agree(local_stripe)


def test_while_it_rests_it_is_not_begun_anew_but_can_be_ended(dispute, member, cleo, local_stripe, work):
    dispute()
    with pytest.raises(Refused, match="bank"):
        subscribing.begin(cleo.party, side="work", plan="pro", every="month", currency="EUR", by=cleo)
    subscribing.send(subscribing.end(fresh(member), by=cleo))
    work()
    assert fresh(member).status == Status.ENDED


def test_more_than_was_paid_is_not_believed(member, local_stripe):
    from payments import gateways, plan_chargebacks

    reference = local_stripe.dispute(PlanBill.objects.get().charge)
    said = gateways.of("stripe").read("dispute", reference)
    told_of = gateways.payees_of("stripe").dispute_in({**said, "amount": 12_01})
    with pytest.raises(Disagrees):
        plan_chargebacks.settle(PlanBill.objects.get().pk, told_of)


def test_its_page_says_what_happens(dispute, member, cleo, client_of):
    dispute()
    page = client_of(cleo).get(member.get_absolute_url()).text
    assert "Your bank is taking a payment back." in page
    assert "End it now" in page
    assert "tell your bank that you know the payment" in page
    assert "€12.00 taken back by your bank" in page


class TestItsOwnPayment:
    def test_the_payment_of_a_bill_is_known_as_such_and_nobody_is_alarmed(self, member, caplog):
        news = GatewayEvent.objects.filter(type="payment_intent.succeeded")
        assert set(news.values_list("status", flat=True)) == {GatewayEvent.Status.DONE}
        assert "event_set_aside" not in caplog.text

    def test_it_books_the_bill_where_it_is_the_first_to_come(self, local_stripe, cleo, clock):
        asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
        plan = subscribing.send(subscribing.begin(cleo.party, by=cleo, **asked))
        local_stripe.pay(plan.action_url)
        local_stripe.deliver("payment_intent.succeeded")
        assert PlanBill.objects.get().amount == Money(12, "EUR")
        local_stripe.deliver(order="shuffled")
        assert PlanBill.objects.count() == 1
        books_agree(local_stripe)

    def test_a_dispute_that_is_told_before_its_payment_waits_for_it(self, local_stripe, cleo, clock):
        asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
        plan = subscribing.send(subscribing.begin(cleo.party, by=cleo, **asked))
        local_stripe.pay(plan.action_url)
        local_stripe.dispute(local_stripe.all("charge")[0]["id"])
        local_stripe.deliver("charge.dispute.created")
        local_stripe.deliver("invoice.paid")
        plan_fees.book_all()
        clock.shift(timedelta(minutes=5))
        local_stripe.deliver()
        assert fresh(plan).status == Status.PAUSED
        books_agree(local_stripe)


class TestAnotherCurrency:
    """The gateway changes what was paid in dollars into euro."""

    @pytest.fixture
    def member(self, local_stripe, cleo, clock):
        local_stripe.settle_in("usd", "eur", "0.80")
        asked = {"side": "work", "plan": "plus", "every": "month", "currency": "USD"}
        plan = subscribing.send(subscribing.begin(cleo.party, by=cleo, **asked))
        local_stripe.pay(plan.action_url)
        local_stripe.deliver()
        plan_fees.book_all()
        return fresh(plan)

    def test_nothing_of_it_is_left_between_the_two(self, member, local_stripe):
        bill = PlanBill.objects.get()
        net, tax = plan_fees.income(bill)
        assert (on(chart.PLANS, "USD"), on(chart.PLANS)) == (Money(0, "USD"), net)
        assert on(chart.FX, "USD") == Money(0, "USD")
        assert on(chart.FX) == ZERO
        assert on(chart.FX_RESULT) == bill.amount.amount * Decimal("0.80") * Money(1, "EUR") - net - tax
        assert bill.rate.source == "European Central Bank"
        books_agree(local_stripe)

    @pytest.mark.parametrize("outcome", ["won", "lost"])
    def test_nor_after_a_chargeback(self, dispute, member, local_stripe, work, outcome):
        before = on(chart.FX_RESULT), on(chart.PLANS)
        local_stripe.decide(dispute(), outcome)
        work()
        assert (on(chart.FX), on(chart.FX, "USD"), on(chart.DISPUTES)) == (ZERO, Money(0, "USD"), ZERO)
        if outcome == "won":
            assert (on(chart.FX_RESULT), on(chart.PLANS)) == before
        else:
            assert (on(chart.FX_RESULT), on(chart.PLANS)) == (ZERO, ZERO)
        books_agree(local_stripe)

    def test_without_a_rate_the_gateways_own_is_used(self, local_stripe, cleo, clock):
        from payments.models import ExchangeRate

        ExchangeRate.objects.all().delete()
        TestAnotherCurrency.member.__wrapped__(self, local_stripe, cleo, clock)
        assert on(chart.FX) == on(chart.FX_RESULT) == ZERO


def fresh(plan: PaidPlan) -> PaidPlan:
    return PaidPlan.objects.get(pk=plan.pk)


def on(account, currency="EUR") -> Money:
    return ledger.balance(account, currency)


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def answer(local_stripe, reference) -> None:
    """The site answers, and the bank thinks about it for a long time."""
    dispute = next(one for one in local_stripe.all("dispute") if one["id"] == reference)
    with local_stripe.world.turn():
        local_stripe.world.save(dispute, status="under_review")


def pass_time(clock, work, *, days: int) -> None:
    clock.shift(timedelta(days=days))
    work()
    clock.shift(timedelta(hours=2))
    work()


def books_agree(local_stripe) -> None:
    """Our books are right, and the gateway's cash in them is what the gateway says."""
    plan_fees.book_all()
    assert local_stripe.cash("eur") == to_minor(-ledger.balance(chart.gateway("stripe"), "EUR"))
    assert_books_balance()
