"""Standing support: begun, charged by the clock, changed, ended, and paid to the maker."""

from datetime import UTC, datetime, timedelta

import pytest

from fundraising import standing_support, support_clocks, support_pages, support_standing, support_terms
from fundraising.choices import CannotChoose
from fundraising.models import Support, SupportCharge
from fundraising.standing_support import Closed
from fundraising.support_terms import Wish
from marketplace.kit import clock as rule_clock
from marketplace.kit import timers
from marketplace.kit.money import Money
from marketplace.kit.refusals import NotAllowed
from payments import chart, ledger
from social.models import Notice
from tests.fundraising import backing, support_story
from tests.fundraising.support_story import GOLD, SILVER
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status, OfCharge = Support.Status, SupportCharge.Status
SECOND = timedelta(seconds=1)


@pytest.fixture
def page(cleo, local_stripe, clock):
    return support_story.open_page(cleo)


@pytest.fixture
def support(page, local_stripe, ben):
    return support_story.begun(local_stripe, page, ben)


def to(clock, moment):
    clock.move_to(moment)
    backing.work()


def clearing_of(user):
    return ledger.balance(chart.clearing(user.party), "EUR")


class TestBeginning:
    def test_the_first_charge_is_now_and_the_makers_at_once_less_the_fee(self, support, cleo):
        assert (support.status, support.level_minor) == (Status.ACTIVE, SILVER)
        assert support.paid_until == datetime(2026, 12, 23, 9, tzinfo=UTC)
        assert clearing_of(cleo) == Money("4.75", "EUR")
        assert_books_balance()

    def test_the_same_wish_twice_is_one(self, page, ben):
        first, second = (
            standing_support.begin(page, support_story.wish(page), supporter=ben.party, by=ben) for _ in "12"
        )
        assert first == second
        assert SupportCharge.objects.count() == 1

    def test_nobody_supports_twice_or_themselves(self, page, support, ben, cleo):
        with pytest.raises(Closed):
            standing_support.begin(page, support_story.wish(page, "Gold"), supporter=ben.party, by=ben)
        with pytest.raises(NotAllowed):
            standing_support.begin(page, support_story.wish(page), supporter=cleo.party, by=cleo)

    def test_a_place_waits_half_an_hour_for_its_payment(self, page, ben, clock):
        made = standing_support.begin(page, support_story.wish(page, "Gold"), supporter=ben.party, by=ben)
        backing.later(clock, minutes=30, seconds=-1)
        assert standing_support.places_taken(made.tier) == 1
        backing.later(clock, seconds=1)
        assert (backing.fresh(made).status, standing_support.places_taken(made.tier)) == (Status.ABANDONED, 0)

    def test_the_last_place_goes_once(self, page, local_stripe, ada, ben, eve):
        for person in (ada, ben):
            support_story.begun(local_stripe, page, person, "Gold")
        with pytest.raises(CannotChoose, match="All places"):
            standing_support.begin(page, support_story.wish(page, "Gold"), supporter=eve.party, by=eve)

    def test_a_sum_of_ones_own_has_a_floor(self, page, ben):
        with pytest.raises(CannotChoose, match="at least"):
            standing_support.begin(page, Wish(own_minor=99), supporter=ben.party, by=ben)

    @pytest.mark.parametrize(
        ("anchor", "every", "after", "then"),
        [
            ((2027, 1, 31), "month", (2027, 1, 31), (2027, 2, 28)),
            ((2027, 1, 31), "month", (2027, 2, 28), (2027, 3, 31)),
            ((2026, 11, 23), "month", (2026, 12, 22), (2026, 12, 23)),
            ((2026, 12, 31), "month", (2027, 3, 31), (2027, 4, 30)),
            ((2028, 2, 29), "year", (2028, 2, 29), (2029, 2, 28)),
            ((2028, 2, 29), "year", (2029, 2, 28), (2030, 2, 28)),
            ((2027, 1, 10), "year", (2027, 6, 10), (2028, 6, 10)),  # paid by the month until then
        ],
    )
    def test_periods_begin_on_the_same_day_of_the_month(self, anchor, every, after, then):
        at = [datetime(*day, 9, tzinfo=UTC) for day in (anchor, after, then)]
        assert support_terms.next_after(at[0], every, at[1]) == at[2]


class TestTheClock:
    def test_it_is_charged_when_its_time_is_over_and_not_a_second_before_and_once(self, support, clock):
        to(clock, support.paid_until - SECOND)
        assert support_story.money_taken() == [SILVER]
        to(clock, support.paid_until)
        backing.work()
        timers.set(support_clocks.DUE, support.pk, support.paid_until)
        backing.work()
        assert support_story.money_taken() == [SILVER, SILVER]
        assert backing.fresh(support).paid_until == datetime(2027, 1, 23, 9, tzinfo=UTC)
        assert_books_balance()

    def test_it_is_told_three_days_before(self, support, clock, ben):
        told = Notice.objects.filter(user=ben, kind="support_before")
        to(clock, support.paid_until - timedelta(days=3) - SECOND)
        assert not told.exists()
        to(clock, support.paid_until - timedelta(days=3))
        assert told.count() == 1

    def test_a_year_is_told_fourteen_days_before(self, page, local_stripe, ben, clock):
        yearly = support_story.begun(local_stripe, page, ben, "Gold", every="year")
        assert support_story.money_taken() == [12_000]
        to(clock, yearly.paid_until - timedelta(days=14))
        assert Notice.objects.filter(user=ben, kind="support_before").count() == 1

    def test_a_later_charge_waits_three_days_for_the_maker(self, support, clock, cleo):
        to(clock, support.paid_until)
        before = clearing_of(cleo)
        renewal = support_story.charges_of(support)[-1]
        to(clock, renewal.settles_at - SECOND)
        assert ledger.balance(chart.hold(renewal.hold), "EUR") == Money("5.00", "EUR")
        to(clock, renewal.settles_at)
        assert ledger.balance(chart.hold(renewal.hold), "EUR") == Money(0, "EUR")
        assert before.amount >= 0
        assert_books_balance()

    def test_three_declines_within_four_days_and_it_rests(self, support, local_stripe, clock, ben):
        support_story.with_card(local_stripe, support, ben, "fails_later")
        due = support.paid_until
        for days, status in ((0, Status.PAST_DUE), (2, Status.PAST_DUE), (4, Status.PAUSED)):
            to(clock, due + timedelta(days=days))
            assert backing.fresh(support).status == status
        to(clock, due + timedelta(days=40))
        assert support_story.money_taken() == [SILVER]
        assert support_story.charges_of(support)[-1].status == OfCharge.VOID
        assert_books_balance()

    def test_what_rests_goes_on_with_a_payment_from_that_day(self, support, local_stripe, clock, ben):
        support_story.with_card(local_stripe, support, ben, "fails_later")
        for days in (0, 2, 4):
            to(clock, support.paid_until + timedelta(days=days))
        clock.shift(timedelta(days=10))
        again = standing_support.go_on(support, by=ben)
        again = support_story.paid(local_stripe, again, ben)
        assert (again.status, again.paid_from) == (Status.ACTIVE, datetime(2027, 1, 6, 9, tzinfo=UTC))
        assert_books_balance()

    def test_a_decline_that_is_mended_keeps_the_day(self, support, local_stripe, clock, ben):
        support_story.with_card(local_stripe, support, ben, "fails_later")
        due = support.paid_until
        to(clock, due)
        support_story.with_card(local_stripe, support, ben, "good")
        to(clock, due + timedelta(days=2))
        mended = backing.fresh(support)
        assert (mended.status, mended.paid_from) == (Status.ACTIVE, due)

    def test_after_days_without_workers_it_is_charged_once(self, support, clock):
        to(clock, support.paid_until + timedelta(days=3))
        assert support_story.money_taken() == [SILVER, SILVER]

    def test_without_a_card_it_is_said(self, support, clock, ben):
        from payments import methods

        methods.remove(support.method, by=ben)
        to(clock, support.paid_until)
        assert backing.fresh(support).status == Status.PAST_DUE
        assert Notice.objects.filter(user=ben, kind="support_without_card").count() == 1


class TestChanging:
    def test_more_begins_at_once_for_the_rest_of_the_period(self, page, support, local_stripe, clock, ben):
        clock.shift(timedelta(days=15))
        due = standing_support.change(support, support_story.wish(page, "Gold"), by=ben)
        assert due.amount == Money("3.50", "EUR")  # half of the 7 between them
        assert backing.fresh(support).tier.name == "Silver"
        more = support_story.paid(local_stripe, support, ben)
        assert (more.tier.name, more.price_minor, more.paid_until) == ("Gold", GOLD, support.paid_until)
        to(clock, support.paid_until)
        assert support_story.money_taken() == [SILVER, 350, GOLD]
        assert_books_balance()

    def test_less_begins_with_the_next_charge_and_can_be_taken_back(self, page, local_stripe, clock, ben):
        support = support_story.begun(local_stripe, page, ben, "Gold")
        assert standing_support.change(support, support_story.wish(page), by=ben) is None
        assert backing.fresh(support).price_minor == GOLD
        standing_support.stay(support, by=ben)
        assert backing.fresh(support).next_price_minor is None
        standing_support.change(support, support_story.wish(page), by=ben)
        to(clock, support.paid_until)
        assert (backing.fresh(support).tier.name, support_story.money_taken()) == ("Silver", [GOLD, SILVER])

    def test_a_dearer_price_is_told_and_charged_after_thirty_days(self, cleo, page, support, clock, ben):
        dearer = support_pages.Offer(name="Silver", benefits="A letter", month_minor=700)
        support_pages.change(support.tier, dearer, by=cleo)
        backing.work()
        assert Notice.objects.filter(user=ben, kind="support_price").count() == 1
        to(clock, support.paid_until)  # exactly thirty days later
        to(clock, backing.fresh(support).paid_until)
        assert support_story.money_taken() == [SILVER, 700, 700]

    def test_two_changes_in_a_row_do_not_shorten_the_notice(self, cleo, support, clock):
        for minor in (5000, 4900):
            dearer = support_pages.Offer(name="Silver", benefits="A letter", month_minor=minor)
            support_pages.change(support.tier, dearer, by=cleo)
        assert backing.fresh(support).next_from == rule_clock.now() + timedelta(days=30)

    def test_a_change_that_is_taken_back_does_not_take_the_dearer_price_with_it(self, cleo, page, support, clock, ben):
        dearer = support_pages.Offer(name="Silver", benefits="A letter", month_minor=700)
        support_pages.change(support.tier, dearer, by=cleo)
        standing_support.change(support, Wish(own_minor=200), by=ben)
        standing_support.stay(support, by=ben)
        assert backing.fresh(support).next_price_minor == 700

    def test_a_dearer_price_leaves_a_charge_within_thirty_days_alone(self, cleo, support, clock):
        clock.shift(timedelta(days=1))
        dearer = support_pages.Offer(name="Silver", benefits="A letter", month_minor=700)
        support_pages.change(support.tier, dearer, by=cleo)
        to(clock, support.paid_until)
        to(clock, backing.fresh(support).paid_until)
        assert support_story.money_taken() == [SILVER, SILVER, 700]


class TestEnding:
    def test_it_ends_with_what_is_paid_for_and_nothing_more_is_charged(self, support, clock, ben):
        for _press in "12":
            ended = standing_support.end(support, by=ben)
        assert (ended.status, ended.ends_at) == (Status.ACTIVE, support.paid_until)
        to(clock, support.paid_until - SECOND)
        assert backing.fresh(support).status == Status.ACTIVE
        to(clock, support.paid_until)
        assert (backing.fresh(support).status, support_story.money_taken()) == (Status.ENDED, [SILVER])

    def test_ending_is_taken_back_until_then(self, support, clock, ben):
        standing_support.end(support, by=ben)
        standing_support.go_on(support, by=ben)
        to(clock, support.paid_until)
        assert support_story.money_taken() == [SILVER, SILVER]

    def test_only_its_supporter_ends_it(self, support, eve):
        with pytest.raises(NotAllowed):
            standing_support.end(support, by=eve)

    def test_a_renewal_is_taken_back_within_three_days_and_not_a_second_later(self, support, clock, ben, cleo):
        to(clock, support.paid_until)
        renewal = support_story.charges_of(support)[-1]
        clock.move_to(renewal.settles_at - SECOND)
        for _press in "12":
            standing_support.take_back(renewal, by=ben)
        backing.work()
        assert (backing.fresh(support).status, backing.fresh(renewal).status) == (Status.ENDED, OfCharge.REFUNDED)
        assert_books_balance()

    def test_at_the_moment_itself_it_is_the_makers(self, support, clock, ben):
        to(clock, support.paid_until)
        renewal = support_story.charges_of(support)[-1]
        to(clock, renewal.settles_at)
        with pytest.raises(Closed):
            standing_support.take_back(renewal, by=ben)

    def test_the_first_charge_is_not_taken_back(self, support, ben):
        with pytest.raises(Closed):
            standing_support.take_back(support_story.charges_of(support)[0], by=ben)

    def test_a_page_that_closes_charges_nobody_any_more(self, cleo, page, support, clock):
        support_pages.close(page, by=cleo)
        to(clock, support.paid_until)
        assert (backing.fresh(support).status, support_story.money_taken()) == (Status.ENDED, [SILVER])

    @pytest.mark.parametrize("said", [{}, {"moves": "taken", "status": "lost"}])
    def test_what_a_bank_takes_back_is_charged_no_more(self, support, clock, said):
        payment = support_story.charges_of(support)[0].hold.payment
        stripe_says.disputed(payment, "5.00 EUR", **said)
        to(clock, support.paid_until)
        assert (len(support_story.charges_of(support)), backing.fresh(support).status) == (1, Status.ENDED)


class TestTheMakersFigures:
    def test_income_is_what_runs_by_the_month_and_what_came(self, page, support, local_stripe, ada, clock):
        support_story.begun(local_stripe, page, ada, "Gold", every="year")
        income = support_standing.income(page)
        assert (income.supporters, income.month) == (2, Money("15.00", "EUR"))
        assert income.month_net == Money("14.25", "EUR")
        assert income.received == Money("118.75", "EUR")
