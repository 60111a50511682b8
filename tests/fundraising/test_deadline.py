"""The end: decided once, charged once, told honestly."""

from datetime import timedelta
from functools import partial

import pytest

from accounts import companies
from accounts.models import Membership, User
from fundraising import clocks, deadline, pledges
from fundraising.models import Fundraiser, Pledge, Reward, Settlement
from marketplace.kit import timers
from payments import charges, methods
from payments.models import Payment
from tests import cast
from tests.fundraising import backing
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status, State = Pledge.Status, Fundraiser.Status


@pytest.fixture
def fundraiser(ada):
    return backing.open_fundraiser(ada, goal="100")


def status(row):
    return backing.fresh(row).status


class TestReached:
    def test_every_card_is_charged_once_and_its_money_held(self, local_stripe, fundraiser, ben, cleo, clock):
        two = [backing.promised(local_stripe, fundraiser, who, extra=60) for who in (ben, cleo)]
        backing.end(fundraiser, clock)
        backing.work()
        assert [status(one) for one in two] == [Status.COLLECTED] * 2
        assert [charge["amount"] for charge in local_stripe.all("charge")] == [6000, 6000]
        decision = Settlement.objects.get()
        assert (decision.is_reached, decision.pledged_minor, decision.pledges) == (True, 12000, 2)
        assert_books_balance()

    def test_when_all_charges_have_ended_it_is_funded(self, local_stripe, fundraiser, ben, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        assert status(fundraiser) == State.COLLECTING
        backing.later(clock, minutes=11)
        assert status(fundraiser) == State.SUCCESSFUL
        assert Settlement.objects.get().closed_at

    def test_a_second_before_nothing_is_decided(self, local_stripe, fundraiser, ben, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock, after=-timedelta(seconds=1))
        assert deadline.decide(fundraiser) is None
        assert status(fundraiser) == State.ONGOING

    def test_twice_is_once(self, local_stripe, fundraiser, ben, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        first = Settlement.objects.get()
        deadline.at_the_end(str(fundraiser.pk))
        backing.work()
        assert Settlement.objects.get().at == first.at
        assert len(local_stripe.all("charge")) == 1

    def test_what_is_declined_is_tried_on_days_two_four_and_six_and_dropped_on_the_seventh(
        self, local_stripe, fundraiser, ben, cleo, clock
    ):
        backing.promised(local_stripe, fundraiser, ben, extra=90)
        weak = backing.promised(local_stripe, fundraiser, cleo, extra=20, with_card="fails_later")
        backing.end(fundraiser, clock)
        tries = []
        for _day in range(8):
            tries.append((backing.fresh(weak).attempts, status(weak)))
            backing.later(clock, days=1)
        expected = [1, 1, 2, 2, 3, 3, 4]
        assert tries[:7] == [(many, Status.RETRYING) for many in expected]
        assert tries[7] == (4, Status.DROPPED)
        assert status(fundraiser) == State.SUCCESSFUL
        assert backing.fresh(fundraiser).pledged_minor == 11000  # on which was decided
        assert_books_balance()

    def test_a_bank_that_asks_waits_for_its_owner(self, local_stripe, fundraiser, ben, clock):
        shy = backing.promised(local_stripe, fundraiser, ben, extra=100, with_card="asks")
        backing.end(fundraiser, clock)
        assert status(shy) == Status.ACTION_NEEDED
        payment = Payment.objects.get()
        going = charges.send_resumed(charges.resume(payment, by=ben))
        local_stripe.answer(going.action_url)
        charges.look(payment)
        assert status(shy) == Status.COLLECTED
        assert_books_balance()

    def test_who_never_answers_their_bank_is_dropped_and_nothing_is_taken(self, local_stripe, fundraiser, ben, clock):
        shy = backing.promised(local_stripe, fundraiser, ben, extra=100, with_card="asks")
        backing.end(fundraiser, clock)
        backing.later(clock, days=7)
        backing.work()
        assert status(shy) == Status.DROPPED
        assert Payment.objects.get().status == Payment.Status.CANCELLED
        assert not [charge for charge in local_stripe.all("charge") if charge["paid"]]
        assert_books_balance()

    def test_a_card_that_was_removed_is_asked_for(self, local_stripe, fundraiser, ben, clock):
        made = backing.promised(local_stripe, fundraiser, ben, extra=100)
        methods.remove(made.method, by=ben)
        backing.end(fundraiser, clock)
        assert (status(made), backing.fresh(made).failure) == (Status.RETRYING, "no_card")


class TestOfACompany:
    @pytest.fixture
    def promised(self, local_stripe, fundraiser, ben, cleo):
        """What Cleo promised for Ben's company, of which she is a manager."""
        press = companies.found("Press", by=ben)
        Membership.objects.create(company=press, user=cleo, rank=Membership.Rank.MANAGER)
        setup = methods.send(methods.begin_setup(press.party, by=cleo, currency="EUR", return_to="/settings/cards/"))
        local_stripe.pay(setup.action_url, "good")
        made = pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=100), backer=press.party, by=cleo)
        return pledges.confirm(made, methods.look(setup).method, by=cleo)

    def test_it_is_charged_though_who_promised_it_has_left(self, local_stripe, fundraiser, promised, cleo, clock):
        Membership.objects.filter(user=cleo).delete()
        backing.end(fundraiser, clock)
        assert status(promised) == Status.COLLECTED
        assert_books_balance()

    def test_where_nobody_acts_for_it_any_more_it_waits_and_says_so(self, fundraiser, promised, ben, clock):
        Membership.objects.filter(user=promised.by).delete()
        User.objects.filter(pk=ben.pk).update(is_active=False)
        backing.end(fundraiser, clock)
        waits = backing.fresh(promised)
        assert (waits.status, waits.failure) == (Status.RETRYING, "no_card")


class TestMissed:
    def test_nobody_is_charged(self, local_stripe, fundraiser, ben, clock):
        made = backing.promised(local_stripe, fundraiser, ben, extra=99)
        backing.end(fundraiser, clock)
        assert (status(fundraiser), status(made)) == (State.FAILED, Status.CANCELLED)
        assert local_stripe.all("charge") == []
        assert Payment.objects.count() == 0

    def test_the_page_still_tells_what_came_together(self, local_stripe, fundraiser, ben, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=99)
        backing.end(fundraiser, clock)
        assert backing.fresh(fundraiser).raised_minor == 9900

    def test_what_keeps_all_ends_well_with_anything_and_fails_with_nothing(self, local_stripe, ada, ben, clock):
        keeps = Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE
        some = backing.open_fundraiser(ada, settlement=keeps)
        backing.paid(local_stripe, some, ben, extra=5)
        backing.end(some, clock)
        assert status(some) == State.SUCCESSFUL

    def test_what_keeps_all_and_got_nothing_fails(self, ada, clock):
        none = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
        backing.end(none, clock)
        assert status(none) == State.FAILED


class TestLate:
    def test_a_late_pledge_is_paid_at_once(self, local_stripe, ada, ben, cleo, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100", takes_late_pledges=True)
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        late = backing.paid(local_stripe, backing.fresh(fundraiser), cleo, extra=40)
        assert (late.status, late.is_at_once) == (Status.COLLECTED, True)
        assert Settlement.objects.get().pledged_minor == 10_000
        assert_books_balance()

    def test_without_that_nothing_late_is_taken(self, local_stripe, fundraiser, ben, cleo, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        with pytest.raises(pledges.Closed):
            pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=5), backer=cleo.party, by=cleo)

    def test_the_late_weeks_end(self, local_stripe, ada, ben, cleo, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100", takes_late_pledges=True)
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        clock.shift(clocks.LATE_FOR)
        with pytest.raises(pledges.Closed):
            pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=5), backer=cleo.party, by=cleo)


class TestRaces:
    @pytest.mark.django_db(transaction=True)
    def test_a_pledge_is_taken_back_or_charged_but_never_both(self, local_stripe, two_connections, clock):
        ada, ben, cleo = cast.ada(), cast.ben(), cast.cleo()
        fundraiser = backing.open_fundraiser(ada, goal="100")
        made = backing.promised(local_stripe, fundraiser, ben, extra=60)
        backing.promised(local_stripe, fundraiser, cleo, extra=100)
        clock.move_to(fundraiser.deadline_at)
        results = two_connections(lambda: pledges.cancel(made, by=ben), lambda: deadline.decide(fundraiser))
        assert isinstance(results[0], pledges.Closed)
        backing.work()
        assert status(made) == Status.COLLECTED
        assert Settlement.objects.get().pledged_minor == 16_000

    @pytest.mark.django_db(transaction=True)
    def test_of_eight_backers_one_has_the_last_reward(self, two_connections):
        fundraiser = backing.open_fundraiser(cast.ada(), goal="100")
        Reward.objects.update(limit=1)
        eight = [cast.joined(f"Backer{number} Stone") for number in range(8)]
        choice = backing.chosen(fundraiser, reward="Loaf")
        results = two_connections(
            *[partial(pledges.pledge, fundraiser, choice, backer=one.party, by=one) for one in eight]
        )
        assert sorted(type(result).__name__ for result in results) == ["Gone"] * 7 + ["Pledge"]
        assert Reward.objects.get().taken == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_decide_once(self, local_stripe, two_connections, clock):
        ada, ben = cast.ada(), cast.ben()
        fundraiser = backing.open_fundraiser(ada, goal="100")
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        clock.move_to(fundraiser.deadline_at)
        first, second = two_connections(*[lambda: deadline.decide(fundraiser)] * 2)
        assert first.at == second.at
        two_connections(timers.run_due, timers.run_due)
        backing.work()
        assert len(local_stripe.all("charge")) == 1
        assert_books_balance()
