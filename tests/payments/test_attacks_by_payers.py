"""What a payer would try at the till: what never was, what is others', twice at once, and another bank."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from marketplace.kit import clock as kit_clock
from marketplace.kit import outbox, timers
from marketplace.kit.money import Money
from payments import cart, checkouts, payout_accounts, payouts, promotions, renewals, repayments, rhythms, subscribing
from payments.models import CartLine, Checkout, Payment, Payout, PayoutAccount
from payments.ports import payables
from social.models import Notice
from tests import cast
from tests.accounts import running
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.deals import held
from tests.payments.earning import wallet
from tests.payments.local_stripe import GOOD_BANK
from tests.payments.test_paid_out_over_http import onboarded
from tests.portfolios.hanging import a_portfolio

pytestmark = pytest.mark.django_db
ANOTHER_BANK = "DE62370400440532013001"


@pytest.fixture
def stall(local_stripe):
    yield stalls.opened()
    payables.unplug("print")


def our_kinds() -> list[str]:
    """The payables of the floors; those of other tests may be plugged in still, and have no prices."""
    return [kind for kind in payables.kinds() if hasattr(payables.of(kind), "quote")]


class TestTheCart:
    def test_what_never_was_of_any_kind_is_refused_in_words(self, stall, ada, client_of):
        browser = client_of(ada)
        for kind in our_kinds():
            for pk in (uuid4(), UUID(int=0)):
                answer = browser.post("/cart/lines/", {"kind": kind, "pk": pk})
                assert answer.status_code in {302, 404}, kind
        assert not CartLine.objects.exists()
        assert browser.get("/cart/").status_code == 200

    def test_a_visitors_wish_for_what_never_was_is_forgotten(self, stall, ada, client):
        for kind in our_kinds():
            client.post("/cart/lines/", {"kind": kind, "pk": uuid4()})
        client.force_login(ada)
        assert client.get("/cart/").status_code == 200
        assert not CartLine.objects.exists()

    def test_what_the_other_side_pays_for_is_not_laid_in(self, deals, ada, cleo, clock, client_of):
        hold = held(ada, cleo, "400.00 EUR")
        clock.move_to(hold.must_leave_by)
        clock.shift(-10 * 86_400)
        renewal = renewals.agree(hold, by=cleo)
        client_of(cleo).post("/cart/lines/", {"kind": "hold_renewal", "pk": renewal.pk})
        assert (cart.count(cleo), cart.put("hold_renewal", renewal.pk, by=ada).subject) == (0, renewal.pk)

    def test_what_was_sold_between_the_cart_and_the_press_is_not_paid(self, stall, ada, cleo, client_of):
        loaf = stall.hang("Loaf", "64.00 EUR", payer=ada, payee=cleo)
        checkout = checkouts.open([("print", loaf.pk)], by=ada)
        stall.prints[loaf.pk].is_gone = True
        form = {"way": "stripe", "seen": checkouts.mark(checkout)}
        page = client_of(ada).post(reverse("payments:pay", args=[checkout.pk]), form)
        assert (page.status_code, Payment.objects.count()) == (409, 0)
        assert "Loaf is sold." in page.text

    def test_a_member_pays_for_nothing_of_their_company(self, stall, ada, ben, cleo, client_of):
        firm = running.founded(ada)
        running.joined(firm, ben, "member", by=ada)
        loaf = stall.hang("Loaf", "64.00 EUR", payer=firm, payee=cleo)
        client_of(ben).post("/cart/lines/", {"kind": "print", "pk": loaf.pk})
        assert cart.count(ben) == 0


class TestAnothersCard:
    def test_it_is_no_way_to_pay_and_no_way_to_pay_for_a_plan(self, stall, local_stripe, ada, cleo, eve, client_of):
        card = paying.with_saved(local_stripe, stall, ada, cleo)
        loaf = stall.hang("Loaf", "64.00 EUR", payer=eve, payee=cleo)
        checkout = checkouts.open([("print", loaf.pk)], by=eve)
        form = {"way": str(card.pk), "seen": checkouts.mark(checkout)}
        page = client_of(eve).post(reverse("payments:pay", args=[checkout.pk]), form)
        assert (page.status_code, Payment.objects.filter(checkout=checkout).count()) == (422, 0)

    def test_one_that_was_removed_in_another_tab_pays_nothing(self, stall, local_stripe, ada, cleo, client_of):
        card = paying.with_saved(local_stripe, stall, ada, cleo)
        checkout = paying.checkout(stall, ada, cleo, "64.00 EUR")
        client_of(ada).post(reverse("payments:remove_card", args=[card.pk]))
        form = {"way": str(card.pk), "seen": checkouts.mark(checkout)}
        assert client_of(ada).post(reverse("payments:pay", args=[checkout.pk]), form).status_code == 422
        assert Checkout.objects.get(pk=checkout.pk).status == Checkout.Status.OPEN


class TestTwiceAtOnce:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def cleo(self, transactional_db):
        return cast.cleo()

    def test_a_plan_that_is_begun_in_two_tabs_is_one(self, cleo, local_stripe, two_connections):
        asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
        begun = two_connections(*[lambda: subscribing.begin(cleo.party, by=cleo, **asked)] * 4)
        assert len({one.pk for one in begun}) == 1

    def test_of_two_plans_at_once_the_second_is_refused_in_words(self, cleo, local_stripe, two_connections):
        def begin(plan):
            return lambda: subscribing.begin(cleo.party, by=cleo, side="work", plan=plan, every="month", currency="EUR")

        results = two_connections(begin("plus"), begin("pro"))
        assert sorted(type(one).__name__ for one in results) == ["PaidPlan", "Refused"]

    def test_a_promotion_that_is_begun_in_two_tabs_is_one(self, cleo, two_connections):
        listing = a_portfolio(cleo).listing
        begin = lambda: promotions.begin(listing, budget=Money(20, "EUR"), days=7, by=cleo)  # noqa: E731
        assert len({one.pk for one in two_connections(*[begin] * 4)}) == 1

    def test_a_debt_that_is_paid_in_two_tabs_is_one(self, cleo, two_connections):
        from payments import chart, ledger

        ledger.post("x", [ledger.Posting(chart.receivable(cleo.party), chart.DISPUTES, Money(9, "EUR"))], ref="x")
        begun = two_connections(*[lambda: repayments.begin(cleo.party, "EUR", by=cleo)] * 4)
        assert len({one.pk for one in begun}) == 1


class TestAnotherBank:
    """Somebody who broke in names a bank of theirs at the gateway, and asks for a payout before the news is here."""

    @pytest.fixture
    def rich(self, deals, local_stripe, ada, cleo, clock):
        onboarded(local_stripe, cleo)
        from payments import chart, ledger

        here = chart.connected("stripe", cleo.party)
        ledger.post("x", [ledger.Posting(here, chart.wallet(cleo.party), Money(320, "EUR"))], ref="x:1")
        return cleo

    def name_another(self, local_stripe, person):
        account = payouts.of(person.party)
        home = "http://site/wallet/"
        url = payout_accounts.lead(account, by=person, back_to=home, again_at=home)
        assert local_stripe.onboard(url, bank=ANOTHER_BANK) == home

    def ask(self, browser):
        form = {"amount": "320.00", "once": str(uuid4())}
        return browser.post(reverse("payments:new_payout") + "?currency=EUR", form)

    def test_it_is_asked_of_the_gateway_before_money_leaves(self, rich, local_stripe, client_of):
        self.name_another(local_stripe, rich)
        page = self.ask(client_of(rich))
        assert (page.status_code, Payout.objects.count()) == (422, 0)
        assert "Your bank account was changed" in page.text
        assert PayoutAccount.objects.get().rests_until > kit_clock.now()
        assert wallet(rich) == Money(320, "EUR")

    def test_nor_does_money_leave_by_its_rhythm(self, rich, local_stripe, clock):
        rhythms.choose(payouts.of(rich.party), rhythm="weekly", by=rich)
        clock.move_to(rhythms.next_turn(payouts.of(rich.party)))
        self.name_another(local_stripe, rich)
        timers.run_due()
        outbox.deliver()
        assert not Payout.objects.exists()
        assert Notice.objects.filter(user=rich, kind="payout_could_not").count() == 1

    def test_the_same_bank_is_paid_at_once(self, rich, local_stripe, client_of):
        assert self.ask(client_of(rich)).status_code == 303
        assert Payout.objects.get().amount == Money(320, "EUR")
        assert GOOD_BANK.endswith(payouts.of(rich.party).bank_last4)

    def test_while_the_gateway_does_not_answer_nothing_leaves(self, rich, local_stripe, client_of):
        local_stripe.fault("error_before", "/v1/accounts", method="GET", times=10)
        page = self.ask(client_of(rich))
        assert (page.status_code, Payout.objects.count()) == (422, 0)
        assert "try again in a minute" in page.text


def test_the_books_are_right_after_all_that_was_refused(stall, local_stripe, ada, cleo, client_of):
    checkout = paying.checkout(stall, ada, cleo, "64.00 EUR")
    pay = reverse("payments:pay", args=[checkout.pk])
    for form in ({}, {"way": "stripe"}, {"way": "stripe", "seen": "0" * 16}, {"way": "paypal", "seen": ""}):
        assert client_of(ada).post(pay, form).status_code in {409, 422}
    assert_books_balance()
