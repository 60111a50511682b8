"""A party's year, for its tax return: from the books, by quarter and currency, for its own people only."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from accounts.models import User
from payments import billing, chart, escrow, refunds, yearly
from payments.models import Posting
from tests.payments import deals as story
from tests.payments.books import assert_books_balance
from tests.payments.deals import money
from tests.payments.test_papers import GERMAN, released

Browser = Callable[[User], Client]


@pytest.fixture
def two_years(clock: Any, deals: Any, ada: User, ben: User, cleo: User) -> None:
    """Releases to Cleo in the last moment of 2026, in two quarters of 2027, in yen, and in the first of 2028."""
    billing.change(cleo.party, by=cleo, is_business=True, adds_tax=True, tax_number="22/1/2", **GERMAN)
    for moment, payer, amount in (
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), ada, "100.00 EUR"),
        (datetime(2027, 1, 1, tzinfo=UTC), ada, "400.00 EUR"),
        (datetime(2027, 8, 5, tzinfo=UTC), ben, "300.00 EUR"),
        (datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC), ben, "50000 JPY"),
        (datetime(2028, 1, 1, tzinfo=UTC), ada, "700.00 EUR"),
    ):
        clock.move_to(moment)
        released(payer, cleo, amount)


def address(user: User, year: int, name: str = "year") -> str:
    return reverse(f"payments:{name}", args=[user.party.slug, year])


@pytest.mark.usefixtures("two_years")
class TestFigures:
    def test_each_quarter_has_what_was_released_in_it(self, cleo: User) -> None:
        euros, yen = yearly.of(cleo.party, 2027).sums
        assert [quarter.gross for quarter in euros.quarters.values()] == [40000, 0, 30000, 0]
        assert [quarter.gross for quarter in yen.quarters.values()] == [0, 0, 0, 50000]
        assert (euros.earned.count, euros.payers) == (2, [("Ada Brandt", 40000), ("Ben Okoro", 30000)])

    def test_they_are_those_of_the_books(self, cleo: User) -> None:
        start, end = yearly.bounds(2027)
        came = Posting.objects.filter(
            destination__code=chart.clearing(cleo.party).code,
            destination__owner=cleo.party.pk,
            currency="EUR",
            entry__at__gte=start,
            entry__at__lt=end,
        )
        euros = yearly.of(cleo.party, 2027).sums[0]
        assert euros.earned.net == came.aggregate(sum=Sum("amount"))["sum"]
        assert_books_balance()

    def test_the_tax_within_is_that_of_the_invoices(self, cleo: User) -> None:
        euros = yearly.of(cleo.party, 2027).sums[0]
        assert euros.supply_tax == [("DE", 1900, 33613 + 25210, 6387 + 4790)]

    def test_a_payer_sees_what_was_paid_less_what_came_back(self, ada: User, cleo: User, clock: Any) -> None:
        clock.move_to(datetime(2028, 3, 1, tzinfo=UTC))
        hold = story.held(ada, cleo, "40.00 EUR")
        escrow.refund(hold, amount=money("15.00 EUR"), by=cleo, key="back", why="Called off")
        sent = hold.refunds.get()
        told = {"id": "re_1", "object": "refund", "amount": 1500, "currency": "eur", "status": "succeeded"}
        refunds.settle(sent.pk, told)
        euros = yearly.of(ada.party, 2028).sums[0]
        assert (euros.paid, euros.paid_count, euros.back) == (74000, 2, 1500)

    def test_a_year_in_which_nothing_was_has_no_figures(self, eve: User) -> None:
        assert yearly.of(eve.party, 2027).sums == ()
        assert yearly.years_of(eve.party) == [2028]


@pytest.mark.usefixtures("two_years")
class TestPages:
    def test_it_is_a_page_a_file_and_a_table(self, cleo: User, client_of: Browser) -> None:
        browser = client_of(cleo)
        page = browser.get(address(cleo, 2027)).content.decode()
        assert "€700.00" in page
        assert "¥50,000" in page
        assert browser.get(address(cleo, 2027, "year_file")).content.startswith(b"%PDF")
        table: Any = browser.get(address(cleo, 2027, "year_table"))
        assert b"2027,EUR,1,Released,400.00" in b"".join(table.streaming_content)

    def test_the_running_year_says_that_it_is_not_over(self, cleo: User, client_of: Browser) -> None:
        assert b"The year is not over" in client_of(cleo).get(address(cleo, 2028)).content
        assert b"The year is not over" not in client_of(cleo).get(address(cleo, 2027)).content

    def test_years_begin_with_the_first_document(self, cleo: User, client_of: Browser) -> None:
        page = client_of(cleo).get(reverse("payments:years")).content.decode()
        assert [year for year in (2025, 2026, 2027, 2028, 2029) if f"/{year}/" in page] == [2026, 2027, 2028]
        assert client_of(cleo).get(address(cleo, 2025)).status_code == 404
        assert client_of(cleo).get(address(cleo, 99999)).status_code == 404

    def test_a_stranger_finds_nothing(self, cleo: User, eve: User, client_of: Browser, client: Client) -> None:
        names = ("year", "year_file", "year_table")
        assert {client_of(eve).get(address(cleo, 2027, name)).status_code for name in names} == {404}
        assert {client.get(address(cleo, 2027, name)).status_code for name in names} == {302}
