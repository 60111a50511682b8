"""The pages of jobs, proposals and notices hold up: for axe, on a small screen, in both schemes."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from projects import proposals
from projects.models import Project
from tests import cast
from tests.browser.conftest import Visit
from tests.projects import story

pytestmark = pytest.mark.django_db(transaction=True)
SIZES: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (390, "dark")]

# The colours have changed when every transition has ended; axe would measure one that is half way.
SETTLED = """new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))).then(() => null)"""


@pytest.fixture
def people() -> tuple[User, User, User]:
    """Ada who hires, Cleo and Eve who answer."""
    cast.topics()
    return cast.ada(), cast.cleo(), cast.eve()


def at(name: str, project: Project) -> str:
    return reverse(f"projects:{name}", args=[project.listing.slug])


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], people: tuple[User, ...]
) -> None:
    ada, cleo, eve = people
    job, draft = story.posted(ada), story.drafted(ada, title="A draft of another job")
    first, second = story.proposed(job, cleo), story.proposed(job, eve, 650)
    waiting = story.posted(ada, title="A job that nobody has answered")
    compare = f"{at('inbox', job)}?compare={first.pk}&compare={second.pk}"
    pages = [
        (None, job.get_absolute_url()),
        (ada, reverse("projects:post")),
        (ada, at("edit", draft)),
        (ada, at("preview", draft)),
        (ada, at("cancel", job)),
        (ada, at("inbox", job)),
        (ada, compare),
        (ada, first.get_absolute_url()),
        (ada, reverse("projects:decline", args=[first.pk])),
        (ada, reverse("projects:mine")),
        (ada, reverse("social:notices")),
        (cleo, at("propose", waiting)),
        (cleo, first.get_absolute_url()),
        (cleo, reverse("projects:my_proposals")),
        (cleo, reverse("social:notices")),
    ]
    wrong = []
    for who, path in pages:
        page = visit(path, by=who)
        for width, scheme in SIZES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            wrong += [f"{path} {width} {scheme} {found}" for found in violations(page)]
            wrong += [f"{path} {width} is too wide"] if overflow(page) > 0 else []
        page.close()
    assert wrong == []


def test_a_form_that_comes_back_holds_up_too(
    visit: Visit, violations: Callable[[Page], list[str]], people: tuple[User, ...]
) -> None:
    page = visit(at("edit", story.drafted(people[0])), by=people[0])
    page.get_by_label("Budget, from").fill("lots")
    page.get_by_role("button", name="Save and preview").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Budget, from: Enter a sum in digits").click()
    expect(page.get_by_label("Budget, from")).to_be_focused()
    assert violations(page) == []


def test_a_field_says_what_is_wrong_once_it_is_left(visit: Visit, people: tuple[User, ...]) -> None:
    page = visit(at("edit", story.drafted(people[0])), by=people[0])
    field = page.get_by_label("Budget, to")
    field.fill("1")
    expect(page.get_by_text("The upper figure is below the lower one.")).not_to_be_visible()
    field.blur()
    expect(page.get_by_text("The upper figure is below the lower one.")).to_be_visible()
    field.fill("950")
    field.blur()
    expect(page.get_by_text("The upper figure is below the lower one.")).not_to_be_visible()


def test_a_form_asks_only_what_applies(visit: Visit, people: tuple[User, ...]) -> None:
    page = visit(at("edit", story.drafted(people[0])), by=people[0])
    expect(page.get_by_label("Town")).to_be_hidden()
    page.get_by_label("On site").check()
    expect(page.get_by_label("Town")).to_be_visible()
    page.get_by_label("Hourly").check()
    expect(page.get_by_role("button", name="Another milestone")).to_be_hidden()


def test_a_row_is_added_for_one_more_milestone(visit: Visit, people: tuple[User, ...]) -> None:
    page = visit(at("edit", story.drafted(people[0])), by=people[0])
    page.get_by_role("button", name="Another milestone").click()
    rows = page.get_by_role("textbox", name="Milestone", exact=True)
    expect(rows).to_have_count(5)
    expect(rows.last).to_be_focused()
    rows.last.fill("Print files")
    page.get_by_role("textbox", name="Sum", exact=True).last.fill("100")
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_text("Print files")).to_be_visible()


def test_a_draft_on_its_way_does_not_overtake_the_form(visit: Visit, people: tuple[User, ...]) -> None:
    page = visit(at("edit", story.drafted(people[0])), by=people[0])
    held: list[Route] = []
    page.route("**/draft/", lambda route: route.continue_() if held else held.append(route))
    title = page.get_by_role("textbox", name="Title")
    with page.expect_request("**/draft/"):
        title.fill("Layout for a smaller journal")
        title.blur()
    title.fill("Layout for a larger journal")
    page.get_by_role("button", name="Save and preview").click()
    expect(page).to_have_url(re.compile("/edit/$"))
    held[0].continue_()
    expect(page.get_by_role("heading", level=1, name="Layout for a larger journal")).to_be_visible()


def test_an_acceptance_that_came_too_late_is_told(visit: Visit, people: tuple[User, ...]) -> None:
    ada, cleo, eve = people
    job = story.posted(ada)
    first, second = story.proposed(job, cleo), story.proposed(job, eve, 650)
    page = visit(second.get_absolute_url(), by=ada)
    proposals.accept(first, revision=1, by=ada)
    page.get_by_role("button", name="Accept for €650").click()
    expect(page.get_by_text("You have accepted another proposal, so this job is filled.")).to_be_visible()
