"""Money back to the payer: by the way it came, as often as it was asked for, and no more than was paid."""

from datetime import timedelta

import pytest
from moneyed import Money

from payments import charges, chart, escrow, ledger, outgoing, refunds, sweeper
from payments.gateways.port import Disagrees
from payments.models import Hold, Payment, Refund
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Refund.Status


@pytest.fixture
def stall():
    return stalls.opened()


@pytest.fixture
def pay(local_stripe, stall, ada, cleo):
    """A payment of 64 euros by this card."""
    return lambda card="good": paying.on_the_page(
        local_stripe, paying.checkout(stall, ada, cleo, "64.00 EUR"), by=ada, card=card
    )


def back(payment: Payment, by: object, *, amount: str | None = None, key: str = "back") -> Hold:
    """Let the payer have this much of it back, and let the worker do its part."""
    hold = payment.holds.get()
    escrow.refund(hold, amount=Money(amount, "EUR") if amount else None, by=by, key=key, why="it was not what it said")
    outgoing.send_due()
    return Hold.objects.get(pk=hold.pk)


def on_its_way(refund: Refund) -> Money:
    return ledger.balance(chart.on_its_way_back(refund), "EUR")


def sent_by(local_stripe) -> int:
    return sum(one["amount"] for one in local_stripe.all("refund"))


def test_it_goes_back_whole(local_stripe, pay, ada):
    payment = pay()
    assert back(payment, ada).status == Hold.Status.REFUNDED
    payment = Payment.objects.get(pk=payment.pk)
    assert (payment.status, payment.refunded) == (Payment.Status.REFUNDED, Money("64.00", "EUR"))
    assert sent_by(local_stripe) == 6400
    assert Refund.objects.get().paid_at is not None
    assert_books_balance()


def test_what_was_asked_for_has_left_the_hold_before_the_gateway_is_asked(pay, ada):
    payment = pay()
    escrow.refund(payment.holds.get(), by=ada, key="back", why="…")
    assert escrow.left_in(payment.holds.get()) == Money(0, "EUR")
    assert on_its_way(Refund.objects.get()) == Money("64.00", "EUR")
    assert_books_balance()


def test_a_part_leaves_the_rest_in_escrow(local_stripe, pay, ada):
    payment = pay()
    hold = back(payment, ada, amount="10.00")
    assert (hold.status, escrow.left_in(hold)) == (Hold.Status.HELD, Money("54.00", "EUR"))
    assert Payment.objects.get(pk=payment.pk).status == Payment.Status.SUCCEEDED
    assert_books_balance()


def test_c5_the_same_act_twice_is_one_refund_and_two_equal_ones_are_two(local_stripe, pay, ada):
    payment = pay()
    for key in ("first", "first", "second"):
        back(payment, ada, amount="10.00", key=key)
    assert (Refund.objects.count(), sent_by(local_stripe)) == (2, 2000)
    assert_books_balance()


def test_no_more_goes_back_than_was_paid(pay, ada):
    payment = pay()
    back(payment, ada, amount="60.00")
    with pytest.raises(refunds.NotRefundable):
        refunds.ask(payment, Money("4.01", "EUR"), source=chart.SUSPENSE, key="more", by=ada, why="…")
    assert_books_balance()


def test_a_payment_that_never_succeeded_has_nothing_to_send_back(local_stripe, stall, ada, cleo):
    payment = charges.begin(paying.checkout(stall, ada, cleo, "64.00 EUR"), by=ada)
    with pytest.raises(refunds.NotRefundable):
        refunds.ask(payment, payment.amount, source=chart.SUSPENSE, key="early", by=ada, why="…")


def test_a_refund_that_takes_its_time_is_done_when_the_gateway_says_so(local_stripe, pay, ada, clock):
    back(pay("refund_pending"), ada)
    assert Refund.objects.get().status == Status.REQUESTED
    clock.shift(timedelta(minutes=1))
    local_stripe.deliver()
    assert Refund.objects.get().status == Status.PAID
    assert_books_balance()


def test_the_sweeper_asks_about_a_refund_of_which_nothing_was_heard(local_stripe, pay, ada, clock):
    back(pay("refund_pending"), ada)
    clock.shift(timedelta(minutes=16))
    local_stripe.run_due()
    local_stripe.forget_webhooks()
    sweeper.look_at_refunds()
    assert Refund.objects.get().status == Status.PAID


def test_a_refund_that_comes_back_lies_on_its_own_account_until_it_is_sent_again(local_stripe, pay, ada, dev):
    payment = pay()
    back(payment, ada)
    local_stripe.fail_refund(Refund.objects.get().reference)
    local_stripe.deliver()
    refund = Refund.objects.get()
    assert (refund.status, on_its_way(refund)) == (Status.FAILED, Money("64.00", "EUR"))
    assert Payment.objects.get(pk=payment.pk).status == Payment.Status.SUCCEEDED
    assert_books_balance()
    refunds.ask_again(refund, by=dev, why="the payer has a new account behind the card")
    outgoing.send_due()
    assert (Refund.objects.get().status, on_its_way(refund)) == (Status.PAID, Money(0, "EUR"))
    assert_books_balance()


def test_late_news_of_a_first_attempt_does_not_touch_the_second(local_stripe, pay, ada, dev):
    back(pay(), ada)
    first = Refund.objects.get().reference
    local_stripe.fail_refund(first)
    local_stripe.deliver()
    refunds.ask_again(Refund.objects.get(), by=dev, why="again")
    outgoing.send_due()
    refunds.settle(Refund.objects.get().pk, local_stripe.api.refunds.retrieve(first).to_dict())
    assert Refund.objects.get().status == Status.PAID
    assert_books_balance()


def test_news_of_a_first_attempt_between_the_second_and_its_answer_is_not_of_the_second(local_stripe, pay, ada, dev):
    back(pay(), ada)
    first = Refund.objects.get().reference
    local_stripe.fail_refund(first)
    local_stripe.deliver()
    again = refunds.ask_again(Refund.objects.get(), by=dev, why="again")
    refunds.settle(again.pk, local_stripe.api.refunds.retrieve(first).to_dict())
    assert (Refund.objects.get().status, Refund.objects.get().reference) == (Status.REQUESTED, "")
    outgoing.send_due()
    assert (Refund.objects.get().status, on_its_way(again)) == (Status.PAID, Money(0, "EUR"))
    assert_books_balance()


def test_a_first_attempt_that_was_done_after_all_is_for_a_person(local_stripe, pay, ada, dev):
    payment = pay()
    back(payment, ada)
    done = local_stripe.api.refunds.retrieve(Refund.objects.get().reference).to_dict()
    local_stripe.fail_refund(done["id"])
    local_stripe.deliver()
    again = refunds.ask_again(Refund.objects.get(), by=dev, why="again")
    with pytest.raises(Disagrees):
        refunds.settle(again.pk, done)


def test_late_news_of_one_that_was_set_aside_changes_nothing(local_stripe, pay, ada, dev):
    back(pay(), ada)
    local_stripe.fail_refund(Refund.objects.get().reference)
    local_stripe.deliver()
    aside = refunds.set_aside(Refund.objects.get(), by=dev, why="paid by hand")
    refunds.look(aside)
    assert Refund.objects.get().status == Status.SET_ASIDE
    assert_books_balance()


def test_one_that_the_gateway_refuses_waits_for_a_person(local_stripe, pay, ada):
    payment = pay()
    local_stripe.api.refunds.create({"charge": payment.charge})  # by hand, at the gateway
    back(payment, ada)
    refund = Refund.objects.get()
    assert (refund.status, on_its_way(refund)) == (Status.FAILED, Money("64.00", "EUR"))


def test_a_refund_on_its_way_is_not_asked_for_again(pay, ada, dev):
    back(pay(), ada)
    with pytest.raises(refunds.NotRefundable):
        refunds.ask_again(Refund.objects.get(), by=dev, why="impatience")
