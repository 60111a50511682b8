"""How a contract comes along: on time or not, plan and money, the week's report, everything that happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts import people
from marketplace.kit import timers
from projects import clients, contract_endings, deal_facts, milestones, progress, progress_reports
from projects.boards import cards, opening
from projects.models import Milestone
from social.models import Deal, Fact, Notice, Outcome
from tests.payments.books import assert_books_balance
from tests.projects import contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


@pytest.fixture
def contract(ada, cleo, topics, clock):
    """Two milestones, due seven and fourteen days from now."""
    return contract_story.signed(ada, cleo)


def page(contract):
    return reverse("projects:progress", args=[contract.pk])


def of(contract):
    return progress.of(contract, Milestone.objects.filter(contract=contract).order_by("position"))


def done(contract, place, clock, days=0):
    """The milestone, handed in after so many days and released."""
    milestone = contract_story.funded(contract, place)
    clock.shift(timedelta(days=days))
    contract_story.hand_in(milestone)
    milestones.release(fresh(milestone), by=contract.client.user, key="1")
    return fresh(milestone)


class TestOnTime:
    def test_by_the_day_is_on_time_and_the_day_after_is_not(self, contract, clock):
        done(contract, 0, clock, days=7)
        done(contract, 1, clock, days=8)
        shown = of(contract)
        assert [row.days for row in shown.rows] == [0, 1]
        assert (shown.on_time.part, shown.on_time.of, shown.on_time.percent) == (1, 2, 50)

    def test_it_stands_on_the_freelancer_s_page(self, cleo, contract, clock, client):
        done(contract, 0, clock)
        people.publish_profile(cleo.party.profile, by=cleo)
        assert (progress.on_time_of(cleo.party).part, progress.on_time_of(cleo.party).of) == (1, 1)
        assert "On time" in client.get(cleo.party.get_absolute_url()).text

    def test_what_is_overdue_is_said(self, ada, contract, client_of, clock):
        contract_story.funded(contract)
        clock.shift(timedelta(days=8))
        assert "overdue" in client_of(ada).get(page(contract)).text

    def test_paid_of_the_plan(self, contract, clock):
        done(contract, 0, clock)
        assert (of(contract).paid_percent, of(contract).done.part, of(contract).done.of) == (33, 1, 2)


class TestThePage:
    def test_only_the_two_sides(self, ada, cleo, eve, contract, client_of, client):
        assert [client_of(person).get(page(contract)).status_code for person in (ada, cleo, eve)] == [200, 200, 404]
        assert client.get(page(contract)).url.startswith("/accounts/login/")

    @pytest.mark.parametrize("query", ["?show=money", "?show=work", "?show=%00", "?after=nonsense"])
    def test_it_can_be_sifted(self, ada, contract, client_of, clock, query):
        done(contract, 0, clock)
        assert client_of(ada).get(page(contract) + query).status_code == 200

    def test_a_sift_shows_what_it_says(self, ada, contract, client_of, clock):
        done(contract, 0, clock)
        happened = client_of(ada).get(page(contract) + "?show=work").text.split("What happened")[1]
        assert "Master pages" in happened
        assert "Version 1" not in happened

    def test_cards_that_are_done_count_in_their_week(self, ada, cleo, contract, clock, client_of):
        board = opening.of(contract)
        first, done_ones = board.columns.filter(is_done=False)[0], board.columns.filter(is_done=True)[0]
        card = cards.add(first, cards.Details(title="Proof the plates"), by=cleo)
        cards.move(card, to=done_ones, by=cleo)
        assert [week.cards for week in of(contract).weeks] == [1]  # no week before the contract
        clock.shift(timedelta(days=7))
        assert [week.cards for week in of(contract).weeks] == [0, 1]


def test_how_soon_a_client_pays_is_the_median_of_their_contracts(ada, cleo, contract, clock):
    assert clients.hours_to_fund(ada.party) is None
    clock.shift(timedelta(hours=5))
    contract_story.funded(contract)
    other = contract_story.signed(ada, cleo, title="Another journal")
    clock.shift(timedelta(hours=30))
    contract_story.funded(other)
    contract_story.funded(other, 1)
    assert clients.hours_to_fund(ada.party) == 5


class TestTheWeek:
    def test_the_client_is_told_on_monday_at_seven_and_not_a_second_before(self, ada, contract, clock):
        done(contract, 0, clock)
        clock.move_to(datetime(2026, 11, 30, 6, 59, 59, tzinfo=UTC))
        timers.run_due()
        assert not Notice.objects.filter(kind="contract_week").exists()
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        notice = Notice.objects.get(kind="contract_week")
        assert notice.user == ada
        assert notice.facts == {"submitted": 1, "released": 1, "cards": 0, "done": 1, "all": 2}

    def test_a_quiet_week_is_not_told_and_the_next_one_is(self, contract, clock):
        clock.move_to(datetime(2026, 11, 30, 7, tzinfo=UTC))
        timers.run_due()
        assert not Notice.objects.filter(kind="contract_week").exists()
        done(contract, 0, clock)
        clock.move_to(datetime(2026, 12, 7, 7, tzinfo=UTC))
        timers.run_due()
        assert Notice.objects.filter(kind="contract_week").count() == 1

    def test_a_contract_that_is_over_has_none(self, ada, contract, clock):
        contract_endings.end(contract, by=ada)
        progress_reports.tell(str(contract.pk))
        assert not Notice.objects.filter(kind="contract_week").exists()


class TestWhatIsTold:
    """The facts for reviews and scores, from the acts themselves."""

    def test_a_contract_that_is_done_counts_for_both(self, ada, contract, clock):
        for place in range(2):
            done(contract, place, clock)
        contract_endings.end(fresh(contract), by=ada)
        assert fresh(contract).ended_how == "done"
        assert [(row.half, row.weight) for row in Outcome.objects.all()] == [(2, 5), (2, 5)]
        assert Deal.objects.get().reviews_close_at
        assert_books_balance()

    def test_days_late_are_those_of_the_first_submission(self, ada, contract, clock):
        milestone = contract_story.funded(contract)
        clock.shift(timedelta(days=12))
        contract_story.hand_in(milestone)
        milestones.request_changes(fresh(milestone), changes="Larger figures, please.", by=ada)
        clock.shift(timedelta(days=9))
        contract_story.hand_in(fresh(milestone))
        milestones.release(fresh(milestone), by=ada, key="1")
        assert Fact.objects.get(kind="released").data["late_days"] == 5

    def test_released_by_the_clock_says_so(self, contract, clock):
        contract_story.submitted(contract)
        clock.shift(timedelta(days=14))
        timers.run_due()
        assert Fact.objects.get(kind="released").data["by_itself"] is True

    @pytest.mark.parametrize(("is_begun", "expected"), [(True, [0]), (False, [])])
    def test_money_of_work_that_was_never_begun_counts_for_nobody(self, cleo, contract, clock, is_begun, expected):
        milestone = contract_story.funded(contract)
        if is_begun:
            milestones.start(milestone, by=cleo)
        contract_endings.end(fresh(contract), by=cleo)
        assert list(Outcome.objects.filter(side="freelancer").values_list("half", flat=True)) == expected
        assert_books_balance()

    def test_closed_after_silence_counts_for_nobody(self, cleo, contract, clock):
        done(contract, 0, clock)
        clock.shift(timedelta(days=15))
        contract_endings.close_after_silence(fresh(contract), by=cleo)
        assert not Outcome.objects.exists()

    def test_a_dispute_is_told_by_one_call(self, ada, contract, clock):
        price = contract.milestones.first().price
        for _twice in range(2):
            deal_facts.settled(contract, key="1", to_freelancer=price, to_client=price)
        assert Fact.objects.get().data == {"to_freelancer": 25_000, "to_client": 25_000}

    @pytest.mark.parametrize("is_invited_only", [True, False])
    def test_the_title_of_a_job_that_only_invited_people_read_is_told_to_nobody(self, contract, clock, is_invited_only):
        type(contract.project).objects.update(is_invited_only=is_invited_only)
        done(fresh(contract), 0, clock)
        assert Deal.objects.get().is_public is not is_invited_only

    def test_the_room_leads_to_the_review(self, ada, contract, clock, client_of):
        done(contract, 0, clock)
        contract_endings.end(fresh(contract), by=ada)
        shown = client_of(ada).get(contract.get_absolute_url()).text
        assert reverse("social:write_review", args=[Deal.objects.get().pk]) in shown
