"""Paid plans, against a Stripe that runs: begun, paid, changed, behind, ended. Its books equal ours at every end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.kit import clock as kit_clock
from marketplace.kit.money import Money, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import chart, ledger, methods, plan_fees, plans, subscribing, sweeper
from payments.models import Document, PaidPlan, PlanBill
from payments.subscribing import NotOffered
from payments.terms import Terms
from social.models import Notice
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db(transaction=True)
Status = PaidPlan.Status
ZERO = Money(0, "EUR")


@pytest.fixture
def begin(local_stripe, cleo, clock):
    """Cleo begins a plan; the gateway's page waits for her card."""

    def begun(plan="plus", every="month", side="work"):
        asked = {"side": side, "plan": plan, "every": every, "currency": "EUR"}
        return subscribing.send(subscribing.begin(cleo.party, by=cleo, **asked))

    return begun


@pytest.fixture
def member(begin, local_stripe):
    """Cleo has a plan that is paid for."""

    def paid(*args, card="good", **more):
        plan = begin(*args, **more)
        local_stripe.pay(plan.action_url, card)
        local_stripe.deliver()
        return fresh(plan)

    return paid


class TestBegin:
    def test_nothing_begins_before_it_is_paid(self, begin, cleo):
        plan = begin()
        assert (plan.status, plans.of(cleo.party)) == (Status.BEGUN, "free")
        assert plan.action_url
        assert not PlanBill.objects.exists()

    def test_paying_begins_it_and_lowers_the_fee(self, member, cleo):
        plan = member()
        assert (plan.status, plans.of(cleo.party)) == (Status.ACTIVE, "plus")
        assert plan.paid_until == plan.began_at + timedelta(days=30)  # 23 November to 23 December
        assert plan.method == "Visa …4242"
        assert Terms.agree("milestone", payee=cleo.party).line == "plus"
        assert told(cleo) == ["plan_begun"]

    def test_what_was_paid_is_in_the_books_with_its_tax(self, member, cleo, local_stripe):
        cleo.party.profile.country = "DE"
        cleo.party.profile.save()
        member()
        assert ledger.balance(chart.PLANS, "EUR") == Money("10.08", "EUR")
        assert ledger.balance(chart.TAX, "EUR") == Money("1.92", "EUR")
        books_agree(local_stripe)

    def test_an_invoice_follows(self, member, cleo):
        member()
        from marketplace.kit import outbox

        outbox.deliver()
        document = Document.objects.get(source_kind="bill")
        assert (document.sort, document.total) == ("IN", Money(12, "EUR"))

    def test_the_browser_that_comes_back_finds_the_truth_before_any_webhook(self, begin, local_stripe, cleo, client_of):
        plan = begin()
        local_stripe.pay(plan.action_url)
        answer = client_of(cleo).get(reverse("payments:plan_returned", args=[plan.pk]))
        assert (answer.status_code, answer.url) == (302, plan.get_absolute_url())
        assert fresh(plan).status == Status.ACTIVE
        local_stripe.deliver(order="shuffled", times=2)
        assert PlanBill.objects.count() == 1
        books_agree(local_stripe)

    def test_webhooks_in_any_order_and_twice_are_one_plan(self, begin, local_stripe):
        plan = begin()
        local_stripe.pay(plan.action_url)
        local_stripe.deliver(order="reversed", times=2)
        assert fresh(plan).status == Status.ACTIVE
        assert PlanBill.objects.count() == 1
        books_agree(local_stripe)

    def test_a_declined_card_begins_nothing_and_another_one_does(self, begin, local_stripe, cleo):
        plan = begin()
        assert local_stripe.pay(plan.action_url, "declined") == ""
        local_stripe.deliver()
        assert fresh(plan).status == Status.BEGUN
        local_stripe.pay(plan.action_url)
        local_stripe.deliver()
        assert plans.of(cleo.party) == "plus"

    def test_pressing_twice_is_one_page(self, begin):
        assert begin() == begin()

    def test_another_plan_waits_until_the_first_page_is_left(self, begin, cleo):
        plan = begin()
        with pytest.raises(Refused, match="begun to pay"):
            begin("pro")
        assert subscribing.abandon(plan, by=cleo).status == Status.ABANDONED
        assert begin("pro").status == Status.BEGUN

    def test_who_leaves_the_page_in_the_moment_of_paying_has_paid(self, begin, local_stripe, cleo):
        plan = begin()
        local_stripe.pay(plan.action_url)
        assert subscribing.abandon(plan, by=cleo).status == Status.ACTIVE

    def test_a_page_that_nobody_used_runs_out(self, begin, local_stripe, clock):
        from marketplace.kit import timers

        plan = begin()
        clock.shift(timedelta(hours=2, minutes=1))
        timers.run_due()
        assert fresh(plan).status == Status.ABANDONED

    def test_a_second_plan_of_the_same_side_is_refused(self, member, begin):
        member()
        with pytest.raises(Refused, match="Change it instead"):
            begin("pro")

    def test_one_of_the_other_side_stands_beside_it(self, member, cleo):
        member()
        member(side="invest")
        assert (plans.of(cleo.party), plans.of(cleo.party, "invest")) == ("plus", "plus")

    def test_a_stranger_begins_nothing_for_others(self, cleo, eve, local_stripe):
        with pytest.raises(NotAllowed):
            subscribing.begin(cleo.party, side="work", plan="plus", every="month", currency="EUR", by=eve)

    def test_it_is_not_sold_in_every_currency(self, cleo, local_stripe):
        with pytest.raises(NotOffered):
            subscribing.begin(cleo.party, side="work", plan="plus", every="month", currency="KWD", by=cleo)


class TestRenewal:
    def test_each_period_is_collected_and_booked(self, member, local_stripe, clock):
        plan = member()
        pass_time(clock, local_stripe, days=31)
        assert fresh(plan).paid_until == plan.paid_until + timedelta(days=31)
        assert PlanBill.objects.count() == 2
        books_agree(local_stripe)

    def test_until_a_new_period_is_paid_the_old_one_is_what_is_paid_for(self, member, local_stripe, clock):
        plan = member()
        clock.move_to(plan.paid_until + timedelta(minutes=5))  # Stripe draws up the bill an hour later
        local_stripe.deliver()
        assert fresh(plan).paid_until == plan.paid_until
        assert fresh(plan).status == Status.ACTIVE


class TestChange:
    def test_a_higher_plan_begins_at_once_and_costs_the_difference(self, member, local_stripe, cleo, clock):
        plan = member()
        clock.shift(timedelta(days=15))
        wanted = subscribing.change_to(plan, "pro", "month")
        assert (wanted.at_once, wanted.now) == (True, Money("8.50", "EUR"))  # half of 29 less half of 12
        change(plan, "pro", by=cleo)
        local_stripe.deliver()
        assert (plans.of(cleo.party), fresh(plan).price) == ("pro", Money(29, "EUR"))
        assert [bill.amount for bill in PlanBill.objects.order_by("pk")] == [Money(12, "EUR"), wanted.now]
        assert fresh(plan).paid_until == plan.paid_until
        books_agree(local_stripe)

    def test_a_higher_plan_that_is_not_paid_does_not_begin(self, member, local_stripe, cleo):
        plan = member()
        give_card(local_stripe, cleo, plan, "fails_later")
        change(plan, "pro", by=cleo)
        local_stripe.deliver()
        assert plans.of(cleo.party) == "plus"
        assert fresh(plan).failure == "generic_decline"
        assert PlanBill.objects.count() == 1
        books_agree(local_stripe)

    def test_a_lower_plan_begins_when_what_is_paid_for_ends(self, member, local_stripe, cleo, clock):
        plan = member("pro")
        change(plan, "plus", by=cleo)
        local_stripe.deliver()
        assert (plans.of(cleo.party), fresh(plan).next_plan) == ("pro", "plus")
        pass_time(clock, local_stripe, days=31)
        assert (plans.of(cleo.party), fresh(plan).next_plan) == ("plus", "")
        assert [bill.amount for bill in PlanBill.objects.order_by("pk")] == [Money(29, "EUR"), Money(12, "EUR")]
        books_agree(local_stripe)

    def test_that_it_will_be_lower_can_be_taken_back(self, member, local_stripe, cleo, clock):
        plan = member("pro")
        change(plan, "plus", by=cleo)
        subscribing.send(subscribing.stay(plan, by=cleo))
        pass_time(clock, local_stripe, days=31)
        assert plans.of(cleo.party) == "pro"
        assert PlanBill.objects.last().amount == Money(29, "EUR")

    def test_going_up_while_going_down_is_noted_is_refused(self, member, cleo):
        plan = member("pro")
        change(plan, "plus", by=cleo)
        with pytest.raises(NotOffered, match="Take it back"):
            subscribing.change(fresh(plan), to="pro", every="year", by=cleo)

    def test_paying_by_the_year_begins_a_year_and_takes_off_what_is_left(self, member, local_stripe, cleo, clock):
        plan = member()
        clock.shift(timedelta(days=15))
        change(plan, "plus", "year", by=cleo)
        local_stripe.deliver()
        assert fresh(plan).every == "year"
        assert fresh(plan).paid_until == kit_clock.now() + timedelta(days=365)
        assert PlanBill.objects.last().amount == Money(114, "EUR")  # 120 less half of 12
        books_agree(local_stripe)

    @pytest.mark.parametrize(("to", "every"), [("plus", "month"), ("pro", "never"), ("free", "month")])
    def test_what_is_no_other_plan_is_not_offered(self, member, to, every):
        with pytest.raises(NotOffered):
            subscribing.change_to(member(), to, every)

    def test_a_double_click_changes_once(self, member, local_stripe, cleo):
        plan = member()
        for _click in range(2):
            subscribing.change(plan, to="pro", every="month", by=cleo)
        subscribing.send(plan)
        local_stripe.deliver()
        assert PlanBill.objects.count() == 2

    def test_a_stranger_changes_nothing(self, member, eve):
        with pytest.raises(NotAllowed):
            subscribing.change(member(), to="pro", every="month", by=eve)


class TestEnd:
    def test_it_keeps_its_effects_until_what_is_paid_for_is_over(self, member, local_stripe, cleo, clock):
        plan = subscribing.send(subscribing.end(member(), by=cleo))
        assert (plans.of(cleo.party), plan.ends_at) == ("plus", plan.paid_until)
        pass_time(clock, local_stripe, days=31)
        assert (plans.of(cleo.party), fresh(plan).status) == ("free", Status.ENDED)
        assert PlanBill.objects.count() == 1
        assert told(cleo) == ["plan_begun", "plan_cancelled", "plan_ended"]
        books_agree(local_stripe)

    def test_it_can_be_taken_back_until_then(self, member, local_stripe, cleo, clock):
        plan = subscribing.send(subscribing.end(member(), by=cleo))
        subscribing.send(subscribing.go_on(plan, by=cleo))
        pass_time(clock, local_stripe, days=31)
        assert plans.of(cleo.party) == "plus"

    def test_after_its_end_it_can_be_begun_anew(self, member, local_stripe, cleo, clock):
        subscribing.send(subscribing.end(member(), by=cleo))
        pass_time(clock, local_stripe, days=31)
        assert member("pro").status == Status.ACTIVE

    def test_terms_that_were_agreed_outlive_it(self, member, local_stripe, cleo, clock):
        plan = member("pro")
        kept = Terms.agree("milestone", payee=cleo.party).as_json()
        subscribing.send(subscribing.end(plan, by=cleo))
        pass_time(clock, local_stripe, days=31)
        assert Terms.from_json(kept).take(Money(100, "EUR")).fee == Money(5, "EUR")


class TestBehind:
    def test_a_period_that_cannot_be_paid_is_told_and_changes_nothing_yet(self, member, local_stripe, cleo, clock):
        plan = member()
        give_card(local_stripe, cleo, plan, "fails_later")
        pass_time(clock, local_stripe, days=31)
        behind = fresh(plan)
        assert (behind.status, plans.of(cleo.party)) == (Status.PAST_DUE, "plus")
        assert behind.action_url
        assert "plan_payment_failed" in told(cleo)
        books_agree(local_stripe)

    def test_another_card_pays_at_once(self, member, local_stripe, cleo, clock):
        plan = member()
        give_card(local_stripe, cleo, plan, "fails_later")
        pass_time(clock, local_stripe, days=31)
        give_card(local_stripe, cleo, plan, "good")
        local_stripe.deliver()
        assert fresh(plan).status == Status.ACTIVE
        assert PlanBill.objects.count() == 2
        assert "plan_paid_again" in told(cleo)
        books_agree(local_stripe)

    def test_after_the_last_try_it_ends(self, member, local_stripe, cleo, clock):
        plan = member()
        give_card(local_stripe, cleo, plan, "fails_later")
        for _week in range(4):
            pass_time(clock, local_stripe, days=15)
        assert (fresh(plan).status, plans.of(cleo.party)) == (Status.ENDED, "free")
        assert "plan_ended_unpaid" in told(cleo)
        books_agree(local_stripe)

    def test_ending_it_then_ends_it_at_once(self, member, local_stripe, cleo, clock):
        plan = member()
        give_card(local_stripe, cleo, plan, "fails_later")
        pass_time(clock, local_stripe, days=31)
        subscribing.send(subscribing.end(fresh(plan), by=cleo))
        assert fresh(plan).status == Status.ENDED


class TestLost:
    def test_webhooks_that_never_came_are_asked_for(self, begin, local_stripe, cleo, clock):
        plan = begin()
        local_stripe.pay(plan.action_url)
        local_stripe.forget_webhooks()
        clock.shift(timedelta(minutes=16))
        sweeper.sweep()
        assert plans.of(cleo.party) == "plus"
        assert PlanBill.objects.count() == 1

    def test_an_answer_that_never_came_is_not_a_second_change(self, member, local_stripe, cleo, clock):
        plan = member()
        local_stripe.fault("reset", "/v1/subscriptions")
        change(plan, "pro", by=cleo)
        clock.shift(timedelta(minutes=5))
        sweeper.sweep()
        local_stripe.deliver()
        assert plans.of(cleo.party) == "pro"
        assert PlanBill.objects.count() == 2
        books_agree(local_stripe)

    def test_what_the_gateway_kept_is_booked_once(self, member, local_stripe):
        member()
        assert plan_fees.book_all() == 1
        assert plan_fees.book_all() == 0
        assert ledger.balance(chart.FEE_EXPENSE, "EUR") < ZERO
        books_agree(local_stripe)

    def test_a_member_who_leaves_the_site_is_charged_no_more(self, member, local_stripe, cleo, clock):
        plan = member()
        subscribing.send(subscribing.cut_off(plan))
        pass_time(clock, local_stripe, days=31)
        assert fresh(plan).status == Status.ENDED
        assert PlanBill.objects.count() == 1


def fresh(plan: PaidPlan) -> PaidPlan:
    return PaidPlan.objects.get(pk=plan.pk)


def change(plan, to, every="month", *, by):
    subscribing.send(subscribing.change(fresh(plan), to=to, every=every, by=by))


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def give_card(local_stripe, user, plan, card) -> None:
    """The member keeps this card, and lets the plan be paid with it."""
    setup = methods.send(methods.begin_setup(user.party, by=user, currency="EUR", return_to="/plans/"))
    local_stripe.pay(setup.action_url, card)
    setup = methods.look(setup)
    subscribing.send(subscribing.pay_with(fresh(plan), setup.method, by=user))


def pass_time(clock, local_stripe, *, days: int) -> None:
    """So many days pass, hour by hour where something happens."""
    for _day in range(days):
        clock.shift(timedelta(days=1))
        local_stripe.deliver()
    clock.shift(timedelta(hours=2))
    local_stripe.deliver()


def books_agree(local_stripe) -> None:
    """Our books are right, and the gateway's cash in them is what the gateway says, once its fees are booked."""
    plan_fees.book_all()
    assert local_stripe.cash("eur") == to_minor(-ledger.balance(chart.gateway("stripe"), "EUR"))
    assert_books_balance()
