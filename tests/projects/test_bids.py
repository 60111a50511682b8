"""What others ask for a job is shown to whose plan it belongs to, and never so that a price leads to its writer."""

import pytest

from marketplace.kit.money import Money
from projects import bids, proposals
from projects.models import Proposal
from tests import cast
from tests.payments import members
from tests.projects import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(ada, topics):
    found = story.posted(ada)
    for n, price in enumerate((700, 500, 900, 600)):
        story.proposed(found, cast.joined(f"Writer{n} Many"), price)
    return found


def test_on_plus_one_sees_lowest_middle_and_highest(job, cleo):
    members.on_plan(cleo.party, "plus")
    seen = bids.of(job, cleo.party)
    assert (seen.count, seen.low, seen.middle, seen.high) == (4, eur(500), eur(600), eur(900))


def test_on_the_free_plan_one_sees_how_many_there_are(job, cleo):
    assert bids.of(job, cleo.party) == bids.Bids(4)


def test_of_fewer_than_three_nothing_is_said(job, cleo):
    members.on_plan(cleo.party, "pro")
    for proposal in Proposal.objects.order_by("pk")[:2]:
        proposals.withdraw(proposal, by=proposal.sent_by)
    assert bids.of(job, cleo.party) is None


def test_ones_own_price_is_not_among_those_of_others(job, cleo):
    members.on_plan(cleo.party, "plus")
    story.proposed(job, cleo, 100)
    assert bids.of(job, cleo.party).low == eur(500)


def test_the_page_shows_it_or_says_with_which_plan(job, cleo, client_of):
    assert "4 others have proposed" in client_of(cleo).get(job.get_absolute_url()).text
    members.on_plan(cleo.party, "plus")
    page = client_of(cleo).get(job.get_absolute_url()).text
    assert "What 4 others ask" in page
    assert "€900" in page


def test_the_client_is_not_told_what_to_propose(ada, job, client_of):
    assert "others have proposed" not in client_of(ada).get(job.get_absolute_url()).text


def eur(amount: int) -> Money:
    return Money(amount, "EUR")
