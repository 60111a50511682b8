"""The figures of a fundraiser: true to the pledges, seen by who raises it, and as many queries for many backers."""

from datetime import timedelta

import pytest

from analytics.campaigns import backers, choices, collected, days, periods, sources
from analytics.campaigns.periods import Period
from fundraising import disbursements, pledges
from fundraising.models import Pledge
from marketplace.kit.money import from_minor
from tests import cast
from tests.fundraising import backing, raising
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def fundraiser(local_stripe, ada, clock):
    return backing.open_fundraiser(ada)


def url(fundraiser, rest=""):
    return f"/my/fundraisers/{fundraiser.listing.slug}/figures/{rest}"


def whole(fundraiser) -> Period:
    return periods.of(backing.fresh(fundraiser), "all")


class TestTheFigures:
    def test_days_add_up_to_the_sum_of_its_page(self, local_stripe, fundraiser, ben, cleo, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        clock.shift(timedelta(days=2))
        backing.promised(local_stripe, fundraiser, cleo, reward="Loaf")
        found = days.of(backing.fresh(fundraiser), whole(fundraiser))
        assert [(day.minor, day.backers, day.together) for day in found] == [
            (2000, 1, 2000),
            (0, 0, 2000),
            (3800, 1, 5800),
        ]
        assert found[-1].together == backing.fresh(fundraiser).pledged_minor

    def test_what_is_taken_back_counts_apart(self, local_stripe, fundraiser, ben, clock):
        pledges.cancel(backing.promised(local_stripe, fundraiser, ben, extra=20), by=ben)
        assert days.came(fundraiser, whole(fundraiser)) == days.Came(0, 0)
        assert days.taken_back(fundraiser) == days.Came(2000, 1)

    def test_choices_add_up_to_the_sum(self, local_stripe, fundraiser, ben, cleo):
        backing.promised(local_stripe, fundraiser, ben, reward="Loaf", extra=5)
        backing.promised(local_stripe, fundraiser, cleo, extra=7)
        found = {row.name: (row.quantity, row.amount.amount) for row in choices.of(backing.fresh(fundraiser))}
        assert found == {"Loaf": (1, 38), "Sums of their own": (None, 12)}

    def test_who_backs_again_is_told_from_who_begins(self, local_stripe, fundraiser, ada, ben, cleo, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        clock.shift(timedelta(days=1))
        second = raising.a_fundraiser(ada, title="Another oven")
        for backer in (ben, cleo):
            backing.promised(local_stripe, second, backer, extra=20)
        assert backers.again(second) == backers.Again(this_maker=1, others=0, first_time=1)

    def test_backers_stand_beside_the_visits_that_brought_them(self, local_stripe, fundraiser, ben, clock):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        Pledge.objects.filter(pk=made.pk).update(came_from="news.example", tag="spring")
        (one,) = sources.of(fundraiser, whole(fundraiser))
        assert (one.name, one.tag, one.visits, one.backers, one.amount.amount) == (
            "news.example",
            "spring",
            None,
            1,
            20,
        )

    def test_the_money_is_where_the_books_have_it(self, local_stripe, fundraiser, ben, cleo, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=1000)
        backing.promised(local_stripe, fundraiser, cleo, extra=10, with_card="fails_later")
        backing.end(fundraiser, clock)
        backing.later(clock, days=8)
        assert [(state.word, state.pledges) for state in collected.states(fundraiser)] == [
            ("Paid", 1), ("Dropped after seven days", 1),
        ]  # fmt: skip
        where = collected.whereabouts(fundraiser)
        assert (where.paid, where.held) == (from_minor(100_000, "EUR"), from_minor(100_000, "EUR"))
        assert_books_balance()

    def test_every_payout_is_a_line_for_the_tax_return(self, local_stripe, fundraiser, ada, ben, client_of, clock):
        backing.promised(local_stripe, fundraiser, ben, extra=1000)
        backing.end(fundraiser, clock)
        backing.later(clock, hours=1)
        disbursements.submit(fundraiser.disbursements.get(), evidence="It burns.", by=ada)
        backing.later(clock, days=30)
        table = b"".join(client_of(ada).get(url(fundraiser, "payouts.csv")).streaming_content).decode()
        assert ",1,Oven built,Gift,,EUR,1000.00,50.00" in table or ",4,Oven built,Gift,,EUR,1000.00,50.00" in table


class TestThePage:
    def test_it_tells_the_maker_how_it_goes(self, local_stripe, fundraiser, ada, ben, client_of):
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        page = client_of(ada).get(url(fundraiser))
        assert page.status_code == 200
        for said in ("€20", "It is too early to say", "The same as a table", "Back something here for the first time"):
            assert said in page.text

    @pytest.mark.parametrize("asked", ["7", "28", "all", "nonsense", "9" * 40, "\x00"])
    def test_any_period_may_be_asked_for(self, fundraiser, ada, client_of, asked):
        assert client_of(ada).get(url(fundraiser), {"period": asked}).status_code == 200

    @pytest.mark.parametrize("rest", ["", "days.csv", "pledges.csv"])
    def test_nobody_else_finds_it(self, fundraiser, ben, client_of, rest):
        assert client_of(ben).get(url(fundraiser, rest)).status_code == 404

    def test_before_it_opens_it_leads_to_its_own_page(self, ada, client_of):
        draft = backing.a_whole_draft(ada)
        assert client_of(ada).get(url(draft))["Location"] == draft.get_absolute_url()

    @pytest.mark.parametrize("name", ["days", "rewards", "sources", "pledges"])
    def test_each_table_is_a_file(self, local_stripe, fundraiser, ada, ben, client_of, name):
        backing.promised(local_stripe, fundraiser, ben, reward="Loaf", message="=1+1", is_anonymous=True)
        table = b"".join(client_of(ada).get(url(fundraiser, f"{name}.csv")).streaming_content).decode()
        assert "38" in table
        assert ben.party.name not in table
        assert "\n=1+1" not in table
        assert ",=1+1" not in table

    def test_it_takes_as_many_queries_for_many_backers(self, local_stripe, fundraiser, ada, ben, client_of, queries):
        backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        browser = client_of(ada)
        one = queries(lambda: browser.get(url(fundraiser)))
        for number in range(4):
            backing.promised(local_stripe, fundraiser, cast.joined(f"B{number} Backer"), reward="Loaf", extra=number)
        assert queries(lambda: browser.get(url(fundraiser))) == one

    def test_the_bar_of_its_page_leads_there(self, fundraiser, ada, ben, client_of):
        link = f'href="{url(fundraiser)}"'
        assert link in client_of(ada).get(fundraiser.get_absolute_url()).text
        assert link not in client_of(ben).get(fundraiser.get_absolute_url()).text
