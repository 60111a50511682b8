"""The whole way of a contract, by hand, in two browsers: from the job that is posted to the work that shows it.

Ada posts, compares two proposals and makes a counter-offer; both sign; two milestones are paid; a card moves on the
board before both their eyes; the first milestone is handed in, changed, handed in again and released, the second is
released by the clock; the invoice is a PDF; they review each other, the score moves, and the work carries its proof.
The rules' clock is set by the test; the browsers keep their own.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts import people as profiles
from accounts.models import User
from marketplace.kit import clock, outbox, timers
from projects.models import Contract, Milestone, Project, Proposal
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit
from tests.browser.test_first_job import find_and_propose, post_a_job
from tests.browser.test_negotiation import counter, sign
from tests.browser.test_paying import GOOD, pay_there
from tests.browser.test_reviews import write
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db(transaction=True)
SAYS_ADA = "Found two errors in our page proofs that four of us had missed."
SAYS_CLEO = "Paid on the day each time, and knew what she wanted."
FIRST, SECOND = "Master pages", "All pages set"


class Hands:
    """The clock of the rules, as far ahead as the test sets it: what is due by then happens."""

    ahead = timedelta()

    def on(self, length: timedelta) -> None:
        self.ahead += length
        timers.run_due()
        outbox.deliver()


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    made, real = Hands(), clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + made.ahead)
    return made


@pytest.fixture(autouse=True)
def _live(local_stripe: LocalStripe, live_server: object, site_url: str, settings: Settings) -> Iterator[None]:
    settings.SITE_URL = site_url
    cast.topics()
    with sockets.running(settings):
        yield


@pytest.fixture
def people() -> tuple[User, User]:
    """Ada hires, Cleo works; both show their pages."""
    both = cast.ada(), cast.cleo()
    for person in both:
        profiles.publish_profile(person.party.profile, by=person)
    return both


def propose_in_two_parts(page: Page) -> None:
    page.goto("/discover/?kind=project&q=toolbox+journal")
    page.get_by_role("link", name=Project.objects.get().title).click()
    page.get_by_role("link", name="Write a proposal").first.click()
    page.get_by_label("Your letter").fill("I have set four journals of this size, two of them for your printer.")
    page.get_by_label("Your price").fill("800")
    page.get_by_label("Days to deliver").fill("14")
    for place, (name, days, price) in enumerate(((FIRST, "7", "300"), (SECOND, "14", "500"))):
        page.get_by_label("Milestone", exact=True).nth(place).fill(name)
        page.get_by_label("Days after the start").nth(place).fill(days)
        page.get_by_label("Sum", exact=True).nth(place).fill(price)
    page.get_by_label("Which printer").fill("A small one in Tallinn.")
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text("Sent. Ada Brandt has been told.")).to_be_visible()


def agree(client: Page, freelancer: Page) -> None:
    """Two are compared; the terms of one go back once, and are accepted."""
    client.goto(f"{Project.objects.get().get_absolute_url()}proposals/")
    for name in ("Compare Cleo Marsh", "Compare Eve Stone"):
        client.get_by_label(name).check()
    client.get_by_role("button", name="Compare").click()
    client.get_by_role("link", name=re.compile("^Counter-offer.*Cleo Marsh")).click(timeout=9000)
    for place, price in enumerate(("300", "450")):
        client.get_by_label("Sum", exact=True).nth(place).fill(price)
    counter(client, "750", "14", "Our budget ends there.")
    freelancer.goto(Proposal.objects.get(price_minor=800_00).get_absolute_url())
    freelancer.get_by_role("button", name="Accept £750").click()
    expect(freelancer.get_by_text("You have agreed.")).to_be_visible()


def fund(page: Page, milestone: Milestone, price: str) -> None:
    page.goto(milestone.get_absolute_url())
    page.get_by_role("button", name=re.compile(rf"^Fund milestone.*{price}$")).first.click()
    page.get_by_role("button", name=f"Pay {price}").click()
    pay_there(page, GOOD)
    expect(page.get_by_role("heading", name=f"You paid {price}")).to_be_visible(timeout=30_000)


def move_a_card(client: Page, freelancer: Page, contract: Contract) -> None:
    """What one moves by keys, the other sees within a second."""
    for page in (client, freelancer):
        page.goto(f"/contracts/{contract.pk}/board/")
    for page in (client, freelancer):
        expect(page.locator("[data-here] > span")).to_have_count(2)
    field = freelancer.get_by_label("A new card in To do")
    field.fill("Set the index")
    field.press("Enter")
    card = freelancer.get_by_role("link", name="Set the index")
    expect(card).to_be_visible()
    card.focus()
    freelancer.keyboard.press("Alt+ArrowRight")
    expect(client.locator("[data-name='Doing'] .board__title")).to_have_text("Set the index", timeout=2000)


def hand_in(page: Page, milestone: Milestone, note: str) -> None:
    page.goto(f"/milestones/{milestone.pk}/submission/")
    page.get_by_label("What you hand in").fill(note)
    page.get_by_role("button", name="Submit the work").click()
    expect(page.get_by_text("Submitted. Ada Brandt has been told.")).to_be_visible()


def release_after_changes(client: Page, freelancer: Page, milestone: Milestone) -> None:
    hand_in(freelancer, milestone, "Twelve master pages, in two files.")
    client.goto(f"/milestones/{milestone.pk}/changes/")
    client.get_by_label("What should change?").fill("The folio stands too low on the left pages.")
    client.get_by_role("button", name="Ask for these changes").click()
    expect(client.get_by_text("Asked. Cleo Marsh has been told.")).to_be_visible()
    hand_in(freelancer, milestone, "The folio is up by two millimetres.")
    client.goto(milestone.contract.get_absolute_url())
    client.get_by_role("link", name="Release £300.00").click()
    client.get_by_role("button", name="Release £300.00").click()
    expect(client.get_by_text("Released. Cleo Marsh has been told.")).to_be_visible()


def read_the_invoice(page: Page, milestone: Milestone) -> None:
    page.goto("/documents/")
    page.get_by_role("row", name=re.compile("Invoice.*£300.00")).get_by_role("link").first.click()
    expect(page.get_by_text(milestone.name).first).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download PDF").click()
    assert fetched.value.path().read_bytes().startswith(b"%PDF-")


def review_each_other(client: Page, freelancer: Page, contract: Contract) -> None:
    client.goto(contract.get_absolute_url())
    client.get_by_role("link", name="End the contract").first.click()
    client.get_by_role("button", name="End the contract").click()
    write(client, contract, ["Quality", "Communication", "On time", "Expertise"], SAYS_ADA)
    write(freelancer, contract, ["Clarity", "Communication", "Payment"], SAYS_CLEO)
    expect(freelancer.get_by_text("the reviews can be read now")).to_be_visible()


def show_it(client: Page, freelancer: Page, milestone: Milestone) -> None:
    freelancer.goto(milestone.get_absolute_url())
    freelancer.get_by_role("link", name="Show this as work").click()
    freelancer.get_by_label("Title of the work").fill("The toolbox journal")
    freelancer.get_by_role("button", name="Make the draft and ask Ada Brandt").click()
    proof = milestone.contract.proofs.get()
    client.goto(proof.get_absolute_url())
    client.get_by_role("button", name="Yes, they may").click()
    freelancer.goto(proof.get_absolute_url())
    freelancer.get_by_role("link", name="Publish the work").click()
    freelancer.get_by_role("button", name="Publish it").click()


def test_from_the_job_to_the_proof(visit: Visit, hands: Hands, people: tuple[User, User]) -> None:
    ada, cleo = people
    client, freelancer = visit("/jobs/new/", by=ada), visit("/", by=cleo)
    post_a_job(client)
    propose_in_two_parts(freelancer)
    find_and_propose(visit("/", by=cast.eve()), "850", "£715.00")
    agree(client, freelancer)
    contract = Contract.objects.get()
    sign(client, ada)
    sign(freelancer, cleo)
    first, second = contract.milestones.order_by("position")
    fund(client, first, "£300.00")
    fund(client, second, "£450.00")
    move_a_card(client, freelancer, contract)
    release_after_changes(client, freelancer, first)
    hand_in(freelancer, second, "All 150 pages.")
    hands.on(timedelta(days=14))
    freelancer.goto(contract.get_absolute_url())
    expect(freelancer.get_by_role("row", name=re.compile(f"{SECOND}.*Released"))).to_be_visible()
    read_the_invoice(client, first)
    review_each_other(client, freelancer, contract)
    freelancer.goto("/people/cleo-marsh/score/")
    expect(freelancer.get_by_text("A deal ended").first).to_be_visible()
    show_it(client, freelancer, first)
    stranger = visit("/discover/?kind=work&q=toolbox+journal")
    stranger.get_by_role("link", name="The toolbox journal").click()
    expect(stranger.get_by_text("Delivered here, and accepted")).to_be_visible()
    assert_books_balance()
