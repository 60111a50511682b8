"""What a member of staff would try with money: to approve their own, to decide about their own deal, to do it twice."""

import pytest
from django.urls import reverse

from accounts.models import User
from marketplace.kit.models import IllegalMove
from marketplace.kit.money import Money
from marketplace.kit.refusals import NotAllowed, Refused
from payments import chart, escrow, ledger, second_person
from payments.ledger import Posting
from payments.models import Account, Adjustment, Payment, Refund, StaffRefund
from tests import cast, staffing
from tests.accounts import running
from tests.payments import deals as deals_of_tests
from tests.payments.books import assert_books_balance
from tests.payments.deals import held

pytestmark = pytest.mark.django_db
WHY = "the bank's letter of the twelfth explains it"
GARBAGE = ["", "\x00", "-1", "0", "0.001", "1e400", "9" * 40, "NaN", "Infinity", "²", "€", "1,5", "🜚" * 50]


@pytest.fixture
def finance(dev) -> User:
    return cast.in_group(dev, "finance")


@pytest.fixture
def fay(db) -> User:
    """A second member of finance."""
    return cast.in_group(cast.joined("Fay Lund", is_staff=True), "finance")


@pytest.fixture
def root(db) -> User:
    """Somebody who may do anything."""
    root = cast.joined("Rut Ek", is_staff=True)
    root.is_superuser = True
    root.save()
    return root


@pytest.fixture
def hold(deals, ada, cleo):
    return held(ada, cleo, "40.00 EUR")


def proposed(hold, by, amount="40.00") -> StaffRefund:
    return second_person.propose_refund(hold.payment, Money(amount, "EUR"), by=by, why=WHY, hold=hold)


class TestTheirOwn:
    def test_neither_by_the_button_nor_by_its_address_nor_below_the_list(self, hold, finance, client_of):
        refund, desk = proposed(hold, finance), client_of(finance)
        for act in ("approve", "reject"):
            staffing.do(desk, refund, act)
            staffing.do_to_all(desk, [refund], act)
        assert StaffRefund.objects.get().status == "proposed"
        assert escrow.left_in(hold) == Money(40, "EUR")

    def test_nor_as_somebody_who_may_do_anything(self, hold, root, client_of):
        refund = proposed(hold, root)
        answer = staffing.do(client_of(root), refund, "approve")
        assert "somebody else must decide" in answer.content.decode()
        assert not Refund.objects.exists()

    @pytest.mark.parametrize("act", [second_person.approve, second_person.reject])
    def test_who_is_paid_by_the_deal_decides_nothing_about_it(self, deals, ada, finance, fay, act):
        refund = proposed(held(ada, fay, "40.00 EUR"), finance)
        with pytest.raises(NotAllowed):
            act(refund, by=fay, why=WHY)

    def test_who_is_paid_by_it_decides_nothing_at_the_sites_cost_either(self, deals, ada, finance, fay):
        hold = held(ada, fay, "40.00 EUR")
        escrow.release(hold, by=ada, key="r")
        refund = second_person.propose_refund(hold.payment, Money(40, "EUR"), by=finance, why=WHY)
        with pytest.raises(NotAllowed):
            second_person.approve(refund, by=fay, why=WHY)

    def test_who_works_for_the_company_that_paid_decides_nothing(self, deals, ada, cleo, finance, fay):
        company = running.founded(ada)
        running.joined(company, fay, "member", by=ada)
        hold = held(ada, cleo, "40.00 EUR")
        Payment.objects.filter(pk=hold.payment_id).update(payer=company.party)
        with pytest.raises(NotAllowed):
            second_person.approve(StaffRefund.objects.get(pk=proposed(hold, finance).pk), by=fay, why=WHY)

    def test_a_gift_to_a_company_of_ones_own_is_approved_by_others(self, finance, fay):
        company = running.founded(fay)
        ledger.post("found", [Posting(chart.DISPUTES, chart.SUSPENSE, Money(10, "EUR"))], ref="found:1")
        cash = [Posting(chart.gateway("stripe"), chart.wallet(company.party), Money(1, "EUR"))]
        ledger.post("x", cash, ref="x:1")
        suspense, wallet = Account.objects.get(code="suspense"), Account.objects.get(code="wallet")
        gift = second_person.propose_adjustment(suspense, wallet, Money(4, "EUR"), by=finance, why=WHY)
        with pytest.raises(NotAllowed):
            second_person.approve(gift, by=fay, why=WHY)


class TestTwice:
    def test_what_was_rejected_is_approved_no_more(self, hold, finance, fay):
        refund = proposed(hold, finance)
        second_person.reject(refund, by=fay, why=WHY)
        with pytest.raises(IllegalMove):
            second_person.approve(refund, by=fay, why=WHY)
        assert escrow.left_in(hold) == Money(40, "EUR")
        assert_books_balance()

    @pytest.mark.parametrize("out_of", ["hold", "house"])
    def test_two_refunds_of_all_of_it_in_two_tabs_are_one(self, hold, ada, finance, fay, client_of, out_of):
        if out_of == "house":
            escrow.release(hold, by=ada, key="r")
        for _tab in range(2):
            staffing.do(client_of(finance), hold.payment, "propose_refund", amount="40.00", out_of=out_of)
        first, second = StaffRefund.objects.order_by("pk")
        for refund in (first, second):
            staffing.do(client_of(fay), refund, "approve")
        assert [one.status for one in StaffRefund.objects.order_by("pk")] == ["approved", "proposed"]
        assert Payment.objects.get().refunded == Money(40, "EUR")
        assert_books_balance()

    def test_a_refund_at_the_sites_cost_is_not_sent_while_a_bank_takes_the_payment_back(self, hold, finance, fay):
        from tests.payments import stripe_says

        escrow.release(hold, by=None, key="r")
        refund = second_person.propose_refund(hold.payment, Money(40, "EUR"), by=finance, why=WHY)
        stripe_says.disputed(hold.payment, "40.00 EUR", moves="taken")
        with pytest.raises(Refused):
            second_person.approve(refund, by=fay, why=WHY)
        assert_books_balance()


class TestAtOnce:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_two_who_approve_at_the_same_moment_send_it_once(self, transactional_db, two_connections):
        deals_of_tests.plugged()
        ada, cleo = cast.ada(), cast.cleo()
        first, second, third = (
            cast.in_group(cast.joined(name, is_staff=True), "finance") for name in ("Fay Lund", "Gus Berg", "Hal Roe")
        )
        hold = held(ada, cleo, "40.00 EUR")
        refund = proposed(hold, first, "20.00")
        results = two_connections(*[
            lambda by=by: second_person.approve(refund, by=by, why=WHY) for by in (second, third)
        ])  # fmt: skip
        assert sum(isinstance(one, StaffRefund) for one in results) == 1
        assert escrow.left_in(hold) == Money(20, "EUR")
        assert_books_balance()


class TestGarbage:
    def test_in_a_proposal_it_proposes_nothing_and_breaks_nothing(self, hold, finance, client_of):
        ledger.post("found", [Posting(chart.DISPUTES, chart.SUSPENSE, Money(10, "EUR"))], ref="found:1")
        suspense, desk = Account.objects.get(code="suspense"), client_of(finance)
        other = str(Account.objects.get(code="disputes").pk)
        for text in GARBAGE:
            for form in ({"amount": text, "to": other}, {"amount": "1.00", "to": text}):
                assert staffing.do(desk, suspense, "propose_adjustment", **form).status_code in {200, 422}, form
            for form in ({"amount": text, "out_of": "hold"}, {"amount": "1.00", "out_of": text}):
                assert staffing.do(desk, hold.payment, "propose_refund", **form).status_code in {200, 422}, form
        assert not StaffRefund.objects.exists()
        assert not Adjustment.objects.exists()

    def test_a_reason_of_nothing_is_none(self, hold, finance, fay, client_of):
        refund = proposed(hold, finance)
        for reason in ("", " " * 20, "\x00" * 20, "ok"):
            staffing.do(client_of(fay), refund, "approve", reason=reason)
        assert StaffRefund.objects.get().status == "proposed"

    def test_lists_of_money_are_sifted_by_anything(self, hold, finance, client_of):
        desk = client_of(finance)
        for name in ("account", "entry", "payment", "hold", "payout", "staffrefund", "adjustment"):
            for text in GARBAGE:
                address = reverse(f"admin:payments_{name}_changelist")
                assert desk.get(address, {"q": text}).status_code == 200, (name, text)
