"""What a backer sees of all that they back, and their statement of giving."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from fundraising import (
    backers_waiting,
    deliveries,
    disbursements,
    giving,
    launching,
    standing_support,
    supporting,
    updates,
)
from fundraising.models import Fundraiser, Vote
from tests import cast
from tests.fundraising import backing, delivering, raising, support_story
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
MINE = reverse("fundraising:pledges")


@pytest.fixture
def fundraiser(local_stripe, ada, clock):
    return backing.open_fundraiser(ada)


def test_a_promise_stands_with_when_it_is_charged_and_when_it_is_delivered(
    local_stripe, fundraiser, ben, client_of, clock
):
    fundraiser.rewards.update(delivers_on="2027-04-01")
    backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
    page = client_of(ben).get(MINE).text
    for said in ("Charged if the goal is reached", "April 2027", "€38", "Promised, not paid yet"):
        assert said in page


class TestWhatWaits:
    def test_a_card_that_was_declined(self, local_stripe, fundraiser, ben, cleo, client_of, clock):
        backing.promised(local_stripe, fundraiser, cleo, extra=1000)
        made = backing.promised(local_stripe, fundraiser, ben, extra=10, with_card="fails_later")
        backing.end(fundraiser, clock)
        (line,) = backers_waiting.lines(ben)
        assert (line.url, line.act) == (made.get_absolute_url(), "Pay now")
        assert "€10.00: Your card is tried again, until" in line.note

    def test_a_vote_until_it_is_given(self, local_stripe, ada, ben, cleo, client_of, clock):
        decided = backing.open_fundraiser(ada, backers_decide=True)
        for who in (ben, cleo):
            backing.promised(local_stripe, decided, who, extra=500)
        backing.end(decided, clock)
        backing.later(clock, minutes=11)
        step = decided.disbursements.get()
        disbursements.submit(step, evidence="The oven stands behind the school since Friday.", by=ada)
        for page in (MINE, "/"):
            assert "Look and vote" in client_of(ben).get(page).text
        disbursements.vote(step, Vote.Choice.ACCEPT, by=ben)
        assert [len(backers_waiting.lines(who)) for who in (ben, cleo, ada)] == [0, 1, 0]

    def test_a_survey_until_it_is_answered(self, local_stripe, ada, ben, cleo, clock):
        funded = delivering.funded(local_stripe, ada, ben, cleo, clock=clock)
        assert backers_waiting.lines(ben) == []
        delivering.asked(funded)
        (line,) = backers_waiting.lines(ben)
        assert (line.act, line.url) == ("Answer", f"/pledges/{funded.pledges.get(backer=ben.party).pk}/survey/")
        delivering.answered(funded, ben)
        assert backers_waiting.lines(ben) == []

    def test_a_parcel_until_it_has_arrived(self, local_stripe, ada, ben, cleo, clock, client_of):
        funded = delivering.funded(local_stripe, ada, ben, cleo, clock=clock)
        delivering.asked(funded)
        delivering.answered(funded, ben)
        parcel = delivering.sent(funded, ben)
        (line,) = backers_waiting.lines(ben)
        assert "“Book” was sent on" in line.note
        assert "Has it arrived?" in client_of(ben).get("/").text
        deliveries.receive(parcel, by=ben)
        assert backers_waiting.lines(ben) == []

    def test_nothing_for_who_backs_nothing(self, eve, client_of):
        assert "waiting-pledges" not in client_of(eve).get("/").text


def test_the_page_of_a_pledge_leads_to_what_came_of_it(local_stripe, fundraiser, ada, ben, client_of, clock):
    made = backing.promised(local_stripe, fundraiser, ben, extra=1000)
    told = updates.write(fundraiser, title="The first loaf", body="It rose.", by=ada)
    updates.publish(told, by=ada)
    page = client_of(ben).get(made.get_absolute_url()).text
    assert ("The first loaf" in page, "What is paid out" in page) == (True, False)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    step = fundraiser.disbursements.get()
    assert f'href="{step.get_absolute_url()}"' in client_of(ben).get(made.get_absolute_url()).text


def test_totals_are_what_was_paid_and_what_came_back(local_stripe, fundraiser, ada, ben, clock):
    backing.promised(local_stripe, fundraiser, ben, extra=1000)
    backing.end(fundraiser, clock)
    launching.cancel(backing.fresh(fundraiser), why="The oven burnt.", by=ada)
    backing.later(clock, days=1)
    (total,) = supporting.totals(ben)
    assert (total.promised.amount, total.paid.amount, total.back.amount, total.kept.amount) == (0, 1000, 1000, 0)
    assert [(one.paid.amount, one.back.amount) for one in supporting.years(ben)] == [(1000, 1000)]
    assert supporting.refunds(ben)[0].amount.amount == 1000
    assert_books_balance()


@pytest.mark.parametrize("of", ["", "promised", "ended", "nonsense", "\x00"])
def test_any_list_may_be_asked_for(local_stripe, fundraiser, ben, client_of, of):
    backing.promised(local_stripe, fundraiser, ben, extra=10)
    assert client_of(ben).get(MINE, {"of": of}).status_code == 200


def test_it_takes_as_many_queries_for_many_pledges(local_stripe, fundraiser, ada, ben, client_of, queries):
    backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
    browser = client_of(ben)
    one = queries(lambda: browser.get(MINE))
    for number in range(3):
        another = raising.a_fundraiser(cast.joined(f"M{number} Maker"), title=f"Oven {number}")
        raising.a_reward(another, name="Loaf")
        backing.promised(local_stripe, another, ben, reward="Loaf")
    assert queries(lambda: browser.get(MINE)) == one


class TestTheStatementOfGiving:
    @pytest.fixture
    def given(self, local_stripe, ada, ben, clock):
        """A gift and a reward with something on top, both paid at once."""
        keeps = {"settlement": Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE}
        backed = backing.open_fundraiser(ada, **keeps)
        backing.paid(local_stripe, backed, ben, reward="Loaf", extra=2)
        backing.paid(local_stripe, backed, ben, extra=7)
        return backed

    @pytest.fixture
    def gift(self, given):
        return next(one for one in given.pledges.all() if one.is_gift)

    def url(self, party, rest=""):
        return f"/pledges/years/{party.slug}/{timezone.now().year}/{rest}"

    def test_gifts_stand_apart_from_what_was_bought(self, given, ben):
        (sums,) = giving.of(ben.party, timezone.now().year).sums
        assert [line.amount.amount for line in sums.gifts] == [7]
        assert [(line.amount.amount, line.on_top.amount) for line in sums.bought] == [(40, 2)]

    @pytest.mark.parametrize(
        ("taken", "outcome", "gifts", "back"),
        [("2", "lost", [7], [2]), ("2", "won", [7], []), ("7", "lost", [], []), ("7", "", [], [])],
    )
    def test_what_a_bank_took_of_a_gift_came_back_and_the_rest_was_given(
        self, local_stripe, gift, ben, taken, outcome, gifts, back
    ):
        reference = local_stripe.dispute(gift.hold.payment.charge, amount=int(taken) * 100)
        local_stripe.deliver()
        if outcome:
            local_stripe.decide(reference, outcome)
        local_stripe.deliver()
        (sums,) = giving.of(ben.party, timezone.now().year).sums
        assert [line.amount.amount for line in sums.gifts] == gifts
        assert [line.amount.amount for line in sums.back] == back
        assert [line.amount.amount for line in sums.bought] == [40]
        assert_books_balance()

    def test_what_was_taken_in_the_next_year_came_back_in_it(self, local_stripe, given, gift, ben, clock):
        this = timezone.now().year
        clock.move_to(datetime(this + 1, 1, 10, 9, tzinfo=UTC))
        local_stripe.dispute(gift.hold.payment.charge, amount=200)
        local_stripe.deliver()
        assert giving.years_of([ben.party]) == [(ben.party, [str(this + 1), str(this)])]
        first, second = (giving.of(ben.party, year).sums[0] for year in (this, this + 1))
        assert (first.total(first.gifts).amount, first.back) == (7, ())
        assert (second.gifts, second.total(second.back).amount) == ((), 2)

    def test_it_is_a_page_a_file_and_a_table(self, given, ben, client_of):
        browser = client_of(ben)
        page = browser.get(self.url(ben.party)).text
        assert "Rewards and pre-sales" in page
        assert "no certificate" in page or "your tax office" in page
        assert browser.get(self.url(ben.party, "statement.pdf")).content.startswith(b"%PDF")
        table = b"".join(browser.get(self.url(ben.party, "statement.csv")).streaming_content).decode()
        assert "Gift" in table

    @pytest.mark.parametrize("rest", ["", "statement.pdf", "statement.csv"])
    def test_nobody_else_finds_it(self, given, ben, eve, client_of, rest):
        assert client_of(eve).get(self.url(ben.party, rest)).status_code == 404

    def test_there_is_none_of_a_year_without_giving(self, given, ben, client_of):
        assert client_of(ben).get(f"/pledges/years/{ben.party.slug}/1999/").status_code == 404


def test_standing_support_is_in_the_statement_with_what_came_back(local_stripe, cleo, ben, clock, client_of):
    support = support_story.begun(local_stripe, support_story.open_page(cleo), ben)
    backing.later(clock, days=31)
    standing_support.take_back(support.charges.get(number=2), by=ben)
    backing.work()
    (sums,) = giving.of(ben.party, timezone.now().year).sums
    assert [line.amount.amount for line in sums.supported] == [5, 5]
    assert [line.amount.amount for line in sums.back] == [5]
    assert f"/pledges/years/{ben.party.slug}/" in client_of(ben).get("/supports/").text
    page = client_of(ben).get(f"/pledges/years/{ben.party.slug}/{timezone.now().year}/").text
    assert "Support of Cleo Marsh" in page


def test_a_step_that_went_back_is_in_the_statement(local_stripe, fundraiser, ada, ben, clock):
    backing.promised(local_stripe, fundraiser, ben, extra=1000)
    backing.end(fundraiser, clock)
    backing.later(clock, hours=1)
    disbursements.give_up(fundraiser.disbursements.get(), why="The oven burnt.", by=ada)
    backing.later(clock, days=1)
    (sums,) = giving.of(ben.party, timezone.now().year).sums
    assert sums.total(sums.back).amount == 1000
