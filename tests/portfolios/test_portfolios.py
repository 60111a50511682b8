"""What can be done with a portfolio, and by whom."""

import pytest

from accounts import companies
from accounts.models import User
from accounts.refusals import NotAllowed
from marketplace.catalog.models import Listing, Topic
from portfolios import portfolios, works
from portfolios.models import Portfolio, Work
from tests.portfolios.hanging import a_portfolio, a_work


def test_a_new_portfolio_is_seen_by_its_owner_alone(cleo: User, eve: User) -> None:
    draft = portfolios.start(owner=cleo.party, title="Low sun", by=cleo)
    assert list(Portfolio.objects.visible_to(cleo)) == [draft]
    assert not Portfolio.objects.visible_to(eve).exists()


def test_it_refuses_a_portfolio_in_somebody_elses_name(cleo: User, eve: User) -> None:
    with pytest.raises(NotAllowed):
        portfolios.start(owner=cleo.party, title="Low sun", by=eve)
    assert not Listing.objects.filter(kind=Listing.Kind.PORTFOLIO).exists()


def test_publishing_shows_it_to_everybody_and_says_what_it_is_about(
    cleo: User, eve: User, topics: dict[str, Topic]
) -> None:
    shown = a_portfolio(cleo, topics["typesetting"], topics["translation"])
    listing = Listing.objects.get(pk=shown.pk)
    assert Portfolio.objects.visible_to(eve).get() == shown
    assert listing.topic == topics["typesetting"]
    assert set(topics["typesetting"].lineage) <= set(listing.lineage)
    assert listing.url == "/portfolios/low-sun/"


def test_publishing_again_keeps_what_is_not_given(cleo: User, topics: dict[str, Topic]) -> None:
    shown = a_portfolio(cleo, topics["translation"], topics["design"])
    portfolios.publish(shown, by=cleo, summary="Another line.")
    listing = Listing.objects.get(pk=shown.pk)
    assert listing.summary == "Another line."
    assert listing.topics == [topics["translation"].pk, topics["design"].pk]
    assert listing.topic == topics["translation"]


def test_it_refuses_a_stranger_who_publishes(cleo: User, eve: User) -> None:
    draft = portfolios.start(owner=cleo.party, title="Low sun", by=cleo)
    with pytest.raises(NotAllowed):
        portfolios.publish(draft, by=eve)


def test_a_member_of_the_company_may_publish_for_it(ada: User, eve: User) -> None:
    company = companies.found("Northlight", by=ada)
    draft = portfolios.start(owner=company.party, title="Catalogues", by=ada)
    with pytest.raises(NotAllowed):
        portfolios.publish(draft, by=eve)
    assert portfolios.publish(draft, by=ada).listing.is_live


def test_its_card_counts_the_works_that_are_seen(cleo: User) -> None:
    shown = a_portfolio(cleo)
    a_work(shown, title="One")
    second = a_work(shown, title="Two")
    works.hang(shown, title="Not yet", by=cleo)
    assert Listing.objects.get(pk=shown.pk).facts == {"works": 2}
    works.withdraw(second, by=cleo)
    assert Listing.objects.get(pk=shown.pk).facts == {"works": 1}


def test_works_hang_in_the_order_in_which_they_came(cleo: User) -> None:
    shown = a_portfolio(cleo)
    titles = ["One", "Two", "Three"]
    for title in titles:
        a_work(shown, title=title)
    assert [work.listing.title for work in shown.works.hung()] == titles


def test_withdrawing_takes_the_works_out_of_sight_as_well(cleo: User, eve: User) -> None:
    shown = a_portfolio(cleo)
    a_work(shown)
    portfolios.withdraw(shown, by=cleo)
    assert not Portfolio.objects.visible_to(eve).exists()
    assert not Work.objects.visible_to(eve).exists()
    assert Work.objects.visible_to(cleo).count() == 1


def test_it_refuses_a_work_by_a_stranger(cleo: User, eve: User) -> None:
    shown = a_portfolio(cleo)
    with pytest.raises(NotAllowed):
        works.hang(shown, title="Mine now", by=eve)
    with pytest.raises(NotAllowed):
        works.withdraw(a_work(shown), by=eve)
