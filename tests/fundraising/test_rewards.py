"""Rewards: offered, changed, retired; of one that somebody chose a change makes a new version."""

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from fundraising import launching, pledges, rewards
from fundraising.choices import Choice, Gone
from fundraising.models import Fundraiser, Reward
from tests.fundraising import making_story as story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]


@pytest.fixture
def draft(ada):
    return story.started(ada)


@pytest.fixture
def chosen(ada, ben, dev):
    """The book of a fundraiser that runs, which Ben has reserved."""
    running = launching.launch(story.passed(ada, dev), by=ada)
    book = running.rewards.get()
    pledges.pledge(running, Choice(reward=book.pk, country="DE"), backer=ben.party, by=ben)
    return Reward.objects.get(pk=book.pk)


def at(name, fundraiser):
    return reverse(f"fundraising:{name}", args=[fundraiser.listing.slug])


def change(reward):
    return reverse("fundraising:change_reward", args=[reward.pk])


class TestOffering:
    def test_a_reward_is_added_with_what_it_costs_to_send_it(self, ada, client_of, draft):
        answer = client_of(ada).post(at("offer_reward", draft), story.data("reward"))
        assert answer.status_code == 303, answer.text
        book = draft.rewards.get()
        assert (book.price_minor, book.limit, book.per_person) == (3800, 950, 2)
        assert {rate.country: rate.cost_minor for rate in book.shipping_rates.all()} == {"DE": 600, "": 1400}

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": ""}, "This field is required."),
            ({"price": "0"}, "above zero"),
            ({"price": "0.50"}, "Ask at least €1"),
            ({"price": "9999999"}, "more than a card can pay"),
            ({"left": "0"}, "greater than or equal to 1"),
            ({"left": "99999999999999"}, "less than or equal to"),
            ({"per_person": "0"}, "greater than or equal to 1"),
            ({"delivers_on": "2020-01-01"}, "This day has passed."),
            ({"ships": "moon"}, "Select a valid choice"),
            ({"image": "x"}, "Select a valid choice"),
            ({"ships": "region"}, "Everywhere else is worldwide."),
            ({"rate-1-country": "DE"}, "A country stands in two rows."),
            ({"rate-1-country": "FR"}, "Say what it costs everywhere else"),
            ({"rate-0-cost": "x"}, "Enter a sum in digits"),
            ({"name": "a\0b"}, "Null characters are not allowed."),
        ],
    )
    def test_it_says_what_is_wrong(self, ada, client_of, draft, changes, said):
        answer = client_of(ada).post(at("offer_reward", draft), story.data("reward", **changes))
        assert (answer.status_code, said in answer.text) == (422, True)
        assert not draft.rewards.exists()

    def test_free_shipping_is_nought(self, ada, client_of, draft):
        client_of(ada).post(at("offer_reward", draft), story.data("reward", **{"rate-1-cost": "0"}))
        assert draft.rewards.get().shipping_rates.get(country="").cost_minor == 0

    def test_what_is_not_sent_has_no_rates(self, ada, client_of, draft):
        client_of(ada).post(at("offer_reward", draft), story.data("reward", ships="none"))
        assert not draft.rewards.get().shipping_rates.exists()

    def test_a_stranger_adds_and_changes_nothing(self, ada, eve, client_of, draft):
        book = rewards.offer(draft, story.terms(), by=ada)
        assert client_of(eve).post(at("offer_reward", draft), story.data("reward")).status_code == 404
        assert client_of(eve).post(change(book), story.data("reward")).status_code == 404
        with pytest.raises(NotAllowed):
            rewards.retire(book, by=eve)

    @pytest.mark.parametrize("name", ["retire_reward", "move_reward_up"])
    def test_an_act_is_posted_never_got(self, ada, client_of, draft, name):
        book = rewards.offer(draft, story.terms(), by=ada)
        assert client_of(ada).get(reverse(f"fundraising:{name}", args=[book.pk])).status_code == 405


class TestOrder:
    def test_one_is_moved_up_and_the_first_stays(self, ada, client_of, draft):
        first, second = (rewards.offer(draft, story.terms(name=name), by=ada) for name in ("First", "Second"))
        client_of(ada).post(reverse("fundraising:move_reward_up", args=[second.pk]))
        assert [one.name for one in rewards.offered(draft)] == ["Second", "First"]
        client_of(ada).post(reverse("fundraising:move_reward_up", args=[second.pk]))
        assert [one.name for one in rewards.offered(draft)] == ["Second", "First"]
        assert first.pk != second.pk


class TestVersions:
    def test_one_that_nobody_chose_changes_in_place(self, ada, draft):
        book = rewards.offer(draft, story.terms(), by=ada)
        assert rewards.change(book, story.terms(price_minor=4000), by=ada).pk == book.pk
        assert rewards.offered(draft).get().price_minor == 4000

    def test_one_that_somebody_chose_gets_a_new_version_in_its_place(self, ada, ben, client_of, chosen):
        answer = client_of(ada).post(change(chosen), story.data("reward", price="45"), follow=True)
        assert "A new version is offered." in answer.text
        offered = rewards.offered(chosen.fundraiser).get()
        assert (offered.replaces, offered.price_minor, offered.position) == (chosen, 4500, chosen.position)
        chosen.refresh_from_db()
        assert (chosen.price_minor, chosen.retired_at is not None) == (3800, True)
        assert ben.party.pledges.get().lines.get().reward == chosen

    def test_more_of_one_that_somebody_chose_breaks_no_promise(self, ada, chosen):
        assert rewards.change(chosen, story.terms(left=2000), by=ada).pk == chosen.pk
        chosen.refresh_from_db()
        assert (chosen.limit, chosen.left, chosen.taken) == (2001, 2000, 1)

    def test_of_a_limited_one_no_more_are_taken_than_are_left_of_both_versions(self, ada, ben, chosen):
        Reward.objects.filter(pk=chosen.pk).update(limit=5)
        rewards.change(chosen, story.terms(left=4, price_minor=4500), by=ada)
        mine = ben.party.pledges.get()
        with pytest.raises(Gone):
            pledges.change(mine, Choice(reward=chosen.pk, quantity=2, country="DE"), by=ben)
        assert pledges.change(mine, Choice(reward=chosen.pk, country="AT"), by=ben).country == "AT"

    def test_a_new_shipping_price_is_a_new_version(self, ada, chosen):
        assert rewards.change(chosen, story.terms(rates={"": 900}), by=ada).pk != chosen.pk

    def test_one_that_was_changed_meanwhile_is_refused(self, ada, chosen):
        rewards.change(chosen, story.terms(price_minor=4000), by=ada)
        with pytest.raises(Refused, match="changed or taken away meanwhile"):
            rewards.change(chosen, story.terms(price_minor=5000), by=ada)

    def test_one_that_somebody_chose_is_kept_for_them_when_it_is_taken_away(self, ada, client_of, chosen):
        client_of(ada).post(reverse("fundraising:retire_reward", args=[chosen.pk]))
        chosen.refresh_from_db()
        assert chosen.retired_at is not None
        assert "The book" not in client_of(ada).get(chosen.fundraiser.get_absolute_url()).text

    def test_one_that_nobody_chose_is_gone(self, ada, draft):
        rewards.retire(rewards.offer(draft, story.terms(), by=ada), by=ada)
        assert not Reward.objects.exists()

    def test_nothing_moves_in_review(self, ada):
        draft = launching.hand_in(story.whole(ada), by=ada)
        with pytest.raises(Refused, match="Our staff look at it now"):
            rewards.change(draft.rewards.get(), story.terms(price_minor=1), by=ada)


def test_the_list_takes_as_many_queries_for_one_as_for_twelve(ada, client_of, draft, queries):
    rewards.offer(draft, story.terms(), by=ada)
    page = reverse("fundraising:step", args=[draft.listing.slug, "rewards"])
    one = queries(lambda: client_of(ada).get(page))
    for number in range(11):
        rewards.offer(draft, story.terms(name=f"Book {number}"), by=ada)
    assert queries(lambda: client_of(ada).get(page)) == one


def test_a_kind_with_rewards_is_not_left_while_there_are_some(ada, client_of, draft):
    rewards.offer(draft, story.terms(), by=ada)
    page = reverse("fundraising:step", args=[draft.listing.slug, "basics"])
    assert client_of(ada).post(page, story.data("basics", kind="donation")).status_code == 422
    assert Fundraiser.objects.get().kind == "reward"


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_choice_at_the_same_moment_leave_the_backer_with_what_they_chose(ada, ben, dev, two_connections):
    """Either the choice comes first and keeps the old version, or it is refused; never another price for the same."""
    running = launching.launch(story.passed(ada, dev), by=ada)
    book = running.rewards.get()
    choice = Choice(reward=book.pk, country="DE")
    changed, made = two_connections(
        lambda: rewards.change(book, story.terms(price_minor=9900), by=ada),
        lambda: pledges.pledge(running, choice, backer=ben.party, by=ben),
    )
    assert changed.price_minor == 9900
    if isinstance(made, Exception):
        assert isinstance(made, Refused)
    else:
        line = made.lines.select_related("reward").get()
        assert line.price_minor == line.reward.price_minor
        assert (line.reward == changed) == (line.price_minor == 9900)


def test_what_it_costs_to_send_stands_on_the_page(ada, dev, client):
    shown = story.passed(ada, dev)
    assert "Worldwide, from €6" in client.get(shown.get_absolute_url()).text


def test_countries_are_named_and_an_add_on_says_so(ada, client_of, draft):
    rewards.offer(draft, story.terms(ships="region", rates={"DE": 500, "AT": 500}, is_add_on=True), by=ada)
    page = client_of(ada).get(reverse("fundraising:step", args=[draft.listing.slug, "rewards"])).text
    assert "Austria, Germany, €5" in page
    assert "Add-on: chosen beside another reward" in page
