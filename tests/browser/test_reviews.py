"""Two people finish a contract by hand: reviews, the score that moves, a reply, and a proof of the work delivered."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from accounts import people as profiles
from accounts.models import User
from marketplace.kit import uploads
from projects import milestones
from projects.models import Contract
from social.models import Deal, Review
from tests import cast
from tests.browser.conftest import Visit
from tests.projects import contract_story
from tests.projects.test_proofs import TEXT, sent

pytestmark = pytest.mark.django_db(transaction=True)
SAYS_ADA = "Found two errors in our page proofs that four of us had missed."
SAYS_CLEO = "Paid on the day each time, and knew what she wanted."
THANKS = "Thank you. The fourth proof-reader was right about the comma."
PAGES: FilePayload = {"name": "pages.txt", "mimeType": "text/plain", "buffer": TEXT}


@pytest.fixture
def people(live_server: object) -> tuple[User, User]:
    """Ada hires, Cleo works; both show their pages."""
    cast.topics()
    ada, cleo = cast.ada(), cast.cleo()
    for person in (ada, cleo):
        profiles.publish_profile(person.party.profile, by=person)
    return ada, cleo


@pytest.fixture
def contract(people: tuple[User, User]) -> Contract:
    """Both milestones are released; it has not been ended yet."""
    contract = contract_story.signed(*people)
    for place in range(2):
        milestone = contract_story.funded(contract, place)
        contract_story.hand_in(milestone, evidence=[uploads.check(sent(), uploads.DOCUMENTS)])
        milestones.release(contract_story.fresh(milestone), by=people[0], key="1")
    return contract_story.fresh(contract)


def write(page: Page, contract: Contract, marks: list[str], text: str) -> None:
    page.goto(contract.get_absolute_url())
    page.get_by_role("link", name="Write a review").click()
    for mark in marks:
        page.get_by_role("group", name=mark).get_by_label("5", exact=True).check()
    page.get_by_role("group", name="again").get_by_label("Yes").check()
    page.get_by_label("Your review", exact=True).fill(text)
    page.get_by_role("button", name="Keep the review").click()


def test_from_the_end_of_a_contract_to_a_work_with_its_proof(
    visit: Visit, people: tuple[User, User], contract: Contract
) -> None:
    ada, cleo = (visit(contract.get_absolute_url(), by=person) for person in people)
    ada.get_by_role("link", name="End the contract").first.click()
    ada.get_by_role("button", name="End the contract").click()

    write(ada, contract, ["Quality", "Communication", "On time", "Expertise"], SAYS_ADA)
    expect(ada.get_by_text("It is shown once Cleo Marsh has written")).to_be_visible()
    cleo.goto("/people/cleo-marsh/reviews/")
    expect(cleo.get_by_text(SAYS_ADA)).to_have_count(0)
    write(cleo, contract, ["Clarity", "Communication", "Payment"], SAYS_CLEO)
    expect(cleo.get_by_text("the reviews can be read now")).to_be_visible()

    cleo.goto("/people/cleo-marsh/reviews/")
    expect(cleo.get_by_text(SAYS_ADA)).to_be_visible()
    cleo.get_by_role("link", name="Reply").click()
    cleo.get_by_label("Your reply").fill(THANKS)
    cleo.get_by_role("button", name="Send the reply").click()
    stranger = visit("/people/cleo-marsh/reviews/")
    expect(stranger.get_by_text(THANKS)).to_be_visible()
    stranger.goto("/people/cleo-marsh/score/")
    expect(stranger.get_by_text("37.8").first).to_be_visible()
    expect(stranger.get_by_text("A deal ended")).to_be_visible()

    cleo.goto(contract.milestones.order_by("position")[0].get_absolute_url())
    cleo.get_by_role("link", name="Show this as work").click()
    cleo.get_by_label("Title of the work").fill("The toolbox journal")
    cleo.get_by_role("button", name="Make the draft and ask Ada Brandt").click()
    proof = contract.proofs.get()
    ada.goto(proof.get_absolute_url())
    ada.get_by_role("button", name="Yes, they may").click()
    cleo.goto(proof.get_absolute_url())
    cleo.get_by_role("link", name="Publish the work").click()
    cleo.get_by_role("button", name="Publish it").click()
    expect(cleo.get_by_text("Delivered here, and accepted")).to_be_visible()

    stranger.goto(contract_story.fresh(proof).work.get_absolute_url())
    stranger.get_by_role("link", name="Check a file against it").click()
    stranger.get_by_label("File").set_input_files(PAGES)
    stranger.get_by_role("button", name="Check it").click()
    expect(stranger.locator("[data-result]")).to_contain_text("is part of what was accepted")
    stranger.get_by_label("File").set_input_files({**PAGES, "buffer": TEXT + b"."})
    stranger.get_by_role("button", name="Check it").click()
    expect(stranger.locator("[data-result]")).to_contain_text("is not part of what was accepted")


def test_a_review_and_a_check_without_script(visit: Visit, people: tuple[User, User], contract: Contract) -> None:
    ada = visit(contract.get_absolute_url(), by=people[0], script=False, width=390)
    ada.get_by_role("link", name="End the contract").first.click()
    ada.get_by_role("button", name="End the contract").click()
    write(ada, contract, ["Quality", "Communication", "On time"], SAYS_ADA)
    expect(ada.get_by_role("alert")).to_contain_text("Give a mark from 1 to 5.")
    ada.get_by_role("group", name="Expertise").get_by_label("4", exact=True).check()
    ada.get_by_role("button", name="Keep the review").click()
    expect(ada.get_by_text("Your review is kept as you wrote it")).to_be_visible()
    assert Review.objects.get().rating == 475


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_is_accessible_and_fits(
    visit: Visit, people: tuple[User, User], contract: Contract, violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int], width: int, scheme: str,
) -> None:  # fmt: skip
    from projects import contract_endings, proofs
    from tests.social import dealing

    ada, cleo = people
    milestone = contract.milestones.order_by("position")[0]
    proof = proofs.show(proofs.grant(proofs.ask(milestone, title="The toolbox journal", by=cleo), by=ada), by=cleo)
    contract_endings.end(contract, by=ada)
    deal = Deal.objects.get()
    dealing.review(deal, ada, 4, text=SAYS_ADA)
    addresses = [contract.get_absolute_url(), f"/deals/{deal.pk}/review/"]
    page = visit(addresses[0], width=width, scheme=scheme, by=cleo)
    look(page, addresses, violations, overflow)
    dealing.review(deal, cleo, text=SAYS_CLEO)
    review = Review.objects.get(side="client")
    dealing.reviews.reply(review, text=THANKS, by=cleo)
    last = contract.milestones.order_by("position")[1]
    look(page, [
        "/people/cleo-marsh/reviews/", "/people/cleo-marsh/", "/people/cleo-marsh/score/", "/people/ada-brandt/score/",
        "/my/reviews/", reverse("social:report_review", args=[review.pk]),
        reverse("projects:progress", args=[contract.pk]),
        last.get_absolute_url(), reverse("projects:offer_proof", args=[last.pk]), proof.get_absolute_url(),
        proof.work.get_absolute_url(), contract.get_absolute_url(),
    ], violations, overflow)  # fmt: skip


def look(
    page: Page, addresses: list[str], violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    wrong = []
    for address in addresses:
        page.goto(address)
        if shots := os.environ.get("SHOTS"):
            width = page.viewport_size["width"] if page.viewport_size else 0
            page.screenshot(path=Path(shots) / f"{width}{address.replace('/', '_')[:40]}.png", full_page=True)
        wrong.append((address, violations(page), overflow(page)))
    assert wrong == [(address, [], 0) for address in addresses]
