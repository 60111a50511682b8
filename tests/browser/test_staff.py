"""The desk of staff in a real browser: a report from sending to appeal, seeing as, and a door that stays shut."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from accounts.models import User
from marketplace.staff import groups
from tests.browser.conftest import Visit
from tests.social import moderating as story

REASON = "The pictures are those of the museum."
LOOKS = [(390, "dark"), (1280, "light")]


@pytest.fixture
def mo(live_server: object) -> User:
    """A moderator."""
    groups.install()  # emptying the database between tests takes the groups with it
    return story.moderator()


@pytest.fixture
def jo(mo: User) -> User:
    """Another one."""
    return story.moderator("Jo Lund")


def ours(found: list[str]) -> list[str]:
    """What axe finds in the parts of the admin that are ours."""
    return [one for one in found if "desk" in one]


def act(page: Page, name: str, **typed: str) -> None:
    """Press the act's button, say why and confirm."""
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("Reason").fill(REASON)
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=name, exact=True).click()


def test_a_report_is_handled_from_its_sending_to_its_appeal(
    visit: Visit, mo: User, jo: User, cleo: User, eve: User, violations: Callable[[Page], list[str]]
) -> None:
    story.shown(cleo)
    reporter = visit("/people/cleo-marsh/", by=eve, script=False)
    reporter.get_by_role("link", name="Report this page").click()
    reporter.get_by_label("Somebody else's work, copied").check()
    reporter.get_by_label("Tell us more").fill("This is the museum's picture.")
    reporter.get_by_role("button", name="Send the report").click()
    expect(reporter.get_by_text("We look at it and tell you")).to_be_visible()

    desk = visit("/admin/", by=mo)
    desk.get_by_role("link", name="Reports to decide").click()
    desk.locator("#result_list a", has_text="Cleo Marsh").first.click()
    assert ours(violations(desk)) == []
    act(desk, "Claim")
    desk.get_by_role("link", name="Take out of sight", exact=True).click()
    assert ours(violations(desk)) == []
    desk.get_by_label("Reason").fill(REASON)
    desk.get_by_label("Statement for the owner").fill(story.STATEMENT)
    desk.get_by_role("button", name="Take out of sight").click()
    expect(desk.get_by_text("Done for 1.")).to_be_visible()

    owner = visit("/settings/decisions/", by=cleo, script=False)
    expect(owner.get_by_text(story.STATEMENT)).to_be_visible()
    owner.get_by_role("link", name="Appeal").click()
    owner.get_by_label("Why is the decision wrong?").fill("I am the museum, and here is its seal.")
    owner.get_by_role("button", name="Send the appeal").click()

    other = visit("/admin/", by=jo)
    other.get_by_role("link", name="Appeals to answer").click()
    other.locator("#result_list a[href*='/change/']").first.click()
    act(other, "Take the decision back", Answer="You are the museum. We are sorry, your page is back.")
    expect(other.get_by_text("Done for 1.")).to_be_visible()

    visitor = visit("/people/cleo-marsh/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Cleo Marsh")
    reporter.goto("/settings/reports/")
    expect(reporter.get_by_text("You were right")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_seeing_as_somebody_shows_it_on_every_page_and_ends(
    visit: Visit, mo: User, cleo: User, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int],
    width: int, scheme: str,
) -> None:  # fmt: skip
    page = visit(f"/staff/see-as/{cleo.pk}/", by=mo, width=width, scheme=scheme)
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Begin").click()
    banner = page.get_by_role("region", name="You see the site as somebody else")
    for path in ("/", "/discover/", "/notices/", "/settings/"):
        page.goto(path)
        expect(banner).to_contain_text("Mo Ibe")
        expect(banner).to_contain_text("Cleo Marsh")
        assert (path, violations(page), overflow(page)) == (path, [], 0)
    banner.get_by_role("button", name="End").click()
    page.goto("/notices/")
    expect(banner).to_have_count(0)


def test_a_member_of_another_group_meets_a_shut_door(visit: Visit, mo: User, cleo: User, dev: User) -> None:
    dev.groups.set([Group.objects.get(name="analyst")])
    page = visit("/admin/", by=dev)
    expect(page.get_by_role("link", name="Reports to decide")).to_have_count(0)
    for path in ("/admin/social/report/", f"/admin/accounts/user/{cleo.pk}/acts/shut_out/", "/admin/payments/ruleset/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_of_reports_and_blocks_are_accessible(
    visit: Visit, mo: User, cleo: User, eve: User, violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int], width: int, scheme: str,
) -> None:  # fmt: skip
    listing = story.shown(cleo)
    decision = story.withdrawn(story.shown(eve), reporter=cleo, by=mo)
    page = visit("/people/cleo-marsh/", by=eve, width=width, scheme=scheme)
    for path in (
        "/people/cleo-marsh/", f"/listings/{listing.pk}/report/", "/people/cleo-marsh/block/", "/settings/blocks/",
        "/settings/reports/", "/settings/decisions/", f"/settings/decisions/{decision.pk}/appeal/",
    ):  # fmt: skip
        page.goto(path)
        assert (path, violations(page), overflow(page)) == (path, [], 0)
