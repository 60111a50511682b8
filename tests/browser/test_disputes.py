"""A dispute by hand: opened, answered, mediated and divided, with the figures on both sides' pages checked."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from marketplace.kit.money import Money
from projects.disputes import mediation
from projects.models import Dispute, Milestone
from tests import cast
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, dispute_story

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "The plates are missing, and the pages do not open at the printer."
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"), (320, "light")]


@pytest.fixture
def people(transactional_db: None) -> tuple[User, User, User]:
    """Ada pays, Cleo works, Dev mediates."""
    cast.topics()
    return cast.ada(), cast.cleo(), dispute_story.staff(cast.dev())


@pytest.fixture
def submitted(people: tuple[User, User, User]) -> Milestone:
    """EUR 500, handed in."""
    ada, cleo, _dev = people
    return contract_story.submitted(contract_story.signed(ada, cleo), 1)


def open_it(page: Page) -> None:
    page.get_by_role("link", name="Open a dispute").click()
    page.get_by_label("How do you see it?").fill(WHY)
    page.get_by_label("All of it back to Ada Brandt").check()
    page.get_by_role("button", name="Open the dispute").click()
    expect(page.get_by_text("Opened. The money is frozen, and Cleo Marsh has been told.")).to_be_visible()


def answer_it(page: Page) -> None:
    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_label("How do you see it?").fill("They open on every machine that we have tried, see the file.")
    page.get_by_label("A part to Cleo Marsh, the rest back to Ada Brandt").check()
    page.get_by_label("How much to Cleo Marsh, if a part?").fill("400")
    page.get_by_label("Files").set_input_files(
        {"name": "log.txt", "mimeType": "text/plain", "buffer": b"Five of five pages open."}
    )
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered. Ada Brandt has been told.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_opening_to_a_split(
    visit: Callable[..., Page], people: tuple[User, User, User], submitted: Milestone, script: bool
) -> None:
    ada, cleo, dev = people
    hers = visit(submitted.get_absolute_url(), by=ada, script=script)
    open_it(hers)
    dispute = Dispute.objects.get()
    his = visit(dispute.get_absolute_url(), by=cleo, script=script, width=390)
    answer_it(his)

    hers.goto(dispute.get_absolute_url())
    expect(hers.locator(".record")).to_contain_text("log.txt")
    hers.get_by_role("link", name="Call a mediator").click()
    hers.get_by_role("button", name="Call a mediator").click()
    for page in (hers, his):
        page.goto(dispute.get_absolute_url())
        page.get_by_role("button", name="I have shown everything").click()

    staff = visit(f"/admin/projects/dispute/{dispute.pk}/change/", by=dev)
    staff.get_by_role("link", name="Mediate it").click()
    give_a_reason(staff, "Mediate it")
    staff.get_by_role("link", name="Propose a split").click()
    staff.get_by_label("To the freelancer").fill("300")
    staff.get_by_label("Reasons").fill("The text is set as agreed; the plates are not there.")
    give_a_reason(staff, "Propose a split")

    for page in (hers, his):
        page.goto(dispute.get_absolute_url())
        page.get_by_role("link", name="Accept it").click()
        page.get_by_role("button", name="Accept it").click()
    expect(his.get_by_text("€300.00 went to Cleo Marsh and €200.00 back to Ada Brandt")).to_be_visible()
    his.goto("/wallet/")
    expect(his.locator("main")).to_contain_text("€240.00")  # 300 less 20 %
    hers.goto(f"{dispute.contract.get_absolute_url()}entries/")
    expect(hers.locator("main")).to_contain_text("€200.00")
    dispute.refresh_from_db()
    assert dispute.released == Money(300, "EUR")
    assert_books_balance()


def give_a_reason(page: Page, act: str) -> None:
    page.locator("[name=reason]").fill("Nobody here knows either of them.")
    page.get_by_role("button", name=act).click()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_its_pages_fit_and_are_readable(
    visit: Callable[..., Page], people: tuple[User, User, User], submitted: Milestone, violations: Any, overflow: Any,
    width: int, scheme: str,
) -> None:  # fmt: skip
    ada, cleo, dev = people
    dispute = dispute_story.answered(dispute_story.opened(submitted, by=ada), by=cleo, to_freelancer=400)
    offer = dispute_story.offer_of(dispute, "freelancer")
    base = dispute.get_absolute_url()
    pages = [base, f"{base}offers/", f"{base}statements/", f"/dispute-offers/{offer.pk}/acceptance/"]
    pages += ["/my/disputes/", "/arbiters/", "/help/disputes/"]
    pages += [dispute.contract.get_absolute_url(), submitted.get_absolute_url()]
    page = visit(base, by=ada, width=width, scheme=scheme)
    for address in pages:
        page.goto(address)
        assert overflow(page) <= 0, address
        if width != 320:
            assert violations(page) == [], address
    mediation.call(dispute, by=ada)
    for person in (ada, cleo):
        mediation.say_all(dispute, by=person)
    mediation.take(dispute, by=dev)
    mediation.propose(dispute, amount=Decimal(300), statement="The text is set.", by=dev)
    page.goto(base)
    assert violations(page) == []
