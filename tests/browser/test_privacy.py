"""Having a copy of everything, reading it, and being forgotten, in a real browser."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Erasure, User
from accounts.privacy import erasures, exports
from marketplace.catalog.models import Topic
from projects import projects
from tests import cast
from tests.accounts.privacy import story
from tests.browser.conftest import Visit
from tests.projects import story as jobs

LOOKS = [(390, "dark"), (1280, "light")]
OWN = ["/settings/privacy/", "/settings/privacy/export/", "/settings/privacy/erasure/"]


def signed_in(visit: Visit, user: User, **look: Any) -> Page:
    """Signed in by hand, so that what one proves is fresh."""
    page = visit("/accounts/login/", **look)
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url("**/login/")
    return page


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_is_accessible_and_never_wider_than_its_window(
    visit: Visit, cleo: User, ada: User, topics: dict[str, Topic], live_server: object,
    violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], width: int, scheme: str,
) -> None:  # fmt: skip
    story.full_life(cleo, ada, topics)
    page = visit(OWN[0], width=width, scheme=scheme, by=cleo)
    for path in OWN:
        page.goto(path)
        assert (path, violations(page), overflow(page)) == (path, [], 0)
    done = story.forgotten(erasures.ask(by=cleo))
    page.goto(f"/receipts/{done.token}/")
    assert (violations(page), overflow(page)) == ([], 0)
    User.objects.filter(pk=ada.pk).update(agreed="an older version")
    page = visit("/settings/", width=width, scheme=scheme, by=ada)
    expect(page.get_by_role("heading", level=1)).to_have_text("Our terms have changed")
    assert (violations(page), overflow(page)) == ([], 0)


def test_a_copy_is_asked_for_made_while_one_looks_and_read(
    visit: Visit, cleo: User, ada: User, topics: dict[str, Topic], live_server: object, tmp_path: Path,
    violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(exports, "_wake", lambda: None)  # the worker comes when this test lets it
    story.full_life(cleo, ada, topics)
    page = signed_in(visit, cleo)
    page.goto("/settings/privacy/")
    page.get_by_role("link", name="Get a copy").click()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_text("You can leave this page")).to_have_count(2)
    exports.make_due()
    with page.expect_download() as caught:
        page.get_by_role("link", name="Get the file").click()  # it has come by itself
    folder = tmp_path / "copy"
    zipfile.ZipFile(caught.value.path()).extractall(folder)
    page.goto(f"file://{folder}/index.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Everything that")
    expect(page.get_by_text("I set <b>books</b>.")).to_be_visible()
    page.get_by_role("link", name="Proposals", exact=True).click()
    expect(page.get_by_text("I have set four journals")).to_be_visible()
    assert (violations(page), overflow(page)) == ([], 0)


def test_leaving_is_refused_then_asked_for_taken_back_and_done(
    visit: Visit, ada: User, topics: dict[str, Topic], live_server: object
) -> None:
    job = jobs.posted(ada)
    page = signed_in(visit, ada)
    page.goto("/settings/privacy/erasure/")
    expect(page.get_by_role("link", name=job.title)).to_be_visible()
    expect(page.get_by_role("button", name="Delete my account")).to_have_count(0)
    projects.cancel(job, by=ada)
    for _time in range(2):
        page.goto("/settings/privacy/erasure/")
        page.get_by_label("Confirm").fill("delete")
        page.get_by_role("button", name="Delete my account").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("will be deleted on")
        if _time == 0:
            page.goto("/settings/roles/")  # every way leads here now
            page.get_by_role("button", name="Keep my account").click()
            expect(page.get_by_text("Your account stays")).to_be_visible()
    done = story.forgotten(Erasure.objects.get(user=ada, status="waiting"))
    page.goto("/settings/")
    expect(page).to_have_url(f"{page.url.split('/accounts')[0]}/accounts/login/?next=/settings/")
    page.goto(f"/receipts/{done.token}/")
    expect(page.get_by_text(done.seal)).to_be_visible()
