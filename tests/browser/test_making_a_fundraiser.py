"""A fundraiser by hand: written, looked at, handed in, sent back, mended, passed, waited for, opened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from fundraising import rewards
from fundraising.models import Fundraiser
from marketplace.kit import clock
from tests import cast, staffing
from tests.browser.conftest import Visit
from tests.fundraising import making_story as story

pytestmark = pytest.mark.django_db(transaction=True)

FILM = "https://youtu.be/dQw4w9WgXcQ"
SETTLED = """new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))).then(() => null)"""


@pytest.fixture
def ada() -> User:
    """Ada, who founds; and the topics."""
    cast.topics()
    return cast.ada()


def day(shift: int) -> str:
    return (clock.today() + timedelta(days=shift)).isoformat()


def onward(page: Page, to: str) -> None:
    """On to the next step, and there."""
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1, name=to)).to_be_visible()


def write(page: Page, *, backers_decide: bool = False) -> None:
    """Every step that is needed, as a person goes through them."""
    page.goto(reverse("fundraising:start"))
    page.get_by_label("What do you raise money for?").fill(story.TITLE)
    page.get_by_label("Rewards: backers get what you make").check()
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_label("In a sentence or two").fill("Ten years of road trips to the last communal ovens, in one book.")
    page.get_by_label("What is it about?").select_option(label="Book design")
    onward(page, "Story and risks")
    page.get_by_label("The story").fill(story.STORY)
    page.get_by_label("What could go wrong").fill("Paper prices move.")
    expect(page.locator("[data-autosave-said]")).to_contain_text("Saved", timeout=4000)
    onward(page, "Pictures")
    page.get_by_label("Picture").set_input_files(
        {"name": "bread.jpg", "mimeType": "image/jpeg", "buffer": story.picture().read()}
    )
    page.get_by_label("What it shows").fill("A loaf of rye")
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_text("Cover", exact=True)).to_be_visible()
    page.get_by_role("link", name="Go on: Goal and time").click()
    page.get_by_role("textbox", name="Goal", exact=True).fill("21000")
    page.get_by_label("Backers decide about each payment").set_checked(backers_decide)
    onward(page, "Rewards")
    add_a_reward(page)
    page.get_by_role("link", name="Budget").click()
    expect(page.get_by_role("heading", level=1, name="Budget")).to_be_visible()
    fill_row(page, 0, "For", "Printing and sewing", "20000")
    expect(page.locator("[data-note]")).to_contain_text("€1,000 are not spread yet", timeout=4000)
    fill_row(page, 1, "For", "Shipping", "1000")
    expect(page.locator("[data-note]")).to_contain_text("exactly the goal", timeout=4000)
    onward(page, "Plan of payments")
    fill_row(page, 0, "Step", "Books printed", "21000")
    page.get_by_label("Planned for").first.fill(day(80))
    page.get_by_label("Proof").first.fill("Press sheets, signed off")
    onward(page, "Team")


def add_a_reward(page: Page) -> None:
    page.get_by_role("link", name="Add a reward").click()
    page.get_by_role("textbox", name="Name").fill("The book")
    page.get_by_label("What is in it").fill("Hardcover, 208 pages.")
    page.get_by_label("Price").fill("38")
    page.get_by_label("Delivered by").fill(day(200))
    expect(page.get_by_text("What sending one costs")).to_be_hidden()
    page.get_by_label("Worldwide").check()
    page.get_by_label("Country").first.select_option(label="Everywhere else")
    page.get_by_label("Shipping").first.fill("14")
    page.get_by_role("button", name="Add the reward").click()
    expect(page.get_by_role("heading", name="The book")).to_be_visible()


def fill_row(page: Page, place: int, label: str, words: str, sum_: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).nth(place).fill(words)
    page.get_by_role("textbox", name="Sum", exact=True).nth(place).fill(sum_)


def test_from_the_first_line_to_the_first_day(visit: Visit, ada: User) -> None:
    ben, dev = cast.ben(), cast.in_group(cast.dev(), "reviewer")
    page = visit("/", by=ada)
    write(page)
    page.get_by_role("link", name="Preview").first.click()
    page.get_by_role("button", name="Hand it in for review").click()
    expect(page.get_by_text("Our staff look at it.")).to_be_visible()
    made = Fundraiser.objects.get()

    desk = visit(staffing.act_page(made, "send_back"), by=dev)
    desk.get_by_label("Reason").fill("Say which printer made the offer, please.")
    desk.get_by_role("button", name="Send back").click()
    page.goto(reverse("fundraising:preview", args=[made.listing.slug]))
    expect(page.get_by_text("Say which printer made the offer, please.")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("link", name="Story and risks").click()
    page.get_by_label("What could go wrong").fill("Paper prices move; the offer of Maren Uyeda stands until May.")
    onward(page, "Pictures")
    page.get_by_role("link", name="Preview").first.click()
    page.get_by_role("button", name="Hand it in for review").click()
    desk.goto(staffing.act_page(made, "pass_review"))
    desk.get_by_label("Reason").fill("All parts are there and add up.")
    desk.get_by_role("button", name="Let it pass").click()

    visitor = visit(reverse("fundraising:fundraiser", args=[made.listing.slug]), by=ben)
    visitor.get_by_role("button", name="Tell me when it opens").click()
    expect(visitor.get_by_text("You are told when it opens.")).to_be_visible()
    page.goto(reverse("fundraising:fundraiser", args=[made.listing.slug]))
    expect(page.get_by_text("1 person waits for it.")).to_be_visible()
    page.get_by_role("button", name="Open it now").click()
    expect(page.get_by_text("It is open.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("Live", exact=True).first).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], ada: User
) -> None:
    dev = cast.dev()
    draft = story.whole(ada)
    slug = draft.listing.slug
    shown = story.passed(ada, dev, story={"story": f"{story.STORY}\n\n{FILM}"})
    names = ["basics", "story", "pictures", "money", "rewards", "stretch", "budget", "plan", "team", "questions"]
    paths = [
        reverse("fundraising:start"),
        *(reverse("fundraising:step", args=[slug, name]) for name in names),
        reverse("fundraising:offer_reward", args=[slug]),
        reverse("fundraising:change_reward", args=[draft.rewards.get().pk]),
        reverse("fundraising:preview", args=[slug]),
        reverse("fundraising:cancel", args=[slug]),
        reverse("fundraising:mine"),
        shown.get_absolute_url(),
    ]
    wrong = []
    page = visit("/", by=ada)
    for path in paths:
        page.goto(path)
        for width, scheme in ((1280, "light"), (390, "dark"), (320, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate(SETTLED)
            wrong += [f"{path} {width} {scheme} {found}" for found in violations(page)]
            wrong += [f"{path} {width} is too wide"] if overflow(page) > 0 else []
    assert wrong == []


def test_a_film_is_loaded_once_it_is_pressed(visit: Visit, ada: User) -> None:
    shown = story.passed(ada, cast.dev(), story={"story": f"{story.STORY}\n\n{FILM}"})
    page = visit("/")
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body="<title>A film</title>")

    page.route("https://**", answer)
    page.goto(shown.get_absolute_url())
    page.get_by_role("link", name="Watch the film on YouTube").scroll_into_view_if_needed()
    assert asked == []
    with page.expect_request(lambda request: request.url.startswith("https://")) as pressed:
        page.get_by_role("link", name="Watch the film on YouTube").click()
    assert pressed.value.url == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"
    expect(page.get_by_title("Film on YouTube")).to_be_visible()


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(visit: Visit, ada: User) -> None:
    draft = story.started(ada)
    page = visit(reverse("fundraising:step", args=[draft.listing.slug, "story"]), by=ada)
    said, story_ = page.locator("[data-autosave-said]"), page.get_by_label("The story")

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/draft/", cut)
    story_.fill(story.STORY)
    expect(said).to_contain_text("Not saved. Check your connection.", timeout=4000)
    page.unroute("**/draft/", cut)
    story_.press_sequentially(" And more.")
    expect(said).to_contain_text("Saved", timeout=4000)
    page.reload()
    expect(page.get_by_label("The story")).to_have_value(f"{story.STORY} And more.".strip())


def test_a_second_tab_is_told_and_loses_nothing(visit: Visit, ada: User) -> None:
    draft = story.started(ada)
    address = reverse("fundraising:step", args=[draft.listing.slug, "story"])
    first, second = visit(address, by=ada), visit(address, by=ada)
    first.get_by_label("The story").fill(story.STORY)
    expect(first.locator("[data-autosave-said]")).to_contain_text("Saved", timeout=4000)
    second.get_by_label("The story").fill(f"Mine. {story.STORY}")
    expect(second.locator("[data-autosave-said]")).to_contain_text("saved elsewhere", timeout=4000)
    second.get_by_role("button", name="Save and go on").click()
    expect(second.get_by_label("The story")).to_have_value(f"Mine. {story.STORY}")


def test_without_script_every_step_is_written(visit: Visit, ada: User) -> None:
    draft = story.started(ada)
    page = visit(reverse("fundraising:step", args=[draft.listing.slug, "money"]), by=ada, script=False)
    page.get_by_role("textbox", name="Goal", exact=True).fill("21000")
    page.get_by_role("button", name="Save and go on").click()
    add = reverse("fundraising:offer_reward", args=[draft.listing.slug])
    page.goto(add)
    page.get_by_role("textbox", name="Name").fill("The book")
    page.get_by_label("What is in it").fill("Hardcover")
    page.get_by_label("Price").fill("38")
    page.get_by_label("Delivered by").fill(day(200))
    page.get_by_role("button", name="Add the reward").click()
    assert rewards.offered(draft).count() == 1
