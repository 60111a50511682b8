"""What portfolios show on the pages of people."""

from collections.abc import Callable
from typing import Any

from django.test import Client, RequestFactory

from accounts.models import User
from portfolios import panels
from tests.portfolios.hanging import a_portfolio, a_work


def test_a_persons_page_shows_works_and_portfolios(client: Client, cleo: User) -> None:
    shown = a_portfolio(cleo)
    a_work(shown, kind_line="Photograph")
    page = client.get(cleo.party.get_absolute_url()).content.decode()
    assert "/works/vik-1152/" in page
    assert "/portfolios/low-sun/" in page


def test_somebody_without_works_has_no_panel(rf: RequestFactory, eve: User) -> None:
    assert panels.works_of(rf.get("/"), eve.party) is None
    assert panels.portfolios_of(rf.get("/"), eve.party) is None


def test_a_wall_of_many_works_says_how_many_there_are(rf: RequestFactory, cleo: User) -> None:
    shown = a_portfolio(cleo)
    for number in range(14):
        a_work(shown, title=f"Work {number}")
    panel = panels.works_of(rf.get("/"), cleo.party)
    assert panel is not None
    assert (len(panel[1]["listings"]), panel[1]["count"], panel[1]["tab"].count) == (12, 14, 14)


def test_the_card_of_a_person_has_three_works_at_most(cleo: User) -> None:
    shown = a_portfolio(cleo)
    made = [a_work(shown, title=f"Work {number}") for number in range(4)]
    wall = panels.wall_of(cleo.party)
    assert wall[0] == [made[3].listing.cover_style, str(made[3].pk), "Work 3"]
    assert len(wall) == 3


def test_twenty_works_on_a_persons_page_take_no_more_queries_than_one(
    client: Client, cleo: User, queries: Callable[[Callable[[], Any]], int]
) -> None:
    shown = a_portfolio(cleo)
    a_work(shown)
    address = cleo.party.get_absolute_url()
    few = queries(lambda: client.get(address))
    for number in range(11):
        a_work(shown, title=f"Work {number}")
    assert queries(lambda: client.get(address)) == few
