"""Deliveries: from what was paid for to what arrived, in time, late, or gone wrong."""

from datetime import timedelta

import pytest

from fundraising import clocks, deliveries, delivery_news, owing, reward_refunds
from fundraising.deliveries import Parcel
from fundraising.models import Delivery, Fundraiser, RewardRefund
from marketplace.kit import clock as now
from marketplace.kit.models import IllegalMove
from marketplace.kit.refusals import NotAllowed
from social import kinds
from social.models import Notice
from tests.fundraising import backing, delivering
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Delivery.Status


@pytest.fixture
def funded(local_stripe, ada, ben, cleo, clock):
    made = delivering.funded(local_stripe, ada, ben, cleo, clock=clock)
    delivering.asked(made)
    return made


@pytest.fixture
def packed(funded, ben):
    """Ben has answered, so his parcels can be sent."""
    delivering.answered(funded, ben)
    return funded


class TestWhatIsOwed:
    def test_every_reward_that_was_paid_for_is_one_with_a_number(self, funded):
        assert [one.number for one in funded.deliveries.all()] == [1, 2, 3, 4]
        assert owing.prepare(str(funded.pk)) == 0  # twice is once

    def test_it_is_due_at_the_end_of_the_month_that_was_promised(self, funded, ben):
        parcel = delivering.parcel(funded, ben)
        assert (parcel.due_on + timedelta(days=1)).day == 1
        assert parcel.due_on.month == parcel.line.reward.delivers_on.month

    def test_a_late_pledge_gets_its_number_too(self, local_stripe, ada, ben, eve, clock):
        fundraiser = backing.open_fundraiser(ada, goal="10", takes_late_pledges=True)
        backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        backing.end(fundraiser, clock)
        backing.paid(local_stripe, fundraiser, eve, reward="Loaf")
        assert not Delivery.objects.exists()  # cards are being charged
        backing.later(clock, minutes=11)
        backing.work()
        assert Delivery.objects.count() == 2

    def test_who_answered_before_their_parcel_was_listed_waits_for_nothing(self, funded, local_stripe, ada, eve, clock):
        Fundraiser.objects.filter(pk=funded.pk).update(late_until=now.now() + timedelta(days=9))
        backing.paid(local_stripe, backing.fresh(funded), eve, reward="Book", country="DE")
        delivering.answered(funded, eve)
        backing.work()
        assert delivering.parcel(funded, eve).status == Status.TO_SHIP


class TestSending:
    def test_it_leaves_once_and_its_backer_is_told(self, packed, ada, ben):
        parcel = Parcel(delivering.parcel(packed, ben).number, "dhl", "JJD0001")
        assert deliveries.ship(packed, [parcel], by=ada) == 1
        assert deliveries.ship(packed, [parcel], by=ada) == 0
        shown = delivering.parcel(packed, ben)
        assert (shown.status, shown.carrier) == (Status.SHIPPED, "DHL")
        assert "JJD0001" in shown.track_url
        assert Notice.objects.filter(kind="delivery_sent", user=ben).count() == 1
        assert backing.fresh(packed).status == Fundraiser.Status.DELIVERING

    def test_of_several_all_leave_or_none(self, packed, ada, ben, cleo):
        both = [Parcel(delivering.parcel(packed, who).number, "DHL") for who in (ben, cleo)]
        with pytest.raises(deliveries.NotNow, match="has not answered"):
            deliveries.ship(packed, both, by=ada)
        assert delivering.parcel(packed, ben).status == Status.TO_SHIP

    def test_only_its_maker_sends(self, packed, ben, eve):
        for who in (ben, eve):
            with pytest.raises(NotAllowed):
                deliveries.ship(packed, [Parcel(1)], by=who)


class TestArriving:
    def test_its_backer_says_so_and_nobody_else(self, packed, ben, cleo):
        parcel = delivering.sent(packed, ben)
        with pytest.raises(NotAllowed):
            deliveries.receive(parcel, by=cleo)
        assert deliveries.receive(parcel, by=ben).status == Status.RECEIVED
        deliveries.receive(parcel, by=ben)

    def test_what_has_not_left_cannot_arrive(self, packed, ben):
        with pytest.raises(IllegalMove):
            deliveries.receive(delivering.parcel(packed, ben), by=ben)

    def test_after_thirty_days_of_silence_it_has_and_not_a_second_before(self, packed, ben, clock):
        delivering.sent(packed, ben)
        backing.later(clock, seconds=clocks.ARRIVED.total_seconds() - 1)
        assert delivering.parcel(packed, ben).status == Status.SHIPPED
        for kind in ("delivery_asked", "delivery_asked_again"):
            assert Notice.objects.filter(kind=kind, user=ben).count() == 1
        backing.later(clock, seconds=1)
        assert delivering.parcel(packed, ben).status == Status.RECEIVED

    def test_what_is_wrong_is_told_answered_and_sent_once_more(self, packed, ada, ben):
        parcel = delivering.sent(packed, ben)
        deliveries.report(parcel, "The spine is broken.", by=ben)
        assert Notice.objects.filter(kind="delivery_problem", user=ada).exists()
        deliveries.send_again(parcel, by=ada)
        again = delivering.sent(packed, ben)
        assert (again.again, again.status) == (1, Status.SHIPPED)
        assert deliveries.receive(again, by=ben).status == Status.RECEIVED

    def test_what_is_wrong_stops_the_clock(self, packed, ben, clock):
        deliveries.report(delivering.sent(packed, ben), "Nothing came.", by=ben)
        backing.later(clock, days=31)
        assert delivering.parcel(packed, ben).status == Status.PROBLEM

    def test_what_was_answered_and_not_heard_of_again_is_well(self, packed, ada, ben, clock):
        parcel = deliveries.report(delivering.sent(packed, ben), "The spine is broken.", by=ben)
        backing.later(clock, days=40)
        deliveries.settle(parcel, answer="It is meant to be open.", by=ada)
        backing.later(clock, seconds=clocks.ARRIVED.total_seconds() - 1)
        assert delivering.parcel(packed, ben).status == Status.PROBLEM
        for kind in ("delivery_settled", "delivery_asked_again"):
            assert Notice.objects.filter(kind=kind, user=ben).count() == 1
        backing.later(clock, seconds=1)
        assert delivering.parcel(packed, ben).status == Status.RECEIVED

    def test_who_says_that_it_is_still_wrong_stops_the_clock(self, packed, ada, ben, clock):
        parcel = deliveries.report(delivering.sent(packed, ben), "The spine is broken.", by=ben)
        with pytest.raises(deliveries.NotNow):
            deliveries.report(parcel, "The spine is broken.", by=ben)
        deliveries.settle(parcel, answer="It is meant to be open.", by=ada)
        deliveries.report(parcel, "It falls apart.", by=ben)
        backing.later(clock, days=31)
        shown = delivering.parcel(packed, ben)
        assert (shown.status, shown.problem, shown.answer) == (Status.PROBLEM, "It falls apart.", "")


class TestBeingLate:
    def test_the_day_after_the_month_both_are_told_and_not_before(self, packed, ada, ben, clock):
        end = delivering.parcel(packed, ben).due_on
        clock.move_to(now.now().replace(year=end.year, month=end.month, day=end.day, hour=23, minute=0))
        backing.work()
        assert not Notice.objects.filter(kind="deliveries_late").exists()
        backing.later(clock, hours=2)
        assert "2 rewards of" in kinds.plain(Notice.objects.get(kind="deliveries_late", user=ada))
        assert Notice.objects.filter(kind="delivery_late", user=ben).count() == 1

    def test_of_one_it_says_so(self, packed, ada):
        delivery_news.overdue(packed, day="2026-12-31", count=1)
        assert "1 reward of Daily bread was promised" in kinds.plain(Notice.objects.get(kind="deliveries_late"))

    def test_figures_tell_what_was_kept(self, packed, ben, clock):
        delivering.sent(packed, ben)
        clock.move_to(now.now() + timedelta(days=3650))
        kept = deliveries.delivered(Fundraiser.objects.filter(pk=packed.pk))
        assert (kept.promised, kept.sent, kept.on_time, kept.late, kept.arrived) == (4, 1, 1, 1, 0)


class TestMoneyBack:
    @pytest.fixture
    def late(self, packed, clock):
        backing.later(clock, days=400)
        return packed

    @pytest.fixture
    def wrong(self, packed, ben):
        return deliveries.report(delivering.sent(packed, ben), "The spine is broken.", by=ben)

    def test_it_needs_a_reason_that_counts(self, packed, ben):
        with pytest.raises(reward_refunds.NotNow):
            reward_refunds.ask(delivering.parcel(packed, ben), why="I changed my mind", by=ben)

    def test_the_maker_pays_it_back_once(self, wrong, packed, ada, ben):
        asked = reward_refunds.ask(wrong, why="Broken, and none is left.", by=ben)
        assert reward_refunds.ask(wrong, why="Again", by=ben) == asked
        reward_refunds.grant(asked, by=ada)
        reward_refunds.grant(asked, by=ada)
        backing.work()
        shown = RewardRefund.objects.get()
        assert (shown.status, shown.amount_minor) == ("granted", 3500)  # the price and its postage
        assert delivering.parcel(packed, ben).status == Status.REFUNDED
        assert_books_balance()

    def test_after_seven_days_silence_grants_it_and_not_a_second_before(self, wrong, ben, clock):
        asked = reward_refunds.ask(wrong, why="Broken, and none is left.", by=ben)
        backing.later(clock, seconds=clocks.REFUND_ANSWER.total_seconds() - 1)
        assert backing.fresh(asked).status == "open"
        backing.later(clock, seconds=1)
        assert backing.fresh(asked).status == "granted"
        assert_books_balance()

    def test_one_that_was_to_go_out_once_more_and_did_not_leaves_the_request_as_it_is(self, wrong, ada, ben, clock):
        asked = reward_refunds.ask(wrong, why="Broken, and none is left.", by=ben)
        deliveries.send_again(backing.fresh(wrong), by=ada)
        backing.later(clock, seconds=clocks.REFUND_ANSWER.total_seconds())
        assert backing.fresh(asked).status == "granted"

    def test_a_refusal_says_why(self, wrong, ada, ben):
        asked = reward_refunds.ask(wrong, why="Broken, and none is left.", by=ben)
        reward_refunds.refuse(asked, why="A new one left yesterday.", by=ada)
        assert Notice.objects.filter(kind="reward_refund_refused", user=ben).exists()
        with pytest.raises(IllegalMove):
            reward_refunds.refuse(asked, why="A new one left yesterday.", by=ada)

    def test_refused_twice_it_is_asked_for_again_only_once_it_is_sent_anew(
        self, wrong, packed, ada, ben, client_of, clock
    ):
        for _time in range(2):
            reward_refunds.refuse(reward_refunds.ask(wrong, why="It is broken.", by=ben), why="It is not.", by=ada)
        with pytest.raises(reward_refunds.NotNow, match="refused this twice"):
            reward_refunds.ask(wrong, why="It is broken.", by=ben)
        assert "refused this twice" in client_of(ben).get(wrong.line.pledge.get_absolute_url()).text
        deliveries.send_again(backing.fresh(wrong), by=ada)
        backing.later(clock, days=1)
        again = deliveries.report(delivering.sent(packed, ben), "And again.", by=ben)
        assert reward_refunds.ask(again, why="It is broken again.", by=ben).status == "open"

    def test_what_is_not_in_escrow_any_more_does_not_come_back(self, late, ben):
        """The gateway's limit has sent back what nobody was paid."""
        with pytest.raises(reward_refunds.NotNow):
            reward_refunds.ask(delivering.parcel(late, ben), why="Too late by far.", by=ben)
