"""What a member of a paid plan would try: a year turned into credit, two changes at once, an end amid one."""

import pytest

from marketplace.kit.money import Money
from payments import outgoing, plan_fees, subscribing
from payments.models import GatewayRequest, PaidPlan, PlanBill
from payments.subscribing import NotOffered
from tests import cast
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db


def begun(local_stripe: LocalStripe, person, plan: str = "plus", every: str = "month") -> PaidPlan:
    """A plan that is paid for."""
    asked = {"side": "work", "plan": plan, "every": every, "currency": "EUR"}
    held = subscribing.send(subscribing.begin(person.party, by=person, **asked))
    local_stripe.pay(held.action_url)
    local_stripe.deliver()
    plan_fees.book_all()
    return PaidPlan.objects.get(pk=held.pk)


def test_a_year_that_is_paid_is_not_changed_for_a_month_of_a_higher_plan(local_stripe, cleo, clock, client_of):
    plan = begun(local_stripe, cleo, every="year")
    with pytest.raises(NotOffered):
        subscribing.change_to(plan, "pro", "month")
    assert subscribing.change_to(plan, "pro", "year").now == Money(170, "EUR")
    page = client_of(cleo).get(plan.get_absolute_url()).text
    assert "About −" not in page
    assert "Go up to Pro" in page


def test_nor_by_sending_the_form(local_stripe, cleo, clock, client_of):
    plan = begun(local_stripe, cleo, every="year")
    client_of(cleo).post(f"{plan.get_absolute_url()}change/", {"to": "pro", "every": "month"})
    assert not GatewayRequest.objects.filter(kind="plan_change").exists()
    assert PaidPlan.objects.get().plan == "plus"


@pytest.mark.parametrize("acts", ["change change", "change end", "end end", "go_on change"])
def test_acts_that_cross_each_other_leave_one_plan_and_true_books(local_stripe, cleo, clock, acts):
    plan = begun(local_stripe, cleo)
    do = {
        "change": lambda: subscribing.change(plan, to="pro", every="month", by=cleo),
        "end": lambda: subscribing.end(plan, by=cleo),
        "go_on": lambda: subscribing.go_on(plan, by=cleo),
    }
    for name in acts.split():  # all are pressed before the gateway has answered the first
        do[name]()
    subscribing.send(plan)
    outgoing.send_due()
    local_stripe.deliver()
    plan_fees.book_all()
    assert GatewayRequest.objects.filter(kind__in=["plan_change", "plan_end"]).count() == 1
    assert PlanBill.objects.count() == (1 if acts == "end end" else 2)
    assert_books_balance()


class TestAtOnce:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_two_tabs_that_go_up_at_the_same_moment_pay_the_difference_once(
        self, transactional_db, local_stripe, two_connections
    ):
        cleo = cast.cleo()
        plan = begun(local_stripe, cleo)
        two_connections(*[lambda: subscribing.send(subscribing.change(plan, to="pro", every="month", by=cleo))] * 3)
        local_stripe.deliver()
        plan_fees.book_all()
        assert [bill.amount for bill in PlanBill.objects.order_by("pk")] == [Money(12, "EUR"), Money(17, "EUR")]
        assert PaidPlan.objects.get().plan == "pro"
        assert_books_balance()
