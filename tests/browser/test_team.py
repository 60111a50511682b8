"""Three propose together, by hand: everybody says yes, the client compares, all sign; she pays once, releases once, and
there are three wallets and three invoices."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts import people as profiles
from accounts.models import User
from marketplace.kit.money import Money
from projects.models import Contract, Milestone, Project, TeamPlace
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit
from tests.browser.test_paying import GOOD, pay_there
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe
from tests.projects import story, team_story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _live(local_stripe: LocalStripe, live_server: object, site_url: str, settings: Settings) -> Iterator[None]:
    settings.SITE_URL = site_url
    cast.topics()
    with sockets.running(settings):
        yield


@pytest.fixture
def people() -> list[User]:
    """Ada hires; Cleo leads Eve and Ben; Finn works alone."""
    found = [cast.ada(), cast.cleo(), cast.eve(), cast.ben(), cast.joined("Finn Gale", cast.FREELANCER)]
    for person in found:
        profiles.publish_profile(person.party.profile, by=person)
    return found


def propose_together(page: Page, job: Project) -> None:
    page.goto(f"{job.get_absolute_url()}proposal/")
    page.get_by_label("Your letter").fill(story.LETTER)
    page.get_by_label("Your price").fill("750")
    page.get_by_label("Days to deliver").fill("14")
    page.get_by_label("Which journal").fill("The Tide Book.")
    page.get_by_role("button", name="Propose as a team").click()
    page.locator("#id_lead-share").fill("33.33")
    for place, (handle, task, share) in enumerate((("eve-stone", "maps", "33.33"), ("@ben-okoro", "index", "33.33"))):
        page.locator(f"#id_seat-{place}-party").fill(handle)
        page.locator(f"#id_seat-{place}-task").fill(task)
        page.locator(f"#id_seat-{place}-share").fill(share)
    page.get_by_role("button", name="Save the team").click()
    expect(page.get_by_text("99.99 % together").first).to_be_visible()
    page.locator("#id_seat-1-share").fill("33.34")
    expect(page.get_by_text("Together: 100 %")).to_be_visible()
    page.get_by_role("button", name="Save the team").click()
    expect(page.get_by_text("2 places wait for a yes.")).to_be_visible()


def join(page: Page, person: User, share: str) -> None:
    page.goto(TeamPlace.objects.get(party=person.party).get_absolute_url())
    page.get_by_role("button", name=f"Join for {share} %").click()
    expect(page.get_by_text("You are in the team.")).to_be_visible()


def send(page: Page, job: Project) -> None:
    page.goto(f"{job.get_absolute_url()}proposal/")
    expect(page.get_by_label("What you get")).to_contain_text("€250.05")
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text("Sent. Ada Brandt has been told.")).to_be_visible()


def compare_and_accept(page: Page, job: Project) -> None:
    page.goto(f"{job.get_absolute_url()}proposals/")
    for name in ("Compare Cleo Marsh", "Compare Finn Gale"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Compare").click()
    expect(
        page.get_by_role("row", name=re.compile("^Who does it.*Eve Stone 33.33 %.*Ben Okoro 33.34 %"))
    ).to_be_visible()
    page.get_by_role("button", name=re.compile("Accept for €750.*Cleo Marsh")).click()
    expect(page.get_by_text("You accepted the proposal of Cleo Marsh.")).to_be_visible()


def sign(page: Page, person: User) -> None:
    page.goto(Contract.objects.get().versions.get().get_absolute_url())
    page.get_by_label("Type your name to sign").fill(person.party.name)
    page.get_by_role("button", name="Sign the contract").click()
    expect(page.get_by_text("Signed").first).to_be_visible()


def pay(page: Page, milestone: Milestone) -> None:
    page.goto(milestone.get_absolute_url())
    page.get_by_role("button", name=re.compile("^Fund milestone")).first.click()
    for name in ("Cleo Marsh", "Eve Stone", "Ben Okoro"):
        expect(page.get_by_text(f"{name}, 33.3").first).to_be_visible()
    page.get_by_role("button", name="Pay €250.00").click()
    pay_there(page, GOOD)
    expect(page.get_by_role("heading", name="You paid €250.00")).to_be_visible(timeout=30_000)


def hand_in(page: Page, milestone: Milestone) -> None:
    page.goto(f"/milestones/{milestone.pk}/submission/")
    page.get_by_label("What you hand in").fill("Twelve master pages, in two files.")
    page.get_by_role("button", name="Submit the work").click()
    expect(page.get_by_text("Submitted. Ada Brandt has been told.")).to_be_visible()


def release(page: Page, milestone: Milestone) -> None:
    page.goto(f"/milestones/{milestone.pk}/release/")
    expect(page.get_by_role("row", name="Ben Okoro 33.34 % €83.35 €66.68")).to_be_visible()
    page.get_by_role("button", name="Release €250.00").click()
    expect(page.get_by_text("Released.").first).to_be_visible()


def test_three_do_one_job(visit: Visit, people: list[User]) -> None:
    ada, cleo, eve, ben, finn = people
    job = story.posted(ada)
    lead, client = visit("/", by=cleo), visit("/", by=ada)
    propose_together(lead, job)
    join(visit("/", by=eve), eve, "33.33")
    join(visit("/", by=ben), ben, "33.34")
    send(lead, job)
    story.proposed(job, finn, 800)
    compare_and_accept(client, job)
    for person in (ada, cleo, eve, ben):
        sign(visit("/", by=person), person)
    milestone = Contract.objects.get().milestones.order_by("position")[0]
    pay(client, milestone)
    hand_in(lead, milestone)
    release(client, milestone)
    for person, net in ((cleo, "66.67"), (eve, "66.66"), (ben, "66.68")):
        page = visit("/wallet/", by=person)
        expect(page.get_by_text(f"€{net}").first).to_be_visible()
        page.goto("/documents/")
        expect(page.get_by_role("row", name=re.compile("Invoice.*€83.3"))).to_be_visible()
        assert team_story.clearing(person) == Money(net, "EUR")
    assert_books_balance()
