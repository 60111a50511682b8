"""The whole way of a campaign, by hand: made, reviewed, opened, backed by three, decided, charged, and paid out.

Ben's card pays; Cleo's bank asks for her at the end, and she confirms; Eve's card is declined until her pledge is
dropped. Then the maker shows what was done, the backers vote, and the money goes. The rules' clock is set by the test.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts.models import User
from fundraising import clocks
from fundraising.models import Disbursement, Fundraiser, Pledge
from marketplace.kit import clock
from tests import cast, staffing
from tests.browser.conftest import Visit
from tests.browser.test_making_a_fundraiser import write
from tests.browser.test_paying import ASKS, GOOD
from tests.fundraising import backing
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db(transaction=True)
FAILS_LATER = "4000 0000 0000 0341"
DONE = "All books are printed and stand in our hall. The press sheets: example.org/sheets"


class Hands:
    """The clock of the rules, as far ahead as the test sets it: what is due by then happens."""

    ahead = timedelta()

    def on(self, length: timedelta) -> None:
        self.ahead += length
        backing.work()


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    made, real = Hands(), clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + made.ahead)
    return made


@pytest.fixture(autouse=True)
def _live(local_stripe: LocalStripe, site_url: str, settings: Settings) -> None:
    settings.SITE_URL = site_url


def opened(visit: Visit, ada: User) -> Fundraiser:
    """Written and handed in by its maker, passed by staff, opened by its maker."""
    cast.topics()
    page = visit("/", by=ada)
    write(page, backers_decide=True)
    page.get_by_role("link", name="Preview").first.click()
    page.get_by_role("button", name="Hand it in for review").click()
    expect(page.get_by_text("Our staff look at it.")).to_be_visible()
    made = Fundraiser.objects.get()
    desk = visit(staffing.act_page(made, "pass_review"), by=cast.in_group(cast.dev(), "reviewer"))
    desk.get_by_label("Reason").fill("All parts are there and add up.")
    desk.get_by_role("button", name="Let it pass").click()
    expect(desk.get_by_text("Scheduled").first).to_be_visible()
    page.goto(reverse("fundraising:fundraiser", args=[made.listing.slug]))
    page.get_by_role("button", name="Open it now").click()
    expect(page.get_by_text("It is open.")).to_be_visible()
    return made


def back(page: Page, fundraiser: Fundraiser, extra: str, card: str) -> None:
    """Choose the book, give something on top, and let a card be kept."""
    page.goto(fundraiser.listing.url)
    page.get_by_role("link", name="Choose this").click()
    page.get_by_label("On top, from you").fill(extra)
    page.get_by_label("Sent to").select_option(label="Portugal")
    page.get_by_role("button", name="Go on to your card").click()
    page.get_by_role("button", name="Give your card").click()
    if card == FAILS_LATER:
        page.get_by_text("All other test cards").click()
    page.get_by_label(card).check()
    page.get_by_role("button", name="Save this card").click()
    if card == ASKS:
        page.get_by_role("button", name="Yes, it is me").click()
    expect(page.get_by_text("Promised.").first).to_be_visible(timeout=30_000)


def confirm_at_the_bank(page: Page, pledge: Pledge) -> None:
    page.goto(pledge.get_absolute_url())
    expect(page.get_by_text("Your bank wants you to confirm it.")).to_be_visible()
    page.get_by_role("button", name="Confirm it").click()
    page.get_by_role("button", name=re.compile("^(Pay|Go on|Confirm)")).first.click()
    page.get_by_role("button", name="Yes, it is me").click()
    expect(page.get_by_role("heading", name=re.compile("^You paid"))).to_be_visible(timeout=30_000)


def show(page: Page, step: Disbursement) -> None:
    """The maker shows what was done."""
    page.goto(step.get_absolute_url())
    page.get_by_role("link", name="Show what was done").click()
    page.get_by_label("What was done").fill(DONE)
    page.get_by_role("button", name="Show it to the backers").click()
    expect(page.get_by_text("Your backers have been told.")).to_be_visible()


def vote(page: Page, step: Disbursement) -> None:
    page.goto(step.get_absolute_url())
    page.get_by_label("Pay it out").check()
    page.get_by_role("button", name="Vote").click()


def test_from_the_first_line_to_the_payout(visit: Visit, hands: Hands, local_stripe: LocalStripe) -> None:
    ada, ben, cleo, eve = cast.ada(), cast.ben(), cast.cleo(), cast.eve()
    made = opened(visit, ada)
    pages = {person: visit("/", by=person) for person in (ben, cleo, eve)}
    for person, extra, card in ((ben, "20000", GOOD), (cleo, "900", ASKS), (eve, "10", FAILS_LATER)):
        back(pages[person], made, extra, card)
    assert not local_stripe.all("charge")

    hands.on(timedelta(days=30, seconds=1))
    statuses = dict(Pledge.objects.values_list("backer__user", "status"))
    assert [statuses[person.pk] for person in (ben, cleo, eve)] == ["collected", "action_needed", "retrying"]
    confirm_at_the_bank(pages[cleo], Pledge.objects.get(backer=cleo.party))
    hands.on(timedelta(days=7))
    hands.on(timedelta(minutes=11))
    pages[eve].goto(Pledge.objects.get(backer=eve.party).get_absolute_url())
    expect(pages[eve].get_by_text("so it was dropped. Nothing was taken.")).to_be_visible()
    pages[ben].goto(made.listing.url)
    expect(pages[ben].get_by_text("€21,066 was pledged at the end; €21,004 of it has been collected.")).to_be_visible()
    assert_books_balance()

    step = made.disbursements.get()
    show(visit("/", by=ada), step)
    for person in (ben, cleo):
        vote(pages[person], step)
    hands.on(clocks.FIRST_PAYOUT)
    hands.on(timedelta(minutes=11))
    pages[ben].goto(step.get_absolute_url())
    expect(pages[ben].get_by_text("Its part of the money was paid out to the maker.")).to_be_visible()
    expect(pages[ben].get_by_text("€21,004.00")).to_be_visible()
    assert_books_balance()


def test_one_that_misses_its_goal_charges_nobody(visit: Visit, hands: Hands, local_stripe: LocalStripe) -> None:
    ada, ben = cast.ada(), cast.ben()
    made = backing.open_fundraiser(ada, goal="1000")
    page = visit("/", by=ben)
    page.goto(made.listing.url)
    page.get_by_role("link", name="Choose this").click()
    page.get_by_role("button", name="Go on to your card").click()
    page.get_by_role("button", name="Give your card").click()
    page.get_by_label(GOOD).check()
    page.get_by_role("button", name="Save this card").click()
    expect(page.get_by_text("Promised.").first).to_be_visible(timeout=30_000)
    hands.on(timedelta(days=30, seconds=1))
    page.reload()
    expect(page.get_by_text("The goal was not reached, so your card was not charged.")).to_be_visible()
    page.goto(made.listing.url)
    expect(page.get_by_text("the goal was not reached, so no money moved.").first).to_be_visible()
    assert not local_stripe.all("charge")
    assert_books_balance()
