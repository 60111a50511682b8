"""A fundraiser that is called off: nobody is charged any more, and what is in escrow goes back."""

import pytest

from fundraising import calling_off as acts
from fundraising import collecting, deadline, disbursements, launching
from fundraising.models import Fundraiser, Pledge
from marketplace.kit import clock as now
from marketplace.kit import timers
from payments import escrow, outgoing
from payments.models import GatewayRequest, Payment
from social.models import Notice
from tests.fundraising import backing
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status, State = Pledge.Status, Fundraiser.Status
WHY = "The field was sold."


def call_off(fundraiser):
    launching.cancel(fundraiser, why=WHY, by=fundraiser.owner.user)
    backing.work()
    backing.work()


def refunds(stripe):
    return sorted(refund["amount"] for refund in stripe.all("refund"))


def test_while_it_runs_no_card_is_charged(local_stripe, ada, ben, clock):
    fundraiser = backing.open_fundraiser(ada, goal="100")
    made = backing.promised(local_stripe, fundraiser, ben, extra=100)
    call_off(fundraiser)
    clock.move_to(fundraiser.deadline_at)
    backing.work()
    assert (backing.fresh(made).status, local_stripe.all("charge")) == (Status.CANCELLED, [])


def test_what_was_paid_at_once_goes_back(local_stripe, ada, ben):
    fundraiser = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
    made = backing.paid(local_stripe, fundraiser, ben, extra=25)
    call_off(fundraiser)
    assert (backing.fresh(made).status, refunds(local_stripe)) == (Status.REFUNDED, [2500])
    assert_books_balance()


def test_what_was_collected_goes_back_and_who_was_asked_by_their_bank_is_charged_no_more(
    local_stripe, ada, ben, cleo, clock
):
    fundraiser = backing.open_fundraiser(ada, goal="100")
    paid = backing.promised(local_stripe, fundraiser, ben, extra=90)
    shy = backing.promised(local_stripe, fundraiser, cleo, extra=20, with_card="asks")
    backing.end(fundraiser, clock)
    call_off(backing.fresh(fundraiser))
    assert [backing.fresh(one).status for one in (paid, shy)] == [Status.REFUNDED, Status.CANCELLED]
    assert refunds(local_stripe) == [9000]
    assert Payment.objects.get(payer=cleo.party).status == Payment.Status.CANCELLED
    assert_books_balance()


def test_what_was_paid_out_stays_out_and_the_rest_goes_back(local_stripe, ada, ben, clock):
    fundraiser = backing.open_fundraiser(ada, goal="100")
    fundraiser.disbursements.update(amount_minor=4000)
    fundraiser.disbursements.create(position=1, name="Oven lit", amount_minor=6000)
    made = backing.promised(local_stripe, fundraiser, ben, extra=100)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    step = fundraiser.disbursements.order_by("position")[0]
    disbursements.submit(step, evidence="The oven stands behind the school. Pictures: example.org", by=ada)
    backing.later(clock, days=15)
    call_off(backing.fresh(fundraiser))
    made = Pledge.objects.select_related("hold").get(pk=made.pk)
    assert (escrow.left_in(made.hold).amount, refunds(local_stripe)) == (0, [6000])
    assert_books_balance()


def test_twice_is_once(local_stripe, ada, ben):
    fundraiser = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
    backing.paid(local_stripe, fundraiser, ben, extra=25)
    call_off(fundraiser)
    with pytest.raises(launching.NotNow):
        call_off(backing.fresh(fundraiser))
    assert refunds(local_stripe) == [2500]


def test_a_charge_that_was_written_down_and_not_sent_is_never_sent(local_stripe, ada, ben, cleo, clock):
    fundraiser = backing.open_fundraiser(ada, goal="100")
    made = [backing.promised(local_stripe, fundraiser, who, extra=90) for who in (ben, cleo)]
    clock.move_to(fundraiser.deadline_at)
    deadline.decide(fundraiser)
    timers.run_due()
    assert {backing.fresh(one).status for one in made} == {Status.CHARGING}
    launching.cancel(backing.fresh(fundraiser), why=WHY, by=ada)
    timers.run_due()
    outgoing.send_due()
    assert {backing.fresh(one).status for one in made} == {Status.CANCELLED}
    assert {one.status for one in backing.payments()} == {Payment.Status.CANCELLED}
    assert local_stripe.all("charge") == []
    assert not Notice.objects.filter(kind="payment_declined").exists()
    assert_books_balance()


def test_a_call_that_a_worker_has_in_hand_is_not_made_once_it_is_withdrawn(local_stripe, ada, ben, clock):
    fundraiser = backing.open_fundraiser(ada, goal="90")
    made = backing.promised(local_stripe, fundraiser, ben, extra=90)
    clock.move_to(fundraiser.deadline_at)
    deadline.decide(fundraiser)
    timers.run_due()
    (taken,) = outgoing.leases.take(GatewayRequest.objects.filter(kind="payment"), now=now.now(), most=1)
    launching.cancel(backing.fresh(fundraiser), why=WHY, by=ada)
    timers.run_due()
    outgoing.calling.all_of([taken])
    assert (backing.fresh(made).status, local_stripe.all("charge")) == (Status.CANCELLED, [])


def test_a_promise_whose_charge_begins_at_that_moment_is_ended_too(local_stripe, ada, ben, clock):
    fundraiser = backing.open_fundraiser(ada, goal="90")
    made = backing.promised(local_stripe, fundraiser, ben, extra=90)
    clock.move_to(fundraiser.deadline_at)
    deadline.decide(fundraiser)
    acts.begin(fundraiser)
    collecting.charge_together([str(made.pk)])
    Fundraiser.objects.update(status=State.CANCELLED)
    backing.work()
    assert backing.fresh(made).status == Status.CANCELLED


def test_the_page_tells_what_goes_back_and_what_does_not(local_stripe, ada, ben, clock, client_of):
    fundraiser = backing.open_fundraiser(ada, goal="100")
    fundraiser.disbursements.update(amount_minor=4000)
    fundraiser.disbursements.create(position=1, name="Oven lit", amount_minor=6000)
    backing.promised(local_stripe, fundraiser, ben, extra=100)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    step = fundraiser.disbursements.order_by("position")[0]
    disbursements.submit(step, evidence="The oven stands behind the school. Pictures: example.org", by=ada)
    backing.later(clock, days=15)
    sums = acts.sums(backing.fresh(fundraiser))
    assert (sums.back.amount, sums.pledges, sums.gone.amount) == (60, 1, 40)
    browser = client_of(ada)
    page = browser.get(fundraiser.listing.url).text
    assert "Call it off" in page
    address = page.split("Call it off")[0].rsplit('href="', 1)[1].split('"')[0]
    page = browser.get(address).text
    assert "Was paid out to you and does not go back" in page
    assert "€60.00" in page
    call_off(backing.fresh(fundraiser))
    page = browser.get(fundraiser.listing.url).text
    assert "what lies in escrow goes back" in page
    assert "Call it off" not in page
