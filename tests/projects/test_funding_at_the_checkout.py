"""A milestone is paid on the one page for everything: what it costs now, what later, several at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from marketplace.catalog.models import Topic
from marketplace.kit.money import Money
from payments import breakdown, cart, checkouts
from payments.models import Checkout, Payment
from payments.ports import payables
from projects.models import Contract, Milestone
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe
from tests.projects import contract_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada: User, cleo: User, topics: dict[str, Topic]) -> Contract:
    return contract_story.signed(ada, cleo)


@pytest.fixture
def two(contract: Contract) -> list[Milestone]:
    return list(contract.milestones.order_by("position"))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_paid_from_its_own_page_and_leads_back_to_the_contract(
    two: list[Milestone], contract: Contract, ada: User, client_of: Callable[[User], Client], local_stripe: LocalStripe
) -> None:
    browser = client_of(ada)
    page = text(browser.post(f"/milestones/{two[0].pk}/payment/", follow=True))
    assert "Pay Cleo Marsh €250.00" in page
    assert "What you pay later" in page
    assert "All pages set" in page
    checkout = Checkout.objects.get()
    browser.post(f"{checkout.get_absolute_url()}payment/", {"way": "stripe", "seen": checkouts.mark(checkout)})
    local_stripe.pay(Payment.objects.get().action_url)
    receipt = text(browser.get(checkout.get_absolute_url(), follow=True))
    assert f'href="{contract.get_absolute_url()}"' in receipt
    assert contract_story.fresh(two[0]).status == Milestone.Status.FUNDED
    assert_books_balance()


def test_what_comes_later_is_what_was_agreed_and_not_funded(two: list[Milestone], ada: User) -> None:
    first = payables.of("milestone").quote(two[0].pk, by=ada)
    assert [(later.what, later.amount) for later in first.later] == [("All pages set", Money(500, "EUR"))]
    contract_story.funded(two[0].contract)
    assert payables.of("milestone").quote(two[1].pk, by=ada).later == ()


def test_both_lie_in_the_cart_and_are_one_payment(
    two: list[Milestone], ada: User, client_of: Callable[[User], Client], local_stripe: LocalStripe
) -> None:
    browser = client_of(ada)
    for milestone in two:
        assert "Lay it in the cart" in text(browser.get(milestone.get_absolute_url()))
        browser.post("/cart/lines/", {"kind": "milestone", "pk": milestone.pk})
    checkout = cart.check_out(ada.party, "EUR", by=ada)
    account = breakdown.of(checkout)
    assert account.total == Money(750, "EUR")
    assert list(account.later) == []
    assert ("Cleo Marsh gets", Money("625.00", "EUR")) in account.shares[0].parts
    browser.post(f"{checkout.get_absolute_url()}payment/", {"way": "stripe", "seen": checkouts.mark(checkout)})
    local_stripe.pay(Payment.objects.get().action_url)
    local_stripe.deliver()
    assert {contract_story.fresh(one).status for one in two} == {Milestone.Status.FUNDED}
    assert cart.count(ada) == 0
    assert_books_balance()


def test_a_cart_of_milestones_takes_as_many_queries_for_two_as_for_one(
    two: list[Milestone], ada: User, client_of: Callable[[User], Client], queries: Any, settings: Settings
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_nobody"
    browser = client_of(ada)
    cart.put("milestone", two[0].pk, by=ada)
    for_one = queries(lambda: browser.get("/cart/"))
    cart.put("milestone", two[1].pk, by=ada)
    assert queries(lambda: browser.get("/cart/")) == for_one
