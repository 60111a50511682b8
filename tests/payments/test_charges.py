"""Taking money: what is written down before the gateway is asked, and what follows from its answers."""

from datetime import timedelta

import pytest
from moneyed import Money

from marketplace.kit.refusals import NotAllowed, Refused
from payments import charges, chart, checkouts, ledger, outgoing
from payments.models import Checkout, GatewayObject, GatewayRequest, Hold, Payment, SavedMethod
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import CARD

pytestmark = pytest.mark.django_db
Status = Payment.Status


@pytest.fixture
def stall():
    return stalls.opened()


@pytest.fixture
def checkout(stall, ada, cleo):
    return paying.checkout(stall, ada, cleo, "64.00 EUR")


def cash(local_stripe) -> tuple[Money, Money]:
    """The platform's cash in euros: by the gateway's books, and by ours."""
    return Money(local_stripe.cash("eur"), "EUR") / 100, -ledger.balance(chart.gateway("stripe"), "EUR")


class TestBegin:
    def test_it_writes_down_payment_hold_and_call_before_the_gateway_is_asked(self, checkout, ada):
        payment = charges.begin(checkout, by=ada)
        request = outgoing.of("payment", payment.pk)
        assert (payment.status, request.status) == (Status.PREPARED, GatewayRequest.Status.READY)
        assert request.key == f"payment:{payment.pk}:1"
        assert request.body["metadata"]["our_id"] == str(payment.pk)
        assert Hold.objects.get().status == Hold.Status.PENDING
        assert_books_balance()

    def test_the_same_button_twice_is_one_payment(self, checkout, ada):
        assert charges.begin(checkout, by=ada) == charges.begin(checkout, by=ada)
        assert GatewayRequest.objects.count() == 1

    def test_it_refuses_a_stranger(self, checkout, eve):
        with pytest.raises(NotAllowed):
            charges.begin(checkout, by=eve)

    def test_it_refuses_prices_that_do_not_hold_any_more(self, checkout, ada, clock):
        clock.shift(timedelta(minutes=31))
        with pytest.raises(charges.QuoteExpired):
            charges.begin(checkout, by=ada)

    def test_what_is_being_paid_on_one_page_is_not_paid_on_another(self, stall, checkout, ada, cleo):
        jam = stall.hang("Jam", "10.00 EUR", payer=ada, payee=cleo)
        things = [*checkouts.things_of(checkout), ("print", jam.pk)]
        both = checkouts.open(things, by=ada)
        charges.begin(checkout, by=ada)
        with pytest.raises(Refused, match="being paid"):
            charges.begin(both, by=ada)


class TestOnThePage:
    def test_what_was_paid_lies_in_escrow_and_the_fee_is_a_cost_of_the_platform(self, local_stripe, checkout, ada):
        payment = paying.on_the_page(local_stripe, checkout, by=ada)
        hold = Hold.objects.get()
        assert (payment.status, hold.status, payment.method) == (Status.SUCCEEDED, Hold.Status.HELD, "Visa …4242")
        assert ledger.balance(chart.hold(hold), "EUR") == Money("64.00", "EUR")
        assert Checkout.objects.get().status == Checkout.Status.PAID
        at_gateway, in_books = cash(local_stripe)
        assert at_gateway == in_books < Money("64.00", "EUR")
        assert_books_balance()

    def test_several_payees_are_paid_at_once_and_each_has_a_hold(self, local_stripe, stall, ada, cleo, ben):
        prints = [
            stall.hang("Loaf", "64.00 EUR", payer=ada, payee=cleo),
            stall.hang("Rye", "8.00 EUR", payer=ada, payee=ben),
        ]
        checkout = checkouts.open([("print", one.pk) for one in prints], by=ada)
        paying.on_the_page(local_stripe, checkout, by=ada)
        assert {(hold.payee, str(hold.amount.amount)) for hold in Hold.objects.with_money()} == {
            (cleo.party, "64.00"),
            (ben.party, "8.00"),
        }
        assert all(stall.prints[one.pk].is_paid for one in prints)
        assert_books_balance()

    def test_what_the_site_sells_itself_is_its_income(self, local_stripe, stall, ada):
        paying.on_the_page(local_stripe, paying.checkout(stall, ada, None, "12.00 EUR"), by=ada)
        assert ledger.balance(chart.PLANS, "EUR") == Money("12.00", "EUR")
        assert_books_balance()

    def test_coming_back_the_webhooks_and_a_second_look_all_find_it_done(self, local_stripe, checkout, ada):
        payment = paying.on_the_page(local_stripe, checkout, by=ada)
        assert {status for _type, status in local_stripe.deliver(times=2)} == {200}
        assert charges.look(payment).status == Status.SUCCEEDED
        assert GatewayObject.objects.filter(kind="charge").count() == 1
        assert_books_balance()

    def test_a_payer_who_never_comes_back_has_paid_all_the_same(self, local_stripe, checkout, ada):
        begun = charges.send(charges.begin(checkout, by=ada))
        local_stripe.pay(begun.action_url)
        local_stripe.deliver()
        assert Payment.objects.get().status == Status.SUCCEEDED
        assert_books_balance()

    def test_a_declined_card_is_not_the_end_of_the_page(self, local_stripe, checkout, ada):
        begun = charges.send(charges.begin(checkout, by=ada))
        assert local_stripe.pay(begun.action_url, "no_funds") == ""
        local_stripe.deliver()
        assert charges.look(begun).status == Status.ACTION_NEEDED
        assert Payment.objects.get().failure == "insufficient_funds"
        local_stripe.pay(begun.action_url)
        assert charges.look(begun).status == Status.SUCCEEDED
        assert_books_balance()

    def test_a_payer_who_goes_back_can_choose_anew_and_the_old_page_takes_nothing(self, local_stripe, checkout, ada):
        begun = charges.send(charges.begin(checkout, by=ada))
        assert charges.abandon(begun, by=ada).status == Status.CANCELLED
        assert Checkout.objects.get().status == Checkout.Status.OPEN
        assert local_stripe.all("checkout.session")[0]["status"] == "expired"
        assert paying.on_the_page(local_stripe, checkout, by=ada).attempt == 2
        assert_books_balance()

    @pytest.mark.parametrize("card", ["declined", "asks"])
    def test_the_old_page_is_closed_also_after_a_card_was_tried_on_it(self, local_stripe, checkout, ada, card):
        begun = charges.send(charges.begin(checkout, by=ada))
        local_stripe.submit(begun.action_url, card=CARD[card], email="payer@example.org")
        local_stripe.deliver()
        begun.refresh_from_db()
        assert (begun.reference[:3], begun.action_url[:4]) == ("cs_", "http")
        assert charges.abandon(begun, by=ada).status == Status.CANCELLED
        assert local_stripe.all("checkout.session")[0]["status"] == "expired"
        assert paying.on_the_page(local_stripe, checkout, by=ada).attempt == 2
        assert_books_balance()

    def test_who_paid_in_one_window_and_goes_back_in_another_has_paid(self, local_stripe, checkout, ada):
        begun = charges.send(charges.begin(checkout, by=ada))
        local_stripe.pay(begun.action_url)
        assert charges.abandon(begun, by=ada).status == Status.SUCCEEDED
        assert_books_balance()

    def test_a_page_that_nobody_used_runs_out_and_the_checkout_is_open_again(self, local_stripe, checkout, ada, clock):
        charges.send(charges.begin(checkout, by=ada))
        clock.shift(timedelta(minutes=61))
        local_stripe.deliver()
        assert Payment.objects.get().status == Status.CANCELLED
        assert Checkout.objects.get().status == Checkout.Status.OPEN

    def test_a_card_is_kept_only_if_its_payer_wanted_that(self, local_stripe, stall, checkout, ada, cleo):
        paying.on_the_page(local_stripe, checkout, by=ada)
        assert not SavedMethod.objects.exists()
        card = paying.with_saved(local_stripe, stall, ada, cleo)
        assert (str(card), card.is_default) == ("Visa …4242", True)


class TestWithASavedCard:
    def test_it_is_charged_at_once(self, local_stripe, stall, checkout, ada, cleo):
        card = paying.with_saved(local_stripe, stall, ada, cleo)
        payment = charges.send(charges.begin(checkout, by=ada, method=card))
        assert (payment.status, payment.action_url) == (Status.SUCCEEDED, "")
        assert_books_balance()

    def test_a_decline_leaves_the_checkout_open_for_another_card(self, local_stripe, stall, checkout, ada, cleo):
        card = paying.with_saved(local_stripe, stall, ada, cleo)
        bad = local_stripe.api.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": card.customer})
        SavedMethod.objects.filter(pk=card.pk).update(reference=bad.id)
        failed = charges.send(charges.begin(checkout, by=ada, method=SavedMethod.objects.get(pk=card.pk)))
        assert (failed.status, failed.failure) == (Status.FAILED, "generic_decline")
        assert Hold.objects.latest("created_at").status == Hold.Status.PENDING
        outgoing.send_due()
        assert local_stripe.all("payment_intent")[0]["status"] == "canceled"
        assert paying.on_the_page(local_stripe, checkout, by=ada).status == Status.SUCCEEDED
        assert_books_balance()

    def test_a_bank_that_asks_sends_the_payer_there_and_back(self, local_stripe, stall, checkout, ada, cleo):
        card = paying.with_saved(local_stripe, stall, ada, cleo, "asks")
        begun = charges.send(charges.begin(checkout, by=ada, method=card))
        assert begun.status == Status.ACTION_NEEDED
        local_stripe.answer(begun.action_url)
        assert charges.look(begun).status == Status.SUCCEEDED
        assert_books_balance()

    def test_a_payer_who_says_no_to_their_bank_has_not_paid(self, local_stripe, stall, checkout, ada, cleo):
        card = paying.with_saved(local_stripe, stall, ada, cleo, "asks")
        begun = charges.send(charges.begin(checkout, by=ada, method=card))
        local_stripe.answer(begun.action_url, agrees=False)
        assert charges.look(begun).status == Status.FAILED
        assert_books_balance()

    def test_while_the_payer_is_away_a_bank_that_asks_waits_for_them(self, local_stripe, stall, checkout, ada, cleo):
        card = paying.with_saved(local_stripe, stall, ada, cleo, "asks")
        charges.begin(checkout, by=None, method=card, off_session=True)
        outgoing.send_due()
        waiting = Payment.objects.latest("created_at")
        assert (waiting.status, waiting.failure) == (Status.ACTION_NEEDED, "authentication_required")
        resumed = charges.send_resumed(charges.resume(waiting, by=ada))
        local_stripe.answer(resumed.action_url)
        assert charges.look(resumed).status == Status.SUCCEEDED
        assert len(local_stripe.all("payment_intent")) == 2  # the same one went on
        assert_books_balance()

    def test_a_card_that_was_removed_is_not_charged(self, local_stripe, stall, checkout, ada, cleo):
        from payments import methods

        card = methods.remove(paying.with_saved(local_stripe, stall, ada, cleo), by=ada)
        with pytest.raises(charges.NotPayable, match="not among your cards"):
            charges.begin(checkout, by=ada, method=card)
