"""Banks that take back what was already divided, given back or paid out: nobody pays a cent twice, and none is lost."""

from uuid import uuid4

import pytest

from marketplace.kit.money import to_minor
from payments import chart, escrow, ledger, outgoing, payouts, refunds, second_person
from payments.models import Chargeback, Hold, Payment, Refund
from payments.refunds import NotRefundable
from tests import cast
from tests.payments import deals as deals_of_tests
from tests.payments import paying, racing, stripe_says
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money
from tests.payments.earning import cleared, on, owes, wallet

ZERO = money("0 EUR")


def at(hold):
    return Hold.objects.get(pk=hold.pk)


def divided(ada, cleo):
    """A hold of 400 of which 300 were released and 100 went back, as was decided."""
    hold = held(ada, cleo, "400.00 EUR")
    escrow.split(hold, released=money("300.00 EUR"), by=None, key="d", why="as decided")
    return at(hold)


class TestAHoldThatWasDivided:
    def test_a_chargeback_of_all_of_it_takes_what_was_released_and_the_rest_is_the_sites(self, deals, ada, cleo):
        hold = divided(ada, cleo)
        chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
        taken = {piece.place: piece.amount_minor for piece in chargeback.recoveries.all()}
        assert taken == {"clearing": 240_00, "commission": 60_00, "loss": 100_00}
        assert (at(hold).status, on(chart.DISPUTES)) == (Hold.Status.SPLIT, ZERO)
        assert_books_balance()

    def test_won_everybody_has_again_what_they_had(self, deals, ada, cleo):
        hold = divided(ada, cleo)
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="won")
        assert on(chart.clearing(cleo.party)) == money("240.00 EUR")
        assert (on(chart.COMMISSION), on(chart.LOSSES)) == (money("60.00 EUR"), ZERO)
        assert_books_balance()

    def test_a_part_of_it_is_taken_from_what_was_released(self, deals, ada, cleo):
        hold = divided(ada, cleo)
        stripe_says.disputed(hold.payment, "300.00 EUR", moves="taken", status="lost")
        assert (on(chart.clearing(cleo.party)), on(chart.COMMISSION), on(chart.LOSSES)) == (ZERO, ZERO, ZERO)
        assert_books_balance()

    def test_paid_out_before_what_she_had_of_it_is_owed(self, deals, ada, cleo, clock):
        stripe_says.opened(cleo.party)
        hold = cleared(ada, cleo, "400.00 EUR", clock)
        stripe_says.paid_out(payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a"))
        first = stripe_says.disputed(hold.payment, "150.00 EUR", moves="taken", status="lost")
        second = stripe_says.disputed(hold.payment, "250.00 EUR", moves="taken", status="lost", n=2)
        assert {first.status, second.status} == {Chargeback.Status.LOST}
        assert (owes(cleo), on(chart.COMMISSION)) == (money("320.00 EUR"), ZERO)
        assert_books_balance()


class TestAHoldThatEndedByABank:
    def test_money_that_comes_back_to_it_waits_for_a_person(self, deals, ada, cleo):
        hold = held(ada, cleo, "400.00 EUR")
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="lost")
        assert (escrow.left_in(hold), on(chart.SUSPENSE)) == (ZERO, money("400.00 EUR"))
        assert_books_balance()


class TestARefundThatCameBack:
    @pytest.fixture
    def failed(self, local_stripe, ada, cleo):
        """All of a payment was sent back, and its card's bank would not take it."""
        hold = paying.on_the_page(
            local_stripe, paying.checkout(stalls.opened(), ada, cleo, "64.00 EUR"), by=ada
        ).holds.get()
        escrow.refund(hold, by=ada, key="back", why="it was not what it said")
        outgoing.send_due()
        local_stripe.fail_refund(Refund.objects.get().reference)
        local_stripe.deliver()
        return Refund.objects.select_related("payment").get()

    @pytest.fixture
    def taken(self, failed, local_stripe):
        """And then the bank took the whole payment."""
        local_stripe.decide(local_stripe.dispute(failed.payment.charge), "lost")
        local_stripe.deliver()
        return Refund.objects.get()

    def test_it_is_not_sent_again_while_a_bank_takes_the_payment_or_has_it(self, failed, local_stripe, dev):
        reference = local_stripe.dispute(failed.payment.charge)
        local_stripe.deliver()
        with pytest.raises(NotRefundable, match="bank"):
            refunds.ask_again(failed, by=dev, why="again")
        local_stripe.decide(reference, "lost")
        local_stripe.deliver()
        with pytest.raises(NotRefundable, match="bank"):
            refunds.ask_again(failed, by=dev, why="again")
        assert_books_balance()

    def test_its_sum_is_set_aside_and_two_of_the_staff_say_where_it_goes(self, taken, local_stripe, dev):
        dev = cast.in_group(dev, "finance")
        fay = cast.in_group(cast.joined("Fay Lund", is_staff=True), "finance")
        refunds.set_aside(taken, by=dev, why="the bank has sent it to the payer already")
        assert (on(chart.on_its_way_back(taken)), on(chart.SUSPENSE)) == (ZERO, money("64.00 EUR"))
        from payments.models import Account

        accounts = [Account.objects.get(code=code, currency="EUR") for code in ("suspense", "losses")]
        moved = second_person.propose_adjustment(*accounts, money("64.00 EUR"), by=dev, why="it was ours to bear")
        second_person.approve(moved, by=fay, why="the letter of the bank says so")
        assert (on(chart.SUSPENSE), on(chart.LOSSES)) == (ZERO, ZERO)
        assert local_stripe.cash("eur") == to_minor(-ledger.balance(chart.gateway("stripe"), "EUR"))
        assert_books_balance()

    def test_only_one_that_came_back_is_set_aside_and_once(self, taken, dev):
        refunds.set_aside(taken, by=dev, why="the bank has sent it already")
        for act in (refunds.set_aside, refunds.ask_again):
            with pytest.raises(NotRefundable):
                act(taken, by=dev, why="again")
        assert on(chart.SUSPENSE) == money("64.00 EUR")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def rich(self, transactional_db, clock):
        """Cleo can take out 320 euro that Ada paid; two of the staff are about to give Ada 400 of the site's own."""
        deals_of_tests.plugged()
        ada, cleo = cast.ada(), cast.cleo()
        dev, fay = (cast.in_group(cast.joined(name, is_staff=True), "finance") for name in ("Dev Anand", "Fay Lund"))
        stripe_says.opened(cleo.party)
        payment = cleared(ada, cleo, "400.00 EUR", clock).payment
        why = "she was promised it on the telephone"
        refund = second_person.propose_refund(payment, money("400.00 EUR"), by=dev, why=why)
        return cleo, payment, refund, fay

    @racing.matrix
    def test_payouts_a_refund_and_a_chargeback_take_each_cent_once(self, rich, workers, seed):
        cleo, payment, refund, fay = rich
        acts = [
            lambda: payouts.request(cleo.party, money("160.00 EUR"), by=cleo, key=str(uuid4())) for _n in range(workers)
        ]
        acts[0] = lambda: stripe_says.disputed(payment, "400.00 EUR", moves="taken")
        acts[1] = lambda: second_person.approve(refund, by=fay, why="it was promised to her")
        racing.at_once(acts, seed=seed)
        out = money("160.00 EUR") * cleo.party.payouts.count()
        came_first = Payment.objects.get(pk=payment.pk).refunded
        assert (owes(cleo), wallet(cleo)) == (out, ZERO)
        assert on(chart.LOSSES) == -came_first
        assert on(chart.DISPUTES) == ZERO
        assert_books_balance()
