"""Beyond the goal: stretch goals that are reached, rewards that they bring, and the second round."""

import pytest

from fundraising import choices, pledges
from fundraising.choices import CannotChoose
from fundraising.models import Fundraiser, StretchGoal
from marketplace.catalog import cards
from marketplace.catalog.models import Listing
from social.models import Notice
from tests.fundraising import backing, raising
from tests.social import telling

pytestmark = pytest.mark.django_db


@pytest.fixture
def fundraiser(local_stripe, ada, clock):
    made = backing.open_fundraiser(ada, goal="100")
    StretchGoal.objects.create(fundraiser=made, threshold_minor=20_000, text="A second oven")
    raising.a_reward(made, name="Oven key", price_minor=5000, position=7, opens_from_minor=20_000)
    return made


class TestAStretchGoal:
    def test_is_reached_once_and_stays_reached(self, local_stripe, fundraiser, ada, ben, cleo):
        backing.promised(local_stripe, fundraiser, cleo, extra=199)
        pledge = backing.promised(local_stripe, fundraiser, ben, extra=1)
        pledges.cancel(pledge, by=ben)
        backing.promised(local_stripe, fundraiser, ben, extra=1)
        backing.work()
        telling.deliver()
        assert StretchGoal.objects.get().reached_at
        for who in (ada, cleo):
            assert Notice.objects.filter(user=who, kind="stretch_reached").count() == 1

    def test_brings_its_reward_and_not_a_cent_before(self, local_stripe, fundraiser, ben, cleo):
        wanted = backing.chosen(fundraiser, reward="Oven key")
        backing.promised(local_stripe, fundraiser, cleo, extra=199)
        with pytest.raises(CannotChoose, match="€200"):
            choices.priced(backing.fresh(fundraiser), wanted, backer=ben.party)
        pledges.change(fundraiser.pledges.get(), backing.chosen(fundraiser, extra=200), by=cleo)
        assert choices.priced(backing.fresh(fundraiser), wanted, backer=ben.party).total_minor == 5000
        pledges.cancel(fundraiser.pledges.get(), by=cleo)
        assert choices.priced(backing.fresh(fundraiser), wanted, backer=ben.party).total_minor == 5000

    def test_until_then_the_page_says_what_it_waits_for(self, fundraiser, client):
        page = client.get(fundraiser.listing.url).content.decode()
        assert "Can be chosen once €200 have come together" in page


class TestTheSecondRound:
    @pytest.fixture
    def second(self, local_stripe, ada, ben, clock):
        made = backing.open_fundraiser(ada, goal="100", second_goal_minor=30_000, second_days=40)
        backing.promised(local_stripe, made, ben, extra=120)
        backing.end(made, clock)
        return backing.fresh(made)

    def test_its_page_asks_for_its_own_goal_until_its_own_end(self, second, client):
        page = client.get(second.listing.url).content.decode()
        assert "of €300" in page
        assert "Back the second round" in page
        assert "The goal of €100 is reached. A second round runs until" in page

    def test_what_is_pledged_in_it_is_paid_at_once_and_counts(self, local_stripe, second, cleo):
        backing.paid(local_stripe, second, cleo, extra=50)
        assert backing.fresh(second).pledged_minor == 17_000

    def test_search_finds_it_open_until_then_and_its_card_asks_for_more(self, second, client):
        found = second.listing
        found.refresh_from_db()
        assert (found.is_open, found.closes_at) == (True, second.late_until)
        assert {"open", "funding:ongoing", "funding:reached"} <= set(found.tags)
        card = cards.draw(found)
        assert "of €300" in card
        assert "Second round" in card
        assert found.title in client.get("/discover/?kind=fundraiser&open=1&sort=ending").text

    def test_after_it_search_knows_too(self, second, clock):
        backing.later(clock, days=40)
        backing.later(clock, minutes=1)
        found = Listing.objects.get(pk=second.pk)
        assert (found.is_open, found.facts.get("second_goal")) == (False, None)
        assert "Funded" in cards.draw(found)

    def test_after_it_nothing_is_taken(self, second, client, clock):
        backing.later(clock, days=40)
        page = client.get(second.listing.url).content.decode()
        assert "Nothing can be pledged any more." in page
        assert backing.fresh(second).status == Fundraiser.Status.SUCCESSFUL
