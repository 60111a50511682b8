"""Being paid in a real browser: the wallet at every width and in the dark, naming a bank, a payout, holding longer."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from accounts.models import User
from marketplace.kit import clock as now
from marketplace.kit import timers
from payments import escrow, payouts
from payments.models import Clearing, Hold, Payout
from tests import cast
from tests.payments import deals as story
from tests.payments import stripe_says
from tests.payments.deals import held, money
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db(transaction=True)
TITLES = ["Typesetting of “The Winter Almanac”, four hundred pages with plates", "Cover", "Index and proofs", "Maps"]


@pytest.fixture
def people(transactional_db: None) -> tuple[User, User]:
    """Ada pays, Cleo works."""
    story.plugged()
    return cast.ada(), cast.cleo()


def deal(payer: User, payee: User, amount: str, title: str) -> Hold:
    hold = held(payer, payee, amount)
    hold.line.title = title
    hold.line.save()
    return hold


def let_clear(hold: Hold) -> None:
    """As if its days had passed: a browser's clock is not travelled."""
    Clearing.objects.filter(part__hold=hold).update(due_at=now.now())
    timers.set("clearing", Clearing.objects.get(part__hold=hold).pk, now.now())
    timers.run_due()


@pytest.fixture
def rich(people: tuple[User, User]) -> User:
    """Cleo has money in every state: available, clearing, held, frozen, gone to the bank and come back."""
    ada, cleo = people
    stripe_says.opened(cleo.party)
    holds = [deal(ada, cleo, f"{1234.5 + n:.2f} EUR", title) for n, title in enumerate(TITLES)]
    for hold in holds[:2]:
        escrow.release(hold, amount=money("900.00 EUR"), by=ada, key=f"release:{hold.pk}", why="The first half")
    let_clear(holds[0])
    stripe_says.transferred(cleo.party)
    escrow.freeze(holds[2], by=cleo, why="The two of you disagree about it.")
    stripe_says.paid_out(payouts.request(cleo.party, money("100.00 EUR"), by=cleo, key="a"))
    failed = payouts.request(cleo.party, money("50.00 EUR"), by=cleo, key="b")
    stripe_says.paid_out(failed, "failed", failure_code="account_closed")
    stripe_says.paid_out(payouts.request(cleo.party, money("25.00 EUR"), by=cleo, key="c"), "in_transit")
    return cleo


@pytest.fixture
def late(people: tuple[User, User]) -> Hold:
    """A hold whose limit is ten days away."""
    hold = deal(*people, "400.00 EUR", TITLES[0])
    hold.must_leave_by = now.now() + timedelta(days=10)
    hold.save(update_fields=["must_leave_by"])
    return hold


def pages(person: User) -> list[str]:
    """Every page of the wallet, of payouts and of escrow."""
    holds = [hold.get_absolute_url() for hold in Hold.objects.filter(payee=person.party).order_by("pk")]
    asked = [payout.get_absolute_url() for payout in Payout.objects.order_by("pk")]
    accounts = [f"/wallet/accounts/{word}/EUR/" for word in ("available", "clearing", "owed")]
    new = "/wallet/payouts/new/?currency=EUR"
    return ["/wallet/", *accounts, "/wallet/payouts/", new, "/wallet/payout-account/", *asked, "/escrow/", *holds]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_every_page_is_accessible_and_fits(
    rich: User, visit: Any, violations: Any, overflow: Callable[[Any], int], width: int, scheme: str
) -> None:
    addresses = pages(rich)
    page = visit(addresses[0], width=width, scheme=scheme, by=rich)
    for address in addresses:
        page.goto(address)
        assert violations(page) == [], address
        assert overflow(page) <= 0, address


def test_somebody_new_names_their_bank_and_is_paid_out_without_script(
    local_stripe: LocalStripe, people: tuple[User, User], visit: Any, site_url: str, settings: Settings
) -> None:
    ada, cleo = people
    settings.SITE_URL = site_url
    hold = deal(ada, cleo, "400.00 EUR", "Cover")
    escrow.release(hold, by=ada, key="a")
    let_clear(hold)
    page = visit("/wallet/", by=cleo, script=False, width=390)
    page.get_by_role("link", name="Say where you are paid out").click()
    page.get_by_label("Country of your bank account").select_option("DE")
    page.get_by_role("button", name="Go on at the payment service").click()
    page.get_by_label("Name on the bank account").fill("Cleo Marsh")
    page.get_by_label("I agree to the terms of the payment provider").check()
    page.get_by_role("button", name="Finish", exact=True).click()
    expect(page.get_by_role("heading", name="Where you are paid out")).to_be_visible()
    expect(page.get_by_text("You can be paid out")).to_be_visible()


def test_a_payout_that_is_too_much_is_said_beside_the_field(rich: User, visit: Any) -> None:
    page = visit("/wallet/", by=rich)
    page.get_by_role("link", name=re.compile("^Pay out €")).click()
    page.get_by_label("How much").fill("9999")
    page.get_by_role("button", name="Pay out").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("How much").fill("10")
    page.get_by_role("button", name="Pay out").click()
    expect(page.get_by_role("heading", name="Payout of €10.00")).to_be_visible()


def test_both_sides_agree_to_hold_it_longer(
    local_stripe: LocalStripe, late: Hold, people: tuple[User, User], visit: Any
) -> None:
    payer, payee = (visit(late.get_absolute_url(), by=person) for person in people)
    payer.get_by_role("button", name="Ask to hold it longer").click()
    payee.reload()
    payee.get_by_role("button", name="Agree to hold it longer").click()
    payer.reload()
    payer.get_by_role("button", name="Hold €400.00 longer").click()
    expect(payer.get_by_role("button", name="Pay €400.00")).to_be_visible()
