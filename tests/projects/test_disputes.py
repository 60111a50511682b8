"""Two who do not agree whose held money is: opening, answering, settling between themselves, withdrawing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.models import IllegalMove, Timer
from marketplace.kit.money import Money
from payments import chart, escrow, ledger
from payments.models import Hold
from projects import clocks, contract_endings, milestones, pauses, refund_requests
from projects.disputes import disputes, ends, offers
from projects.models import Dispute, DisputeEvent, Milestone
from social.models import Notice
from tests import cast
from tests.payments.books import assert_books_balance
from tests.projects import contract_story
from tests.projects.dispute_story import answered, euro, fresh, offer_of, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada, cleo, topics, clock):
    """EUR 250 and EUR 500, signed by both."""
    return contract_story.signed(ada, cleo)


@pytest.fixture
def submitted(contract):
    return contract_story.submitted(contract)


@pytest.fixture
def dispute(ada, submitted):
    """Ada wants all of EUR 250 back."""
    return opened(submitted, by=ada)


def clearing(person):
    return ledger.balance(chart.clearing(person.party), "EUR")


def states(dispute):
    """Of the dispute, the milestone, its hold and the contract."""
    item = dispute.items.get()
    rows = (dispute, item.milestone, item.hold, dispute.contract)
    return tuple(fresh(row).status for row in rows)


class TestOpen:
    def test_it_freezes_the_money_and_stops_the_clock(self, cleo, dispute, submitted, clock):
        assert states(dispute) == ("open", "disputed", "frozen", "disputed")
        assert not Timer.objects.filter(kind__in=[clocks.RELEASE, clocks.RELEASE_REMINDER]).exists()
        clock.shift(timedelta(days=3))
        timers.run_due()
        assert fresh(submitted).status == "disputed"
        assert Notice.objects.get(user=cleo, kind="dispute_opened").facts["day"] == {"at": "2026-11-30T09:00:00+00:00"}
        assert_books_balance()

    @pytest.mark.parametrize("stage", ["funded", "submitted"])
    @pytest.mark.parametrize("who", ["ada", "cleo"])
    def test_either_side_opens_it_at_any_stage(self, request, contract, who, stage):
        milestone = getattr(contract_story, stage)(contract)
        dispute = opened(milestone, by=request.getfixturevalue(who), to_freelancer=100)
        assert dispute.opened_by == ("client" if who == "ada" else "freelancer")
        assert offer_of(dispute, dispute.opened_by).to_freelancer == euro(100)

    def test_one_second_before_the_release_it_still_stops_it(self, ada, submitted, clock):
        clock.shift(timedelta(days=14, seconds=-1))
        opened(submitted, by=ada)
        clock.shift(1)
        timers.run_due()
        assert fresh(submitted).status == "disputed"

    def test_once_the_time_to_answer_is_over_the_client_is_too_late(self, ada, submitted, clock):
        clock.shift(timedelta(days=14))
        with pytest.raises(Refused, match="released"):
            opened(submitted, by=ada)

    def test_twice_is_once(self, ada, submitted, dispute):
        assert opened(submitted, by=ada) == dispute

    def test_it_may_be_about_several(self, ada, contract):
        rows = [contract_story.submitted(contract, place) for place in (0, 1)]
        dispute = opened(*rows, by=ada, to_freelancer=300)
        assert dispute.items.count() == 2
        assert offer_of(dispute, "client").of == euro(750)

    def test_nobody_else_opens_it(self, eve, submitted):
        with pytest.raises(NotAllowed):
            opened(submitted, by=eve)

    def test_not_about_what_holds_no_money(self, ada, contract):
        with pytest.raises(Refused, match="not funded"):
            opened(contract.milestones.first(), by=ada)

    def test_not_for_more_than_is_held(self, ada, submitted):
        with pytest.raises(Refused):
            opened(submitted, by=ada, to_freelancer="250.01")
        assert fresh(submitted).status == "submitted"

    def test_a_contract_that_rests_is_woken(self, ada, cleo, contract):
        milestone = contract_story.funded(contract)
        pauses.pause(contract, until=milestone.hold.held_at + timedelta(days=7), by=ada)
        opened(milestone, by=cleo, to_freelancer=250)
        assert fresh(contract).status == "disputed"

    def test_a_wish_for_the_money_is_answered_by_it(self, ada, cleo, contract, clock):
        milestone = contract_story.funded(contract)
        asked = refund_requests.ask(milestone, why="The printer has closed.", by=ada)
        answered(opened(milestone, by=cleo, to_freelancer=250), by=ada, to_freelancer=0)
        assert fresh(asked).status == "refused"
        clock.shift(timedelta(days=7))
        timers.run_due()
        assert fresh(milestone).status == "disputed"

    @pytest.mark.parametrize(
        "act",
        [
            lambda milestone, ada, cleo: milestones.release(milestone, by=ada, key="1"),
            lambda milestone, ada, cleo: milestones.request_changes(milestone, changes="Bleed of 3 mm", by=ada),
            lambda milestone, ada, cleo: milestones.submit(milestone, note="Again", by=cleo),
            lambda milestone, ada, cleo: milestones.start(milestone, by=cleo),
            lambda milestone, ada, cleo: milestones.give_back(milestone, by=cleo),
            lambda milestone, ada, cleo: refund_requests.ask(milestone, why="Mine", by=ada),
        ],
    )
    def test_nothing_else_can_be_done_with_it_meanwhile(self, ada, cleo, dispute, submitted, act):
        with pytest.raises(Refused):
            act(submitted, ada, cleo)
        assert states(dispute) == ("open", "disputed", "frozen", "disputed")

    def test_nothing_is_paid_into_the_contract_meanwhile(self, dispute):
        assert not fresh(dispute.contract).takes_money


class TestSilence:
    """The other side has five business days; then it is done as the opener asked."""

    def test_of_the_freelancer_returns_it_and_not_a_second_before(self, ada, dispute, submitted, clock):
        clock.shift(timedelta(days=7, seconds=-1))
        timers.run_due()
        assert states(dispute)[0] == "open"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert states(dispute) == ("settled", "refunded", "refunded", "active")
        assert (fresh(dispute).how, fresh(dispute).refunded) == ("silence", euro(250))
        assert_books_balance()

    def test_of_the_client_releases_it(self, cleo, submitted, clock):
        dispute = opened(submitted, by=cleo, to_freelancer=250)
        clock.shift(timedelta(days=7))
        timers.run_due()
        assert states(dispute) == ("settled", "released", "released", "active")
        assert clearing(cleo) == euro(200)
        assert_books_balance()

    def test_gives_no_more_than_was_asked(self, cleo, submitted, clock):
        dispute = opened(submitted, by=cleo, to_freelancer=100)
        clock.shift(timedelta(days=7))
        timers.run_due()
        assert (fresh(dispute).released, fresh(dispute).refunded) == (euro(100), euro(150))
        assert states(dispute)[1:3] == ("split", "split")
        assert_books_balance()

    def test_they_are_reminded_a_day_before(self, ada, cleo, dispute, clock):
        clock.shift(timedelta(days=6))
        timers.run_due()
        assert [told.user for told in Notice.objects.filter(kind="dispute_reminder")] == [cleo]

    def test_who_has_answered_in_time_is_not_silent(self, cleo, dispute, clock):
        clock.shift(timedelta(days=7, seconds=-1))
        answered(dispute, by=cleo)
        clock.shift(1)
        timers.run_due()
        assert fresh(dispute).status == "answered"

    def test_a_holiday_of_either_country_does_not_count(self, ada, submitted):
        profile = ada.party.profile
        profile.country = "US"
        profile.save()
        dispute = opened(submitted, by=ada)
        assert dispute.due_at.isoformat() == "2026-12-01T09:00:00+00:00"  # Thanksgiving is on 26 November


class TestAnswer:
    def test_the_other_side_says_how_it_sees_it(self, ada, cleo, dispute):
        answered(dispute, by=cleo, to_freelancer=200)
        assert fresh(dispute).status == "answered"
        assert offer_of(dispute, "freelancer").to_freelancer == euro(200)
        assert Notice.objects.filter(user=ada, kind="dispute_answered").exists()

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_does(self, request, dispute, who):
        with pytest.raises(NotAllowed):
            answered(dispute, by=request.getfixturevalue(who))

    def test_once(self, cleo, dispute):
        answered(dispute, by=cleo)
        with pytest.raises(IllegalMove):
            answered(dispute, by=cleo)

    def test_both_may_add_to_it(self, ada, cleo, dispute):
        answered(dispute, by=cleo)
        for person in (ada, cleo):
            disputes.state(dispute, why="One thing more.", links=["https://example.org/proof"], by=person)
        said = DisputeEvent.objects.filter(dispute=dispute, kind="statement")
        assert [event.role for event in said] == ["client", "freelancer"]

    def test_what_was_said_is_never_changed_or_deleted(self, dispute):
        event = dispute.events.get()
        for act in (event.delete, lambda: DisputeEvent.objects.update(text="Nothing was wrong.")):
            with pytest.raises(DatabaseError, match="evidence_stays"), transaction.atomic():
                act()


class TestOffers:
    def test_what_the_other_accepts_is_done_at_once(self, ada, cleo, dispute):
        answered(dispute, by=cleo, to_freelancer=200)
        offers.accept(offer_of(dispute, "freelancer"), by=ada)
        assert states(dispute) == ("settled", "split", "split", "active")
        over = fresh(dispute)
        assert (over.how, over.released, over.refunded) == ("agreed", euro(200), euro(50))
        assert clearing(cleo) == euro(160)  # 200 less 20 %
        assert Notice.objects.filter(kind="dispute_settled").count() == 2
        assert_books_balance()

    def test_what_one_opened_with_can_be_accepted_before_answering(self, cleo, dispute):
        offers.accept(offer_of(dispute, "client"), by=cleo)
        assert states(dispute) == ("settled", "refunded", "refunded", "active")
        assert_books_balance()

    def test_a_later_one_replaces_the_earlier(self, ada, cleo, dispute):
        answered(dispute, by=cleo, to_freelancer=200)
        first = offer_of(dispute, "client")
        second = offers.offer(dispute, to_freelancer=euro(120), why="For two pages.", by=ada)
        with pytest.raises(IllegalMove):
            offers.accept(first, by=cleo)
        offers.accept(second, by=cleo)
        assert fresh(dispute).released == euro(120)
        assert_books_balance()

    def test_several_milestones_are_divided_in_proportion(self, ada, cleo, contract):
        rows = [contract_story.submitted(contract, place) for place in (0, 1)]
        dispute = opened(*rows, by=ada, to_freelancer="100.01")
        offers.accept(offer_of(dispute, "client"), by=cleo)
        parts = [(item.released.amount, item.refunded.amount) for item in dispute.items.order_by("held_minor")]
        assert parts == [(Decimal("33.34"), Decimal("216.66")), (Decimal("66.67"), Decimal("433.33"))]
        assert_books_balance()

    def test_nobody_accepts_their_own(self, ada, dispute):
        with pytest.raises(Refused):
            offers.accept(offer_of(dispute, "client"), by=ada)

    def test_a_stranger_accepts_none(self, eve, dispute):
        with pytest.raises(NotAllowed):
            offers.accept(offer_of(dispute, "client"), by=eve)

    def test_one_that_is_declined_is_off(self, ada, cleo, dispute):
        answered(dispute, by=cleo, to_freelancer=200)
        offer = offers.decline(offer_of(dispute, "freelancer"), why="Too much.", by=ada)
        with pytest.raises(IllegalMove):
            offers.accept(offer, by=ada)

    def test_accepted_twice_is_once(self, ada, cleo, dispute):
        answered(dispute, by=cleo, to_freelancer=200)
        offer = offer_of(dispute, "freelancer")
        for _twice in range(2):
            offers.accept(offer, by=ada)
        assert Hold.objects.get().parts.count() == 2

    def test_both_accept_at_once_and_one_does(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        dispute = opened(contract_story.submitted(contract_story.signed(ada, cleo)), by=ada, to_freelancer=50)
        answered(dispute, by=cleo, to_freelancer=200)
        theirs, ours = offer_of(dispute, "freelancer"), offer_of(dispute, "client")
        results = two_connections(lambda: offers.accept(theirs, by=ada), lambda: offers.accept(ours, by=cleo))
        assert sorted(isinstance(result, Exception) for result in results) == [False, True]
        assert fresh(dispute).released_minor in (50_00, 200_00)
        assert_books_balance()


class TestWithdraw:
    def test_all_is_as_before_and_the_clock_goes_on(self, ada, cleo, submitted, clock):
        clock.shift(timedelta(days=4))
        dispute = opened(submitted, by=ada)
        clock.shift(timedelta(days=3))
        ends.withdraw(dispute, why="Found it.", by=ada)
        assert states(dispute) == ("withdrawn", "submitted", "held", "active")
        clock.shift(timedelta(days=10, seconds=-1))
        timers.run_due()
        assert fresh(submitted).status == "submitted"
        clock.shift(1)
        timers.run_due()
        assert fresh(submitted).status == "released"
        assert_books_balance()

    def test_work_that_was_not_submitted_goes_on(self, cleo, contract):
        milestone = milestones.start(contract_story.funded(contract), by=cleo)
        dispute = opened(milestone, by=cleo, to_freelancer=250)
        ends.withdraw(dispute, by=cleo)
        assert fresh(milestone).status == "in_progress"
        contract_story.hand_in(fresh(milestone))

    def test_only_who_opened_it(self, cleo, dispute):
        with pytest.raises(NotAllowed):
            ends.withdraw(dispute, by=cleo)

    def test_not_once_it_is_over(self, ada, cleo, dispute):
        offers.accept(offer_of(dispute, "client"), by=cleo)
        with pytest.raises(IllegalMove):
            ends.withdraw(dispute, by=ada)


class TestTheContract:
    def test_it_is_in_dispute_until_the_last_one_is_over(self, ada, cleo, contract):
        rows = [contract_story.submitted(contract, place) for place in (0, 1)]
        first, second = (opened(row, by=ada) for row in rows)
        offers.accept(offer_of(first, "client"), by=cleo)
        assert fresh(contract).status == "disputed"
        ends.withdraw(second, by=ada)
        assert fresh(contract).status == "active"

    def test_one_that_is_closing_ends_with_its_last_dispute(self, ada, cleo, contract):
        milestone = contract_story.submitted(contract)
        contract_endings.end(contract, by=ada)
        dispute = opened(milestone, by=ada)
        offers.accept(offer_of(dispute, "client"), by=cleo)
        assert fresh(contract).status == "ended"
        assert_books_balance()


class TestRaces:
    """Open, release, give back at the same moment: the contract's lock decides, and one of them happens."""

    @pytest.mark.parametrize("other", ["release", "give_back"])
    def test_opened_and_let_go_at_once(self, two_connections, other):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        contract = contract_story.signed(ada, cleo)
        milestone = contract_story.submitted(contract) if other == "release" else contract_story.funded(contract)
        acts = {
            "release": lambda: milestones.release(milestone, by=ada, key="1"),
            "give_back": lambda: milestones.give_back(milestone, by=cleo),
        }
        results = two_connections(lambda: opened(milestone, by=ada), acts[other])
        assert sorted(isinstance(result, Exception) for result in results) == [False, True]
        is_disputed = isinstance(results[0], Dispute)
        assert (fresh(milestone).status == "disputed") == is_disputed
        assert escrow.left_in(milestone.hold) == (euro(250) if is_disputed else Money(0, "EUR"))
        assert_books_balance()

    def test_opened_from_both_sides_at_once_is_one(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        milestone = contract_story.submitted(contract_story.signed(ada, cleo))
        two_connections(lambda: opened(milestone, by=ada), lambda: opened(milestone, by=cleo))
        assert Dispute.objects.count() == 1
        assert Milestone.objects.get(pk=milestone.pk).status == "disputed"
