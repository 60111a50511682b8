"""A dispute about hours: their money lies apart, the rest of the week is paid, and each cent goes where it belongs."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from payments import chart, escrow, ledger, paperwork
from payments.models import Hold, HoldPart
from projects import contract_endings, deals
from projects.disputes import about_hours, ends, offers
from projects.hours import deposits, questions, work_weeks
from projects.models import Contract, Deposit, Dispute, TimeEntry
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, dispute_story, hours_story
from tests.projects.dispute_story import euro, offer_of
from tests.projects.hours_story import NOON, SATURDAY, seconds_before, span, week, worked

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh
LONG = timedelta(days=60)  # longer than any dispute whose steps nobody takes


def run(clock, moment):
    clock.move_to(moment)
    for _twice in range(2):
        timers.run_due()


@pytest.fixture
def contract(ada, cleo, topics, clock):
    """1200 in escrow, six hours at 60 in review: four on Tuesday, two on Wednesday."""
    made = hours_story.signed(ada, cleo)
    hours_story.funded(made)
    clock.move_to(span("fri 18:00-19:00")[0])
    worked(made, "tue 9:00-13:00", "wed 9:00-11:00")
    run(clock, NOON)
    return fresh(made)


@pytest.fixture
def long(contract):
    """The entry of four hours."""
    return TimeEntry.objects.order_by("starts_at").first()


@pytest.fixture
def dispute(ada, contract, long):
    """Ada wants the 240 of Tuesday back."""
    return opened(contract, long, by=ada)


def opened(contract, *entries, by, to_freelancer=0, **said):
    asked = {"why": dispute_story.WHY, "to_freelancer": euro(to_freelancer), "by": by, **said}
    return about_hours.open(week(contract), list(entries), **asked)


def answered(dispute, cleo, to_freelancer=240):
    return dispute_story.answered(dispute, by=cleo, to_freelancer=to_freelancer)


def sums(contract):
    found = week(contract)
    return found.status, found.billed.amount, found.released.amount, found.disputed.amount, found.awarded.amount


def page_of(contract, person, client_of):
    return client_of(person).get(week(contract).get_absolute_url()).text


def pending(person):
    return ledger.balance(chart.clearing(person.party), "EUR")


class TestOpen:
    def test_its_money_lies_apart_and_the_rest_of_the_week_is_paid_on_saturday(self, cleo, contract, dispute, clock):
        apart = dispute.items.get().hold
        assert (apart.status, escrow.left_in(apart), deposits.held_for(contract)) == ("frozen", euro(240), euro(1200))
        assert fresh(contract).status == Contract.Status.ACTIVE
        run(clock, SATURDAY)
        assert sums(contract) == ("disputed", 120, 120, 240, 0)
        assert (pending(cleo), deposits.held_for(contract)) == (euro(96), euro(1080))
        assert_books_balance()

    def test_all_of_a_week_can_be_disputed(self, ada, contract, clock):
        opened(contract, *TimeEntry.objects.all(), by=ada)
        run(clock, SATURDAY)
        assert sums(contract) == ("disputed", 0, 0, 360, 0)
        assert_books_balance()

    def test_until_friday_is_over_and_not_a_second_longer(self, ada, contract, long, clock):
        clock.move_to(SATURDAY)
        with pytest.raises(Refused, match="until Friday"):
            opened(contract, long, by=ada)
        clock.move_to(seconds_before(SATURDAY))
        assert opened(contract, long, by=ada)

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_only_the_client_disputes_hours(self, request, contract, long, who):
        with pytest.raises(NotAllowed):
            opened(contract, long, by=request.getfixturevalue(who))

    def test_twice_is_once_and_a_week_is_disputed_once(self, ada, contract, long, dispute):
        assert opened(contract, long, by=ada) == dispute
        with pytest.raises(Refused, match="disputed once"):
            opened(contract, *TimeEntry.objects.exclude(pk=long.pk), by=ada)
        assert (Dispute.objects.count(), Hold.objects.count(), Deposit.objects.count()) == (1, 2, 2)

    def test_a_question_about_the_hours_goes_into_it(self, ada, contract, long, clock):
        questions.ask(week(contract), [long], why="What took four hours?", by=ada)
        opened(contract, long, by=ada)
        assert (week(contract).status, long.question.status) == ("locked", "disputed")
        with pytest.raises(Refused, match="Choose what"):
            questions.ask(week(contract), [long], why="Again", by=ada)

    def test_what_was_accepted_is_not_disputed(self, ada, contract, long):
        questions.accept(questions.ask(week(contract), [long], why="What?", by=ada)[0], by=ada)
        with pytest.raises(Refused, match="not accepted"):
            opened(contract, long, by=ada)

    def test_what_escrow_does_not_cover_is_said_before_anything_is_frozen(self, ada, cleo, topics, clock):
        contract = hours_story.signed(ada, cleo)
        clock.move_to(span("fri 18:00-19:00")[0])
        entry = worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        with pytest.raises(about_hours.NotCovered, match=r"holds €0\.00 for this week, and it costs €240\.00"):
            opened(fresh(contract), entry, by=ada)
        assert Dispute.objects.count() == 0

    def test_out_of_two_deposits_it_takes_the_newer_first(self, ada, contract, clock):
        monday = hours_story.MONDAY + timedelta(days=7)
        hours_story.funded(contract)  # what is missing for the week that has begun: 360
        run(clock, SATURDAY)
        worked(contract, "mon 9:00-19:00", "tue 9:00-19:00", monday=monday)
        run(clock, NOON + timedelta(days=7))
        entries = TimeEntry.objects.filter(week=week(contract, monday))
        about_hours.open(week(contract, monday), list(entries), why=dispute_story.WHY, to_freelancer=euro(100), by=ada)
        assert sorted(item.held.amount for item in Dispute.objects.get().items.all()) == [360, 840]
        with transaction.atomic():
            ends.settle(deals.with_dispute(Dispute.objects.get()), euro(100), how="staff", by=None)
        first, second = HoldPart.objects.filter(of_week__is_decided=True).order_by("pk")
        assert second.billed_with == first  # one act, one invoice
        assert sums(contract) == ("paid", 360, 360, 0, 0)
        assert week(contract, monday).awarded == euro(100)
        assert_books_balance()


class TestEnd:
    def test_agreed_after_friday_it_is_divided_and_the_week_is_paid(self, ada, cleo, contract, dispute, clock):
        run(clock, SATURDAY)
        answered(dispute, cleo, "100.01")
        offers.accept(offer_of(dispute, "freelancer"), by=ada)
        assert sums(contract) == ("paid", euro("220.01").amount, euro("220.01").amount, 0, euro("100.01").amount)
        assert deposits.held_for(contract) == euro(840)  # 1200 - 220.01 - the 139.99 that went back
        assert fresh(dispute).status == "settled"
        assert_books_balance()

    def test_agreed_before_friday_the_rest_is_still_in_review(self, ada, cleo, contract, dispute, clock):
        answered(dispute, cleo, 60)
        offers.accept(offer_of(dispute, "freelancer"), by=ada)
        assert sums(contract) == ("locked", 60, 60, 0, 60)
        run(clock, SATURDAY)
        assert sums(contract) == ("paid", 180, 180, 0, 60)
        assert_books_balance()

    def test_silence_gives_the_client_what_was_asked_for(self, ada, contract, dispute, clock):
        run(clock, SATURDAY)
        run(clock, SATURDAY + LONG)
        assert sums(contract) == ("cleared", 120, 120, 0, 0)
        assert fresh(dispute).how == "silence"
        assert_books_balance()

    def test_of_a_week_that_was_disputed_whole_and_lost_nothing_is_to_be_paid(self, ada, contract, clock):
        opened(contract, *TimeEntry.objects.all(), by=ada)
        run(clock, SATURDAY + LONG)
        assert sums(contract) == ("empty", 0, 0, 0, 0)
        assert_books_balance()

    def test_the_bill_is_the_week_to_the_cent_however_it_is_parted(self, ada, cleo, topics, clock):
        contract = hours_story.signed(ada, cleo, rate=59)  # 59.00 / 60 is no whole cent a minute
        hours_story.funded(contract)
        clock.move_to(span("fri 18:00-19:00")[0])
        entry = worked(contract, "tue 9:00-10:11", "wed 9:00-9:07")
        run(clock, NOON)
        dispute = opened(fresh(contract), entry, by=ada)
        answered(dispute, cleo, dispute.items.get().held.amount)
        offers.accept(offer_of(dispute, "freelancer"), by=ada)
        run(clock, SATURDAY)
        assert week(contract).billed == euro("76.70")  # 78 minutes
        assert_books_balance()

    def test_the_invoice_says_what_was_in_dispute(self, ada, cleo, contract, dispute, clock, client_of):
        run(clock, SATURDAY)
        answered(dispute, cleo, 100)
        offers.accept(offer_of(dispute, "freelancer"), by=ada)
        part = HoldPart.objects.get(hold=dispute.items.get().hold, kind="release")
        invoice = paperwork.now("release", part.pk)
        assert "4:00 h that were in dispute, as it was settled" in invoice.body["lines"][0]["title"]
        assert invoice.total == euro(100)
        assert invoice.number in page_of(contract, ada, client_of)

    def test_staff_who_send_it_back_end_it(self, ada, contract, dispute, clock):
        run(clock, SATURDAY)
        hold = dispute.items.get().hold
        escrow.refund(hold, by=None, key="staff:1", why="As both wished", is_decision=True)
        assert (fresh(dispute).how, sums(contract)) == ("refunded", ("paid", 120, 120, 0, 0))
        assert_books_balance()

    def test_a_bank_that_takes_the_payment_back_ends_it(self, ada, contract, dispute, clock):
        run(clock, SATURDAY)
        hold = dispute.items.get().hold
        stripe_says.disputed(hold.payment, "1200.00 EUR", moves="taken", status="lost")
        assert fresh(dispute).how == "card"
        assert week(contract).disputed == euro(0)
        assert_books_balance()

    def test_ending_the_contract_waits_for_it(self, ada, contract, dispute, clock):
        run(clock, SATURDAY)
        contract_endings.end(fresh(contract), why="Done", by=ada)
        assert fresh(contract).is_closing
        run(clock, SATURDAY + LONG)
        assert (fresh(contract).status, deposits.held_for(contract)) == ("ended", euro(0))
        assert_books_balance()


class TestWithdraw:
    def test_before_friday_the_hours_are_on_the_bill_again(self, ada, contract, dispute, clock):
        ends.withdraw(dispute, by=ada)
        assert sums(contract) == ("locked", 0, 0, 0, 0)
        run(clock, SATURDAY)
        assert sums(contract) == ("paid", 360, 360, 0, 0)
        assert_books_balance()

    def test_after_friday_they_are_paid_at_once(self, ada, contract, dispute, clock):
        run(clock, SATURDAY)
        ends.withdraw(dispute, by=ada)
        assert sums(contract) == ("paid", 360, 360, 0, 0)
        assert_books_balance()

    def test_it_can_be_opened_once_more_and_not_a_third_time(self, ada, contract, long, dispute):
        ends.withdraw(dispute, by=ada)
        again = opened(contract, long, by=ada)
        assert again != dispute
        ends.withdraw(again, by=ada)
        with pytest.raises(Refused, match="two disputes"):
            opened(contract, long, by=ada)
        assert_books_balance()

    def test_a_milestone_too_is_disputed_at_most_twice_by_one_side(self, ada, cleo, topics):
        milestone = contract_story.submitted(contract_story.signed(ada, cleo))
        for _time in range(2):
            ends.withdraw(dispute_story.opened(milestone, by=ada), by=ada)
        with pytest.raises(Refused, match="two disputes"):
            dispute_story.opened(milestone, by=ada)
        assert dispute_story.opened(milestone, by=cleo, to_freelancer=250)


class TestAtOnce:
    def test_a_dispute_and_the_end_of_the_week_at_once(self, ada, contract, long, clock, two_connections):
        clock.move_to(seconds_before(SATURDAY))
        results = two_connections(
            *[lambda: opened(contract, long, by=ada)] * 3,
            lambda: work_weeks.approve(week(contract), by=ada),
        )
        found = sums(contract)
        is_first = any(isinstance(one, Dispute) for one in results)
        assert found == (("disputed", 120, 120, 240, 0) if is_first else ("paid", 360, 360, 0, 0))
        assert Dispute.objects.count() == int(is_first)
        assert_books_balance()


class TestPages:
    def test_the_client_opens_it_on_a_page_and_reads_on_the_week_what_became_of_it(
        self, ada, cleo, contract, long, client_of
    ):
        address = reverse("projects:dispute_hours", args=[week(contract).pk])
        assert address in client_of(ada).get(week(contract).get_absolute_url()).text
        page = client_of(ada).get(address).text
        assert "€1,200.00" in page
        sent = {"about": [long.pk], "why": dispute_story.WHY, "share": "client"}
        answer = client_of(ada).post(address, sent, follow=True)
        assert "Week of 23 November" in answer.text
        assert "In dispute: 4:00" in client_of(cleo).get(week(contract).get_absolute_url()).text

    @pytest.mark.parametrize(
        "said", [{}, {"about": ["nonsense"]}, {"share": "part", "amount": "240.01"}, {"why": "x\0y"}]
    )
    def test_what_is_wrong_is_said_and_kept(self, ada, contract, long, client_of, said):
        address = reverse("projects:dispute_hours", args=[week(contract).pk])
        typed = {"about": [long.pk], "why": dispute_story.WHY, "share": "client", **said} if said else {}
        answer = client_of(ada).post(address, typed)
        assert answer.status_code == 422
        assert Dispute.objects.count() == 0

    def test_nobody_else_opens_it(self, cleo, eve, contract, long, client_of):
        address = reverse("projects:dispute_hours", args=[week(contract).pk])
        sent = {"about": [long.pk], "why": dispute_story.WHY, "share": "client"}
        assert client_of(eve).post(address, sent).status_code == 404
        assert client_of(cleo).post(address, sent).status_code == 302
        assert Dispute.objects.count() == 0

    def test_its_page_shows_the_hours(self, cleo, contract, dispute, client_of):
        page = client_of(cleo).get(dispute.get_absolute_url()).text
        assert "Week of 23 November" in page
        assert "09:00–13:00 UTC" in page
