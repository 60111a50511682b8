"""A week by the hour, by hand: signed, funded, worked, questioned, answered, approved, invoiced, in the wallet.

The rules' clock is set by the test; the browser keeps its own.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts.models import User
from marketplace.kit import clock, outbox, timers
from projects.models import Contract, TimeEntry, WorkWeek
from tests import cast
from tests.browser.conftest import Visit
from tests.browser.test_paying import GOOD, pay_there
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe
from tests.projects import hours_story
from tests.projects.hours_story import NOON

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Hands:
    """The clock of the rules: `hands.to(NOON)` lets happen what is due by then."""

    def __init__(self) -> None:
        self.now = MONDAY

    def to(self, moment: datetime) -> None:
        self.now = moment
        timers.run_due()

    def on(self, **length: float) -> None:
        self.to(self.now + timedelta(**length))


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch, local_stripe: LocalStripe) -> Hands:
    made = Hands()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(local_stripe.world, "clock", lambda: made.now.timestamp())
    return made


@pytest.fixture(autouse=True)
def _money(local_stripe: LocalStripe, site_url: str, settings: Settings) -> None:
    settings.SITE_URL = site_url
    cast.topics()


@pytest.fixture
def people() -> tuple[User, User]:
    return cast.ada(), cast.cleo()


def sign(visit: Visit, contract: Contract, person: User) -> Page:
    page = visit(contract.get_absolute_url(), by=person)
    page.get_by_role("link", name="Read and sign").click()
    expect(page.get_by_text("at most 20 hours a week")).to_be_visible()
    page.get_by_label("Type your name to sign").fill(person.party.name)
    page.get_by_role("button", name="Sign the contract").click()
    expect(page.get_by_role("button", name="Sign the contract")).to_have_count(0)
    return page


def test_a_week_by_the_hour(
    visit: Visit, hands: Hands, people: tuple[User, User], violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
) -> None:  # fmt: skip
    client, worker = people
    contract = hours_story.offered(client, worker)
    ada = sign(visit, contract, client)
    cleo = sign(visit, contract, worker)

    cleo.goto(f"/contracts/{contract.pk}/hours/")
    expect(cleo.get_by_text("This week is not secured.")).to_be_visible()
    ada.goto(f"/contracts/{contract.pk}/hours/")
    ada.get_by_role("button", name="Pay into escrow · €1,200.00").click()
    ada.get_by_role("button", name="Pay €1,200.00").click()
    pay_there(ada, GOOD)
    expect(ada.get_by_role("heading", name="You paid €1,200.00")).to_be_visible(timeout=30_000)

    cleo.reload()
    cleo.get_by_label("What are you working on?").fill("Master pages")
    cleo.get_by_role("button", name="Start the timer").click()
    expect(cleo.get_by_role("timer")).to_be_visible()
    assert violations(cleo) == []
    hands.on(hours=3)
    cleo.get_by_role("button", name="Stop").click()
    expect(cleo.get_by_text("Logged: 3:00.")).to_be_visible()
    hands.on(days=2)
    cleo.get_by_label("Day").fill("2026-11-24")
    cleo.get_by_label("Or how long").fill("1:30")
    cleo.get_by_label("What you worked on").fill("Chapter openings")
    cleo.get_by_role("button", name="Log it").click()
    expect(cleo.get_by_role("heading", name="4:30 of 20 hours")).to_be_visible()
    assert violations(cleo) == []
    assert overflow(cleo) <= 0

    hands.to(NOON)
    week = WorkWeek.objects.get()
    ada.goto(week.get_absolute_url())
    expect(ada.get_by_role("heading", name="It is your turn: the week of 23 November")).to_be_visible()
    ada.get_by_label("Ask about Chapter openings, 1:30").check()
    ada.get_by_label("Ask about the entries that you have ticked").fill("Were they not done already?")
    ada.get_by_role("button", name="Ask", exact=True).click()
    expect(ada.get_by_text("Asked. Cleo Marsh has been told.")).to_be_visible()
    assert violations(ada) == []

    cleo.goto(week.get_absolute_url())
    cleo.locator(".asked").get_by_role("link", name="Answer").click()
    cleo.get_by_label("Your answer").fill("Two of them came late. I charge one hour.")
    cleo.get_by_label("Minutes that you charge for it").fill("60")
    assert violations(cleo) == []
    cleo.get_by_role("button", name="Answer").click()
    expect(cleo.get_by_text("Answered. Ada Brandt has been told.")).to_be_visible()

    ada.reload()
    expect(ada.get_by_text("Two of them came late. I charge one hour.")).to_be_visible()
    ada.get_by_role("button", name="Approve · €240.00").click()
    expect(ada.get_by_text("Approved. What is in escrow for it is paid.")).to_be_visible()
    outbox.deliver()
    ada.reload()
    ada.get_by_role("link", name=re.compile("^Invoice")).click()
    expect(ada.get_by_text("4:00 h at €60.00 an hour")).to_be_visible()
    with ada.expect_download() as fetched:
        ada.get_by_role("link", name="Download PDF").click()
    assert fetched.value.suggested_filename.endswith(".pdf")

    cleo.goto("/wallet/")
    expect(cleo.get_by_text("€192.00").first).to_be_visible()
    assert_books_balance()


def test_the_timer_and_the_form_without_script_on_a_phone(
    visit: Visit, hands: Hands, people: tuple[User, User], violations: Callable[[Page], list[str]]
) -> None:
    contract = hours_story.signed(*people)
    page = visit(f"/contracts/{contract.pk}/hours/", by=people[1], script=False, width=390)
    page.get_by_role("button", name="Start the timer").click()
    hands.on(hours=1)
    page.get_by_role("button", name="Stop").click()
    hands.on(hours=2)
    page.get_by_label("From (UTC)").fill("10:00")
    page.get_by_label("Until (UTC)").fill("11:30")
    page.get_by_label("What you worked on").fill("Chapter openings")
    page.get_by_role("button", name="Log it").click()
    assert sum(entry.minutes for entry in TimeEntry.objects.standing()) == 150


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (320, "light")])
def test_every_page_is_accessible_and_fits(
    visit: Visit, hands: Hands, people: tuple[User, User], violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int], width: int, scheme: str,
) -> None:  # fmt: skip
    contract = hours_story.signed(*people)
    hands.to(hours_story.span("fri 9:00-10:00")[0])
    entry = hours_story.worked(contract, "tue 9:00-13:30", "wed 9:00-11:00")
    page = visit("/my/hours/", by=people[1], width=width, scheme=scheme)
    for address in ("/my/hours/", f"/contracts/{contract.pk}/hours/", f"/contracts/{contract.pk}/hours/weeks/",
                    f"/hours/{entry.pk}/edit/"):  # fmt: skip
        page.goto(address)
        assert violations(page) == [], address
        assert overflow(page) <= 0, address
    other = visit(f"/contracts/{contract.pk}/hours/card/", by=people[0], width=width, scheme=scheme)
    assert violations(other) == []
