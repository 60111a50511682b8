"""The public figures: from decisions made here, and nothing dressed up."""

from datetime import timedelta

import pytest

from analytics import success
from fundraising import disbursements, launching
from marketplace.kit import clock as now
from tests.fundraising import backing, raising
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
URL = "/fundraisers-in-figures/"


@pytest.fixture
def ended(local_stripe, ada, ben, clock):
    """One that reached its goal of 1000, of which all is charged."""
    fundraiser = backing.open_fundraiser(ada)
    backing.promised(local_stripe, fundraiser, ben, extra=1000)
    backing.end(fundraiser, clock)
    return backing.fresh(fundraiser)


def test_what_reached_its_goal_and_what_was_paid_is_counted(ended):
    told = success.count()
    assert (told.whole.decided, told.whole.reached, told.whole.percent) == (1, 1, None)
    assert [(group.name, group.reached) for group in told.kinds] == [("Reward", 1)]
    (sums,) = told.sums
    assert (sums.pledged.amount, sums.paid.amount, sums.released.amount, sums.back.amount) == (1000, 1000, 0, 0)
    assert (told.charges.collected, told.charges.dropped) == (1, 0)


def test_a_step_is_late_from_the_first_of_the_next_month(ended, clock):
    ended.disbursements.update(due_on=now.today())
    assert success.count().steps == success.Steps(0, 0, 0, 0, None)
    clock.shift(timedelta(days=31))
    assert success.count().steps == success.Steps(1, 0, 1, 0, None)


def test_what_is_given_up_is_counted_as_given_back(ended, ada, clock):
    ended.disbursements.update(due_on=now.today())
    backing.later(clock, hours=1)
    disbursements.give_up(ended.disbursements.get(), why="The oven burnt.", by=ada)
    backing.later(clock, days=1)
    told = success.count()
    assert (told.steps.gone_back, told.sums[0].back.amount) == (1, 1000)
    assert_books_balance()


def test_one_that_is_called_off_is_no_failure(local_stripe, ada):
    launching.cancel(backing.open_fundraiser(ada), why="Rain.", by=ada)
    told = success.count()
    assert (told.whole.decided, told.whole.called_off) == (0, 1)


def test_what_ended_elsewhere_is_not_ours(ada):
    raising.a_fundraiser(ada, status="failed", record_raised_minor=500)
    assert success.count().whole == success.Group("", 0, 0, 0)


@pytest.mark.parametrize(("part", "of", "told"), [(9, 9, None), (9, 10, 90), (0, 10, 0), (0, 0, None)])
def test_a_share_is_told_from_ten_on(part, of, told):
    assert success.percent(part, of) == told


def test_everybody_reads_it_and_an_empty_site_says_so(client):
    page = client.get(URL)
    assert page.status_code == 200
    assert "has ended yet" in page.text


def test_it_is_linked_from_the_foot_of_every_page(client):
    assert f'href="{URL}"' in client.get("/about/").text


def test_it_takes_few_queries_however_much_has_ended(ended, queries):
    assert queries(success.count) <= 10


def test_rewards_are_told_as_they_were_kept(ended):
    assert success.count().rewards.promised == 0
    assert success.on_time(success.Kept(20, 12, 10, 9, 3, 0)) == 75
    assert success.on_time(success.Kept(20, 5, 5, 5, 1, 0)) is None
