"""A person's page from empty to whole, and what others say on it, in a real browser."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import Certification, Profile, User
from marketplace.catalog.models import Topic
from tests.accounts.together import shown_page, worked
from tests.browser.conftest import Visit

TEXT = "Cleo set our journal in three weeks, and every page was right."
OWN = [
    "/people/cleo-marsh/", "/settings/profile/", "/settings/availability/", "/settings/certifications/",
    "/settings/recommendations/", "/settings/audiences/", "/settings/skills/", "/settings/display/", "/",
]  # fmt: skip
LOOKS = [
    (390, "dark"),
    (1280, "light"),
    pytest.param(390, "light", marks=pytest.mark.deep),
    pytest.param(1280, "dark", marks=pytest.mark.deep),
]


def picture(name: str) -> FilePayload:
    made = io.BytesIO()
    Image.new("RGB", (700, 500), "teal").save(made, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": made.getvalue()}


@pytest.fixture
def page_of_cleo(cleo: User, ada: User, topics: dict[str, Topic], live_server: object) -> Profile:
    """Cleo's page with one skill; she has worked for Ada."""
    worked(ada, cleo)
    return shown_page(cleo, topics["typesetting"])


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_is_accessible_and_never_wider_than_its_window(
    visit: Visit, page_of_cleo: Profile, cleo: User, violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int], width: int, scheme: str,
) -> None:  # fmt: skip
    page = visit(OWN[0], width=width, scheme=scheme, by=cleo)
    for path in OWN:
        page.goto(path)
        assert (path, violations(page), overflow(page)) == (path, [], 0)


@pytest.mark.parametrize("script", [True, False])
def test_a_page_is_completed_step_by_step(
    visit: Visit, cleo: User, topics: dict[str, Topic], live_server: object, script: bool
) -> None:
    page = visit("/people/cleo-marsh/", by=cleo, script=script)
    expect(page.get_by_role("heading", name="Your page is 0 % complete")).to_be_visible()
    page.get_by_role("link", name="Add a photo").click()
    page.locator("#id_photo").set_input_files(picture("me.png"))
    page.get_by_role("button", name="Put it on my page").click()
    _fill_the_page(page)
    page.get_by_role("button", name="Show it to everybody").click()
    page.get_by_role("link", name="Name at least three skills").click()
    for name in ("Typesetting", "InDesign", "Translation"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Save my skills").click()
    for name in ("Typesetting", "InDesign", "Translation"):
        page.get_by_label(f"How well: {name}").select_option(label="Expert")
    page.get_by_role("button", name="Save my skills").click()
    page.goto("/settings/availability/")
    page.get_by_role("spinbutton", name=re.compile("^Hours a week")).fill("20")
    page.get_by_role("button", name="Save the usual week").click()
    page.goto("/settings/profile/")
    expect(page.get_by_role("heading", name="Your page is complete")).to_be_visible()


def _fill_the_page(page: Page) -> None:
    page.get_by_label("Headline").fill("Book designer")
    page.get_by_label("About you").fill("I make books.")
    page.get_by_label("Town").fill("Leeds")
    page.get_by_label("Country").select_option(label="United Kingdom")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_label("Language 1", exact=False).first.fill("English")
    page.get_by_label("How well, language 1").select_option(label="First language")
    page.get_by_label("Rate for an hour").fill("45")
    page.get_by_label("Links").fill("example.org/cleo")
    page.get_by_label("Design", exact=True).check()
    page.get_by_role("button", name="Save my page").click()


def test_a_skill_is_endorsed_by_who_hired(visit: Visit, page_of_cleo: Profile, ada: User, eve: User) -> None:
    page = visit("/people/cleo-marsh/", by=ada)
    page.get_by_role("button", name=re.compile("^Endorse")).click()
    expect(page.get_by_role("button", name=re.compile("^Take back"))).to_be_visible()
    seen = visit("/people/cleo-marsh/", by=eve)
    seen.get_by_text("1 endorsement").click()
    expect(seen.get_by_role("link", name="Ada Brandt").or_(seen.get_by_text("Ada Brandt")).first).to_be_visible()
    expect(seen.get_by_role("button", name=re.compile("^Endorse"))).to_have_count(0)


def test_a_recommendation_is_asked_for_written_and_accepted(
    visit: Visit, page_of_cleo: Profile, ada: User, cleo: User, violations: Callable[[Page], list[str]]
) -> None:
    asks = visit("/settings/recommendations/", by=cleo)
    asks.get_by_label("Whom do you ask?").select_option(label="Ada Brandt")
    asks.get_by_role("button", name="Ask", exact=True).click()
    writes = visit("/settings/recommendations/", by=ada)
    writes.get_by_role("link", name="Write it").click()
    writes.get_by_label("Your recommendation").fill(TEXT)
    assert violations(writes) == []
    writes.get_by_role("button", name="Send it").click()
    asks.reload()
    asks.get_by_role("button", name="Show it on my page").click()
    assert violations(asks) == []
    asks.goto("/people/cleo-marsh/")
    expect(asks.get_by_text(TEXT)).to_be_visible()


def test_a_certification_is_sent_in_and_verified_by_staff(
    visit: Visit, page_of_cleo: Profile, cleo: User, dev: User
) -> None:
    dev.is_superuser = True
    dev.save()
    page = visit("/settings/certifications/", by=cleo)
    page.get_by_label("Name of the certification").fill("Master typesetter")
    page.get_by_label("Who issued it?").fill("Guild of Printers")
    page.get_by_label("Issued on").fill("2026-03-01")
    page.get_by_label("Document").set_input_files(picture("diploma.png"))
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The document is being looked at.")).to_be_visible()
    certification = Certification.objects.get()
    desk = visit(f"/admin/accounts/certification/{certification.pk}/change/", by=dev)
    desk.get_by_role("link", name="Verify").click()
    desk.get_by_label("Reason").fill("The document names her and the year.")
    desk.get_by_role("button", name="Verify").click()
    page.goto("/people/cleo-marsh/")
    expect(page.locator("#certifications").get_by_text("Verified")).to_be_visible()


def test_density_and_keys_follow_the_settings(visit: Visit, cleo: User, live_server: object) -> None:
    page = visit("/settings/display/", by=cleo)
    before = page.locator(".button--main").bounding_box()
    page.get_by_label("Compact", exact=True).check()
    page.get_by_label("Keyboard shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    after = page.locator(".button--main").bounding_box()
    assert before
    assert after
    assert after["height"] < before["height"]
    page.keyboard.press("/")
    expect(page.locator("#site-search")).not_to_be_focused()
    page.get_by_label("Keyboard shortcuts").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
