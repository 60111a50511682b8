"""The forecast: what it says of one that runs, when it is silent, and how often it was right."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from analytics.campaigns import outlook
from analytics.forecasting import backtest, cases, forecast
from analytics.forecasting.cases import Case
from marketplace.kit import clock as now
from tests.fundraising import raising

STEADY = [Case(0.5, 0.5, 2.0)] * 40


def test_where_all_grew_alike_the_band_is_one_figure():
    band = forecast.band(elapsed=0.25, funded=0.5, cases=STEADY)
    assert (round(band.low, 6), round(band.middle, 6), round(band.high, 6), band.of) == (4.0, 4.0, 4.0, 30)


def test_it_asks_those_that_stood_nearest():
    far = [Case(0.9, 0.01, 1.0)] * 100
    assert forecast.band(elapsed=0.5, funded=0.5, cases=[*far, *STEADY]).middle == pytest.approx(2.0)


def test_nothing_comes_together_backwards():
    for elapsed in (0.1, 0.5, 0.99):
        assert forecast.band(elapsed=elapsed, funded=0.3).low >= 1


def test_the_band_held_eight_of_ten_campaigns_of_the_record():
    """And its middle is nearer than who goes on at the pace until then. The figures stand in the help article."""
    told = backtest.score(cases.known())
    assert (told.count, told.within) == (100, 85)
    assert told.miss < 0.26 < 0.36 < told.even_pace


def test_the_command_tells_the_same():
    out = StringIO()
    call_command("backtest_forecast", stdout=out)
    assert "85 %" in out.getvalue()


@pytest.mark.django_db
class TestOfAFundraiser:
    def running(self, maker, **columns):
        begun = now.now() - timedelta(days=15)
        times = {"launched_at": begun, "deadline_at": begun + timedelta(days=30)}
        return raising.a_fundraiser(maker, **{"record_raised_minor": 50_000, "record_backers": 20, **times, **columns})

    def test_it_is_told_in_its_own_money(self, ada, clock):
        told = outlook.of(self.running(ada)).outlook
        assert told.low.amount >= 500
        assert told.low < told.middle < told.high
        assert 0 < told.reached < told.of == 30

    def test_it_ends_at_the_most_that_is_taken(self, ada, clock):
        assert outlook.of(self.running(ada, hard_goal_minor=100_000)).outlook.high_minor == 100_000

    @pytest.mark.parametrize("columns", [{"record_backers": 4}, {"record_raised_minor": 0}])
    def test_of_hardly_anybody_it_says_nothing(self, ada, clock, columns):
        told = outlook.of(self.running(ada, **columns))
        assert (told.outlook, told.is_too_early) == (None, True)

    def test_in_the_first_tenth_it_says_nothing(self, ada, clock):
        early = self.running(ada, launched_at=now.now() - timedelta(days=1, hours=5))
        assert outlook.of(early).is_too_early
        clock.shift(timedelta(days=2))
        assert not outlook.of(early).is_too_early

    def test_of_what_is_over_it_says_nothing(self, ada, clock):
        running = self.running(ada)
        clock.shift(timedelta(days=15))
        assert outlook.of(running) == outlook.Foretold(None)
