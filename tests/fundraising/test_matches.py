"""Matching what others pledge: it grows with them, never beyond its caps, and is charged once, at the end."""

import pytest

from fundraising import matches, matching, matching_words, pledges
from fundraising.choices import CannotChoose
from fundraising.matches import Terms
from fundraising.models import Fundraiser, Match, Pledge
from fundraising.pledges import Closed
from marketplace.kit.refusals import NotAllowed
from tests.fundraising import backing
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Pledge.Status


@pytest.fixture
def fundraiser(local_stripe, ada, clock):
    return backing.open_fundraiser(ada, goal="100")


def matched(stripe, fundraiser, backer, **terms):
    made = matches.offer(fundraiser, Terms(**{"total_minor": 10_000, **terms}), backer=backer.party, by=backer)
    pledges.confirm(made.pledge, backing.card(stripe, backer), by=backer)
    return backing.fresh(made)


def sum_of(match):
    return Pledge.objects.get(match=match).amount_minor


def raised(fundraiser):
    return backing.fresh(fundraiser).pledged_minor


class TestHowItGrows:
    @pytest.mark.parametrize(
        ("terms", "pledged", "comes_to"),
        [
            ({}, 3000, 3000),
            ({"factor_permille": 500}, 3001, 1500),  # a half of it, rounded down
            ({"factor_permille": 2000}, 3000, 6000),
            ({"most_per_pledge_minor": 2000}, 3000, 2000),
            ({"total_minor": 2500}, 3000, 2500),
            ({"total_minor": 2500, "factor_permille": 2000, "most_per_pledge_minor": 1000}, 3000, 2000),
        ],
    )
    def test_by_each_pledge_up_to_its_caps(self, local_stripe, fundraiser, cleo, ben, terms, pledged, comes_to):
        match = matched(local_stripe, fundraiser, cleo, **terms)
        made = pledges.pledge(fundraiser, backing.Choice(extra_minor=pledged), backer=ben.party, by=ben)
        assert sum_of(match) == 0
        pledges.confirm(made, backing.card(local_stripe, ben), by=ben)
        assert sum_of(match) == comes_to
        assert raised(fundraiser) == pledged + comes_to
        assert_books_balance()

    def test_and_with_what_becomes_of_it(self, local_stripe, fundraiser, cleo, ben):
        match = matched(local_stripe, fundraiser, cleo)
        pledge = backing.promised(local_stripe, fundraiser, ben, extra=30)
        pledges.change(pledge, backing.chosen(fundraiser, extra=50), by=ben)
        assert (sum_of(match), raised(fundraiser)) == (5000, 10_000)
        pledges.cancel(pledge, by=ben)
        assert (sum_of(match), raised(fundraiser)) == (0, 0)

    def test_what_was_beyond_its_end_is_remembered_when_another_goes(self, local_stripe, fundraiser, cleo, ben, eve):
        match = matched(local_stripe, fundraiser, cleo, total_minor=5000)
        first = backing.promised(local_stripe, fundraiser, ben, extra=40)
        backing.promised(local_stripe, fundraiser, eve, extra=40)
        assert sum_of(match) == 5000
        pledges.cancel(first, by=ben)
        assert sum_of(match) == 4000

    def test_what_was_pledged_before_it_is_not_matched(self, local_stripe, fundraiser, cleo, ben):
        backing.promised(local_stripe, fundraiser, ben, extra=30)
        assert sum_of(matched(local_stripe, fundraiser, cleo)) == 0

    def test_it_stops_at_the_hard_goal(self, local_stripe, ada, cleo, ben):
        fundraiser = backing.open_fundraiser(ada, goal="100", hard_goal_minor=11_000)
        match = matched(local_stripe, fundraiser, cleo)
        backing.promised(local_stripe, fundraiser, ben, extra=80)
        assert (sum_of(match), raised(fundraiser)) == (3000, 11_000)

    def test_two_stop_at_the_hard_goal_together(self, local_stripe, ada, cleo, ben, eve):
        fundraiser = backing.open_fundraiser(ada, goal="100", hard_goal_minor=11_000)
        first, second = matched(local_stripe, fundraiser, cleo), matched(local_stripe, fundraiser, eve)
        backing.promised(local_stripe, fundraiser, ben, extra=50)
        assert (sum_of(first), sum_of(second), raised(fundraiser)) == (5000, 1000, 11_000)

    def test_one_backer_is_matched_once_where_pledges_are_paid_at_once(self, local_stripe, ada, cleo, ben):
        fundraiser = backing.open_fundraiser(ada, goal="100", settlement="keep_what_you_raise")
        match = matched(local_stripe, fundraiser, cleo)
        backing.paid(local_stripe, fundraiser, ben, extra=20)
        backing.paid(local_stripe, fundraiser, ben, extra=20)
        assert sum_of(match) == 2000

    def test_what_a_pledge_would_bring_is_told_before(self, local_stripe, fundraiser, cleo):
        matched(local_stripe, fundraiser, cleo, total_minor=2500)
        told = [matching.would_add(fundraiser, minor, backer=None) for minor in (1000, 2500, 9000)]
        assert told == [1000, 2500, 2500]

    def test_nothing_is_told_to_who_had_all_the_matching_of_one_backer(self, local_stripe, ada, cleo, ben, eve):
        fundraiser = backing.open_fundraiser(ada, goal="100", settlement="keep_what_you_raise")
        matched(local_stripe, fundraiser, cleo)
        backing.paid(local_stripe, fundraiser, ben, extra=20)
        told = [matching.would_add(fundraiser, 1000, backer=who.party) for who in (ben, eve)]
        assert told == [0, 1000]

    def test_a_changed_pledge_has_its_own_matching_again(self, local_stripe, fundraiser, cleo, ben):
        matched(local_stripe, fundraiser, cleo, total_minor=2500)
        pledge = backing.promised(local_stripe, fundraiser, ben, extra=20)
        told = [matching.would_add(fundraiser, minor, backer=ben.party, besides=pledge) for minor in (1000, 3000)]
        assert told == [1000, 2500]


class TestItsEnd:
    def test_it_helps_to_reach_the_goal_and_is_charged_with_what_it_came_to(
        self, local_stripe, fundraiser, cleo, ben, clock
    ):
        match = matched(local_stripe, fundraiser, cleo)
        backing.promised(local_stripe, fundraiser, ben, extra=50)
        backing.end(fundraiser, clock)
        assert {pledge.status for pledge in fundraiser.pledges.all()} == {Status.COLLECTED}
        assert [payment.amount_minor for payment in backing.payments()] == [5000, 5000]
        assert backing.fresh(match).pledge.hold.amount_minor == 5000
        assert_books_balance()

    def test_one_that_matched_nothing_is_not_charged_and_no_backer(
        self, local_stripe, fundraiser, cleo, ben, clock, client_of
    ):
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        match = matched(local_stripe, fundraiser, cleo)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        assert backing.fresh(match).pledge.status == Status.CANCELLED
        assert backing.fresh(fundraiser).status == Fundraiser.Status.SUCCESSFUL
        assert len(backing.payments()) == 1
        assert backing.fresh(fundraiser).backing == 1
        assert "Nothing was matched with it" in client_of(cleo).get(match.pledge.get_absolute_url()).text
        assert_books_balance()

    def test_where_all_is_kept_it_is_charged_at_the_end_too(self, local_stripe, ada, cleo, ben, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100", settlement="keep_what_you_raise")
        match = matched(local_stripe, fundraiser, cleo)
        backing.paid(local_stripe, fundraiser, ben, extra=20)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        assert backing.fresh(match).pledge.status == Status.COLLECTED
        assert backing.fresh(fundraiser).status == Fundraiser.Status.SUCCESSFUL
        assert_books_balance()

    def test_a_goal_that_is_missed_charges_nobody(self, local_stripe, fundraiser, cleo, ben, clock):
        matched(local_stripe, fundraiser, cleo)
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        backing.end(fundraiser, clock)
        assert not backing.payments()
        assert {pledge.status for pledge in fundraiser.pledges.all()} == {Status.CANCELLED}
        assert matching_words.of(backing.fresh(fundraiser)) == []


class TestAPromiseToOthers:
    def test_is_not_taken_back_once_it_matched_something(self, local_stripe, fundraiser, cleo, ben):
        match = matched(local_stripe, fundraiser, cleo)
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        with pytest.raises(Closed):
            pledges.cancel(match.pledge, by=cleo)
        with pytest.raises(Closed):
            pledges.change(match.pledge, backing.chosen(fundraiser, extra=1), by=cleo)

    def test_only_becomes_more(self, local_stripe, fundraiser, cleo, ben):
        match = matched(local_stripe, fundraiser, cleo, total_minor=1000)
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        with pytest.raises(CannotChoose):
            matches.extend(match, total_minor=999, by=cleo)
        matches.extend(match, total_minor=5000, by=cleo)
        assert (sum_of(match), raised(fundraiser)) == (2000, 4000)
        assert "50" in Pledge.objects.get(match=match).consent

    def test_nobody_matches_their_own_nor_for_somebody_else(self, fundraiser, ada, cleo, ben):
        with pytest.raises(NotAllowed):
            matches.offer(fundraiser, Terms(total_minor=1000), backer=ada.party, by=ada)
        with pytest.raises(NotAllowed):
            matches.offer(fundraiser, Terms(total_minor=1000), backer=cleo.party, by=ben)


class TestThePages:
    def test_everybody_reads_who_matches_and_what_came_of_it(self, local_stripe, fundraiser, cleo, ben, client):
        matched(local_stripe, fundraiser, cleo, most_per_pledge_minor=2000)
        backing.promised(local_stripe, fundraiser, ben, extra=30)
        page = client.get(fundraiser.listing.url).content.decode()
        assert f"{cleo.party.name} doubles the first €20 of every pledge." in page
        assert "€20.00 of at most €100 until now." in page

    def test_it_is_offered_and_goes_on_to_the_card(self, fundraiser, cleo, client):
        client.force_login(cleo)
        address = f"/fundraisers/{fundraiser.listing.slug}/match/"
        typed = {"factor": "500", "total": "80", "most": "20"}
        answer = client.post(address, typed, follow=True)
        match = Match.objects.get()
        assert (match.total_minor, match.factor_permille, match.most_per_pledge_minor) == (8000, 500, 2000)
        assert "as soon as a card is kept for it" in answer.content.decode()

    def test_where_all_is_kept_no_goal_is_spoken_of(self, local_stripe, ada, cleo, client):
        keeps = backing.open_fundraiser(ada, goal="100", settlement="keep_what_you_raise")
        match = matches.offer(keeps, Terms(total_minor=1000), backer=cleo.party, by=cleo)
        card = backing.card(local_stripe, cleo)
        client.force_login(cleo)
        sent = client.post(f"/pledges/{match.pledge_id}/confirmation/", {"card": card.pk}, follow=True)
        assert "Your card is charged once, at the end, with what was matched." in sent.text

    @pytest.mark.parametrize("typed", [{"total": "0"}, {"total": "x"}, {"total": "10", "most": "20"}, {"total": "\0"}])
    def test_what_is_wrong_is_said_and_kept(self, fundraiser, cleo, client, typed):
        client.force_login(cleo)
        answer = client.post(f"/fundraisers/{fundraiser.listing.slug}/match/", {"factor": "1000", **typed})
        assert answer.status_code == 422
        assert not Match.objects.exists()

    def test_a_larger_sum_is_for_who_matches_alone(self, local_stripe, fundraiser, cleo, ben, client):
        match = matched(local_stripe, fundraiser, cleo)
        address = f"/pledges/{match.pledge_id}/match/"
        client.force_login(ben)
        assert client.get(address).status_code == 404
        client.force_login(cleo)
        assert client.post(address, {"total": "1"}).status_code == 422
        assert client.post(address, {"total": "200"}).status_code == 302
        assert backing.fresh(match).total_minor == 20_000
