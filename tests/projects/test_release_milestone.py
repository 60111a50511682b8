"""A milestone is paid into escrow, worked on, submitted, and released: by its client, in part, or by itself."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.models import IllegalMove, Timer
from marketplace.kit.money import Money
from payments import chart, escrow, ledger
from payments.escrow import NotHeld
from payments.models import Hold
from payments.ports import payables
from projects import clocks, contract_endings, milestones, pauses
from projects.models import Milestone, SubmissionFile
from social.models import Notice
from tests import cast
from tests.payments.books import assert_books_balance
from tests.projects import contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


def at(name, milestone):
    return reverse(f"projects:{name}", args=[milestone.pk])


def clearing(person):
    """What was released to somebody and rests before it is free."""
    return ledger.balance(chart.clearing(person.party), "EUR")


@pytest.fixture
def contract(ada, cleo, topics, clock):
    """EUR 250 and EUR 500, signed by both."""
    return contract_story.signed(ada, cleo)


@pytest.fixture
def funded(contract):
    return contract_story.funded(contract)


@pytest.fixture
def submitted(contract):
    return contract_story.submitted(contract)


class TestFund:
    def test_its_money_lies_in_escrow_and_the_freelancer_is_told(self, cleo, funded):
        assert (funded.status, escrow.left_in(funded.hold)) == ("funded", Money(250, "EUR"))
        told = Notice.objects.get(user=cleo, kind="milestone_funded")
        assert told.facts["sum"] == {"minor": 25_000, "currency": "EUR"}
        assert_books_balance()

    def test_the_button_leads_to_the_checkout_of_exactly_this(self, ada, contract, client_of):
        milestone = contract.milestones.first()
        answer = client_of(ada).post(at("fund", milestone))
        assert answer.url.startswith("/checkout/")
        assert "€250.00" in client_of(ada).get(answer.url).text

    def test_only_the_client_pays(self, cleo, eve, contract, client_of):
        milestone = contract.milestones.first()
        assert client_of(eve).post(at("fund", milestone)).status_code == 404
        assert client_of(cleo).post(at("fund", milestone)).url == contract.get_absolute_url()
        with pytest.raises(NotAllowed):
            payables.of("milestone").quote(milestone.pk, by=cleo)

    def test_it_is_paid_once(self, ada, funded):
        with pytest.raises(Refused):
            payables.of("milestone").quote(funded.pk, by=ada)

    def test_nothing_is_paid_before_both_have_signed(self, ada, eve, topics):
        contract = contract_story.offered(ada, eve)
        with pytest.raises(Refused):
            payables.of("milestone").quote(contract.milestones.first().pk, by=ada)

    def test_nothing_is_paid_while_the_contract_rests(self, ada, contract, clock):
        pauses.pause(contract, until=clocks_in(7), by=ada)
        with pytest.raises(Refused):
            payables.of("milestone").quote(contract.milestones.first().pk, by=ada)

    def test_what_was_cancelled_while_it_was_being_paid_goes_back(self, ada, cleo, contract):
        milestone = contract.milestones.first()
        quote = payables.of("milestone").quote(milestone.pk, by=ada)
        contract_endings.end(contract, by=cleo)
        hold = contract_story.settle("milestone", milestone.pk, quote, by=ada)
        assert (fresh(hold).status, fresh(milestone).status) == ("refunded", "cancelled")
        assert_books_balance()


class TestStart:
    def test_the_freelancer_begins(self, cleo, funded, client_of):
        client_of(cleo).post(at("start", funded))
        assert fresh(funded).status == "in_progress"

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_does(self, request, funded, who):
        with pytest.raises(NotAllowed):
            milestones.start(funded, by=request.getfixturevalue(who))

    def test_not_before_it_is_funded(self, cleo, contract):
        with pytest.raises(IllegalMove):
            milestones.start(contract.milestones.first(), by=cleo)

    def test_not_while_the_contract_rests(self, ada, cleo, contract, funded):
        pauses.pause(contract, until=clocks_in(7), by=ada)
        with pytest.raises(Refused, match="paused"):
            milestones.start(funded, by=cleo)

    def test_it_is_posted_never_got(self, cleo, funded, client_of):
        assert client_of(cleo).get(at("start", funded)).status_code == 405


class TestSubmit:
    def test_it_hands_in_words_links_and_files_that_only_the_two_read(self, ada, cleo, eve, funded, client_of, client):
        file = SimpleUploadedFile("pages.txt", b"Page one\nPage two\n")
        sent = {"note": "All pages are set.", "links": "https://example.org/proof", "evidence": [file]}
        client_of(cleo).post(at("submit", funded), sent)
        shown = client_of(ada).get(funded.get_absolute_url()).text
        for said in ("All pages are set.", "https://example.org/proof", "pages.txt"):
            assert said in shown
        address = reverse("projects:evidence", args=[SubmissionFile.objects.get().pk])
        assert b"".join(client_of(ada).get(address).streaming_content) == b"Page one\nPage two\n"
        assert client_of(eve).get(address).status_code == 404
        assert client.get(address).url.startswith("/accounts/login/")

    def test_the_client_is_told_until_when_to_answer(self, ada, submitted, clock):
        told = Notice.objects.get(user=ada, kind="milestone_submitted")
        assert told.facts["day"] == {"at": "2026-12-07T09:00:00+00:00"}

    @pytest.mark.parametrize(
        "sent",
        [{}, {"note": ""}, {"note": "x", "links": "javascript:alert(1)"}, {"note": "x", "links": "ftp://example.org"}],
    )
    def test_what_is_not_right_is_said_and_kept(self, cleo, funded, client_of, sent):
        answer = client_of(cleo).post(at("submit", funded), sent)
        assert answer.status_code == 422
        assert fresh(funded).status == "funded"

    def test_a_program_is_no_evidence(self, cleo, funded, client_of):
        file = SimpleUploadedFile("pages.pdf", b"MZ\x00\x01\x02program")
        assert client_of(cleo).post(at("submit", funded), {"note": "Here.", "evidence": [file]}).status_code == 422
        assert not SubmissionFile.objects.exists()

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_only_the_freelancer_submits(self, request, funded, who):
        with pytest.raises(NotAllowed):
            contract_story.hand_in(funded, by=request.getfixturevalue(who))

    def test_twice_is_refused(self, submitted):
        with pytest.raises(IllegalMove):
            contract_story.hand_in(submitted)

    def test_money_that_soon_goes_back_is_answered_before(self, funded):
        limit = clocks_in(10)
        Hold.objects.filter(pk=funded.hold_id).update(must_leave_by=limit)
        contract_story.hand_in(funded)
        assert fresh(funded).answer_by == limit - timedelta(days=1)

    def test_too_late_for_anybody_to_look_at_it_is_refused(self, funded):
        Hold.objects.filter(pk=funded.hold_id).update(must_leave_by=clocks_in(4) - timedelta(seconds=1))
        with pytest.raises(Refused, match="goes back"):
            contract_story.hand_in(funded)


class TestChanges:
    def test_what_should_change_is_read_and_the_clock_stops(self, ada, cleo, submitted, client_of):
        client_of(ada).post(at("changes", submitted), {"changes": "The margins are too narrow."})
        assert (fresh(submitted).status, fresh(submitted).answer_by) == ("changes_requested", None)
        assert not Timer.objects.filter(kind__in=[clocks.RELEASE, clocks.RELEASE_REMINDER]).exists()
        assert "The margins are too narrow." in client_of(cleo).get(submitted.get_absolute_url()).text

    def test_submitted_again_the_clock_begins_anew(self, ada, cleo, submitted, clock):
        clock.shift(timedelta(days=10))
        milestones.request_changes(submitted, changes="The margins are too narrow.", by=ada)
        clock.shift(timedelta(days=10))
        contract_story.hand_in(submitted)
        assert fresh(submitted).answer_by == clocks_in(14)
        assert fresh(submitted).submissions.count() == 2

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_only_the_client_asks(self, request, submitted, who):
        with pytest.raises(NotAllowed):
            milestones.request_changes(submitted, changes="x" * 20, by=request.getfixturevalue(who))

    def test_it_says_what(self, ada, submitted, client_of):
        assert client_of(ada).post(at("changes", submitted), {"changes": ""}).status_code == 422


class TestRelease:
    def test_it_pays_the_freelancer_less_the_agreed_fee(self, ada, cleo, submitted):
        milestones.release(submitted, by=ada, key="1")
        assert clearing(cleo) == Money(200, "EUR")  # 250 less 20 %: the first 500 with this client
        assert fresh(submitted).status == "released"
        assert_books_balance()

    def test_the_page_shows_what_is_paid_before_it_is(self, ada, submitted, client_of):
        shown = client_of(ada).get(at("release", submitted)).text
        for said in ("€250.00", "−€50.00", "€200.00", "Cleo Marsh gets", "No real money moves here."):
            assert said in shown

    def test_it_shows_what_a_part_would_pay(self, ada, submitted, client_of):
        shown = client_of(ada).get(at("release", submitted), {"amount": "100"}).text
        for said in ("−€150.00", "−€20.00", "€80.00", "Release €100.00", 'name="amount" value="100"'):
            assert said in shown
        assert fresh(submitted).status == "submitted"

    def test_the_freelancer_is_sent_to_the_milestone(self, cleo, submitted, client_of):
        assert client_of(cleo).get(at("release", submitted)).url == submitted.get_absolute_url()

    def test_pressed_on_the_page_it_is_done(self, ada, cleo, submitted, client_of):
        answer = client_of(ada).post(at("release", submitted), {"amount": "250.00"})
        assert answer.url == submitted.contract.get_absolute_url()
        assert clearing(cleo) == Money(200, "EUR")

    def test_it_pays_once_when_pressed_twice(self, ada, cleo, submitted, client_of):
        for _twice in range(2):
            client_of(ada).post(at("release", submitted), {"amount": "250"})
        milestones.release(submitted, by=ada, key="1")
        assert clearing(cleo) == Money(200, "EUR")
        assert_books_balance()

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_it_refuses_everybody_but_the_client(self, request, submitted, who):
        with pytest.raises(NotAllowed):
            milestones.release(submitted, by=request.getfixturevalue(who), key="1")

    def test_it_refuses_before_submission(self, ada, funded):
        with pytest.raises(IllegalMove):
            milestones.release(funded, by=ada, key="1")

    @pytest.mark.parametrize("amount", ["0", "-1", "250.01", "1e3", "a lot", ""])
    def test_it_refuses_a_sum_that_is_not_there(self, ada, submitted, client_of, amount):
        assert client_of(ada).post(at("release", submitted), {"amount": amount}).status_code == 422
        assert fresh(submitted).status == "submitted"

    @pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(251, "EUR"), Money(10, "USD")])
    def test_the_act_refuses_it_too(self, ada, submitted, amount):
        with pytest.raises(NotHeld):
            milestones.release(submitted, by=ada, key="1", amount=amount)

    def test_frozen_money_stays(self, ada, submitted):
        escrow.freeze(submitted.hold, by=None, why="chargeback")
        with pytest.raises(escrow.Frozen):
            milestones.release(submitted, by=ada, key="1")
        assert fresh(submitted).status == "submitted"

    def test_two_who_release_at_once_pay_once(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        milestone = contract_story.submitted(contract_story.signed(ada, cleo))
        two_connections(*[lambda: milestones.release(milestone, by=ada, key="1")] * 2)
        assert clearing(cleo) == Money(200, "EUR")
        assert_books_balance()

    def test_a_release_and_a_wish_for_changes_do_not_both_happen(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        milestone = contract_story.submitted(contract_story.signed(ada, cleo))
        results = two_connections(
            lambda: milestones.release(milestone, by=ada, key="1"),
            lambda: milestones.request_changes(milestone, changes="The margins are too narrow.", by=ada),
        )
        assert sorted(isinstance(result, Exception) for result in results) == [False, True]
        assert_books_balance()


class TestReleaseOfAPart:
    def test_the_rest_is_the_next_milestone_and_still_in_escrow(self, ada, cleo, submitted, contract):
        milestones.release(submitted, by=ada, key="1", amount=Money(150, "EUR"))
        rows = contract.milestones.order_by("position").values_list("name", "price_minor", "status")
        assert list(rows) == [
            ("Master pages", 15_000, "released"),
            ("Rest of Master pages", 10_000, "in_progress"),
            ("All pages set", 50_000, "agreed"),
        ]
        assert clearing(cleo) == Money(120, "EUR")
        assert escrow.left_in(fresh(submitted).rest.hold) == Money(100, "EUR")
        assert_books_balance()

    def test_the_fees_of_the_parts_are_the_fee_of_the_whole(self, ada, cleo, submitted):
        milestones.release(submitted, by=ada, key="1", amount=Money("33.33", "EUR"))
        rest = fresh(submitted).rest
        contract_story.hand_in(rest)
        milestones.release(rest, by=ada, key="1")
        assert clearing(cleo) == Money(200, "EUR")
        assert fresh(submitted.hold).status == "released"
        assert_books_balance()

    def test_each_part_stands_with_its_own_milestone(self, ada, submitted, client_of):
        milestones.release(submitted, by=ada, key="1", amount=Money(150, "EUR"))
        rest = fresh(submitted).rest
        contract_story.hand_in(rest)
        milestones.release(rest, by=ada, key="1")
        assert [part.part.gross for part in submitted.parts.all()] == [Money(150, "EUR")]
        assert [part.part.gross for part in rest.parts.all()] == [Money(100, "EUR")]

    def test_the_rest_can_go_back(self, ada, cleo, submitted):
        milestones.release(submitted, by=ada, key="1", amount=Money(150, "EUR"))
        milestones.give_back(fresh(submitted).rest, by=cleo)
        assert fresh(submitted.hold).status == "split"
        assert_books_balance()


class TestReleaseByItself:
    def test_after_fourteen_days_and_not_a_second_before(self, ada, cleo, submitted, clock):
        clock.shift(timedelta(days=14, seconds=-1))
        timers.run_due()
        assert fresh(submitted).status == "submitted"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert fresh(submitted).status == "released"
        assert clearing(cleo) == Money(200, "EUR")
        told = Notice.objects.filter(kind="milestone_released_by_itself").values_list("user", flat=True)
        assert set(told) == {ada.pk, cleo.pk}
        assert_books_balance()

    @pytest.mark.parametrize("days", [3, 30])
    def test_the_days_are_those_of_the_contract(self, contract, days, clock):
        contract.review_days = days
        contract.save()
        milestone = contract_story.submitted(contract)
        clock.shift(timedelta(days=days, seconds=-1))
        timers.run_due()
        assert fresh(milestone).status == "submitted"
        clock.shift(1)
        timers.run_due()
        assert fresh(milestone).status == "released"

    def test_the_client_is_reminded_seven_three_and_one_day_before(self, ada, submitted, clock):
        seen = []
        for _day in range(14):
            timers.run_due()
            seen.append(Notice.objects.filter(user=ada, kind="release_reminder").count())
            clock.shift(timedelta(days=1))
        assert seen == [0] * 7 + [1] * 4 + [2] * 2 + [3]

    def test_changes_asked_for_at_the_last_second_stop_it(self, ada, submitted, clock):
        clock.shift(timedelta(days=14, seconds=-1))
        milestones.request_changes(submitted, changes="The margins are too narrow.", by=ada)
        clock.shift(timedelta(days=30))
        timers.run_due()
        assert fresh(submitted).status == "changes_requested"

    def test_a_second_later_they_come_too_late_also_where_the_clock_has_not_struck(self, ada, submitted, clock):
        clock.shift(timedelta(days=14))
        with pytest.raises(Refused, match="time to answer is over"):
            milestones.request_changes(submitted, changes="The margins are too narrow.", by=ada)
        assert fresh(submitted).status == "submitted"

    def test_a_clock_that_steps_back_releases_nothing_twice(self, cleo, submitted, clock):
        clock.shift(timedelta(days=14))
        timers.run_due()
        clock.shift(timedelta(hours=-1))
        milestones.release_by_itself(submitted)
        assert clearing(cleo) == Money(200, "EUR")

    def test_three_days_without_a_scheduler_are_caught_up_once(self, cleo, submitted, clock):
        clock.shift(timedelta(days=17))
        timers.run_due()
        assert (fresh(submitted).status, clearing(cleo)) == ("released", Money(200, "EUR"))
        assert not Notice.objects.filter(kind="release_reminder").exists()

    def test_a_paused_contract_keeps_the_clock_of_what_was_submitted(self, cleo, contract, submitted, clock):
        pauses.pause(contract, until=clocks_in(60), by=contract.freelancer.user)
        clock.shift(timedelta(days=14))
        timers.run_due()
        assert fresh(submitted).status == "released"


class TestWhenTheGatewayGivesItBack:
    """At the gateway's limit, 90 days here, what nobody submitted goes back by itself."""

    def test_the_milestone_is_refunded(self, funded, clock):
        clock.move_to(funded.hold.must_leave_by)
        timers.run_due()
        assert (fresh(funded).status, fresh(funded.hold).status) == ("refunded", "expired")
        assert Milestone.objects.get(pk=funded.pk).parts.count() == 1
        assert_books_balance()

    def test_at_the_same_time_as_an_act_of_its_client_both_find_a_way(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        milestone = contract_story.submitted(contract_story.signed(ada, cleo))
        Hold.objects.update(must_leave_by=clocks_in(0))
        results = two_connections(
            lambda: milestones.release(milestone, by=ada, key="1"), lambda: escrow.expire(milestone.hold)
        )
        assert not any("deadlock" in str(result) for result in results)
        assert fresh(milestone).status in {"released", "refunded"}
        assert_books_balance()


def clocks_in(days):
    return timezone.now() + timedelta(days=days)
