"""A contract rests, goes quiet, ends: by one side, after silence, or because nobody touches it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.models import IllegalMove, Timer
from marketplace.kit.money import Money
from payments import chart, ledger
from payments.models import Hold
from projects import clocks, contract_endings, dormancy, milestones, pauses, refund_requests
from projects.models import Contract, Project
from social.models import Notice
from tests.payments.books import assert_books_balance
from tests.projects import contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh
DAY = timedelta(days=1)


def at(name, contract):
    return reverse(f"projects:{name}", args=[contract.pk])


def days_from_now(n):
    return timezone.now() + n * DAY


@pytest.fixture
def contract(ada, cleo, topics, clock):
    """EUR 250 and EUR 500, signed by both."""
    return contract_story.signed(ada, cleo)


class TestPause:
    @pytest.mark.parametrize("who", ["ada", "cleo"])
    def test_either_side_lets_it_rest_and_it_goes_on_by_itself(self, request, contract, client_of, clock, who):
        client_of(request.getfixturevalue(who)).post(at("pause_contract", contract), {"until": "2026-12-10"})
        assert fresh(contract).status == "paused"
        clock.move_to(fresh(contract).paused_until - timedelta(seconds=1))
        timers.run_due()
        assert fresh(contract).status == "paused"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert (fresh(contract).status, fresh(contract).paused_until) == ("active", None)
        assert Notice.objects.filter(kind="contract_resumed").count() == 2

    def test_either_side_lets_it_go_on_earlier(self, ada, cleo, contract, client_of):
        pauses.pause(contract, until=days_from_now(30), by=ada)
        client_of(cleo).post(at("resume", contract))
        assert fresh(contract).status == "active"
        assert not Timer.objects.filter(kind=clocks.RESUMPTION).exists()

    @pytest.mark.parametrize("until", ["2026-11-22", "2026-11-23", "2027-02-22", "soon", ""])
    def test_not_into_the_past_and_not_for_ever(self, ada, contract, client_of, until):
        assert client_of(ada).post(at("pause_contract", contract), {"until": until}).status_code == 422
        assert fresh(contract).status == "active"

    @pytest.mark.parametrize("days", [0, -1, 91])
    def test_the_act_refuses_it_too(self, ada, contract, days):
        with pytest.raises(Refused):
            pauses.pause(contract, until=days_from_now(days), by=ada)

    def test_a_stranger_pauses_nothing(self, eve, contract, client_of):
        assert client_of(eve).post(at("resume", contract)).status_code == 404
        with pytest.raises(NotAllowed):
            pauses.pause(contract, until=days_from_now(7), by=eve)

    def test_twice_is_refused(self, ada, contract):
        pauses.pause(contract, until=days_from_now(7), by=ada)
        with pytest.raises(IllegalMove):
            pauses.pause(contract, until=days_from_now(8), by=ada)


class TestEnd:
    def test_with_nothing_held_it_ends_at_once(self, ada, contract, client_of):
        client_of(ada).post(at("end", contract), {"why": "We print elsewhere."})
        ended = fresh(contract)
        assert (ended.status, ended.ended_how, ended.ended_why) == ("ended", "client", "We print elsewhere.")
        assert set(contract.milestones.values_list("status", flat=True)) == {"cancelled"}
        assert Project.objects.get().status == "completed"
        assert not Timer.objects.filter(key=str(contract.pk)).exclude(kind="contract_week").exists()

    def test_the_page_shows_first_what_it_does(self, ada, cleo, contract, client_of):
        contract_story.funded(contract)
        shown = client_of(ada).get(at("end", contract)).text
        assert "Asked back from escrow; Cleo Marsh has 7 days to answer" in shown
        assert "€250.00" in shown
        assert "Not paid for: cancelled" in shown
        assert "Goes back to Ada Brandt at once" in client_of(cleo).get(at("end", contract)).text

    def test_the_client_asks_for_what_is_held_and_it_ends_with_the_answer(self, ada, cleo, contract):
        milestone = contract_story.funded(contract)
        contract_endings.end(contract, by=ada)
        assert (fresh(contract).status, fresh(contract).is_closing) == ("active", True)
        refund_requests.grant(milestone.refund_requests.get(), by=cleo)
        assert (fresh(contract).status, fresh(contract).ended_how) == ("ended", "client")
        assert_books_balance()

    def test_a_freelancer_who_says_nothing_leaves_no_mark_on_the_client(self, ada, contract, clock):
        contract_story.funded(contract)
        contract_endings.end(contract, by=ada)
        clock.shift(7 * DAY)
        timers.run_due()
        assert (fresh(contract).status, fresh(contract).ended_how) == ("ended", "silence")

    def test_the_freelancer_gives_back_what_is_held(self, cleo, contract):
        milestone = contract_story.funded(contract)
        contract_endings.end(contract, by=cleo)
        assert (fresh(milestone).status, fresh(contract).ended_how) == ("refunded", "freelancer")
        assert_books_balance()

    def test_what_was_submitted_is_answered_first(self, ada, cleo, contract, clock):
        milestone = contract_story.submitted(contract)
        contract_endings.end(contract, by=cleo)
        assert (fresh(milestone).status, fresh(contract).status) == ("submitted", "active")
        clock.shift(14 * DAY)
        timers.run_due()
        assert (fresh(milestone).status, fresh(contract).status) == ("released", "ended")
        assert ledger.balance(chart.clearing(cleo.party), "EUR") == Money(200, "EUR")

    def test_done_is_done(self, ada, contract):
        for place in (0, 1):
            milestones.release(contract_story.submitted(contract, place), by=ada, key="1")
        contract_endings.end(contract, by=ada)
        assert fresh(contract).ended_how == "done"

    def test_nothing_is_paid_into_it_any_more(self, ada, contract):
        contract_story.submitted(contract)
        contract_endings.end(contract, by=ada)
        assert not fresh(contract).takes_money

    def test_twice_changes_nothing(self, ada, cleo, contract):
        contract_story.funded(contract)
        contract_endings.end(contract, by=ada)
        contract_endings.end(contract, by=cleo)
        assert fresh(contract).closing_by == "client"

    def test_a_paused_one_ends_too(self, ada, contract):
        pauses.pause(contract, until=days_from_now(7), by=ada)
        contract_endings.end(contract, by=ada)
        assert fresh(contract).status == "ended"

    def test_a_stranger_ends_nothing(self, eve, contract, client_of):
        assert client_of(eve).post(at("end", contract)).status_code == 404
        with pytest.raises(NotAllowed):
            contract_endings.end(contract, by=eve)

    def test_not_before_it_is_signed(self, ada, eve, topics):
        with pytest.raises(Refused):
            contract_endings.end(contract_story.offered(ada, eve), by=ada)

    def test_the_job_is_done_with_the_last_of_its_contracts(self, ada, cleo, eve, topics):
        job = contract_story.story.posted(ada, hires=2)
        pair = []
        for person in (cleo, eve):
            proposal = contract_story.story.proposed(job, person)
            one = contract_story.proposals.accept(proposal, revision=1, by=ada).contract
            contract_story.sign(one.versions.get(), ada, person)
            pair.append(one)
        contract_endings.end(pair[0], by=ada)
        assert fresh(job).status == "in_progress"
        contract_endings.end(pair[1], by=ada)
        assert fresh(job).status == "completed"


class TestAfterSilence:
    def test_a_freelancer_left_alone_closes_without_a_mark(self, cleo, contract, client_of, clock):
        clock.shift(14 * DAY)
        client_of(cleo).post(at("close", contract), {"sure": "yes"})
        assert (fresh(contract).status, fresh(contract).ended_how) == ("ended", "silence")

    def test_not_a_second_before(self, cleo, contract, clock):
        clock.shift(14 * DAY - timedelta(seconds=1))
        with pytest.raises(Refused):
            contract_endings.close_after_silence(contract, by=cleo)

    def test_not_while_money_is_held(self, cleo, contract, clock):
        contract_story.funded(contract)
        clock.shift(20 * DAY)
        with pytest.raises(Refused):
            contract_endings.close_after_silence(contract, by=cleo)

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_does(self, request, contract, clock, who):
        clock.shift(20 * DAY)
        with pytest.raises(Refused):
            contract_endings.close_after_silence(contract, by=request.getfixturevalue(who))


class TestDormancy:
    """Day 76 and 83 a word, day 90 dormant, then seven days for each, counted from the day after the work was due."""

    @pytest.fixture
    def quiet(self, contract, clock):
        """A funded milestone that nobody touches; the gateway would hold its money for two years."""
        milestone = contract_story.funded(contract)
        Hold.objects.update(must_leave_by=days_from_now(700))
        clock.move_to(contract_story.quiet_since(contract) - timedelta(seconds=1))
        return milestone

    def told(self):
        return [Notice.objects.filter(kind=kind).count() for kind in ("contract_quiet", "contract_dormant")]

    def pass_days(self, clock, days):
        clock.shift(days * DAY)
        timers.run_due()

    def test_both_are_told_in_time(self, contract, quiet, clock):
        seen = []
        for days in (76, 7, 7, 7):
            self.pass_days(clock, days)
            seen.append(self.told())
            clock.shift(1)
            timers.run_due()
            seen.append(self.told())
            clock.shift(-1)
        assert seen == [[0, 0], [2, 0], [2, 0], [4, 0], [4, 0], [4, 2], [4, 2], [4, 4]]

    def test_the_page_asks_the_client_first_then_the_freelancer(self, ada, cleo, contract, quiet, client_of, clock):
        clock.shift(1)
        for days in (76, 7, 7):
            self.pass_days(clock, days)
        shown = client_of(ada).get(contract.get_absolute_url()).text
        assert "Nobody has touched this contract for long" in shown
        assert "Ada Brandt is asked now." in shown
        self.pass_days(clock, 7)
        assert dormancy.asked(fresh(contract)) == "freelancer"

    def test_if_both_stay_silent_the_money_goes_back_and_it_closes_without_a_mark(self, contract, quiet, clock):
        clock.shift(1)
        for days in (76, 7, 7, 7):
            self.pass_days(clock, days)
        clock.shift(7 * DAY - timedelta(seconds=1))
        timers.run_due()
        assert fresh(quiet).status == "funded"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert (fresh(quiet).status, fresh(contract).status, fresh(contract).ended_how) == (
            "refunded",
            "ended",
            "dormant",
        )
        assert_books_balance()

    @pytest.mark.parametrize("who", ["ada", "cleo"])
    def test_one_click_begins_it_anew(self, request, contract, quiet, client_of, clock, who):
        clock.shift(1)
        for days in (76, 7, 7):
            self.pass_days(clock, days)
        client_of(request.getfixturevalue(who)).post(at("goes_on", contract))
        assert fresh(contract).dormant_since is None
        self.pass_days(clock, 75)
        assert fresh(contract).status == "active"

    def test_a_freelancer_who_hands_in_gets_an_answer_or_the_money(self, contract, quiet, clock):
        clock.shift(1)
        for days in (76, 7, 7, 7):
            self.pass_days(clock, days)
        contract_story.hand_in(quiet)
        self.pass_days(clock, 14)
        assert fresh(quiet).status == "released"
        assert_books_balance()

    def test_an_act_counts_as_life(self, ada, cleo, contract, quiet, clock):
        clock.shift(70 * DAY)
        milestones.start(quiet, by=cleo)
        self.pass_days(clock, 70)
        assert self.told() == [0, 0]

    def test_nothing_goes_quiet_without_money(self, contract, clock):
        self.pass_days(clock, 200)
        assert fresh(contract).status == "active"
        assert not Timer.objects.filter(kind=clocks.DORMANCY).exists()

    def test_a_paused_contract_does_not(self, ada, contract, quiet):
        pauses.pause(contract, until=days_from_now(60), by=ada)
        assert not Timer.objects.filter(kind=clocks.DORMANCY).exists()

    def test_after_a_scheduler_stood_still_each_still_has_their_whole_time(self, contract, quiet, clock):
        clock.shift(200 * DAY)
        for _day in range(27):
            timers.run_due()
            assert Contract.objects.get(pk=contract.pk).status == "active"
            clock.shift(DAY)
        timers.run_due()
        clock.shift(DAY)
        timers.run_due()
        assert fresh(contract).ended_how == "dormant"

    def test_a_stranger_wakes_nothing(self, eve, contract, client_of):
        assert client_of(eve).post(at("goes_on", contract)).status_code == 404
        with pytest.raises(NotAllowed):
            dormancy.say_it_goes_on(contract, by=eve)
