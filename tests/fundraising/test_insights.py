"""What a plan for investors shows of a fundraiser, and to whom."""

from datetime import timedelta

import pytest

from fundraising import insights
from marketplace.kit import clock as kit_clock
from marketplace.kit.money import Money
from tests.fundraising.raising import Status, a_fundraiser
from tests.payments import members

pytestmark = pytest.mark.django_db


def running(maker, *topics, raised=40_000, gone=10, **columns):
    """A fundraiser of 1,000 euro that has run for some of its thirty days."""
    now = kit_clock.now()
    times = {"launched_at": now - timedelta(days=gone), "deadline_at": now + timedelta(days=30 - gone)}
    return a_fundraiser(maker, *topics, record_raised_minor=raised, **times, **columns)


def ended(maker, topic, *, raised, count):
    for n in range(count):
        status = Status.SUCCESSFUL if raised >= 100_000 else Status.FAILED
        a_fundraiser(maker, topic, title=f"Ended {raised} {n}", status=status, record_raised_minor=raised)


class TestPace:
    def test_it_points_to_what_the_last_day_would_see(self, cleo, clock):
        pace = insights.pace_of(running(cleo))
        assert (pace.a_day, pace.points_to, pace.permille) == (Money(40, "EUR"), Money(1200, "EUR"), 1200)

    @pytest.mark.parametrize("columns", [{"raised": 0}, {"raised": None}, {"gone": 0}])
    def test_it_says_nothing_that_it_cannot_know(self, cleo, clock, columns):
        assert insights.pace_of(running(cleo, **columns)) is None


class TestPeers:
    def test_it_counts_who_reached_their_goal_and_how_far_the_others_came(self, cleo, topics, clock):
        ended(cleo, topics["design"], raised=120_000, count=6)
        ended(cleo, topics["design"], raised=30_000, count=4)
        peers = insights.peers_of(running(cleo, topics["design"]))
        assert (peers.count, peers.reached, peers.others, peers.is_of_like_size) == (10, 60, 30, True)

    def test_of_too_few_nothing_is_said(self, cleo, topics, clock):
        ended(cleo, topics["design"], raised=120_000, count=9)
        assert insights.peers_of(running(cleo, topics["design"])) is None

    def test_other_subjects_do_not_count(self, cleo, topics, clock):
        ended(cleo, topics["writing"], raised=120_000, count=10)
        assert insights.peers_of(running(cleo, topics["design"])) is None


class TestWhoSees:
    def test_the_free_plan_is_told_with_which_plan_it_is_shown(self, cleo, ben, clock, client_of):
        fundraiser = running(cleo)
        page = client_of(ben).get(fundraiser.listing.url).text
        assert "with a plan for backers and investors" in page
        assert "points to" not in page

    def test_plus_sees_the_pace_and_pro_the_others_too(self, cleo, ben, topics, clock, client_of):
        ended(cleo, topics["design"], raised=120_000, count=10)
        fundraiser = running(cleo, topics["design"])
        members.on_plan(ben.party, "plus", "invest")
        assert "points to €1,200" in client_of(ben).get(fundraiser.listing.url).text
        assert insights.of(fundraiser, ben.party).peers is None
        members.changes("invest", "plus", sees_peers=True)
        assert "100 % reached their goal" in client_of(ben).get(fundraiser.listing.url).text

    def test_a_plan_for_freelancers_shows_none_of_it(self, cleo, ben, clock):
        members.on_plan(ben.party, "pro")
        assert insights.of(running(cleo), ben.party).is_hidden

    @pytest.mark.parametrize("kind", ["equity", "revenue_share", "series"])
    def test_offers_of_securities_have_no_pace(self, cleo, ben, clock, kind):
        members.on_plan(ben.party, "pro", "invest")
        assert insights.of(running(cleo, kind=kind), ben.party) is None

    def test_one_that_ended_has_none(self, cleo, ben, clock):
        members.on_plan(ben.party, "pro", "invest")
        assert insights.of(running(cleo, status=Status.SUCCESSFUL), ben.party) is None

    def test_a_visitor_sees_the_page_without_it(self, cleo, clock, client):
        assert "Before you decide" not in client.get(running(cleo).listing.url).text
