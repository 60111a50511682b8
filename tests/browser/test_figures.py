"""A fundraiser in figures, in a browser: readable by everybody, wide and narrow, without a script."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from analytics import visits
from fundraising.models import Fundraiser
from marketplace.kit import clock
from tests import cast
from tests.browser.conftest import Visit
from tests.fundraising import backing, raising
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fundraiser(local_stripe: LocalStripe) -> Fundraiser:
    """Ada's, half over, with twenty backers known from elsewhere and one here."""
    begun = clock.now() - timedelta(days=15)
    times = {"launched_at": begun, "deadline_at": begun + timedelta(days=30)}
    made = raising.a_fundraiser(cast.ada(), record_raised_minor=50_000, record_backers=20, **times)
    raising.a_reward(made, name="Loaf")
    backing.promised(local_stripe, made, cast.ben(), reward="Loaf")
    visits.add_up()
    return made


def test_a_maker_reads_how_it_goes_and_takes_a_table_along(
    visit: Visit, fundraiser: Fundraiser, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    ada = fundraiser.owner.user
    page = visit(fundraiser.get_absolute_url(), by=ada)
    page.get_by_role("link", name="Figures").click()
    expect(page.get_by_text("would reach your goal")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) <= 0
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("rowheader", name=f"{clock.now():%Y}")).to_be_visible()
    narrow = visit(urlsplit(page.url).path, by=ada, width=320, scheme="dark", script=False)
    narrow.get_by_label("Period").select_option("7")
    narrow.get_by_role("button", name="Show").click()
    expect(narrow.get_by_label("Period")).to_have_value("7")
    with narrow.expect_download() as download:
        narrow.get_by_role("link", name="Download CSV").first.click()
    assert download.value.suggested_filename.endswith("-days.csv")
