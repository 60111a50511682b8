"""Staff come in: mediation, the proposal and two answers, the decision; by whom, by when, and what silence does."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import judging, timers
from marketplace.kit.models import AuditEntry, IllegalMove
from payments import escrow
from payments.models import Hold
from projects.disputes import disputes, ends, mediation, offers, sums
from projects.models import Stage
from projects.terms import Step
from social.models import Notice
from tests import cast, staffing
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, dispute_story
from tests.projects.dispute_story import answered, closed, euro, fresh, offer_of, opened, proposed

pytestmark = pytest.mark.django_db
REASONS = "Two of the five pages open; the rest was never shown."


@pytest.fixture
def submitted(ada, cleo, topics, clock):
    """EUR 500 handed in: enough for a mediation."""
    return contract_story.submitted(contract_story.signed(ada, cleo), 1)


@pytest.fixture
def dispute(ada, cleo, submitted):
    """Ada wants EUR 500 back, Cleo would settle for 400."""
    return answered(opened(submitted, by=ada), by=cleo, to_freelancer=400)


@pytest.fixture
def small(ada, cleo, topics, clock):
    """The same about EUR 150."""
    contract = contract_story.signed(ada, cleo, price=150, steps=[Step("Cover", euro(150), 7)])
    return answered(opened(contract_story.submitted(contract), by=ada), by=cleo, to_freelancer=150)


@pytest.fixture
def mediator(dev):
    return dispute_story.staff(dev)


@pytest.fixture
def fay(db):
    """Another member of staff."""
    return dispute_story.staff(cast.joined("Fay Lund", is_staff=True))


class TestCall:
    def test_either_side_calls_once_it_is_answered(self, ada, cleo, dispute):
        for person in (ada, cleo):
            mediation.call(dispute, by=person)
        assert (fresh(dispute).status, fresh(dispute).stage) == ("mediation", Stage.EVIDENCE)
        assert Notice.objects.filter(kind="dispute_mediation").count() == 1

    def test_not_before(self, ada, submitted):
        with pytest.raises(IllegalMove):
            mediation.call(opened(submitted, by=ada), by=ada)

    def test_a_stranger_calls_nobody(self, eve, dispute):
        with pytest.raises(NotAllowed):
            mediation.call(dispute, by=eve)

    def test_after_fourteen_days_it_begins_by_itself_and_not_a_second_before(self, dispute, clock):
        clock.shift(timedelta(days=14, seconds=-1))
        timers.run_due()
        assert fresh(dispute).status == "answered"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert fresh(dispute).status == "mediation"
        assert dispute.events.filter(kind="mediation_came").count() == 1


class TestEvidence:
    def test_it_closes_once_both_have_shown_everything(self, ada, cleo, dispute):
        assert closed(dispute, ada, cleo).stage == Stage.PROPOSAL

    def test_it_closes_by_itself_after_five_business_days(self, ada, dispute, clock):
        mediation.call(dispute, by=ada)
        clock.shift(timedelta(days=7, seconds=-1))
        timers.run_due()
        assert fresh(dispute).stage == Stage.EVIDENCE
        clock.shift(1)
        timers.run_due()
        assert fresh(dispute).stage == Stage.PROPOSAL

    def test_then_nothing_more_is_added(self, ada, cleo, dispute):
        closed(dispute, ada, cleo)
        with pytest.raises(Refused, match="closed"):
            disputes.state(dispute, why="One thing more, please.", by=ada)

    def test_the_two_can_still_settle_it(self, ada, cleo, dispute):
        closed(dispute, ada, cleo)
        offers.accept(offer_of(dispute, "freelancer"), by=ada)
        assert fresh(dispute).released == euro(400)
        assert_books_balance()


class TestWhoMediates:
    def test_not_somebody_who_dealt_with_a_side(self, ada, cleo, dispute, mediator):
        contract_story.signed(ada, mediator, title="Another job, for a friend")
        with pytest.raises(NotAllowed, match="part in this"):
            mediation.take(closed(dispute, ada, cleo), by=mediator)

    def test_not_a_side(self, ada, cleo, dispute):
        ada.is_staff = True
        ada.save()
        with pytest.raises(NotAllowed):
            mediation.take(closed(dispute, ada, cleo), by=dispute_story.staff(ada))

    def test_only_staff_with_the_right(self, ada, cleo, dev, dispute):
        with pytest.raises(NotAllowed):
            mediation.take(closed(dispute, ada, cleo), by=cast.in_group(dev, "analyst"))

    def test_only_who_took_it_proposes(self, ada, cleo, dispute, mediator, fay):
        mediation.take(closed(dispute, ada, cleo), by=mediator)
        with pytest.raises(Refused, match="Take the case"):
            mediation.propose(dispute, amount=Decimal(100), statement=REASONS, by=fay)

    def test_every_act_of_staff_is_a_judgement(self):
        for name in ("take", "write", "propose", "decide"):
            assert f"projects.disputes.mediation.{name}" in judging.judgements


class TestProposal:
    def test_two_times_yes_divides_the_money(self, ada, cleo, dispute, mediator):
        offer = proposed(dispute, ada, cleo, mediator, 200)
        mediation.answer(offer, is_accepted=True, by=ada)
        assert fresh(dispute).status == "proposed"
        assert Notice.objects.filter(user=cleo, kind="dispute_said_yes").exists()
        mediation.answer(offer, is_accepted=True, by=cleo)
        over = fresh(dispute)
        assert (over.how, over.released, over.refunded) == ("proposal", euro(200), euro(300))
        assert_books_balance()

    def test_one_no_sends_it_to_a_decision(self, ada, cleo, dispute, mediator):
        offer = proposed(dispute, ada, cleo, mediator)
        mediation.answer(offer, is_accepted=False, by=cleo)
        assert fresh(dispute).stage == Stage.DECISION
        with pytest.raises(IllegalMove):
            mediation.answer(offer, is_accepted=True, by=ada)

    def test_silence_counts_as_a_no_after_two_days_and_not_a_second_before(self, ada, cleo, dispute, mediator, clock):
        mediation.answer(proposed(dispute, ada, cleo, mediator), is_accepted=True, by=ada)
        clock.shift(timedelta(days=2, seconds=-1))
        timers.run_due()
        assert fresh(dispute).stage == Stage.ANSWERS
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert fresh(dispute).stage == Stage.DECISION

    def test_who_said_yes_does_not_say_no_after(self, ada, cleo, dispute, mediator):
        offer = proposed(dispute, ada, cleo, mediator)
        mediation.answer(offer, is_accepted=True, by=ada)
        with pytest.raises(IllegalMove):
            mediation.answer(offer, is_accepted=False, by=ada)

    def test_it_is_not_withdrawn_any_more(self, ada, cleo, dispute, mediator):
        proposed(dispute, ada, cleo, mediator)
        with pytest.raises(IllegalMove):
            ends.withdraw(dispute, by=ada)

    def test_both_say_yes_at_the_same_moment(self, two_connections):
        cast.topics()
        ada, cleo, dev = cast.ada(), cast.cleo(), dispute_story.staff(cast.dev())
        milestone = contract_story.submitted(contract_story.signed(ada, cleo), 1)
        dispute = answered(opened(milestone, by=ada), by=cleo, to_freelancer=400)
        offer = proposed(dispute, ada, cleo, dev, 200)
        two_connections(*[lambda who=who: mediation.answer(offer, is_accepted=True, by=who) for who in (ada, cleo)])
        assert fresh(dispute).how == "proposal"
        assert Hold.objects.get(pk=milestone.hold_id).parts.count() == 2
        assert_books_balance()

    def test_a_late_mediator_is_late_and_after_thirty_days_it_is_decided(self, ada, cleo, dispute, clock):
        closed(dispute, ada, cleo)
        clock.shift(timedelta(days=2))
        timers.run_due()
        assert (fresh(dispute).stage, fresh(dispute).is_late) == (Stage.PROPOSAL, True)
        clock.shift(timedelta(days=28, seconds=-1))
        timers.run_due()
        assert fresh(dispute).stage == Stage.PROPOSAL
        clock.shift(1)
        timers.run_due()
        assert fresh(dispute).stage == Stage.DECISION


class TestDecision:
    @pytest.fixture
    def refused(self, ada, cleo, dispute, mediator):
        mediation.answer(proposed(dispute, ada, cleo, mediator), is_accepted=False, by=cleo)
        return fresh(dispute)

    @pytest.mark.parametrize(("amount", "state"), [(0, "refunded"), (500, "released"), ("140.01", "split")])
    def test_it_divides_all_that_is_held(self, refused, submitted, fay, amount, state):
        mediation.decide(refused, amount=Decimal(str(amount)), statement=REASONS, by=fay)
        over = fresh(refused)
        assert (over.how, over.decided_by, over.released) == ("staff", fay, euro(amount))
        assert over.released + over.refunded == euro(500)
        assert fresh(submitted).status == fresh(submitted.hold).status == state
        assert_books_balance()

    def test_twice_is_refused(self, refused, fay):
        mediation.decide(refused, amount=Decimal(100), statement=REASONS, by=fay)
        with pytest.raises(Refused):
            mediation.decide(refused, amount=Decimal(400), statement=REASONS, by=fay)
        assert fresh(refused).released == euro(100)

    def test_not_by_who_mediated(self, refused, mediator):
        with pytest.raises(NotAllowed, match="mediated"):
            mediation.decide(refused, amount=Decimal(100), statement=REASONS, by=mediator)

    @pytest.mark.parametrize("amount", ["-1", "500.01", "0.001"])
    def test_not_more_than_is_at_stake_nor_less_than_nothing(self, refused, fay, amount):
        with pytest.raises(Refused):
            mediation.decide(refused, amount=Decimal(amount), statement=REASONS, by=fay)

    def test_two_decisions_at_the_same_moment_are_one(self, two_connections):
        cast.topics()
        ada, cleo, dev = cast.ada(), cast.cleo(), dispute_story.staff(cast.dev())
        fay = dispute_story.staff(cast.joined("Fay Lund", is_staff=True))
        gil = dispute_story.staff(cast.joined("Gil Ortega", is_staff=True))
        milestone = contract_story.submitted(contract_story.signed(ada, cleo), 1)
        dispute = answered(opened(milestone, by=ada), by=cleo, to_freelancer=400)
        mediation.answer(proposed(dispute, ada, cleo, dev), is_accepted=False, by=ada)
        results = two_connections(
            lambda: mediation.decide(dispute, amount=Decimal(100), statement=REASONS, by=fay),
            lambda: mediation.decide(dispute, amount=Decimal(300), statement=REASONS, by=gil),
        )
        assert sorted(isinstance(result, Exception) for result in results) == [False, True]
        assert_books_balance()

    def test_late_it_waits_and_stands_first(self, refused, clock):
        clock.shift(timedelta(days=40))
        timers.run_due()
        assert (fresh(refused).stage, fresh(refused).is_late) == (Stage.DECISION, True)


class TestSmallSums:
    def test_staff_decide_on_the_file_alone(self, ada, small, fay):
        mediation.call(small, by=ada)
        assert (small.is_small, fresh(small).stage) == (True, Stage.DECISION)
        assert fresh(small).due_at - fresh(small).for_decision_at == timedelta(days=7)  # five business days
        mediation.decide(small, amount=Decimal(75), statement=REASONS, by=fay)
        assert fresh(small).released == fresh(small).refunded == euro(75)
        assert_books_balance()

    def test_up_to_two_hundred_and_not_a_cent_more(self):
        assert sums.is_small(euro(200))
        assert not sums.is_small(euro("200.01"))


class TestTheBank:
    """A chargeback in the middle of it."""

    def test_while_it_runs_nothing_is_divided_and_the_clock_waits(self, ada, submitted, clock):
        dispute = opened(submitted, by=ada)
        stripe_says.disputed(fresh(submitted.hold).payment, "500.00 EUR")
        with pytest.raises(escrow.Frozen):
            offers.accept(offer_of(dispute, "client"), by=submitted.contract.freelancer.user)
        clock.shift(timedelta(days=8))
        timers.run_due()
        assert fresh(dispute).status == "open"
        assert_books_balance()

    def test_won_the_dispute_goes_on(self, ada, cleo, submitted, clock):
        dispute = opened(submitted, by=ada)
        payment = fresh(submitted.hold).payment
        stripe_says.disputed(payment, "500.00 EUR", moves="taken")
        stripe_says.disputed(payment, "500.00 EUR", moves="taken back", status="won")
        assert fresh(submitted.hold).status == "frozen"
        offers.accept(offer_of(dispute, "client"), by=cleo)
        assert fresh(dispute).how == "agreed"
        assert_books_balance()

    def test_lost_with_everything_it_is_settled_by_that(self, ada, dispute, submitted):
        payment = fresh(submitted.hold).payment
        stripe_says.disputed(payment, "500.00 EUR", moves="taken")
        stripe_says.disputed(payment, "500.00 EUR", moves="taken", status="lost")
        over = fresh(dispute)
        assert (over.status, over.how, over.released, over.refunded) == ("settled", "card", euro(0), euro(0))
        assert (fresh(submitted).status, fresh(dispute.contract).status) == ("refunded", "active")
        assert_books_balance()

    def test_lost_in_part_the_rest_is_at_stake(self, ada, cleo, dispute, submitted):
        payment = fresh(submitted.hold).payment
        stripe_says.disputed(payment, "200.00 EUR", moves="taken")
        stripe_says.disputed(payment, "200.00 EUR", moves="taken", status="lost")
        with pytest.raises(offers.Stale):
            offers.accept(offer_of(dispute, "freelancer"), by=ada)
        offers.accept(offers.offer(dispute, to_freelancer=euro(300), by=ada), by=cleo)
        assert fresh(dispute).released == euro(300)
        assert_books_balance()

    def test_none_is_opened_while_a_bank_decides(self, ada, submitted):
        stripe_says.disputed(fresh(submitted.hold).payment, "500.00 EUR")
        with pytest.raises(Refused, match="bank"):
            opened(submitted, by=ada)


class TestTheLimitOfTheGateway:
    def test_at_the_limit_the_money_goes_back_and_the_dispute_is_settled_by_that(self, dispute, submitted, clock):
        clock.move_to(fresh(submitted.hold).must_leave_by)
        dispute.due_at = None  # as if everybody, staff too, had slept
        dispute.save()
        timers.run_due()
        over = fresh(dispute)
        assert (over.status, over.how, over.refunded) == ("settled", "limit", euro(500))
        assert_books_balance()

    def test_near_it_the_steps_are_shorter_so_that_nobody_wins_by_waiting(self, ada, cleo, submitted, clock):
        contract_story.milestones.request_changes(submitted, changes="A bleed of 3 mm.", by=ada)
        limit = fresh(submitted.hold).must_leave_by
        clock.move_to(limit - timedelta(days=26))
        dispute = answered(opened(submitted, by=cleo, to_freelancer=500), by=ada, to_freelancer=0)
        assert fresh(dispute).due_at == limit - timedelta(days=18)


class TestTheDesk:
    @pytest.fixture
    def desk(self, mediator, client_of):
        return client_of(mediator)

    def test_it_shows_the_case_and_takes_the_acts(self, ada, cleo, dispute, desk, fay, client_of):
        closed(dispute, ada, cleo)
        page = desk.get(staffing.page_of(dispute)).text
        for words in (dispute_story.WHY, "€500.00 at stake", "€400.00 to the freelancer", "Mediate it"):
            assert words in page
        staffing.do(desk, dispute, "take")
        staffing.do(desk, dispute, "propose", amount="200", statement=REASONS)
        assert fresh(dispute).status == "proposed"
        mediation.answer(offer_of(dispute, "mediator"), is_accepted=False, by=ada)
        staffing.do(client_of(fay), dispute, "decide", amount="250", statement=REASONS)
        assert fresh(dispute).released == euro(250)
        assert AuditEntry.objects.filter(kind="dispute_settled").exists()
        assert_books_balance()

    def test_what_waits_stands_on_the_first_page(self, ada, cleo, dispute, desk):
        closed(dispute, ada, cleo)
        assert "Disputes to mediate or decide" in desk.get("/admin/").text
        assert dispute.contract.reference in desk.get("/admin/projects/dispute/?staff=waits").text

    def test_both_read_what_the_mediator_writes(self, ada, cleo, dispute, desk, client_of):
        closed(dispute, ada, cleo)
        staffing.do(desk, dispute, "take")
        staffing.do(desk, dispute, "write", statement="Which printer was it?")
        for person in (ada, cleo):
            assert "Which printer was it?" in client_of(person).get(dispute.get_absolute_url()).text
