"""Joining, signing in, settings and the pages of persons and companies in a real browser."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts import companies, people, roles
from accounts.models import Record, User
from marketplace.catalog.models import Topic
from tests import cast
from tests.browser.conftest import Visit

OPEN = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/people/cleo-marsh/",
    "/companies/ridge-press/",
]
OWN = [
    "/settings/",
    "/settings/profile/",
    "/settings/skills/?q=type",
    "/settings/roles/",
    "/settings/display/",
    "/accounts/password/change/",
    "/welcome/",
    "/welcome/skills/",
    "/people/cleo-marsh/",
]


@pytest.fixture
def shown(cleo: User, ada: User, topics: dict[str, Topic], live_server: object) -> User:
    """Cleo, who also hires, with a page that is complete; and a company of Ada's."""
    roles.take(cast.CLIENT, by=cleo)
    mine = people.change(
        cleo.party.profile, by=cleo, headline="Book designer", bio="I make **books**.", city="Leeds", country="GB",
        timezone="Europe/London", languages=["en", "de"], rate_minor=4500, currency="GBP", hours_a_week=20,
        level="expert", links=["https://example.org/cleo"],
    )  # fmt: skip
    people.choose_skills(mine, [topics["typesetting"]], by=cleo)
    people.publish_profile(mine, by=cleo)
    press = companies.found(
        "Ridge Press", by=ada, tagline="Maps and field guides", about="Since 1999.", industry="Books"
    )
    Record.objects.create(party=press.party, kind="sample", source="A data set", note="Made up.", spent_minor=120_000)
    companies.publish_company(press, by=ada)
    return cleo


LOOKS = [
    (390, "dark"),
    (1280, "light"),
    pytest.param(390, "light", marks=pytest.mark.deep),
    pytest.param(1280, "dark", marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
class TestEveryPage:
    def test_is_accessible_and_never_wider_than_its_window(
        self, visit: Visit, shown: User, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int],
        width: int, scheme: str,
    ) -> None:  # fmt: skip
        page = visit(OPEN[0], width=width, scheme=scheme)
        for path in OPEN:
            page.goto(path)
            assert (path, violations(page), overflow(page)) == (path, [], 0)

    def test_of_ones_own_is_so_too(
        self, visit: Visit, shown: User, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int],
        width: int, scheme: str,
    ) -> None:  # fmt: skip
        page = visit(OWN[0], width=width, scheme=scheme, by=shown)
        for path in OWN:
            page.goto(path)
            assert (path, violations(page), overflow(page)) == (path, [], 0)


def code() -> str:
    """The code in the newest mail."""
    return re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[-1]


@pytest.mark.parametrize("script", [True, False])
def test_somebody_joins_and_is_found(visit: Visit, topics: dict[str, Topic], live_server: object, script: bool) -> None:
    page = visit("/accounts/signup/", script=script)
    page.get_by_label("Your name").fill("Mo Ibe")
    page.get_by_label("E-mail").fill("mo@example.org")
    page.get_by_label("Password").fill("a quiet sentence")
    page.get_by_label("I look for work").check()
    page.get_by_role("button", name="Create my account").click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Mo Ibe")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What do you do").fill("Typesetter")
    page.get_by_label("Look for a skill").fill("typeset")
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_label("Typesetting", exact=True).check()
    page.get_by_role("button", name="Go to my home page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Mo Ibe")
    expect(page.get_by_role("heading", name="Your next steps")).to_be_visible()
    visitor = visit("/people/mo-ibe/", script=script)
    expect(visitor.get_by_text("Typesetter")).to_be_visible()
    expect(visitor.get_by_role("link", name="Typesetting")).to_be_visible()


def test_a_wrong_password_is_said_and_the_focus_goes_there(visit: Visit, shown: User) -> None:
    page = visit("/accounts/login/")
    page.get_by_label("E-mail").fill(shown.email)
    page.get_by_label("Password", exact=True).fill("wrong wrong wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error:"))
    assert page.get_by_label("E-mail").input_value() == shown.email


def test_a_password_can_be_looked_at(visit: Visit, live_server: object, db: None) -> None:
    page = visit("/accounts/login/")
    field = page.locator("input[name=password]")
    page.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(field).to_have_attribute("type", "password")


class TestSkills:
    def test_they_are_found_while_typing_and_what_is_ticked_stays(self, visit: Visit, shown: User) -> None:
        page = visit("/settings/skills/", by=shown)
        page.get_by_label("Look for a skill").press_sequentially("transl")
        found = page.get_by_label("Translation", exact=True)
        found.check()
        page.get_by_label("Look for a skill").fill("indes")
        expect(page.get_by_label("InDesign")).to_be_visible()
        expect(page.get_by_label("Translation", exact=True)).to_be_checked()
        expect(page.get_by_label("Look for a skill")).to_be_focused()
        page.get_by_role("button", name="Save my skills").click()
        expect(page.get_by_text("Your skills are saved")).to_be_visible()
        assert {skill.slug for skill in shown.party.profile.skills.all()} == {"typesetting", "translation"}


def test_the_text_is_previewed_in_its_place(visit: Visit, shown: User) -> None:
    page = visit("/settings/profile/", by=shown)
    page.get_by_label("About you").fill("I **set** type.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("set")
    assert page.url.endswith("/settings/profile/")


def test_the_role_is_switched_from_the_menu(visit: Visit, shown: User) -> None:
    page = visit("/settings/", by=shown)
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("button", name="Client").click()
    expect(page.get_by_text("You are here as: Client")).to_be_visible()
    assert User.objects.get(pk=shown.pk).acting_role == "client"
