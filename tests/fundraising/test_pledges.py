"""Backing a fundraiser: what is reserved, what counts, what is refused."""

from datetime import timedelta

import pytest

from fundraising import choices, clocks, letting_go, pledges
from fundraising.choices import CannotChoose, Choice, Gone
from fundraising.models import Fundraiser, Pledge, Reward, ShippingRate, StretchGoal
from marketplace.kit import timers
from marketplace.kit.refusals import NotAllowed
from payments import charges, checkouts, methods, outgoing
from payments.models import Payment
from tests.fundraising import backing, raising
from tests.payments import paying
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Pledge.Status


@pytest.fixture
def fundraiser(ada):
    return backing.open_fundraiser(ada)


def pledge(fundraiser, backer, **choice):
    return pledges.pledge(fundraiser, backing.chosen(fundraiser, **choice), backer=backer.party, by=backer)


class TestWhatItCosts:
    def test_rewards_extra_and_shipping_add_up(self, fundraiser, ben):
        book = raising.a_reward(fundraiser, name="Book", price_minor=3000, ships=Reward.Ships.WORLD, per_person=3)
        ShippingRate.objects.create(reward=book, country="AT", cost_minor=450)
        poster = raising.a_reward(fundraiser, name="Poster", price_minor=1000, is_add_on=True, per_person=5)
        choice = Choice(reward=book.pk, quantity=2, add_ons={poster.pk: 3}, extra_minor=500, country="AT")
        priced = choices.priced(fundraiser, choice, backer=ben.party)
        assert (priced.total_minor, priced.shipping_minor) == (2 * 3000 + 3 * 1000 + 500 + 2 * 450, 900)

    @pytest.mark.parametrize(
        ("choice", "field"),
        [
            ({}, "extra"),
            ({"extra": -5}, "extra"),
            ({"extra": 0.5}, "extra"),
            ({"extra": 2_000_000}, "extra"),
            ({"reward": "Loaf", "quantity": 0}, "quantity"),
            ({"reward": "Loaf", "quantity": 2}, "quantity"),
            ({"reward": "Poster"}, "reward"),
            ({"reward": "Book"}, "country"),
            ({"reward": "Book", "country": "US"}, "country"),
        ],
    )
    def test_it_says_where_the_reason_lies(self, fundraiser, ben, choice, field):
        book = raising.a_reward(fundraiser, name="Book", ships=Reward.Ships.REGION)
        ShippingRate.objects.create(reward=book, country="AT", cost_minor=450)
        raising.a_reward(fundraiser, name="Poster", is_add_on=True)
        if "extra" in choice:
            choice = {"extra_minor": int(choice["extra"] * 100)}
        else:
            choice = {**choice, "reward": fundraiser.rewards.get(name=choice["reward"]).pk} if choice else {}
        with pytest.raises(CannotChoose) as refused:
            choices.priced(fundraiser, Choice(**choice), backer=ben.party)
        assert refused.value.field == field

    def test_a_reward_of_another_fundraiser_is_none_of_this_one(self, fundraiser, ben, cleo):
        other = raising.a_draft(cleo)
        strange = raising.a_reward(other)
        with pytest.raises(CannotChoose):
            choices.priced(fundraiser, Choice(reward=strange.pk), backer=ben.party)

    def test_add_ons_do_not_come_alone(self, fundraiser, ben):
        poster = raising.a_reward(fundraiser, name="Poster", is_add_on=True)
        with pytest.raises(CannotChoose):
            choices.priced(fundraiser, Choice(add_ons={poster.pk: 1}, extra_minor=500), backer=ben.party)

    def test_the_hard_goal_leaves_no_more_than_its_room(self, ada, ben):
        full = backing.open_fundraiser(ada, hard_goal_minor=100_000)
        with pytest.raises(CannotChoose, match="€1,000"):
            pledge(full, ben, extra=1001)


class TestPromising:
    def test_a_draft_reserves_its_reward_and_counts_nothing(self, fundraiser, ben):
        pledge(fundraiser, ben, reward="Loaf")
        assert fundraiser.rewards.get().taken == 1
        assert backing.fresh(fundraiser).pledged_minor == 0

    def test_a_kept_card_makes_it_count(self, local_stripe, fundraiser, ben):
        made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf", extra=12)
        now = backing.fresh(fundraiser)
        assert (made.status, now.pledged_minor, now.backing) == (Status.ACTIVE, 5000, 1)
        assert "€50" in made.consent
        assert local_stripe.all("charge") == []

    def test_a_card_kept_on_the_gateways_page_confirms_it_by_itself(self, local_stripe, fundraiser, ben):
        made = pledge(fundraiser, ben, extra=20)
        setup = methods.begin_setup(ben.party, by=ben, currency="EUR", return_to="/", kind="pledge", subject=made.pk)
        local_stripe.pay(methods.send(setup).action_url)
        local_stripe.deliver(times=2)
        assert backing.fresh(made).status == Status.ACTIVE
        assert backing.fresh(fundraiser).pledged_minor == 2000

    def test_twice_is_once(self, local_stripe, fundraiser, ben):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        pledges.confirm(made, made.method, by=ben)
        assert backing.fresh(fundraiser).pledged_minor == 2000

    def test_a_second_promise_of_the_same_backer_is_a_change(self, local_stripe, fundraiser, ben):
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        with pytest.raises(pledges.Closed, match="Change your pledge"):
            pledge(fundraiser, ben, extra=30)

    def test_the_maker_cannot_back_it(self, fundraiser, ada):
        with pytest.raises(NotAllowed):
            pledge(fundraiser, ada, extra=20)

    def test_nobody_pledges_for_somebody_else(self, fundraiser, ben, eve):
        with pytest.raises(NotAllowed):
            pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=20), backer=ben.party, by=eve)

    def test_a_card_of_somebody_else_is_refused(self, local_stripe, fundraiser, ben, cleo):
        strange = backing.card(local_stripe, cleo)
        with pytest.raises(pledges.Closed):
            pledges.confirm(pledge(fundraiser, ben, extra=20), strange, by=ben)

    def test_a_draft_lapses_after_half_an_hour_and_not_a_second_before(self, fundraiser, ben, clock):
        made = pledge(fundraiser, ben, reward="Loaf")
        clock.shift(clocks.RESERVED - timedelta(seconds=1))
        timers.run_due()
        assert backing.fresh(made).status == Status.DRAFT
        clock.shift(timedelta(seconds=1))
        timers.run_due()
        timers.run_due()
        assert (backing.fresh(made).status, fundraiser.rewards.get().taken) == (Status.CANCELLED, 0)

    def test_one_that_is_being_paid_waits_for_its_payment(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
        made = pledge(fundraiser, ben, reward="Loaf")
        begun = charges.send(charges.begin(checkouts.open([("pledge", made.pk)], by=ben), by=ben))
        clock.shift(clocks.RESERVED + timedelta(minutes=1))
        timers.run_due()
        assert (backing.fresh(made).status, fundraiser.rewards.get().taken) == (Status.DRAFT, 1)
        local_stripe.pay(begun.action_url)
        charges.look(begun)
        assert backing.fresh(made).status == Status.COLLECTED

    def test_and_lapses_once_that_has_ended(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
        made = pledge(fundraiser, ben, reward="Loaf")
        begun = charges.send(charges.begin(checkouts.open([("pledge", made.pk)], by=ben), by=ben))
        clock.shift(clocks.RESERVED)
        timers.run_due()
        Payment.objects.get(pk=begun.pk).move_to(Payment.Status.CANCELLED)
        clock.shift(clocks.LOOK_AGAIN)
        timers.run_due()
        assert (backing.fresh(made).status, fundraiser.rewards.get().taken) == (Status.CANCELLED, 0)

    def test_a_new_choice_gives_the_earlier_drafts_place_up(self, fundraiser, ben):
        Reward.objects.update(limit=1)
        pledge(fundraiser, ben, reward="Loaf")
        pledge(fundraiser, ben, reward="Loaf")
        assert fundraiser.rewards.get().taken == 1

    def test_the_last_one_is_sold_once(self, fundraiser, ben, cleo):
        Reward.objects.update(limit=1)
        pledge(fundraiser, ben, reward="Loaf")
        with pytest.raises(Gone):
            pledge(fundraiser, cleo, reward="Loaf")

    def test_a_stretch_goal_is_reached_once(self, local_stripe, fundraiser, ben):
        goal = StretchGoal.objects.create(fundraiser=fundraiser, threshold_minor=2000, text="A second oven")
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        assert backing.fresh(goal).reached_at


class TestChanging:
    def test_the_sum_follows(self, local_stripe, fundraiser, ben):
        made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        pledges.change(made, backing.chosen(fundraiser, extra=7), by=ben)
        now = backing.fresh(fundraiser)
        assert (now.pledged_minor, now.backing, fundraiser.rewards.get().taken) == (700, 1, 0)

    def test_what_it_cannot_have_changes_nothing(self, local_stripe, fundraiser, ben):
        made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        with pytest.raises(CannotChoose):
            pledges.change(made, Choice(extra_minor=1), by=ben)
        assert (backing.fresh(made).amount_minor, fundraiser.rewards.get().taken) == (3800, 1)

    def test_a_retired_reward_stays_with_who_chose_it(self, local_stripe, fundraiser, ben):
        made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        Reward.objects.update(retired_at=made.created_at)
        pledges.change(made, backing.chosen(fundraiser, reward="Loaf", extra=5), by=ben)
        assert backing.fresh(made).amount_minor == 4300

    def test_taken_back_it_counts_no_more_and_another_can_be_made(self, local_stripe, fundraiser, ben):
        made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        pledges.cancel(made, by=ben)
        pledges.cancel(made, by=ben)
        assert backing.fresh(fundraiser).pledged_minor == 0
        backing.promised(local_stripe, fundraiser, ben, extra=3)
        assert backing.fresh(fundraiser).pledged_minor == 300

    def test_a_stranger_changes_nothing(self, local_stripe, fundraiser, ben, eve):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        with pytest.raises(NotAllowed):
            pledges.change(made, Choice(extra_minor=100), by=eve)
        with pytest.raises(NotAllowed):
            pledges.cancel(made, by=eve)

    def test_after_the_end_nothing_is_changed_or_taken_back(self, local_stripe, fundraiser, ben, clock):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        clock.move_to(fundraiser.deadline_at)
        with pytest.raises(pledges.Closed):
            pledges.cancel(made, by=ben)
        with pytest.raises(pledges.Closed):
            pledges.change(made, Choice(extra_minor=100), by=ben)


class TestTheLastMinutes:
    def test_a_late_pledge_moves_the_end_once_for_each_backer(self, local_stripe, ada, ben, cleo, clock):
        fundraiser = backing.open_fundraiser(ada, extends_at_end=True)
        cards = {who: backing.card(local_stripe, who) for who in (ben, cleo)}
        first = fundraiser.deadline_at
        clock.move_to(first - timedelta(minutes=2))
        made = pledges.confirm(pledge(fundraiser, ben, extra=5), cards[ben], by=ben)
        moved = backing.fresh(fundraiser).deadline_at
        assert timedelta(minutes=7) < moved - first <= timedelta(minutes=8)
        pledges.cancel(made, by=ben)
        clock.shift(timedelta(minutes=5))
        pledges.confirm(pledge(fundraiser, ben, extra=5), cards[ben], by=ben)
        assert backing.fresh(fundraiser).deadline_at == moved
        pledges.confirm(pledge(fundraiser, cleo, extra=5), cards[cleo], by=cleo)
        assert backing.fresh(fundraiser).deadline_at > moved

    def test_what_is_paid_at_once_moves_it_too(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, extends_at_end=True, settlement="keep_what_you_raise")
        first = fundraiser.deadline_at
        clock.move_to(first - timedelta(minutes=2))
        backing.paid(local_stripe, fundraiser, ben, extra=5)
        moved = backing.fresh(fundraiser).deadline_at
        assert timedelta(minutes=7) < moved - first <= timedelta(minutes=8)

    def test_what_is_paid_after_the_end_moves_nothing(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, extends_at_end=True, settlement="keep_what_you_raise")
        made = pledge(fundraiser, ben, extra=5)
        begun = charges.send(charges.begin(checkouts.open([("pledge", made.pk)], by=ben), by=ben))
        clock.move_to(fundraiser.deadline_at + timedelta(seconds=1))
        local_stripe.pay(begun.action_url)
        charges.look(begun)
        assert backing.fresh(fundraiser).deadline_at == fundraiser.deadline_at

    def test_where_the_maker_did_not_choose_so_the_end_stays(self, local_stripe, fundraiser, ben, clock):
        kept = backing.card(local_stripe, ben)
        clock.move_to(fundraiser.deadline_at - timedelta(minutes=2))
        pledges.confirm(pledge(fundraiser, ben, extra=5), kept, by=ben)
        assert backing.fresh(fundraiser).deadline_at == fundraiser.deadline_at


class TestPaidAtOnce:
    def test_it_counts_when_its_money_is_here(self, local_stripe, ada, ben):
        fundraiser = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
        made = backing.paid(local_stripe, fundraiser, ben, extra=25)
        now = backing.fresh(fundraiser)
        assert (made.status, now.pledged_minor, now.backing) == (Status.COLLECTED, 2500, 1)
        assert made.hold.amount_minor == 2500
        assert_books_balance()

    def test_what_is_paid_after_it_lapsed_goes_back(self, local_stripe, ada, ben):
        fundraiser = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
        made = pledge(fundraiser, ben, extra=25)
        checkout = checkouts.open([("pledge", made.pk)], by=ben)
        letting_go.lapse(str(made.pk))
        paying.on_the_page(local_stripe, checkout, by=ben)
        outgoing.send_due()
        assert (backing.fresh(made).status, backing.fresh(fundraiser).pledged_minor) == (Status.CANCELLED, 0)
        assert [refund["amount"] for refund in local_stripe.all("refund")] == [2500]
        assert_books_balance()
