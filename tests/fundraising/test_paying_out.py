"""How a plan ends: at the gateway's limit, with a bank in the way, given up, or called off."""

from datetime import timedelta

import pytest
from moneyed import Money

from fundraising import clocks, disbursements, launching, paying_out, pledges
from fundraising.models import Disbursement, Fundraiser, Pledge, Vote
from marketplace.kit.models import Move, Timer
from marketplace.kit.refusals import NotAllowed
from payments import charges, chart, checkouts, escrow, ledger
from social.models import Notice
from tests.fundraising import backing
from tests.fundraising.test_disbursements import DONE, shown, staff, status, step_of
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.social import telling

pytestmark = pytest.mark.django_db
Status, State = Disbursement.Status, Fundraiser.Status
EUR = "EUR"


def in_two_steps(stripe, ada, ben, clock, *, reward="", extra=100, **columns):
    """A fundraiser of 100, funded, in two steps of 40 and 60."""
    fundraiser = backing.open_fundraiser(ada, goal="100", **columns)
    fundraiser.disbursements.update(amount_minor=4000)
    fundraiser.disbursements.create(position=1, name="Oven lit", amount_minor=6000)
    backing.promised(stripe, fundraiser, ben, extra=extra, reward=reward)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    return backing.fresh(fundraiser)


@pytest.fixture
def funded(local_stripe, ada, ben, clock):
    return in_two_steps(local_stripe, ada, ben, clock)


def pay_out(fundraiser, clock, place=0):
    step = shown(fundraiser, place)
    backing.later(clock, days=15)
    backing.later(clock, minutes=11)
    return step


def only(fundraiser):
    return Pledge.objects.select_related("hold__payment").get(fundraiser=fundraiser)


class TestAtTheLimit:
    def past_it(self, fundraiser, clock):
        clock.move_to(only(fundraiser).hold.must_leave_by + timedelta(seconds=1))
        backing.work()
        backing.later(clock, minutes=11)

    def test_what_was_paid_out_before_stays_a_pledge_and_the_open_step_has_gone_back(self, funded, clock):
        first = pay_out(funded, clock)
        self.past_it(funded, clock)
        assert only(funded).status == Pledge.Status.COLLECTED
        assert [status(first), status(step_of(funded, 1))] == [Status.PAID, Status.RETURNED]
        assert status(funded) == State.COMPLETED
        assert_books_balance()

    def test_what_is_owed_for_it_is_owed_still(self, local_stripe, ada, ben, clock):
        fundraiser = in_two_steps(local_stripe, ada, ben, clock, reward="Loaf", extra=62)
        pay_out(fundraiser, clock)
        self.past_it(fundraiser, clock)
        assert fundraiser.deliveries.owed().count() == 1
        assert status(fundraiser) == State.DELIVERING

    def test_where_nothing_was_paid_out_all_of_it_has_gone_back(self, funded, clock):
        self.past_it(funded, clock)
        assert only(funded).status == Pledge.Status.REFUNDED
        assert {status(step) for step in funded.disbursements.all()} == {Status.RETURNED}
        assert status(funded) == State.COMPLETED

    def test_a_step_for_which_nothing_was_released_is_not_announced_as_paid(self, funded, ben, clock):
        step = shown(funded)
        hold = only(funded).hold
        escrow.refund(hold, by=None, key="all of it", why="Staff sent it back.")
        backing.later(clock, days=15)
        backing.later(clock, minutes=11)
        telling.deliver()
        assert status(step) == Status.RETURNED
        assert not Notice.objects.filter(user=ben, kind="step_paid").exists()

    def test_a_vote_that_runs_is_over_where_nothing_is_left(self, funded, clock):
        step = shown(funded)
        escrow.refund(only(funded).hold, by=None, key="all of it", why="Staff sent it back.")
        paying_out.look_soon(backing.fresh(funded))
        backing.later(clock, minutes=11)
        assert status(step) == Status.RETURNED
        assert not Timer.objects.filter(kind=clocks.VOTE_ENDS).exists()

    def test_while_something_is_left_steps_stay_open(self, funded, clock):
        paying_out.look_soon(funded)
        backing.later(clock, minutes=11)
        assert status(step_of(funded)) == Status.PLANNED


class TestBeforeTheLimit:
    def test_the_maker_is_warned_once_for_all_and_each_backer_of_their_own(self, local_stripe, ada, ben, cleo, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        for who in (ben, cleo):
            backing.promised(local_stripe, fundraiser, who, extra=60)
        backing.end(fundraiser, clock)
        ends = Pledge.objects.select_related("hold").first().hold.must_leave_by
        for before, times in ((30, 1), (14, 2), (3, 3)):
            clock.move_to(ends - timedelta(days=before))
            backing.work()
            assert told(ada, "fundraiser_goes_back") == told(ben, "pledge_goes_back") == times
        clock.move_to(ends)
        backing.work()
        assert told(ada, "fundraiser_went_back") == told(cleo, "pledge_went_back") == 1
        assert not Notice.objects.filter(kind__startswith="hold_").exists()

    def test_the_maker_reads_a_day_to_come_where_a_bank_has_what_should_have_left(
        self, local_stripe, ada, ben, cleo, clock
    ):
        fundraiser = in_two_steps(local_stripe, ada, ben, clock, takes_late_pledges=True)
        stripe_says.disputed(only(fundraiser).hold.payment, "100.00 EUR", moves="taken")
        backing.later(clock, days=10)
        ends = backing.paid(local_stripe, fundraiser, cleo, extra=20).hold.must_leave_by
        clock.move_to(ends - timedelta(days=3))
        backing.work()
        last = Notice.objects.filter(user=ada, kind="fundraiser_goes_back").latest("created_at")
        assert last.facts["day"] == {"day": f"{ends:%Y-%m-%d}"}


def told(person, kind):
    return Notice.objects.filter(user=person, kind=kind).count()


class TestWhileABankHasIt:
    def test_its_part_waits_and_is_paid_out_when_the_bank_gives_it_back(self, funded, ada, clock):
        step, payment = shown(funded), only(funded).hold.payment
        stripe_says.disputed(payment, "100.00 EUR", moves="taken")
        backing.later(clock, days=15)
        assert status(step) == Status.RELEASING
        stripe_says.disputed(payment, "100.00 EUR", moves="taken back", status="won")
        backing.later(clock, minutes=11)
        backing.later(clock, minutes=11)
        assert paying_out.moved(step) == Money("40.00", EUR)
        assert status(step) == Status.PAID
        assert_books_balance()


class TestWhereNothingWasCollected:
    def test_nobody_is_told_that_a_step_has_gone_back(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        backing.promised(local_stripe, fundraiser, ben, extra=100, with_card="fails_later")
        backing.end(fundraiser, clock)
        backing.later(clock, days=8)
        for _turn in range(2):
            backing.later(clock, minutes=11)
        assert (status(step_of(fundraiser)), status(fundraiser)) == (Status.RETURNED, State.COMPLETED)
        assert not Notice.objects.filter(kind__endswith="step_returned").exists()
        for row in (step_of(fundraiser), fundraiser):
            assert Move.objects.filter(subject_id=row.pk).latest("pk").why == "nothing was collected"


class TestGivenUp:
    def test_a_fundraiser_whose_steps_all_are_takes_nothing_late_and_ends(self, local_stripe, ada, ben, cleo, clock):
        fundraiser = in_two_steps(local_stripe, ada, ben, clock, takes_late_pledges=True)
        for place in (0, 1):
            disbursements.give_up(step_of(fundraiser, place), why="Nobody lends us the field.", by=ada)
        backing.later(clock, minutes=11)
        backing.later(clock, minutes=11)
        ended = backing.fresh(fundraiser)
        assert (ended.status, ended.is_late) == (State.COMPLETED, False)
        assert ledger.balance(chart.clearing(ada.party), EUR).amount == 0
        assert_books_balance()

    @pytest.mark.parametrize("has_ended", [False, True])
    def test_what_is_paid_late_goes_back_whole_at_once(self, local_stripe, ada, ben, cleo, clock, has_ended):
        fundraiser = in_two_steps(local_stripe, ada, ben, clock, takes_late_pledges=True)
        late = pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=50), backer=cleo.party, by=cleo)
        begun = charges.send(charges.begin(checkouts.open([("pledge", late.pk)], by=cleo), by=cleo))
        for place in (0, 1):
            disbursements.give_up(step_of(fundraiser, place), why="Nobody lends us the field.", by=ada)
        for _turn in range(2 if has_ended else 0):
            backing.later(clock, minutes=11)
        assert (status(fundraiser) == State.COMPLETED) is has_ended
        local_stripe.pay(begun.action_url)
        charges.look(begun)
        assert status(late) == Pledge.Status.DRAFT
        backing.work()
        assert sorted(refund["amount"] for refund in local_stripe.all("refund")) == [4000, 5000, 6000]
        assert_books_balance()


class TestCalledOff:
    def called_off(self, fundraiser):
        launching.cancel(backing.fresh(fundraiser), why="The field was sold.", by=fundraiser.owner.user)

    def test_a_payout_that_is_under_way_pays_nobody(self, funded, ada, ben, clock):
        step = shown(funded)
        backing.later(clock, days=4)
        assert status(step) == Status.RELEASING
        self.called_off(funded)
        backing.later(clock, days=15)
        telling.deliver()
        assert ledger.balance(chart.clearing(ada.party), EUR).amount == 0
        assert only(funded).status == Pledge.Status.REFUNDED
        assert status(step) == Status.RETURNED
        assert not Notice.objects.filter(user=ben, kind="step_paid").exists()
        assert_books_balance()

    def test_its_votes_and_payouts_have_no_clock_any_more(self, funded, clock):
        shown(funded)
        self.called_off(funded)
        assert not Timer.objects.filter(kind__in=[clocks.VOTE_ENDS, clocks.DROPS_END]).exists()

    def test_what_was_paid_out_before_stays_paid(self, funded, clock, client):
        first = pay_out(funded, clock)
        self.called_off(funded)
        backing.work()
        assert [status(first), status(step_of(funded, 1))] == [Status.PAID, Status.RETURNED]
        assert "stays with the maker" in client.get(first.get_absolute_url()).text
        assert "The fundraiser was called off" in client.get(step_of(funded, 1).get_absolute_url()).text

    def test_nobody_votes_asks_or_decides_any_more(self, funded, ben, ada, clock):
        step = shown(funded)
        disbursements.ask_staff(step, why="There is no oven at all.", by=ben)
        Fundraiser.objects.filter(pk=funded.pk).update(status=State.CANCELLED)
        acts = [
            lambda: disbursements.decide(step, is_paid=True, why="It stands.", by=staff()),
            lambda: disbursements.ask_staff(step, why="There is no oven at all.", by=ben),
            lambda: disbursements.submit(step, evidence=DONE, by=ada),
        ]
        for act in acts:
            with pytest.raises(disbursements.NotNow):
                act()
        Fundraiser.objects.filter(pk=funded.pk).update(backers_decide=True)
        with pytest.raises(disbursements.NotNow):
            disbursements.vote(step, Vote.Choice.ACCEPT, by=ben)

    def test_a_draft_that_is_discarded_keeps_its_plan(self, ada):
        draft = backing.a_whole_draft(ada)
        launching.cancel(draft, why="", by=ada)
        assert status(step_of(draft)) == Status.PLANNED


class TestWhoAsksStaff:
    def test_where_backers_decide_nobody_alone_stops_it(self, local_stripe, ada, ben, clock, client_of):
        fundraiser = in_two_steps(local_stripe, ada, ben, clock, backers_decide=True)
        step = shown(fundraiser)
        with pytest.raises(NotAllowed):
            disbursements.ask_staff(step, why="There is no oven at all.", by=ben)
        answer = client_of(ben).post(f"/steps/{step.pk}/objection/", {"why": "There is no oven at all."})
        assert (answer.status_code, status(step)) == (422, Status.SUBMITTED)
        assert "There is no oven at all." in answer.text
