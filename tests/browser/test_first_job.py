"""The first journey, by hand: a job is posted, found, answered, compared and given, and everybody is told."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from marketplace.kit import outbox
from projects.models import Project, Proposal
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit

TITLE = "Layout for an A5 toolbox journal, 150 pages"
BRIEF = "A book and journal in one. We need master pages, the whole text set, and files that a printer takes."
LETTER = "I have set four journals of this size, two of them for the printer that you name."
HIRES, WORKS = "I hire", "I look for work and show what I make"
PASSWORD = "a sentence is good enough"


@pytest.fixture(autouse=True)
def _live(live_server: object, settings: Settings) -> Iterator[None]:
    cast.topics()
    with sockets.running(settings):
        yield


def join(visit: Visit, name: str, role: str) -> Page:
    """Sign up as anybody does, with the code from the mail."""
    address = f"{name.split()[0].lower()}@example.net"
    page = visit("/accounts/signup/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label(role).check()
    page.get_by_role("button", name="Create my account").click()
    page.get_by_label("Code").fill(code_sent_to(address))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()
    return page


def code_sent_to(address: str) -> str:
    message = next(message for message in reversed(mail.outbox) if address in message.to)
    found = re.search(r"^\s*([A-Z0-9]{3,}-[A-Z0-9]{3,})\s*$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def post_a_job(page: Page) -> None:
    page.goto("/jobs/new/")
    page.get_by_label("What do you need done?").fill(TITLE)
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_label("Field of work").select_option(label="Book design")
    page.get_by_label("Skills and tools").fill("InDesign, Typesetting")
    page.get_by_role("textbox", name="The brief").fill(BRIEF)
    page.get_by_label("Currency").select_option("GBP")
    page.get_by_label("Budget, from").fill("600")
    page.get_by_label("Budget, to").fill("900")
    page.get_by_label("Experience").select_option(label="Expert")
    page.get_by_label("Questions to everybody").fill("Which printer did you last make files for?")
    expect(page.locator("[data-autosave-said]")).to_contain_text("Saved", timeout=4000)
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_text("Nobody sees it yet.")).to_be_visible()
    page.get_by_role("button", name="Post this job").click()
    expect(page.get_by_text("Posted. Freelancers find it from now on.")).to_be_visible()


def find_and_propose(page: Page, price: str, net: str) -> None:
    page.goto("/discover/?kind=project&q=toolbox+journal")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Write a proposal").first.click()
    page.get_by_label("Your letter").fill(LETTER)
    page.get_by_label("Your price").press_sequentially(price)
    page.get_by_label("Days to deliver").fill("14")
    expect(page.get_by_label("What you get")).to_contain_text(net)
    page.get_by_label("Which printer").fill("A small one in Tallinn.")
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text("Sent. Ada Brandt has been told.")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_first_job_finds_its_freelancer(visit: Visit) -> None:
    ada = join(visit, "Ada Brandt", HIRES)
    post_a_job(ada)
    cleo = join(visit, "Cleo Marsh", WORKS)
    find_and_propose(cleo, "800", "£670.00")
    expect(ada.get_by_role("link", name="Notices, 1 unread")).to_be_visible()
    expect(ada.get_by_text("Cleo Marsh sent a proposal")).to_be_visible()
    eve = join(visit, "Eve Stone", WORKS)
    find_and_propose(eve, "650", "£535.00")

    ada.goto(Project.objects.get().get_absolute_url())
    ada.get_by_role("link", name="Read the proposals").click()
    for name in ("Compare Cleo Marsh", "Compare Eve Stone"):
        ada.get_by_label(name).check()
    ada.get_by_role("button", name="Compare").click()
    expect(ada.get_by_role("heading", name="2 proposals side by side")).to_be_visible()
    ada.get_by_role("button", name=re.compile("Accept for £650.*Eve Stone")).click()
    expect(ada.get_by_text("You accepted the proposal of Eve Stone.")).to_be_visible()

    expect(eve.get_by_text("Ada Brandt accepted your proposal")).to_be_visible()
    expect(cleo.get_by_text("is filled: the client accepted another proposal")).to_be_visible()
    for page, sentence in ((ada, "You accepted the proposal of Eve Stone"), (eve, "Ada Brandt accepted your proposal")):
        page.goto("/notices/")
        expect(page.locator(".notes")).to_contain_text(sentence)
    outbox.deliver()
    told = {(message.to[0], "accepted" in message.subject) for message in mail.outbox}
    assert {("ada@example.net", True), ("eve@example.net", True), ("cleo@example.net", True)} <= told
    assert sorted(Proposal.objects.values_list("status", flat=True)) == ["accepted", "expired"]


@pytest.mark.django_db(transaction=True)
def test_the_same_way_without_script(visit: Visit) -> None:
    ada, cleo = cast.ada(), cast.cleo()
    page = visit("/jobs/new/", by=ada, script=False)
    page.get_by_label("What do you need done?").fill(TITLE)
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_label("Field of work").select_option(label="Book design")
    page.get_by_role("textbox", name="The brief").fill(BRIEF)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved. Only you see it.")).to_be_visible()
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Budget, from").fill("750")
    page.get_by_label("Experience").select_option(label="Expert")
    page.get_by_role("button", name="Save and preview").click()
    page.get_by_role("button", name="Post this job").click()

    other = visit(Project.objects.get().get_absolute_url(), by=cleo, script=False)
    other.get_by_role("link", name="Write a proposal").first.click()
    other.get_by_label("Your letter").fill(LETTER)
    other.get_by_label("Your price").fill("750")
    other.get_by_label("Days to deliver").fill("14")
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_label("What you get")).to_contain_text("€625.00")
    other.get_by_role("button", name="Send the proposal").click()

    page.goto(Proposal.objects.get().get_absolute_url())
    page.get_by_role("button", name="Accept for €750").click()
    expect(page.get_by_text("You accepted the proposal of Cleo Marsh.")).to_be_visible()
