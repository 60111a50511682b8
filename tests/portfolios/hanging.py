"""Portfolios as their makers put them up, through our own acts."""

from typing import Any

from accounts import people
from accounts.models import User
from marketplace.catalog.models import Topic
from portfolios import portfolios, works
from portfolios.models import Portfolio, Work


def a_portfolio(maker: User, *topics: Topic, title: str = "Low sun", **columns: Any) -> Portfolio:
    """A portfolio that everybody can see, by somebody whose page everybody can see."""
    people.publish_profile(maker.party.profile, by=maker)
    portfolio = portfolios.start(owner=maker.party, title=title, by=maker, **columns)
    return portfolios.publish(portfolio, by=maker, summary="Three hours of daylight.", topics=topics)


def a_work(portfolio: Portfolio, *topics: Topic, title: str = "Vík, 11:52", **label: Any) -> Work:
    """A work in it that everybody can see."""
    maker = portfolio.owner.user
    assert maker is not None
    work = works.hang(portfolio, title=title, by=maker, **label)
    return works.publish(work, by=maker, topics=topics)
