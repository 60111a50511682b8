"""Staff move money in twos: one proposes, another approves."""

import pytest
from moneyed import Money

from accounts.models import User
from marketplace.kit.models import AuditEntry, IllegalMove
from marketplace.kit.refusals import NotAllowed, Refused
from payments import chart, escrow, ledger, second_person
from payments.ledger import Posting
from payments.models import Account, Adjustment, Payment, StaffRefund
from tests import cast, staffing
from tests.payments import deals as made
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
WHY = "the bank's letter of the twelfth explains it"


@pytest.fixture
def fay(db) -> User:
    """A second member of finance."""
    return cast.in_group(cast.joined("Fay Lund", is_staff=True), "finance")


@pytest.fixture
def finance(dev) -> User:
    return cast.in_group(dev, "finance")


@pytest.fixture
def accounts(db):
    """Suspense with ten euros, and the platform's losses."""
    ledger.post("found", [Posting(chart.DISPUTES, chart.SUSPENSE, Money(10, "EUR"))], ref="found:1")
    ledger.post("lost", [Posting(chart.LOSSES, chart.SUSPENSE, Money(1, "EUR"))], ref="lost:1")
    return Account.objects.get(code="suspense"), Account.objects.get(code="losses")


def proposed(accounts, by) -> Adjustment:
    return second_person.propose_adjustment(*accounts, Money(4, "EUR"), by=by, why=WHY)


class TestAdjustment:
    def test_nothing_moves_until_a_second_person_approves(self, accounts, finance, fay):
        adjustment = proposed(accounts, finance)
        assert ledger.balance(chart.SUSPENSE, "EUR") == Money(11, "EUR")
        second_person.approve(adjustment, by=fay, why=WHY)
        assert ledger.balance(chart.SUSPENSE, "EUR") == Money(7, "EUR")
        assert_books_balance()

    def test_nobody_approves_their_own(self, accounts, finance):
        with pytest.raises(NotAllowed):
            second_person.approve(proposed(accounts, finance), by=finance, why=WHY)

    def test_nobody_approves_what_goes_to_their_own_wallet(self, accounts, finance, fay):
        ledger.post("x", [Posting(chart.gateway("stripe"), chart.wallet(fay.party), Money(1, "EUR"))], ref="x:1")
        wallet = Account.objects.get(code="wallet")
        gift = second_person.propose_adjustment(accounts[0], wallet, Money(4, "EUR"), by=finance, why=WHY)
        with pytest.raises(NotAllowed):
            second_person.approve(gift, by=fay, why=WHY)

    def test_it_is_done_once(self, accounts, finance, fay):
        adjustment = proposed(accounts, finance)
        second_person.approve(adjustment, by=fay, why=WHY)
        with pytest.raises(IllegalMove):
            second_person.approve(adjustment, by=fay, why=WHY)
        assert ledger.balance(chart.SUSPENSE, "EUR") == Money(7, "EUR")

    def test_a_rejected_one_moves_nothing(self, accounts, finance, fay):
        second_person.reject(proposed(accounts, finance), by=fay, why=WHY)
        assert ledger.balance(chart.SUSPENSE, "EUR") == Money(11, "EUR")

    def test_more_than_is_there_is_refused_when_it_is_approved(self, accounts, finance, fay):
        much = second_person.propose_adjustment(*accounts, Money(400, "EUR"), by=finance, why=WHY)
        with pytest.raises(ledger.NotEnough):
            second_person.approve(much, by=fay, why=WHY)

    def test_escrow_is_not_adjusted_by_hand(self, accounts, finance, deals, ada, cleo):
        made.held(ada, cleo, "40.00 EUR")
        hold = Account.objects.get(code="hold")
        with pytest.raises(Refused):
            second_person.propose_adjustment(hold, accounts[1], Money(4, "EUR"), by=finance, why=WHY)

    @pytest.mark.parametrize("group", ["moderator", "reviewer", "analyst"])
    def test_it_takes_the_right(self, accounts, dev, group):
        with pytest.raises(NotAllowed):
            proposed(accounts, cast.in_group(dev, group))

    def test_in_the_admin_both_reasons_are_asked_for_and_kept(self, accounts, finance, fay, client_of):
        more = {"amount": "4.00", "to": str(accounts[1].pk)}
        staffing.do(client_of(finance), accounts[0], "propose_adjustment", **more)
        adjustment = Adjustment.objects.get()
        staffing.do(client_of(finance), adjustment, "approve")
        assert Adjustment.objects.get().status == "proposed"
        staffing.do(client_of(fay), adjustment, "approve")
        assert Adjustment.objects.get().status == "approved"
        kinds = list(AuditEntry.objects.order_by("number").values_list("kind", flat=True))
        assert kinds[-2:] == ["propose_adjustment", "approve"]


class TestRefund:
    def test_it_comes_out_of_escrow_while_the_money_lies_there(self, deals, ada, cleo, finance, fay):
        hold = made.held(ada, cleo, "40.00 EUR")
        asked = second_person.propose_refund(hold.payment, Money(15, "EUR"), hold=hold, by=finance, why=WHY)
        second_person.approve(asked, by=fay, why=WHY)
        assert escrow.left_in(hold) == Money(25, "EUR")
        assert hold.payment.refunds.get().amount == Money(15, "EUR")
        assert_books_balance()

    def test_it_is_the_site_s_cost_once_the_payee_has_it(self, deals, ada, cleo, finance, fay):
        hold = made.held(ada, cleo, "40.00 EUR")
        escrow.release(hold, by=ada, key="r")
        asked = second_person.propose_refund(hold.payment, Money(40, "EUR"), by=finance, why=WHY)
        second_person.approve(asked, by=fay, why=WHY)
        assert ledger.balance(chart.LOSSES, "EUR") == Money(-40, "EUR")
        assert_books_balance()

    def test_at_the_site_s_cost_goes_what_is_not_in_escrow_any_more(self, deals, ada, cleo, finance, fay):
        hold = made.held(ada, cleo, "100.00 EUR")
        with pytest.raises(Refused, match="still lies in escrow"):
            second_person.propose_refund(hold.payment, Money(20, "EUR"), by=finance, why=WHY)
        escrow.release(hold, amount=Money(30, "EUR"), by=ada, key="r")
        asked = second_person.propose_refund(hold.payment, Money(20, "EUR"), by=finance, why=WHY)
        second_person.approve(asked, by=fay, why=WHY)
        escrow.refund(hold, by=cleo, key="rest", why="called off")
        assert Payment.objects.get().refunded == Money(90, "EUR")
        assert_books_balance()

    def test_it_is_looked_at_again_when_it_is_approved(self, deals, ada, cleo, finance, fay):
        hold = made.held(ada, cleo, "100.00 EUR")
        escrow.release(hold, amount=Money(30, "EUR"), by=ada, key="r")
        asked = [second_person.propose_refund(hold.payment, Money(20, "EUR"), by=finance, why=WHY) for _tab in range(2)]
        second_person.approve(asked[0], by=fay, why=WHY)
        with pytest.raises(Refused, match="still lies in escrow"):
            second_person.approve(asked[1], by=fay, why=WHY)
        assert Payment.objects.get().refunded == Money(20, "EUR")

    def test_no_more_than_was_paid(self, deals, ada, cleo, finance):
        payment = made.held(ada, cleo, "40.00 EUR").payment
        with pytest.raises(Refused):
            second_person.propose_refund(payment, Money("40.01", "EUR"), by=finance, why=WHY)

    def test_a_coin_that_is_not_there_is_refused_in_words(self, deals, ada, cleo, finance, client_of):
        payment = made.held(ada, cleo, "40.00 EUR").payment
        answer = staffing.do(client_of(finance), payment, "propose_refund", amount="1.005", out_of="hold")
        assert "no such small coin" in answer.content.decode()
        assert not StaffRefund.objects.exists()

    def test_who_paid_does_not_approve(self, deals, cleo, finance, fay):
        hold = made.held(fay, cleo, "40.00 EUR")
        asked = second_person.propose_refund(hold.payment, Money(40, "EUR"), hold=hold, by=finance, why=WHY)
        with pytest.raises(NotAllowed):
            second_person.approve(asked, by=fay, why=WHY)
        assert Payment.objects.get().refunded == Money(0, "EUR")
