"""Two people haggle, by hand: a job is posted, one freelancer is invited, two propose, and the terms go back and forth
until one accepts. Then both sign, and the contract is there to keep."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts import people
from accounts.models import User
from projects.models import Contract, Project, Proposal
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit
from tests.browser.test_first_job import find_and_propose, post_a_job

Check = Callable[[Page], list[str]]


@pytest.fixture(autouse=True)
def _live(live_server: object, settings: Settings) -> Iterator[None]:
    cast.topics()
    with sockets.running(settings):
        yield


def invite(page: Page, name: str) -> None:
    page.goto(f"{Project.objects.get().get_absolute_url()}invitations/")
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_text(f"Invite {name}").click()
    page.get_by_label("A word to them").fill("Your Tide Book is what we want.")
    page.get_by_role("button", name=f"Send to {name}").click()
    expect(page.get_by_text(f"{name} is invited and has been told.")).to_be_visible()


def propose(page: Page, price: str) -> None:
    page.get_by_label("Your letter").fill("I have set four journals of this size, two of them for your printer.")
    page.get_by_label("Your price").fill(price)
    page.get_by_label("Days to deliver").fill("14")
    page.get_by_label("Which printer").fill("A small one in Tallinn.")
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text("Sent. Ada Brandt has been told.")).to_be_visible()


def counter(page: Page, price: str, days: str, word: str) -> None:
    page.get_by_label("Price", exact=True).fill(price)
    page.get_by_label("Days to deliver").fill(days)
    page.get_by_label("A word with it").fill(word)
    page.get_by_role("button", name="Send the counter-offer").click()
    expect(page.get_by_text("They have seven days to answer.")).to_be_visible()


def sign(page: Page, person: User) -> None:
    page.goto(Contract.objects.get().versions.get().get_absolute_url())
    page.get_by_label("Type your name to sign").fill(person.party.name)
    page.get_by_role("button", name="Sign the contract").click()


@pytest.mark.django_db(transaction=True)
def test_two_haggle_until_they_agree(visit: Visit, violations: Check, overflow: Callable[[Page], int]) -> None:
    ada, cleo, eve = cast.ada(), cast.cleo(), cast.eve()
    people.publish_profile(cleo.party.profile, by=cleo)
    client, freelancer = visit("/jobs/new/", by=ada), visit("/my/invitations/", by=cleo, width=390)
    post_a_job(client)
    invite(client, "Cleo Marsh")
    assert violations(client) == []
    freelancer.reload()
    freelancer.get_by_role("link", name=Project.objects.get().title).click()
    expect(freelancer.get_by_text("Your Tide Book is what we want.")).to_be_visible()
    freelancer.get_by_role("button", name="Write a proposal").click()
    propose(freelancer, "800")
    find_and_propose(visit("/", by=eve), "850", "£715.00")

    proposal = Proposal.objects.get(freelancer=cleo.party)
    client.goto(f"{Project.objects.get().get_absolute_url()}proposals/")
    for name in ("Compare Cleo Marsh", "Compare Eve Stone"):
        client.get_by_label(name).check()
    client.get_by_role("button", name="Compare").click()
    client.get_by_role("link", name=re.compile("Counter-offer.*Cleo Marsh")).click()
    assert violations(client) == []
    counter(client, "700", "10", "Our budget ends there.")
    freelancer.goto(proposal.get_absolute_url())
    expect(freelancer.get_by_role("heading", name="It is your turn: Ada Brandt offers £700")).to_be_visible()
    assert (violations(freelancer), overflow(freelancer)) == ([], 0)
    freelancer.get_by_role("link", name="Answer with other terms").click()
    counter(freelancer, "750", "10", "Ten days are short; so this.")
    client.goto(proposal.get_absolute_url())
    expect(client.get_by_text("+£50")).to_be_visible()
    client.get_by_role("button", name="Accept £750").click()
    expect(client.get_by_text("You have agreed.")).to_be_visible()
    sign(client, ada)
    sign(freelancer, cleo)
    expect(freelancer.get_by_text("Signed by both. It is in force.")).to_be_visible()
    client.goto(Contract.objects.get().versions.get().get_absolute_url())
    with client.expect_download() as kept:
        client.get_by_role("link", name="PDF").click()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-1\.pdf", kept.value.suggested_filename)
    assert kept.value.path().read_bytes().startswith(b"%PDF-")
