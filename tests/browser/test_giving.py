"""Giving by hand: a guest backs a reward and changes it by the link of a mail; a member supports a maker."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from marketplace.kit import outbox
from tests import cast
from tests.browser.conftest import Visit
from tests.fundraising import backing, support_story
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "4242 4242 4242 4242"


def give_card(page: Page) -> None:
    """On the gateway's page, and back."""
    page.get_by_role("button", name="Give your card").click()
    page.get_by_label(GOOD).check()
    page.get_by_role("button", name=re.compile("Keep|Save")).click()


def test_a_guest_backs_a_reward_and_changes_it_by_the_link_of_the_mail(
    visit: Visit, local_stripe: LocalStripe, site_url: str, settings: Settings, mailoutbox: list
) -> None:
    settings.SITE_URL = site_url
    fundraiser = backing.open_fundraiser(cast.ada())
    page = visit(f"/fundraisers/{fundraiser.listing.slug}/pledge/", width=390)
    page.get_by_label("Loaf").check()
    page.get_by_label("Your name").fill("Noor")
    page.get_by_label("E-mail").fill("noor@example.org")
    page.get_by_role("button", name="Go on to your card").click()
    expect(page.get_by_text("Reserved for you for half an hour")).to_be_visible()
    give_card(page)
    expect(page.get_by_text("Promised. Your card is charged")).to_be_visible()
    outbox.deliver()
    mail = next(mail for mail in mailoutbox if mail.to == ["noor@example.org"])
    path = re.search(r"https?://[^/\s]+(/guest/[\w:.-]+/)", mail.body)
    assert path
    other = visit(path[1])
    other.get_by_role("link", name="Change what you chose").click()
    other.get_by_label("No reward, just support").check()
    other.get_by_label("On top, from you").fill("20")
    other.get_by_role("button", name="Save the change").click()
    expect(other.get_by_text("Your pledge is changed.")).to_be_visible()
    other.get_by_role("link", name="Take it back").click()
    other.get_by_role("button", name="Take it back").click()
    expect(other.get_by_text("Taken back. Nothing was charged.")).to_be_visible()


def test_a_member_supports_a_tier_goes_up_and_ends_it(
    visit: Visit, local_stripe: LocalStripe, site_url: str, settings: Settings
) -> None:
    settings.SITE_URL = site_url
    ben, made = cast.ben(), support_story.open_page(cast.cleo())
    page = visit(made.get_absolute_url(), width=1280, by=ben)
    page.get_by_role("link", name=re.compile("Choose this.*Silver")).click()
    page.get_by_role("button", name="Go on to your card").click()
    give_card(page)
    page.get_by_role("button", name=re.compile(r"^Pay €5\.00 with")).click()
    expect(page.get_by_text("You support them.")).to_be_visible()
    page.get_by_role("link", name="Give more or less").click()
    page.get_by_label("Gold").check()
    page.get_by_role("button", name="Change it").click()
    page.get_by_role("button", name=re.compile(r"^Pay €[67]\.\d\d with")).click()
    expect(page.get_by_text("Gold", exact=True).first).to_be_visible()
    page.get_by_role("button", name="End my support").click()
    expect(page.get_by_text("It ends when what you paid for is over")).to_be_visible()
    expect(page.get_by_role("button", name="Let it go on")).to_be_visible()
    assert_books_balance()
