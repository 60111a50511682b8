"""Paying by hand, on our pages and on the gateway's: each way that it can go, and what the payer sees then."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings

from accounts.models import User
from marketplace.kit import clock
from marketplace.kit.money import Money
from payments import cart, charges, checkouts, methods, paying
from payments.models import Checkout, Payment
from payments.ports import Later, payables
from tests import cast
from tests.browser.conftest import Visit
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe
from tests.payments.stall import Print, Stall

pytestmark = pytest.mark.django_db(transaction=True)
SIZES: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (390, "dark")]
SETTLED = """new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))).then(() => null)"""

GOOD, ASKS, NO_FUNDS, DECLINED = (
    "4242 4242 4242 4242",
    "4000 0027 6000 3184",
    "4000 0000 0000 9995",
    "4000 0000 0000 0002",
)


@pytest.fixture
def stall(local_stripe: LocalStripe, site_url: str, settings: Settings) -> Iterator[Stall]:
    settings.SITE_URL = site_url
    opened = stalls.opened()
    yield opened
    payables.unplug("print")


@pytest.fixture
def people() -> tuple[User, User, User]:
    """Ada pays, Cleo and Ben sell."""
    return cast.ada(), cast.cleo(), cast.ben()


@pytest.fixture
def loaf(stall: Stall, people: tuple[User, User, User]) -> Print:
    later = (Later("The second print", Money("250.00", "EUR"), "When the first has arrived"),)
    return stall.hang("Loaf, signed", "400.00 EUR", payer=people[0], payee=people[1], later=later)


@pytest.fixture
def checkout(loaf: Print, people: tuple[User, User, User]) -> Checkout:
    return checkouts.open([("print", loaf.pk)], by=people[0], return_to="/cart/")


def pay_there(page: Page, card: str) -> None:
    """Choose a card on the gateway's page, and press its button."""
    expect(page.get_by_role("heading", name="Pay with a card")).to_be_visible()
    page.get_by_label(card).check()
    page.get_by_role("button", name=re.compile("^Pay")).click()


def keep(stripe: LocalStripe, payer: User, card: str) -> None:
    """A card that was kept at an earlier payment."""
    plan = stalls.payables.of("print")
    assert isinstance(plan, Stall)
    crumb = plan.hang("Crumb", "1.00 EUR", payer=payer, payee=None)
    checkout = checkouts.open([("print", crumb.pk)], by=payer)
    payment = charges.send(paying.begin(checkout, by=payer, seen=checkouts.mark(checkout), save=True))
    stripe.pay(payment.action_url, card)
    charges.look(payment)
    assert methods.of(payer.party).count() == 1


def is_paid(page: Page, what: str = "You paid €400.00") -> None:
    expect(page.get_by_role("heading", name=what)).to_be_visible(timeout=30_000)  # a page asks again every few seconds
    assert_books_balance()


def test_a_new_card_pays_on_the_gateway_s_page_and_the_receipt_is_there_at_once(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User]
) -> None:
    page = visit(checkout.get_absolute_url(), by=people[0])
    page.get_by_text("What becomes of the €400.00").click()
    expect(page.get_by_text("Cleo Marsh gets")).to_be_visible()
    page.get_by_role("button", name="Pay €400.00").click()
    pay_there(page, GOOD)
    is_paid(page)
    expect(page.get_by_text("In escrow since")).to_be_visible()
    expect(page.get_by_text("Visa …4242")).to_be_visible()
    page.goto(checkout.get_absolute_url())
    is_paid(page)


def test_the_same_without_script_on_a_phone(visit: Visit, checkout: Checkout, people: tuple[User, User, User]) -> None:
    page = visit(checkout.get_absolute_url(), by=people[0], script=False, width=390)
    page.get_by_role("button", name="Pay €400.00").click()
    pay_there(page, GOOD)
    is_paid(page)


def test_declined_there_the_payer_stays_and_pays_with_another_card(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User]
) -> None:
    page = visit(checkout.get_absolute_url(), by=people[0])
    page.get_by_role("button", name="Pay €400.00").click()
    for card, why in ((NO_FUNDS, "insufficient funds"), (DECLINED, "declined")):
        pay_there(page, card)
        expect(page.get_by_role("alert")).to_contain_text(re.compile(why))
    pay_there(page, GOOD)
    is_paid(page)


def test_a_kept_card_pays_in_one_press_and_a_double_click_is_one_payment(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User], local_stripe: LocalStripe
) -> None:
    keep(local_stripe, people[0], "good")
    page = visit(checkout.get_absolute_url(), by=people[0])
    expect(page.get_by_label("Visa ending 4242")).to_be_checked()
    page.get_by_role("button", name="Pay €400.00").dblclick()
    is_paid(page)
    assert checkout.payments.count() == 1
    assert len(local_stripe.all("payment_intent")) == 2  # the crumb, and this


def test_the_bank_asks_and_the_payer_confirms(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User], local_stripe: LocalStripe
) -> None:
    keep(local_stripe, people[0], "asks")
    page = visit(checkout.get_absolute_url(), by=people[0], script=False)
    page.get_by_role("button", name="Pay €400.00").click()
    page.get_by_role("button", name="Yes, it is me").click()
    is_paid(page)


def test_who_refuses_has_not_paid_and_takes_another_way(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User], local_stripe: LocalStripe
) -> None:
    keep(local_stripe, people[0], "asks")
    page = visit(checkout.get_absolute_url(), by=people[0])
    page.get_by_role("button", name="Pay €400.00").click()
    page.get_by_role("button", name="No, refuse").click()
    expect(page.get_by_role("alert")).to_contain_text("not confirmed with your bank. Nothing was charged.")
    page.get_by_label("Another card").check()
    page.get_by_role("button", name="Pay €400.00").click()
    pay_there(page, GOOD)
    is_paid(page)


def test_who_comes_back_without_paying_goes_on_or_takes_another_way(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User]
) -> None:
    page = visit(checkout.get_absolute_url(), by=people[0])
    page.get_by_role("button", name="Pay €400.00").click()
    page.get_by_role("link", name=re.compile("without paying")).click()
    expect(page.get_by_text("You have not paid yet.")).to_be_visible()
    page.get_by_role("button", name="Go on to pay €400.00").click()
    expect(page.get_by_role("heading", name="Pay with a card")).to_be_visible()
    page.goto(checkout.get_absolute_url())
    page.get_by_role("button", name="Pay another way").click()
    expect(page.get_by_role("button", name="Pay €400.00")).to_be_visible()
    page.get_by_role("button", name="Do not pay").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible()
    assert_books_balance()


def test_the_network_is_cut_after_paying_and_the_page_finds_it_paid(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User]
) -> None:
    page = visit(checkout.get_absolute_url(), by=people[0])
    page.get_by_role("button", name="Pay €400.00").click()
    expect(page.get_by_role("heading", name="Pay with a card")).to_be_visible()
    page.context.route(page.url, _lose_the_answer)
    with page.expect_event("requestfailed"):
        pay_there(page, GOOD)
    is_paid(visit(checkout.get_absolute_url(), by=people[0]))


def _lose_the_answer(route: Route) -> None:
    """The gateway has done what was asked; its answer never arrives."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()


def test_the_gateway_falls_silent_and_the_page_asks_until_it_knows(
    visit: Visit, checkout: Checkout, people: tuple[User, User, User], local_stripe: LocalStripe
) -> None:
    keep(local_stripe, people[0], "good")
    local_stripe.fault("reset", "/v1/payment_intents", times=2)
    local_stripe.fault("error_before", "/v1/payment_intents", method="GET")
    page = visit(checkout.get_absolute_url(), by=people[0], script=False)
    page.get_by_role("button", name="Pay €400.00").click()
    expect(page.get_by_role("heading", name="Finding out how the payment stands")).to_be_visible()
    is_paid(page)  # by itself: the page asks again
    assert len(local_stripe.all("charge")) == 2


def test_a_price_that_changed_is_shown_before_it_is_paid(
    visit: Visit, stall: Stall, loaf: Print, checkout: Checkout, people: tuple[User, User, User]
) -> None:
    page = visit(checkout.get_absolute_url(), by=people[0])
    stall.price_anew(loaf, "450.00 EUR")
    Checkout.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    page.get_by_role("button", name="Pay €400.00").click()
    expect(page.get_by_role("alert")).to_contain_text("The price or the terms have changed. Nothing was charged.")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("button", name="Pay €450.00").click()
    pay_there(page, GOOD)
    is_paid(page, "You paid €450.00")


def test_two_tabs_are_one_payment(visit: Visit, checkout: Checkout, people: tuple[User, User, User]) -> None:
    first, second = (visit(checkout.get_absolute_url(), by=people[0]) for _ in range(2))
    for page in (first, second):
        page.get_by_role("button", name="Pay €400.00").click()
        expect(page.get_by_role("heading", name="Pay with a card")).to_be_visible()
    pay_there(first, GOOD)
    is_paid(first)
    second.reload()  # the gateway's page knows that it is paid, and leads back
    is_paid(second)
    assert Payment.objects.count() == 1


def test_a_cart_of_two_sellers_is_one_payment_and_one_receipt(
    visit: Visit, stall: Stall, loaf: Print, people: tuple[User, User, User]
) -> None:
    ada, _cleo, ben = people
    crust = stall.hang("Crust", "6.00 EUR", payer=ada, payee=ben)
    for one in (loaf, crust):
        cart.put("print", one.pk, by=ada)
    page = visit("/", by=ada)
    page.get_by_role("link", name="Cart, 2 things").click()
    page.get_by_role("button", name="Go on to pay €406.00").click()
    expect(page.get_by_role("heading", name="Pay €406.00 to 2 sellers")).to_be_visible()
    page.get_by_role("button", name="Pay €406.00").click()
    pay_there(page, GOOD)
    is_paid(page, "You paid €406.00")
    expect(page.get_by_role("link", name=re.compile("^Cart"))).to_have_count(0)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], stall: Stall, loaf: Print,
    people: tuple[User, User, User], local_stripe: LocalStripe,
) -> None:  # fmt: skip
    ada, cleo, ben = people
    for title, price in (("Crust", "6.00 EUR"), ("Woodcut", "7000 JPY")):
        cart.put("print", stall.hang(title, price, payer=ada, payee=ben).pk, by=ada)
    both = cart.check_out(ada.party, "EUR", by=ada)
    begun = checkouts.open([("print", loaf.pk)], by=ada)
    charges.send(paying.begin(begun, by=ada, seen=checkouts.mark(begun)))
    keep(local_stripe, ada, "good")
    paid = Payment.objects.get(status=Payment.Status.SUCCEEDED)
    gone = checkouts.open([("print", stall.hang("Gone", "5 EUR", payer=ada, payee=cleo).pk)], by=ada)
    checkouts.cancel(gone, by=ada)
    pages = ["/cart/", "/payments/", *(one.get_absolute_url() for one in (both, begun, gone, paid))]
    wrong = []
    for width, scheme in SIZES:
        for address in pages:
            page = visit(address, width=width, scheme=scheme, by=ada)
            page.evaluate(SETTLED)
            wrong += [f"{address} {width}: {fault}" for fault in violations(page)]
            page.set_viewport_size({"width": 320, "height": 800})
            assert overflow(page) <= 0, f"{address} at 320"
            page.context.close()
    assert wrong == []
