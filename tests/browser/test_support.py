"""Standing support by hand: a page is found, supported, written for and closed; and its pages hold up for axe."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts import people
from accounts.models import User
from fundraising import support_pages, support_posts
from fundraising.forms.delivery import REWARD_FILE
from fundraising.models import Support, SupportPage, SupportPost
from marketplace.kit import uploads
from tests import cast
from tests.browser.conftest import Visit
from tests.fundraising import making_story, support_story
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db(transaction=True)

SETTLED = """new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))).then(() => null)"""


@pytest.fixture
def cleo() -> User:
    """Cleo, who works; and the topics."""
    cast.topics()
    return cast.cleo()


@pytest.fixture
def ben() -> User:
    return cast.ben()


@pytest.fixture
def shown(cleo: User, local_stripe: LocalStripe) -> SupportPage:
    """Cleo's page, found by her name."""
    people.publish_profile(cleo.party.profile, by=cleo)
    return support_story.open_page(cleo, story="Letters.\n\n## What for\n\nPaper.")


@pytest.fixture
def support(shown: SupportPage, local_stripe: LocalStripe, ben: User) -> Support:
    return support_story.begun(local_stripe, shown, ben)


@pytest.fixture
def post(shown: SupportPage, cleo: User) -> SupportPost:
    """With a picture."""
    made = support_story.written(shown, cleo, tier="Silver", text="Nine days.\n\n## The last one\n\nIt was long.")
    support_posts.attach(made, uploads.check(making_story.picture(), REWARD_FILE), by=cleo)
    return made


def test_from_the_search_to_the_post_and_to_the_end(
    visit: Visit, support: Support, post: SupportPost, cleo: User, ben: User
) -> None:
    page = visit("/discover/?support=1", by=ben)
    page.get_by_role("link", name="Cleo Marsh").first.click()
    page.get_by_role("link", name="Support Cleo Marsh").first.click()
    page.get_by_role("link", name="The g").click()
    expect(page.get_by_text("Nine days.")).to_be_visible()
    expect(page.get_by_role("img", name="bread.jpg")).to_be_visible()
    page.get_by_label("Your comment").fill("Worth the wait")
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_text("Worth the wait")).to_be_visible()

    desk = visit("/my/support/", by=cleo)
    desk.get_by_role("link", name="Close it").click()
    expect(desk.get_by_text("1 support ends, €5.00 a month.")).to_be_visible()
    desk.get_by_label("Type “Cleo Marsh” to confirm").fill("Cleo Marsh")
    desk.get_by_role("button", name="Close it").click()
    expect(desk.get_by_text("It is closed.")).to_be_visible()
    assert not SupportPage.objects.get().is_open


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int],
    shown: SupportPage, support: Support, post: SupportPost, cleo: User, ben: User,
) -> None:  # fmt: skip
    draft = support_pages.write(shown, by=cleo, title="The h", text="Soon.", teaser="Next.")
    here, gold = shown.get_absolute_url(), support_story.tier(shown, "Gold").pk
    names: list[tuple[str, list[Any]]] = [
        ("my_support", []), ("close_support", []), ("new_support_tier", []), ("support_tier", [gold]),
        ("my_support_posts", []), ("new_support_post", []), ("edit_support_post", [draft.pk]), ("my_supporters", []),
    ]  # fmt: skip
    of_maker = [here, *(reverse(f"fundraising:{name}", args=given) for name, given in names)]
    of_supporter = [
        here, f"{here}joining/", post.get_absolute_url(), support.get_absolute_url(),
        reverse("fundraising:change_support", args=[support.pk]), reverse("fundraising:supports"),
        reverse("fundraising:terms", args=["support-1"]), "/discover/?support=1",
    ]  # fmt: skip
    of_stranger = [here, f"{here}joining/", post.get_absolute_url(), reverse("fundraising:supports")]
    dev = cast.dev()
    wrong: list[str] = []
    for who, paths in ((cleo, of_maker), (ben, of_supporter), (dev, of_stranger)):
        page = visit("/", by=who)
        for path in paths:
            wrong += _faults(page, path, violations, overflow)
    assert wrong == []


def _faults(
    page: Page, path: str, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> list[str]:
    page.goto(path)
    wrong = []
    for width, scheme in ((1280, "light"), (390, "dark"), (320, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(SETTLED)
        wrong += [f"{path} {width} {scheme} {found}" for found in violations(page)]
        wrong += [f"{path} {width} is too wide"] if overflow(page) > 0 else []
    return wrong
