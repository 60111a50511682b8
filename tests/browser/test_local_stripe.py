"""The hosted pages of the local Stripe hold up: for axe, on a small screen, in both schemes, without script."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.local.stripe.test_cards import pay
from tests.local.stripe.test_hosted_pages import session
from tests.local.stripe.test_money_moves import link_for, payee
from tests.payments.local_stripe import LocalStripe


@pytest.fixture
def site_url(local_stripe: LocalStripe) -> str:
    """The pages are met at the server's own address; no site and no database is needed."""
    return local_stripe.address


@pytest.fixture
def addresses(local_stripe: LocalStripe) -> dict[str, str]:
    """Every hosted page, by what it is for."""
    api = local_stripe.api
    declined = session(api)
    local_stripe.pay(declined.url, "no_funds")
    account = api.accounts.create({"type": "express", "country": "DE"}).id
    known, paid = payee(local_stripe), pay(api)
    local_stripe.api.transfers.create(
        {"amount": 500, "currency": "eur", "destination": known, "source_transaction": paid.latest_charge}
    )
    return {
        "checkout": session(api).url,
        "without an address": session(api, customer_email="").url,
        "declined": declined.url,
        "authentication": pay(api, "asks", return_url="https://s/b").next_action.redirect_to_url.url,
        "onboarding": link_for(api, account),
        "another bank": link_for(api, known, "account_update"),
        "account": api.accounts.login_links.create(known).url,
        "receipt": api.charges.retrieve(paid.latest_charge).receipt_url,
        "nothing": f"{local_stripe.address}/nothing",
    }


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], addresses: dict[str, str],
    width: int, scheme: Literal["light", "dark"],
) -> None:  # fmt: skip
    wrong = []
    for what, address in addresses.items():
        page = visit(address, width=width, scheme=scheme)
        wrong += [f"{what}: {fault}" for fault in violations(page)]
        page.set_viewport_size({"width": 320, "height": 800})
        assert overflow(page) <= 0, f"{what} at 320"
        page.context.close()
    assert wrong == []


def test_somebody_pays_with_the_keyboard_alone(visit: Visit, local_stripe: LocalStripe) -> None:
    back = f"{local_stripe.address}/healthz"
    page = visit(session(local_stripe.api, success_url=back).url, script=False)
    page.get_by_role("radio", name="Pays 4242 4242 4242 4242", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(back)
    assert [each["status"] for each in local_stripe.all("charge")] == ["succeeded"]


def test_what_was_wrong_is_said_on_top_and_at_its_field(visit: Visit, addresses: dict[str, str]) -> None:
    page = visit(addresses["onboarding"], script=False)
    page.get_by_role("button", name="Finish", exact=True).click()
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Write the name that the bank account runs on.").click()
    assert page.evaluate("document.activeElement.id") in ("name", "")
    assert page.get_by_label("Name on the bank account").get_attribute("aria-invalid") == "true"
