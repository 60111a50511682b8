"""Being paid, from the payer's card to the payee's bank, against the local Stripe over HTTP: its books must be ours."""

from datetime import timedelta

import pytest
from moneyed import Money

from marketplace.kit import timers
from payments import (
    backing,
    chargebacks,
    charges,
    chart,
    checkouts,
    escrow,
    ledger,
    outgoing,
    payout_accounts,
    payouts,
    renewals,
)
from payments.models import Chargeback, Hold, Payment, Payout, PayoutAccount, Transfer, TransferReversal
from social.models import Notice
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.earning import owes, there, wallet

DAY = timedelta(days=1)
BACK, AGAIN = "http://site/wallet/payout-account/return/", "http://site/wallet/payout-account/"


@pytest.fixture
def stall(db):
    return stalls.opened()


@pytest.fixture
def work(local_stripe):
    """Do what workers do: calls that wait, news that came, twice over, because each makes more of the other."""

    def go():
        for _round in range(3):
            outgoing.send_due()
            local_stripe.deliver()

    return go


def euros(text):
    return Money(text, "EUR")


def assert_the_gateway_says_the_same(local_stripe, *people):
    """Its cash of the platform and of each payee is what our ledger says of them."""
    assert Money(local_stripe.cash("eur"), "EUR") / 100 == -ledger.balance(chart.gateway("stripe"), "EUR")
    for person in people:
        account = PayoutAccount.objects.get(party=person.party)
        assert Money(local_stripe.cash("eur", account.reference), "EUR") / 100 == there(person)
        assert backing.of(person.party, "EUR").gap == euros("0")
    assert_books_balance()


def onboarded(local_stripe, person, **told):
    """They told the gateway who they are, on its page, and came back."""
    account = payout_accounts.begin(person.party, country="DE", by=person)
    url = payout_accounts.lead(account, by=person, back_to=BACK, again_at=AGAIN)
    assert local_stripe.onboard(url, **told) == BACK
    return payout_accounts.look(PayoutAccount.objects.get(pk=account.pk))


def held(local_stripe, stall, payer, payee, price="400.00 EUR", card="good"):
    payment = paying.on_the_page(local_stripe, paying.checkout(stall, payer, payee, price), by=payer, card=card)
    return payment.holds.get()


def cleared(local_stripe, stall, payer, payee, clock, work, price="400.00 EUR"):
    hold = held(local_stripe, stall, payer, payee, price)
    part = escrow.release(hold, by=payer, key=f"release:{hold.pk}")
    clock.move_to(part.clearing.due_at)
    timers.run_due()
    work()
    return Hold.objects.get(pk=hold.pk)


def test_from_the_card_to_the_bank(local_stripe, stall, ada, cleo, clock, work):
    account = onboarded(local_stripe, cleo)
    assert (account.can_receive, account.can_pay_out, account.bank_last4) == (True, True, "3000")
    cleared(local_stripe, stall, ada, cleo, clock, work)
    assert wallet(cleo) == there(cleo) == euros("320.00")
    payout = payouts.request(cleo.party, euros("320.00"), by=cleo, key="a")
    work()
    clock.shift(5 * DAY)
    work()
    payout.refresh_from_db()
    assert (payout.status, wallet(cleo), there(cleo)) == (Payout.Status.PAID, euros("0"), euros("0"))
    assert Notice.objects.filter(user=cleo, kind="payout_paid").count() == 1
    assert_the_gateway_says_the_same(local_stripe, cleo)


def test_what_was_earned_before_the_account_was_there_follows_when_it_is(local_stripe, stall, ada, cleo, clock, work):
    cleared(local_stripe, stall, ada, cleo, clock, work)
    assert Transfer.objects.get().status == Transfer.Status.WAITING
    onboarded(local_stripe, cleo)
    work()
    assert there(cleo) == euros("320.00")
    assert_the_gateway_says_the_same(local_stripe, cleo)


@pytest.mark.parametrize(("bank", "was_paid"), [("DE62370400440532013001", False), ("DE89370400440532013099", True)])
def test_a_payout_that_fails_comes_back_also_after_it_was_paid(
    local_stripe, stall, ada, cleo, clock, work, bank, was_paid
):
    onboarded(local_stripe, cleo, bank=bank)
    cleared(local_stripe, stall, ada, cleo, clock, work)
    payout = payouts.request(cleo.party, euros("320.00"), by=cleo, key="a")
    for _day in range(10):
        work()
        clock.shift(DAY)
    payout.refresh_from_db()
    assert (payout.status, bool(payout.paid_at)) == (Payout.Status.FAILED, was_paid)
    assert wallet(cleo) == there(cleo) == euros("320.00")
    assert_the_gateway_says_the_same(local_stripe, cleo)


def test_a_bank_that_is_changed_at_the_gateway_rests_48_hours(local_stripe, stall, ada, cleo, clock, work):
    onboarded(local_stripe, cleo)
    cleared(local_stripe, stall, ada, cleo, clock, work)
    account = onboarded(local_stripe, cleo, bank="DE62370400440532013001")
    work()
    assert account.rests_until is not None
    with pytest.raises(payouts.CannotPayOut, match="changed"):
        payouts.request(cleo.party, euros("1.00"), by=cleo, key="a")
    assert Notice.objects.filter(user=cleo, kind="payout_bank_changed").count() == 1


@pytest.mark.parametrize("fault", ["error_after", "conflict", "rate_limit", "reset", "truncated"])
def test_on_a_bad_day_of_the_gateway_everything_happens_once(local_stripe, stall, ada, cleo, clock, work, fault):
    onboarded(local_stripe, cleo)
    hold = held(local_stripe, stall, ada, cleo)
    part = escrow.release(hold, by=ada, key="a")
    local_stripe.fault(fault, "/v1/transfers")
    clock.move_to(part.clearing.due_at)
    timers.run_due()
    outgoing.send_due()
    clock.shift(timedelta(minutes=20))
    work()
    assert len(local_stripe.all("transfer")) == 1
    assert_the_gateway_says_the_same(local_stripe, cleo)


def test_a_chargeback_of_what_lies_in_the_wallet_takes_the_cash_back(local_stripe, stall, ada, cleo, clock, work):
    onboarded(local_stripe, cleo)
    hold = cleared(local_stripe, stall, ada, cleo, clock, work)
    dispute = local_stripe.dispute(hold.payment.charge)
    work()
    assert TransferReversal.objects.get().status == TransferReversal.Status.DONE
    assert wallet(cleo) == there(cleo) == euros("0")
    assert_the_gateway_says_the_same(local_stripe, cleo)
    local_stripe.decide(dispute, "won")
    work()
    assert Chargeback.objects.get().status == Chargeback.Status.WON
    assert wallet(cleo) == there(cleo) == euros("320.00")
    assert_the_gateway_says_the_same(local_stripe, cleo)


def test_a_chargeback_after_the_payout_is_owed_and_netted(local_stripe, stall, ada, ben, cleo, clock, work):
    onboarded(local_stripe, cleo)
    hold = cleared(local_stripe, stall, ada, cleo, clock, work)
    payouts.request(cleo.party, euros("320.00"), by=cleo, key="a")
    work()
    clock.shift(5 * DAY)
    work()
    local_stripe.decide(local_stripe.dispute(hold.payment.charge), "lost")
    work()
    assert owes(cleo) == euros("320.00")
    assert Payment.objects.get(pk=hold.payment_id).status == Payment.Status.LOST
    cleared(local_stripe, stall, ben, cleo, clock, work, "500.00 EUR")
    assert (owes(cleo), wallet(cleo), there(cleo)) == (euros("0"), euros("80.00"), euros("80.00"))
    assert_the_gateway_says_the_same(local_stripe, cleo)


@pytest.mark.parametrize("order", ["told", "reversed", "shuffled"])
def test_news_of_two_chargebacks_of_one_charge_in_any_order(local_stripe, stall, ada, cleo, clock, work, order):
    hold = held(local_stripe, stall, ada, cleo)
    first = local_stripe.dispute(hold.payment.charge, amount=100_00)
    second = local_stripe.dispute(hold.payment.charge, amount=50_00)
    local_stripe.decide(first, "won")
    local_stripe.decide(second, "lost")
    local_stripe.deliver(order=order, times=2)
    hold = Hold.objects.get()
    assert (hold.status, escrow.left_in(hold)) == (Hold.Status.HELD, euros("350.00"))
    assert sorted(Chargeback.objects.values_list("status", flat=True)) == ["lost", "won"]
    assert_the_gateway_says_the_same(local_stripe)


def test_an_inquiry_takes_nothing(local_stripe, stall, ada, cleo, work):
    hold = held(local_stripe, stall, ada, cleo)
    dispute = local_stripe.dispute(hold.payment.charge, inquiry="true")
    work()
    assert Hold.objects.get().status == Hold.Status.FROZEN
    local_stripe.decide(dispute, "won")
    work()
    assert Hold.objects.get().status == Hold.Status.HELD
    assert_the_gateway_says_the_same(local_stripe)


def test_held_longer_the_money_is_paid_anew_and_the_first_goes_back(local_stripe, stall, ada, cleo, clock, work):
    hold = held(local_stripe, stall, ada, cleo)
    first, limit = hold.payment, hold.must_leave_by
    clock.move_to(limit - 20 * DAY)
    renewal = renewals.agree(hold, by=cleo)
    paying.on_the_page(local_stripe, checkouts.open([("hold_renewal", renewal.pk)], by=ada), by=ada)
    work()
    hold.refresh_from_db()
    assert (hold.status, escrow.left_in(hold)) == (Hold.Status.HELD, euros("400.00"))
    assert hold.payment != first
    assert hold.must_leave_by == limit - 20 * DAY + timedelta(days=90)
    assert first.refunds.get().amount == euros("400.00")
    clock.move_to(limit)
    timers.run_due()
    assert escrow.release(hold, by=ada, key="a").gross == euros("400.00")
    assert_the_gateway_says_the_same(local_stripe)


def test_a_deal_that_goes_on_while_it_is_paid_anew_gives_the_new_payment_back(
    local_stripe, stall, ada, cleo, clock, work
):
    hold = held(local_stripe, stall, ada, cleo)
    clock.move_to(hold.must_leave_by - 20 * DAY)
    renewal = renewals.agree(hold, by=cleo)
    checkout = checkouts.open([("hold_renewal", renewal.pk)], by=ada)
    begun = charges.send(charges.begin(checkout, by=ada))
    escrow.release(hold, amount=euros("100.00"), by=ada, key="a")
    local_stripe.pay(begun.action_url)
    second = charges.look(begun)
    work()
    hold.refresh_from_db()
    assert hold.payment != second
    assert second.refunds.get().amount == euros("400.00")
    assert escrow.left_in(hold) == euros("300.00")
    assert_the_gateway_says_the_same(local_stripe)


def test_a_chargeback_of_a_renewed_payment_takes_what_is_held(local_stripe, stall, ada, cleo, clock, work):
    hold = held(local_stripe, stall, ada, cleo)
    clock.move_to(hold.must_leave_by - 20 * DAY)
    renewal = renewals.agree(hold, by=cleo)
    second = paying.on_the_page(local_stripe, checkouts.open([("hold_renewal", renewal.pk)], by=ada), by=ada)
    work()
    dispute = local_stripe.dispute(second.charge)
    work()
    assert chargebacks.holds_of(second).get() == hold
    assert escrow.left_in(hold) == euros("0")
    local_stripe.decide(dispute, "lost")
    work()
    assert Hold.objects.get().status == Hold.Status.REFUNDED
    assert_the_gateway_says_the_same(local_stripe)
