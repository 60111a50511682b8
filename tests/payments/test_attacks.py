"""What somebody would try with the money pages: garbage in every field, other people's ids, the same press twice."""

from uuid import uuid4

import pytest
from django.urls import reverse

from marketplace.kit.money import Money
from payments import charges, checkouts, payouts, promotions, subscribing
from payments.models import Checkout, GatewayRequest, Hold, Payment, Payout
from payments.ports import payables
from tests.accounts import running
from tests.payments import stall as stalls
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held
from tests.payments.earning import cleared, wallet
from tests.portfolios.hanging import a_portfolio

pytestmark = pytest.mark.django_db
GARBAGE = ["", "\x00", "-1", "0", "1e400", "9" * 40, "NaN", "Infinity", "'; DROP TABLE x; --", "€", "٣", "🜚" * 50]
ANSWERED = {302, 303, 400, 404, 405, 409, 422}


@pytest.fixture
def stall(local_stripe):
    yield stalls.opened()
    payables.unplug("print")


@pytest.fixture
def rich(deals, ada, cleo, clock):
    """Cleo can take out 320 euro."""
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "400.00 EUR", clock)
    return cleo


def test_garbage_in_a_field_moves_nothing_and_breaks_nothing(rich, stall, ada, client_of):
    loaf = stall.hang("Loaf", "400.00 EUR", payer=rich, payee=ada)
    checkout = checkouts.open([("print", loaf.pk)], by=rich)
    browser = client_of(rich)
    forms = [
        (reverse("payments:new_payout") + "?currency=EUR", ("amount", "once")),
        (reverse("payments:payout_rhythm"), ("rhythm",)),
        (reverse("payments:onboard"), ("country",)),
        (reverse("payments:pay", args=[checkout.pk]), ("way", "seen", "save")),
        (reverse("payments:pay_in", args=[checkout.pk]), ("currency",)),
        (reverse("payments:put_in_cart"), ("kind", "pk")),
        (reverse("payments:check_out_cart"), ("payer", "currency", "all")),
        (reverse("payments:begin_plan"), ("side", "plan", "every", "currency")),
        (reverse("payments:new_promotion"), ("listing", "budget", "days")),
        (reverse("payments:billing_of", args=[rich.party.slug]), ("name", "street", "country", "vat_number")),
    ]
    for address, fields in forms:
        for text in GARBAGE:
            assert browser.post(address, dict.fromkeys(fields, text)).status_code in ANSWERED, (address, text)
    assert set(GatewayRequest.objects.values_list("kind", flat=True)) <= {"transfer", "payout_account_link"}
    assert not Payout.objects.exists()
    assert not Payment.objects.filter(checkout=checkout).exists()
    assert_books_balance()


def test_garbage_in_an_address_is_a_page_or_none(rich, client_of):
    browser = client_of(rich)
    pages = ["wallet", "payouts", "new_payout", "payout_account", "holds", "receipts", "documents", "documents_table",
             "plans", "promotions", "new_promotion"]  # fmt: skip
    for page in pages:
        for text in GARBAGE:
            asked = dict.fromkeys(("of", "after", "currency", "side", "sort", "year", "listing", "every"), text)
            assert browser.get(reverse(f"payments:{page}"), asked).status_code in {200, 302, 404}, (page, text)
    for text in ("EU", "EURO", "eur%00", "€€€"):
        assert browser.get(f"/wallet/accounts/available/{text}/").status_code == 404
        assert browser.post(f"/wallet/debts/{text}/payment/").status_code == 404


def test_a_stranger_with_ids_finds_nothing(rich, stall, local_stripe, ada, eve, clock, client_of):
    loaf = stall.hang("Loaf", "400.00 EUR", payer=ada, payee=rich)
    checkout = checkouts.open([("print", loaf.pk)], by=ada)
    payment = charges.send(charges.begin(checkout, by=ada))
    payout = payouts.request(rich.party, Money(10, "EUR"), by=rich, key="a")
    asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
    plan = subscribing.begin(rich.party, by=rich, **asked)
    promotion = promotions.begin(a_portfolio(rich).listing, budget=Money(20, "EUR"), days=7, by=rich)
    hold = Hold.objects.get(kind="print")
    pages = {
        checkout: "checkout", payment: "receipt onward returned", hold: "hold", payout: "payout",
        plan: "plan plan_onward plan_returned", promotion: "promotion",
    }  # fmt: skip
    acts = {
        checkout: "pay pay_in cancel reopen", payment: "resume abandon", hold: "ask_longer agree_longer pay_longer",
        plan: "end_plan abandon_plan go_on_with_plan stay_on_plan pay_plan_with",
        promotion: "end_promotion pay_promotion",
    }  # fmt: skip
    browser = client_of(eve)
    for name, row in each(pages):
        assert browser.get(reverse(f"payments:{name}", args=[row.pk])).status_code == 404, name
    for name, row in each(acts):
        assert browser.post(reverse(f"payments:{name}", args=[row.pk])).status_code == 404, name
        assert browser.get(reverse(f"payments:{name}", args=[row.pk])).status_code == 405, name
    assert browser.get(reverse("payments:wallet"), {"of": rich.party.slug}).status_code == 404
    assert Checkout.objects.get(pk=checkout.pk).status == Checkout.Status.PAYING


def test_the_payer_takes_out_nothing_of_the_payee_and_the_reverse(rich, ada, client_of):
    hold = held(ada, rich, "50.00 EUR")
    form = {"amount": "320.00", "once": str(uuid4())}
    address = f"{reverse('payments:new_payout')}?currency=EUR&of={rich.party.slug}"
    assert client_of(ada).post(address, form).status_code == 404
    assert client_of(rich).post(reverse("payments:ask_longer", args=[hold.pk])).status_code in ANSWERED
    assert wallet(rich) == Money(320, "EUR")


def test_a_payout_pressed_twice_with_other_sums_is_the_first(rich, client_of):
    once, browser = str(uuid4()), client_of(rich)
    address = reverse("payments:new_payout") + "?currency=EUR"
    for sum_ in ("100.00", "100.00", "200.00"):
        browser.post(address, {"amount": sum_, "once": once})
    assert [payout.amount for payout in Payout.objects.all()] == [Money(100, "EUR")]
    assert_books_balance()


def test_the_currency_of_a_checkout_is_not_the_browsers_to_choose(stall, local_stripe, ada, cleo, client_of):
    loaf = stall.hang("Loaf", "400.00 EUR", payer=ada, payee=cleo)
    checkout = checkouts.open([("print", loaf.pk)], by=ada)
    browser = client_of(ada)
    seen = checkouts.mark(checkout)
    for code in ("JPY", "KWD", "eur", "USD\x00"):
        browser.post(reverse("payments:pay_in", args=[checkout.pk]), {"currency": code})
    browser.post(
        reverse("payments:pay", args=[checkout.pk]), {"way": "stripe", "seen": seen, "currency": "JPY", "total": "1"}
    )
    assert Payment.objects.get().amount == Money(400, "EUR")
    assert local_stripe.all("checkout.session")[0]["amount_total"] == 400_00


def test_nobody_takes_out_the_money_of_a_company_in_which_they_only_work(deals, ada, ben, cleo, clock, client_of):
    company = running.founded(cleo)
    running.joined(company, ben, "member", by=cleo)
    browser = client_of(ben)
    assert browser.get(reverse("payments:wallet"), {"of": company.party.slug}).status_code == 404
    form = {"amount": "1.00", "once": str(uuid4())}
    address = f"{reverse('payments:new_payout')}?currency=EUR&of={company.party.slug}"
    assert browser.post(address, form).status_code == 404


def each(names):
    """(name, row) of a table of rows and the names of their addresses."""
    return [(name, row) for row, several in names.items() for name in several.split()]
