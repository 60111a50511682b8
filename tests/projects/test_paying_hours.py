"""A week is paid by itself: locked on Monday noon, reviewed until Friday, out of escrow on Saturday, to the cent."""

from datetime import timedelta

import pytest
import time_machine

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import outbox, timers
from marketplace.kit.money import Money
from payments import chart, documents, escrow, ledger, methods, outgoing, paperwork
from payments.models import Hold, HoldPart, Payment
from payments.ports import payables
from projects import amendments, contract_endings, dormancy, pauses
from projects.hours import deposits, time_entries, time_sums, weekly_charges, work_weeks
from projects.models import Deposit, WorkWeek
from projects.plans import Plan
from social.models import Notice
from tests import cast
from tests.conftest import MONDAY as NOW
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, hours_story
from tests.projects.hours_story import MONDAY, NOON, SATURDAY, seconds_before, span, week, worked

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh
FRIDAY = span("fri 18:00-19:00")[0]
SECOND = timedelta(seconds=1)


def euros(amount):
    return Money(amount, "EUR")


@pytest.fixture
def contract(ada, cleo, topics, clock):
    made = hours_story.signed(ada, cleo)
    hours_story.funded(made)
    clock.move_to(FRIDAY)
    return fresh(made)


def pending(person):
    return ledger.balance(chart.clearing(person.party), "EUR")


def run(clock, moment):
    clock.move_to(moment)
    for _twice in range(2):
        timers.run_due()


class TestItsWay:
    def test_it_is_locked_on_monday_noon_and_not_a_second_before(self, ada, contract, clock):
        worked(contract, "tue 9:00-13:00")
        run(clock, seconds_before(NOON))
        assert week(contract).status == "open"
        run(clock, NOON)
        assert week(contract).status == "locked"
        assert Notice.objects.filter(user=ada, kind="week_to_review").count() == 1

    def test_it_is_paid_when_friday_is_over_and_not_a_second_before(self, cleo, contract, clock):
        worked(contract, "tue 9:00-13:00", "wed 9:00-9:50")
        run(clock, NOON)
        run(clock, seconds_before(SATURDAY))
        assert (week(contract).status, pending(cleo)) == ("locked", euros(0))
        run(clock, SATURDAY)
        paid = week(contract)
        assert (paid.status, paid.billed, paid.released) == ("paid", euros(290), euros(290))  # 4:50 at 60
        assert pending(cleo) == euros(232)  # less 20 % of the first 500
        assert deposits.held_for(contract) == euros(1200 - 290)
        assert_books_balance()

    def test_after_three_days_without_a_worker_it_happens_once_and_in_order(self, cleo, contract, clock):
        worked(contract, "tue 9:00-13:00")
        run(clock, SATURDAY + timedelta(days=3))
        run(clock, SATURDAY + timedelta(days=3))
        assert (week(contract).status, HoldPart.objects.count()) == ("paid", 1)

    def test_a_clock_that_steps_back_pays_nothing_again(self, contract, clock):
        worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        run(clock, SATURDAY)
        run(clock, SATURDAY - timedelta(hours=1))
        work_weeks.reviewed(week(contract))
        assert HoldPart.objects.count() == 1
        assert_books_balance()

    def test_it_is_cleared_with_the_last_of_its_money(self, contract, clock):
        worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        run(clock, SATURDAY)
        run(clock, SATURDAY + timedelta(days=14) - SECOND)
        assert week(contract).status == "paid"
        run(clock, SATURDAY + timedelta(days=14, minutes=5))
        assert week(contract).status == "cleared"

    def test_a_week_without_paid_hours_comes_to_nothing(self, contract, clock):
        time_entries.remove(worked(contract, "tue 9:00-13:00"), by=contract.freelancer.user)
        run(clock, NOON)
        assert week(contract).status == "empty"

    def test_hours_beyond_the_cap_are_not_paid(self, contract, clock):
        worked(contract, "mon 9:00-19:00", "tue 9:00-19:00")
        worked(contract, "wed 9:00-12:00", beyond_cap=True)
        run(clock, NOON)
        run(clock, SATURDAY)
        assert week(contract).billed == euros(1200)
        assert not deposits.is_holding(contract)
        assert_books_balance()

    def test_it_is_rounded_once(self, ada, cleo, clock, contract):
        """Seven times one minute at EUR 60.01 is 7.00, not seven times 1.00 and not 7.07."""
        WorkWeek.objects.filter(contract=contract).delete()
        worked(contract, *(f"tue {hour}:00-{hour}:01" for hour in range(9, 16)))
        WorkWeek.objects.update(rate_minor=6001)
        assert time_sums.of(week(contract)).due == euros("7.00")


class TestApproval:
    @pytest.fixture
    def locked(self, contract, clock):
        worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        return week(contract)

    def test_the_client_need_not_wait(self, ada, cleo, locked):
        for _twice in range(2):
            work_weeks.approve(locked, by=ada)
        assert (fresh(locked).status, pending(cleo)) == ("paid", euros(192))
        assert HoldPart.objects.count() == 1
        assert_books_balance()

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_nobody_else_approves(self, request, locked, who):
        with pytest.raises(NotAllowed):
            work_weeks.approve(locked, by=request.getfixturevalue(who))

    def test_not_while_it_is_open(self, ada, contract, clock):
        worked(contract, "tue 9:00-13:00")
        with pytest.raises(Refused, match="is open"):
            work_weeks.approve(week(contract), by=ada)

    def test_by_both_ways_at_once_it_is_paid_once(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        with time_machine.travel(NOW, tick=False) as clock:
            contract = hours_story.signed(ada, cleo)
            hours_story.funded(contract)
            clock.move_to(FRIDAY)
            worked(contract, "tue 9:00-13:00")
            run(clock, NOON)
            clock.move_to(SATURDAY)
            found = week(contract)
            two_connections(lambda: work_weeks.approve(found, by=ada), lambda: work_weeks.reviewed(found))
        assert HoldPart.objects.count() == 1
        assert_books_balance()


class TestDeposits:
    def test_what_is_missing_is_the_cap_less_what_is_left(self, contract, clock):
        assert deposits.standing_of(contract).missing == euros(0)
        worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        assert deposits.standing_of(contract).missing == euros(240)

    def test_a_week_takes_from_the_oldest_first(self, contract, clock):
        worked(contract, "tue 9:00-13:00", "wed 0:00-15:00")
        run(clock, NOON)
        assert hours_story.funded(contract).amount == euros(1140)
        run(clock, SATURDAY)
        clock.move_to(SATURDAY + timedelta(hours=12))
        worked(contract, "mon 13:00-17:00", monday=MONDAY + timedelta(days=7))
        run(clock, NOON + timedelta(days=7))
        run(clock, SATURDAY + timedelta(days=7))
        taken = [(part.gross, part.hold.amount) for part in HoldPart.objects.order_by("at", "pk")]
        assert taken == [(euros(1140), euros(1200)), (euros(60), euros(1200)), (euros(180), euros(1140))]
        assert_books_balance()

    def test_what_escrow_does_not_cover_waits_and_is_paid_when_money_comes(self, ada, cleo, topics, clock):
        contract = hours_story.signed(ada, cleo)
        clock.move_to(FRIDAY)
        worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        run(clock, SATURDAY)
        assert (week(contract).status, week(contract).unpaid_minor) == ("invoiced", 24_000)
        assert Notice.objects.filter(kind="week_not_covered").count() == 2
        hours_story.funded(contract)
        assert (week(contract).status, pending(cleo)) == ("paid", euros(192))
        assert deposits.held_for(contract) == euros(1200)
        assert_books_balance()

    def test_in_part_it_pays_what_there_is(self, cleo, contract, clock):
        worked(contract, "mon 9:00-19:00", "tue 0:00-10:00")
        WorkWeek.objects.update(rate_minor=7_000)
        run(clock, NOON)
        run(clock, SATURDAY)
        assert (week(contract).status, week(contract).released) == ("invoiced", euros(1200))
        assert_books_balance()

    def test_only_the_client_pays(self, cleo, contract, clock):
        worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        with pytest.raises(NotAllowed):
            payables.of("hours").quote(deposits.waiting(contract).pk, by=cleo)

    def test_one_deposit_waits_at_a_time(self, contract):
        assert deposits.waiting(contract) == deposits.waiting(contract)
        assert Deposit.objects.filter(hold=None).count() == 1

    def test_the_invoice_names_the_week_and_its_hours(self, contract, clock):
        worked(contract, "tue 9:00-13:30")
        run(clock, NOON)
        run(clock, SATURDAY)
        part = HoldPart.objects.get()
        invoice = paperwork.now("release", part.pk)
        assert (
            "week of 23 November 2026 to 29 November 2026, 4:30 h at €60.00 an hour"
            in invoice.body["lines"][0]["title"]
        )
        assert invoice.total == euros(270)
        assert documents.issued(("fee", part.pk)) or paperwork.now("fee", part.pk)
        assert_books_balance()

    def test_out_of_two_deposits_it_is_one_invoice(self, ada, cleo, topics, clock):
        contract = hours_story.signed(ada, cleo)
        hours_story.funded(contract)
        hold = Deposit.objects.get(hold__isnull=False).hold
        escrow.refund(hold, amount=euros(1100), by=None, key="left", why="so that too little is left")
        hours_story.funded(contract)
        clock.move_to(FRIDAY)
        worked(contract, "tue 9:00-13:00")
        run(clock, NOON)
        run(clock, SATURDAY)
        first, second = HoldPart.objects.filter(kind="release").order_by("pk")
        outbox.deliver()
        invoice, fee = documents.issued(("release", first.pk)), documents.issued(("fee", first.pk))
        assert [line["total"] for line in invoice.body["lines"]] == [100_00, 140_00]
        assert (invoice.total, fee.total) == (euros(240), euros(48))
        assert documents.issued(("release", second.pk)) is None
        assert "part of 4:00 h" in invoice.body["lines"][1]["title"]
        assert_books_balance()


class TestMondaysCharge:
    @pytest.fixture
    def card(self, local_stripe, ada):
        def kept(name="good"):
            setup = methods.send(methods.begin_setup(ada.party, by=ada, currency="EUR", return_to="/settings/cards/"))
            local_stripe.pay(setup.action_url, name)
            return methods.look(setup).method

        return kept

    @pytest.fixture
    def agreed(self, ada, topics, cleo, clock, card):
        def made(name="good"):
            contract = hours_story.signed(ada, cleo)
            clock.shift(timedelta(days=1))  # on a Monday morning the first charge would be at noon
            weekly_charges.agree(contract, card(name), by=ada)
            return contract

        return made

    def charged(self, clock, moment):
        run(clock, moment)
        outgoing.send_due()
        return Payment.objects.order_by("created_at").last()

    def test_what_is_missing_is_charged_at_noon_and_not_a_second_before(self, agreed, clock):
        contract = agreed()
        assert self.charged(clock, seconds_before(NOON)) is None
        assert self.charged(clock, NOON).amount == euros(1200)
        assert deposits.held_for(contract) == euros(1200)
        assert self.charged(clock, NOON + timedelta(days=7)).amount == euros(1200)
        assert Payment.objects.count() == 1  # nothing was worked: nothing is missing
        assert_books_balance()

    def test_next_monday_only_what_the_week_before_took(self, agreed, clock):
        contract = agreed()
        self.charged(clock, NOON)
        clock.move_to(NOON + timedelta(days=3))
        monday = MONDAY + timedelta(days=7)
        worked(contract, "tue 9:00-14:00", monday=monday)
        assert self.charged(clock, NOON + timedelta(days=7)).amount == euros(300)
        self.charged(clock, SATURDAY + timedelta(days=7))
        assert week(contract, monday).status == "paid"
        assert deposits.held_for(contract) == euros(1200)
        assert_books_balance()

    def test_a_card_that_says_no_is_told_to_both_and_the_week_is_not_secured(self, ada, cleo, agreed, clock):
        contract = agreed("fails_later")
        assert self.charged(clock, NOON).status == "failed"
        assert Notice.objects.filter(user=ada, kind="payment_declined").exists()
        assert Notice.objects.filter(user=cleo, kind="hours_not_funded").exists()
        assert deposits.standing_of(contract).missing == euros(1200)
        assert_books_balance()

    def test_a_bank_that_asks_waits_for_the_client(self, ada, agreed, clock):
        agreed("asks")
        assert self.charged(clock, NOON).status == "action_needed"
        assert Notice.objects.filter(user=ada, kind="payment_waits").exists()
        assert_books_balance()

    def test_taken_back_nothing_is_charged(self, ada, agreed, clock):
        contract = agreed()
        for _twice in range(2):
            weekly_charges.take_back(contract, by=ada)
        assert self.charged(clock, NOON) is None

    def test_a_card_that_is_kept_no_more_is_not_charged(self, ada, agreed, clock):
        contract = agreed()
        methods.remove(weekly_charges.of(contract).method, by=ada)
        assert self.charged(clock, NOON) is None
        assert weekly_charges.of(contract) is None

    def test_not_while_it_is_paused(self, ada, agreed, clock):
        contract = agreed()
        pauses.pause(contract, until=NOON + timedelta(days=2), by=ada)
        assert self.charged(clock, NOON) is None
        assert self.charged(clock, NOON + timedelta(days=7)).amount == euros(1200)

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_only_the_client_agrees(self, request, agreed, who):
        contract = agreed()
        with pytest.raises(NotAllowed):
            weekly_charges.agree(contract, weekly_charges.of(contract).method, by=request.getfixturevalue(who))

    def test_signing_the_client_may_say_it_at_once(self, ada, cleo, topics, clock, card, client_of):
        contract, kept = hours_story.offered(ada, cleo), card()
        version = contract.versions.proposed().get()
        page = client_of(ada).get(version.get_absolute_url()).text
        assert "No card: I pay each week by hand" in page
        assert "at most €1,200.00 a week" in page
        assert "pay each week by hand" not in client_of(cleo).get(version.get_absolute_url()).text
        said = {"name": "Ada Brandt", "read": version.hash, "card": str(kept.pk)}
        client_of(ada).post(f"{version.get_absolute_url()}signature/", said)
        assert weekly_charges.of(contract).method == kept
        contract_story.sign(version, cleo)
        assert self.charged(clock, NOON).amount == euros(1200)

    def test_more_hours_a_week_than_were_agreed_to_are_not_charged(self, ada, cleo, agreed, clock):
        contract = agreed()
        clock.shift(timedelta(hours=1))
        for cap, holds in ((15, True), (30, False)):
            plan = Plan(currency="EUR", items=(), rate=contract.rate, cap_hours=cap)
            contract_story.sign(amendments.propose(contract, plan, by=ada), ada, cleo)
            assert (weekly_charges.of(contract) is not None) is holds
        assert self.charged(clock, NOON) is None

    def test_the_words_are_kept(self, agreed):
        kept = weekly_charges.of(agreed()).words
        assert "at most €1,200.00 a week (20 hours at €60.00)" in kept


class TestTheEnd:
    def test_the_last_week_is_settled_first_then_the_rest_goes_back(self, ada, cleo, contract, clock):
        worked(contract, "tue 9:00-13:00")
        contract_endings.end(contract, by=ada, why="Done")
        assert fresh(contract).status == "active"
        run(clock, NOON)
        run(clock, SATURDAY)
        assert (fresh(contract).status, fresh(contract).ended_how) == ("ended", "done")
        assert pending(cleo) == euros(192)
        assert Hold.objects.get().status == "split"
        assert Hold.objects.get().refunds.get().amount == euros(960)
        assert_books_balance()

    def test_with_nothing_worked_it_goes_back_at_once(self, cleo, contract):
        contract_endings.end(contract, by=cleo)
        assert (fresh(contract).status, Hold.objects.get().status) == ("ended", "refunded")
        assert_books_balance()

    def test_hours_from_before_it_ended_may_still_be_written_down(self, ada, cleo, contract, clock):
        worked(contract, "tue 9:00-13:00")
        contract_endings.end(contract, by=ada)
        clock.shift(timedelta(hours=2))
        worked(fresh(contract), "wed 9:00-10:00")
        with pytest.raises(Refused, match="No hours can be logged"):
            worked(fresh(contract), "fri 18:30-19:00")

    def test_a_running_timer_stops(self, ada, cleo, contract, clock):
        time_entries.start(contract, by=cleo)
        clock.shift(3600)
        contract_endings.end(contract, by=ada)
        assert time_sums.of(week(contract)).worked == 60

    def test_a_deposit_that_nobody_touches_becomes_dormant_and_goes_back(self, contract, clock):
        since = fresh(contract).stirred_at
        Hold.objects.update(must_leave_by=since + timedelta(days=700))  # in the US two years; elsewhere it ends sooner
        for after in dormancy.AFTER:
            run(clock, since + after)
        assert (fresh(contract).status, fresh(contract).ended_how) == ("ended", "dormant")
        assert_books_balance()

    def test_at_the_gateways_limit_it_goes_back_and_the_contract_goes_on(self, contract, clock):
        limit = Hold.objects.get().must_leave_by
        contract_story.deals_of_contracts.stir(contract)
        clock.move_to(limit)
        escrow.expire(Hold.objects.get())
        assert (Hold.objects.get().status, fresh(contract).status) == ("expired", "active")
        assert deposits.held_for(contract) == euros(0)
        assert_books_balance()

    def test_the_freelancer_cannot_leave_unmarked_while_hours_are_secured(self, contract):
        assert contract_endings.may_close_from(contract, "freelancer") is None
