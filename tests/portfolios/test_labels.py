"""The words beside a picture."""

import pytest

from accounts.models import User
from marketplace.catalog.models import Listing
from portfolios import labels
from tests.portfolios.hanging import a_portfolio, a_work


def listing(title: str = "Low sun", summary: str = "", *, is_sample: bool = False) -> Listing:
    return Listing(title=title, summary=summary, is_sample=is_sample)


def test_the_years_of_a_portfolio_run_from_its_first_work_to_its_last(cleo: User) -> None:
    shown = a_portfolio(cleo)
    for year in (1820, None, 1796, 1845):
        a_work(shown, title=f"Of {year}", year=year)
    assert labels.of_portfolio(shown, []) == [("Holds", "4 works", ""), ("Years", "1796–1845", "")]


def test_an_empty_portfolio_has_no_figures(cleo: User) -> None:
    assert labels.of_portfolio(a_portfolio(cleo), []) == []


@pytest.mark.parametrize("title", ["Short", "A" * 60, "A title with the maker that is just a little too long"])
def test_a_title_leaves_room_for_the_name_of_the_site(cleo: User, title: str) -> None:
    shown = a_portfolio(cleo, title=title)
    assert len(f"{labels.page_title(shown.listing)} · Daybook") <= 60


def test_a_short_title_names_the_maker(cleo: User) -> None:
    assert labels.page_title(a_portfolio(cleo).listing) == "Low sun, by Cleo Marsh"


def test_a_description_is_the_summary_or_how_the_story_begins(cleo: User) -> None:
    shown = a_portfolio(cleo).listing
    assert labels.description(shown, "# A story") == "Three hours of daylight."
    shown.summary = ""
    assert labels.description(shown, "It *began* " + "so " * 100).startswith("It began so so")
    assert len(labels.description(shown, "so " * 100)) <= 160
    assert labels.description(shown, "") == "Low sun by Cleo Marsh"


def test_a_sentence_is_not_said_twice() -> None:
    assert labels.lede(listing(summary="Eleven minutes of sun."), "Eleven *minutes* of sun. Four houses.") == ""
    assert labels.lede(listing(summary="Eleven minutes of sun."), "Another text.") == "Eleven minutes of sun."


def test_where_a_thing_comes_from_is_said_of_samples_and_records_alone() -> None:
    assert labels.origin(listing(), "") is None
    assert labels.origin(listing(is_sample=True), "Sample. Made-up work.") == ("Sample.", "Made-up work.", True)
    assert labels.origin(listing(), "Public record: a filing.") == ("Public record.", "A filing.", False)
    assert labels.origin(listing(is_sample=True), "Public record: a filing.") == ("Public record.", "A filing.", True)
