"""What the page of an offer on public record shows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from fundraising import filings
from fundraising.models import FinancialLine, Fundraiser
from tests.fundraising.raising import a_filing

PAGE = "/fundraisers/cape-codder/"


def read(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_the_risk_stands_before_any_amount_of_the_offer(client: Client, cleo: User) -> None:
    a_filing(cleo, maximum_minor=123_500_000)
    page = read(client)
    assert page.index("can be lost in full") < page.index("€1,235,000")


def test_it_says_that_nobody_can_invest_and_offers_no_way_to(client: Client, cleo: User) -> None:
    a_filing(cleo)
    page = read(client)
    assert "nobody can invest in it here" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_it_says_so_where_the_filing_does_not_tell_what_was_sold(client: Client, cleo: User) -> None:
    filing = a_filing(cleo)
    assert "does not say how much was sold" in read(client)
    Fundraiser.objects.filter(pk=filing.pk).update(record_raised_minor=30_000, record_backers=2)
    page = read(client)
    assert "does not say how much was sold" not in page
    assert "€300" in page


def test_two_years_stand_side_by_side_with_the_change(client: Client, cleo: User) -> None:
    filing = a_filing(cleo)
    FinancialLine.objects.create(filing=filing, name="revenue", recent_minor=33_358_500, prior_minor=19_991_300)
    page = read(client)
    for words in ("Revenue", "€333,585", "€199,913", "up 67 %", filing.accession):
        assert words in page


@pytest.mark.parametrize(
    ("recent", "prior", "change"),
    [(150, 100, "up 50 %"), (50, 100, "down 50 %"), (100, 100, "no change"), (-300, -100, "down 200 %")],
)
def test_a_change_is_told_in_words(cleo: User, recent: int, prior: int, change: str) -> None:
    filing = a_filing(cleo)
    FinancialLine.objects.create(filing=filing, name="net_income", recent_minor=recent, prior_minor=prior)
    assert [row.change for row in filings.accounts(filing.financials.all())] == [change]


@pytest.mark.parametrize(("recent", "prior"), [(100, 0), (100, None), (None, 100), (100, -100), (-100, 100)])
def test_where_nothing_can_be_compared_no_change_is_told(cleo: User, recent: int | None, prior: int | None) -> None:
    filing = a_filing(cleo)
    FinancialLine.objects.create(filing=filing, name="net_income", recent_minor=recent, prior_minor=prior)
    assert [row.change for row in filings.accounts(filing.financials.all())] == [""]


def test_a_price_may_be_a_part_of_a_cent(client: Client, cleo: User) -> None:
    a_filing(cleo, price_per_security=Decimal("0.325"))
    assert "€0.325" in read(client)


def test_more_lines_take_no_more_queries(
    client: Client, cleo: User, queries: Callable[[Callable[[], Any]], int]
) -> None:
    filing = a_filing(cleo)
    FinancialLine.objects.create(filing=filing, name="revenue", recent_minor=1, prior_minor=1)
    few = queries(lambda: client.get(PAGE))
    for place, name in enumerate(("cash", "net_income", "total_assets", "taxes_paid"), start=1):
        FinancialLine.objects.create(filing=filing, position=place, name=name, recent_minor=1, prior_minor=1)
    assert queries(lambda: client.get(PAGE)) == few <= 12
