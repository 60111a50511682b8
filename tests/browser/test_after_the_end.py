"""After a fundraiser succeeded, by hand: asked, answered with an address, sent by a table, arrived; and an update."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from fundraising import deliveries, updates
from fundraising.models import Fundraiser
from tests import cast
from tests.browser.conftest import Visit
from tests.fundraising import delivering
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db(transaction=True)
SETTLED = """new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))).then(() => null)"""


def filled(table: str) -> bytes:
    """The table with a carrier and a number in every row that can be sent."""
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    for row in rows:
        if row["State"] == "To be sent":
            row |= {"Carrier": "DHL", "Tracking number": f"JJD{row['Number']}"}
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_from_the_survey_to_what_arrived(
    visit: Visit, local_stripe: LocalStripe, clock: object, violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
) -> None:  # fmt: skip
    ada, ben, cleo = cast.ada(), cast.ben(), cast.cleo()
    fundraiser = delivering.funded(local_stripe, ada, ben, cleo, clock=clock)
    slug = fundraiser.listing.slug
    page = visit(reverse("fundraising:survey", args=[slug]), by=ada)
    page.get_by_label("Question").fill("Which cover?")
    page.get_by_label("Answered by").select_option(label="A choice")
    page.get_by_label("Options").fill("Red\nBlue")
    page.get_by_role("button", name="Add the question").click()
    page.get_by_role("button", name="Send the survey").click()

    backer = visit(reverse("fundraising:my_survey", args=[slug]), by=ben)
    backer.get_by_label("Which cover?").select_option(label="Blue")
    backer.get_by_label("Name on the parcel").fill("Ben Okoro")
    backer.get_by_label("Street and number").fill("Hafenweg 3")
    backer.get_by_label("Postcode").fill("2045")
    backer.get_by_label("Town").fill("Hamburg")
    backer.get_by_role("button", name="Send my answers").click()
    expect(backer.get_by_text("looks like 00000").first).to_be_visible()
    backer.get_by_label("Postcode").fill("20457")
    backer.get_by_role("button", name="Send my answers").click()
    expect(backer.get_by_text("The maker has what they need.")).to_be_visible()

    page.goto(reverse("fundraising:deliveries", args=[slug]))
    with page.expect_download() as download:
        page.get_by_role("link", name="Table", exact=True).click()
    table = filled(Path(download.value.path()).read_text())
    page.get_by_role("link", name="Send a table in").click()
    file = {"name": "parcels.csv", "mimeType": "text/csv", "buffer": table}
    page.get_by_label("The table, filled in").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send it in").click()
    expect(page.get_by_text("2 parcels of 2 were changed")).to_be_visible()

    backer.reload()
    expect(backer.get_by_text("DHL JJD").first).to_be_visible()
    book = backer.get_by_role("listitem").filter(has_text="Book")
    book.get_by_role("button", name="It has arrived").click()
    expect(backer.get_by_text("Arrived", exact=True)).to_be_visible()
    update = updates.publish(updates.write(fundraiser, title="All packed", body="Thank you.", by=ada), by=ada)
    backer.goto(update.get_absolute_url())
    backer.get_by_label("Your comment").fill("It is beautiful")
    backer.get_by_role("button", name="Comment").click()
    expect(backer.get_by_text("It is beautiful")).to_be_visible()
    assert _faults(page, backer, fundraiser, ben, violations, overflow) == []


def _faults(
    page: Page, backer: Page, fundraiser: Fundraiser, ben: User, violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
) -> list[str]:  # fmt: skip
    """What axe finds on every new page, and what scrolls sideways."""
    slug, parcel = fundraiser.listing.slug, delivering.parcel(fundraiser, ben, "Recording")
    deliveries.report(parcel, "It stops after a minute.", by=ben)
    ways = ["deliveries", "delivery_slips", "delivery_sheets", "survey", "survey_replies", "reward_files"]
    ways += ["maker_updates", "write_update"]
    update = fundraiser.updates.get()
    makers = [reverse(f"fundraising:{name}", args=[slug]) for name in ways]
    makers += [reverse("fundraising:delivery", args=[parcel.pk]), reverse("fundraising:edit_update", args=[update.pk])]
    backers = [parcel.line.pledge.get_absolute_url(), update.get_absolute_url(), fundraiser.get_absolute_url()]
    backers += [reverse("fundraising:updates", args=[slug]), reverse("fundraising:reply", args=[parcel.line.pledge_id])]
    wrong = []
    for who, path in [*((page, path) for path in makers), *((backer, path) for path in backers)]:
        who.goto(path)
        for width, scheme in ((1280, "light"), (390, "dark"), (320, "light")):
            who.set_viewport_size({"width": width, "height": 900})
            who.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            who.evaluate(SETTLED)
            wrong += [f"{path} {width} {scheme} {found}" for found in violations(who)]
            wrong += [f"{path} {width} is too wide"] if overflow(who) > 0 else []
    return wrong
