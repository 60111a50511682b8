"""The open score: what counts how, a line for every change, windows that move on, badges with their grace, the page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import people
from accounts.privacy import port
from marketplace.catalog.models import Listing
from marketplace.kit import timers
from social.models import Badge, Notice, Outcome, Score, ScoreLine
from social.reputation import facts, scores
from tests import cast
from tests.social import dealing

pytestmark = pytest.mark.django_db


def of(person, side="freelancer"):
    return Score.objects.get(party=person.party, side=side)


def outcome(deal, side="freelancer"):
    row = Outcome.objects.filter(deal=deal, side=side).first()
    return (row.half, row.reason) if row else None


def told(person):
    return list(Notice.objects.filter(user=person).order_by("created_at").values_list("kind", flat=True))


def page(person):
    return reverse("social:score_of_person", args=[person.party.slug])


def told_deal(client, freelancer, how="done", **money):
    """A deal of which these facts are told: released, returned (begun), settled (to the freelancer, to the client)."""
    told = dealing.about(client, freelancer)
    if cents := money.get("released"):
        facts.record("released", key=f"{told.key}:r", deal=told, cents=cents)
    if cents := money.get("returned"):
        facts.record("returned", key=f"{told.key}:b", deal=told, cents=cents, was_begun=money.get("was_begun", True))
    if parts := money.get("settled"):
        facts.record("settled", key=f"{told.key}:s", deal=told, to_freelancer=parts[0], to_client=parts[1])
    return dealing.over(told, how)


class TestWhatCounts:
    @pytest.mark.parametrize(
        ("how", "money", "freelancer", "client"),
        [
            ("done", {"released": 100}, (2, "good"), (2, "good")),
            ("client", {"released": 100, "returned": 50}, (1, "part_returned"), (1, "called_off")),
            ("client", {"returned": 50}, (0, "returned"), (1, "called_off")),
            ("client", {"released": 100, "returned": 50, "was_begun": False}, (2, "good"), (2, "good")),
            ("freelancer", {"released": 100}, (1, "left"), (2, "good")),
            ("done", {"settled": (50, 50)}, (1, "split"), (1, "split")),
            ("done", {"settled": (20, 80)}, (0, "lost"), (2, "good")),
            ("done", {"settled": (80, 20)}, (2, "good"), (0, "lost")),
            ("silence", {"released": 100}, None, None),
            ("dormant", {"released": 100}, None, None),
            ("client", {}, None, None),
        ],
    )
    def test_each_end_as_the_page_says(self, ada, cleo, how, money, freelancer, client):
        deal = told_deal(ada, cleo, how, **money)
        assert (outcome(deal), outcome(deal, "client")) == (freelancer, client)

    @pytest.mark.parametrize(("days", "expected"), [(3, (2, "good")), (4, (1, "late"))])
    def test_three_days_late_are_forgiven_and_four_are_not(self, ada, cleo, days, expected):
        assert outcome(dealing.ended(ada, cleo, late_days=days)) == expected

    def test_a_dispute_that_is_told_after_the_end_counts_and_opens_the_reviews(self, ada, cleo):
        told = dealing.about(ada, cleo)
        deal = dealing.over(facts.record("returned", key="1", deal=told, cents=1, was_begun=False) and told)
        assert deal.reviews_close_at is None
        facts.record("settled", key="2", deal=told, to_freelancer=50, to_client=50)
        deal.refresh_from_db()
        assert deal.is_open_to_reviews
        assert outcome(deal) == (1, "split")

    def test_a_release_by_the_clock_is_the_client_s(self, ada, cleo):
        deal = dealing.ended(ada, cleo, by_itself=True)
        assert (outcome(deal), outcome(deal, "client")) == ((2, "good"), (1, "unanswered"))

    @pytest.mark.parametrize(("mark", "expected"), [(4, (2, "good")), (3, (1, "middling")), (2, (0, "rated_low"))])
    def test_a_shown_rating_counts(self, ada, cleo, mark, expected):
        deal = dealing.ended(ada, cleo)
        dealing.review(deal, ada, mark)
        assert outcome(deal) == (2, "good")
        dealing.review(deal, cleo)
        assert outcome(deal) == expected


class TestTheLedger:
    def test_the_worked_example(self, ada, cleo, clock):
        dealing.ended(ada, cleo, cents=75_000)
        dealing.ended(ada, cleo, cents=250_000, late_days=5)
        dealing.ended(ada, cleo, cents=10_000)
        assert (of(cleo).points, of(cleo).months) == (3_099, 24)

    def test_every_change_is_a_line_with_its_sums(self, ada, cleo, clock):
        first, second = dealing.ended(ada, cleo), dealing.ended(ada, cleo)
        lines = list(ScoreLine.objects.filter(party=cleo.party).order_by("at", "pk"))
        assert [(line.before, line.after, line.deal) for line in lines] == [(None, 3784, first), (3784, 5490, second)]
        assert lines[1].sums[0] == {
            "months": 6, "deals": 2, "weights": 8, "good": 16, "squares": 32, "points": 5490,
        }  # fmt: skip

    def test_what_changes_no_figure_writes_no_line(self, ada, cleo):
        deal = dealing.ended(ada, cleo)
        before = ScoreLine.objects.count()
        dealing.review(deal, ada)
        dealing.review(deal, cleo)
        scores.roll()
        assert ScoreLine.objects.count() == before

    def test_the_sides_are_two_scores(self, ada, cleo):
        dealing.ended(ada, cleo)
        assert set(Score.objects.values_list("party__slug", "side")) == {
            ("ada-brandt", "client"), ("cleo-marsh", "freelancer"),
        }  # fmt: skip


class TestWindows:
    def test_a_deal_leaves_a_window_on_its_day_and_not_a_second_before(self, ada, cleo, clock):
        dealing.ended(ada, cleo, late_days=9)
        clock.shift(timedelta(days=400))
        for _good in range(3):
            dealing.ended(ada, cleo)
        assert (of(cleo).months, of(cleo).deals) == (12, 4)
        clock.move_to(clock_day := clock_at(of(cleo).rolls_on) - timedelta(seconds=1))
        assert scores.roll() == 0
        clock.move_to(clock_day + timedelta(seconds=1))
        assert scores.roll() == 2  # hers and Ada's
        assert scores.roll() == 0

    def test_after_two_years_nothing_is_left_and_a_line_says_so(self, ada, cleo, clock):
        dealing.ended(ada, cleo)
        clock.shift(timedelta(days=730))
        scores.roll_scores()
        line = ScoreLine.objects.filter(party=cleo.party).latest("at")
        assert (of(cleo).points, of(cleo).rolls_on, line.after, line.cause) == (None, None, None, "aged")

    def test_a_day_on_which_nothing_leaves_works_nothing_out(self, ada, cleo, clock, queries):
        dealing.ended(ada, cleo)
        clock.shift(timedelta(days=10))
        assert queries(scores.roll) == 1


def clock_at(day):
    from datetime import UTC, datetime, time

    return datetime.combine(day, time(), UTC)


@pytest.fixture
def rising(ada, ben, cleo, clock):
    """Cleo holds the badge Rising: three good deals with two clients."""
    people.publish_profile(cleo.party.profile, by=cleo)
    for client in (ada, ben, ada):
        dealing.ended(client, cleo)
    return cleo


class TestBadges:
    def test_it_is_won_at_once_and_stands_on_page_and_card(self, rising, client):
        assert of(rising).badge == Badge.RISING
        assert "badge_won" in told(rising)
        assert Listing.objects.get(pk=rising.party.profile.pk).facts["badge"] == Badge.RISING
        assert "Rising" in client.get(rising.party.get_absolute_url()).text

    def test_a_page_that_is_changed_keeps_its_badge(self, rising):
        people.change(rising.party.profile, by=rising, headline="Sets books")
        assert Listing.objects.get(pk=rising.party.profile.pk).facts["badge"] == Badge.RISING

    def test_three_deals_with_one_client_are_not_enough(self, ada, cleo):
        for _deal in range(3):
            dealing.ended(ada, cleo)
        assert of(cleo).badge == Badge.NEW

    @pytest.fixture
    def sinking(self, rising, ada):
        """A bad deal: 60 is not reached any more."""
        told_deal(ada, rising, "client", returned=90_000)
        return rising

    def test_lost_it_stays_for_thirty_days_and_not_a_second_longer(self, sinking, clock):
        assert of(sinking).badge == Badge.RISING
        assert told(sinking).count("badge_at_risk") == 1
        clock.shift(timedelta(days=30, seconds=-1))
        timers.run_due()
        assert of(sinking).badge == Badge.RISING
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert (of(sinking).badge, of(sinking).grace_until) == (Badge.NEW, None)
        assert told(sinking).count("badge_lost") == 1

    def test_who_recovers_within_the_grace_keeps_it(self, sinking, ada, ben, clock):
        for client in [ada, ben] * 6:
            dealing.ended(client, sinking, cents=90_000)
        clock.shift(timedelta(days=31))
        timers.run_due()
        assert of(sinking).badge == Badge.RISING
        assert "badge_lost" not in told(sinking)


class TestThePage:
    def test_anybody_reads_it_and_no_sum_and_no_name(self, ada, rising, client):
        shown = client.get(page(rising)).text
        for said in ("64.6", "Wilson", "€306–506", "Missing:", "5 more deals that count"):
            assert said in shown
        assert "Ada Brandt" not in shown
        assert "€400" not in shown
        assert "Layout for a journal" not in shown

    def test_a_title_stands_there_for_one_s_own_side_and_once_reviews_are_shown(self, ada, rising, client, client_of):
        assert "Layout for a journal" in client_of(rising).get(page(rising)).text
        deal = dealing.ended(ada, rising)
        dealing.review(deal, ada)
        dealing.review(deal, rising)
        assert client.get(page(rising)).text.count("Layout for a journal") == 1

    def test_it_can_be_reckoned_again_from_the_sheet(self, rising, client):
        answer = client.get(reverse("social:score_sheet_of_person", args=[rising.party.slug]))
        rows = b"".join(answer.streaming_content).decode().splitlines()[1:]
        assert len(rows) == 3
        assert all(row.split(",")[1:3] == ["2", "1"] for row in rows)

    @pytest.mark.parametrize("query", ["", "?side=client", "?side=x%00", "?deals=nonsense&after=%00"])
    def test_any_question_is_answered(self, rising, client, query):
        assert client.get(page(rising) + query).status_code == 200

    def test_somebody_without_deals_has_an_empty_one(self, ada, client_of):
        people.publish_profile(ada.party.profile, by=ada)
        assert "nothing counts yet" in client_of(cast.eve()).get(page(ada)).text

    def test_a_hidden_page_hides_its_score(self, cleo, ada, client):
        dealing.ended(ada, cleo)
        assert client.get(page(cleo)).status_code == 404

    def test_many_deals_take_as_many_queries_as_one(self, ada, rising, client, queries):
        few = queries(lambda: client.get(page(rising)))
        for _more in range(8):
            dealing.ended(ada, rising)
        assert queries(lambda: client.get(page(rising))) <= few

    def test_it_goes_with_its_person(self, rising):
        for label in ("social.outcome", "social.score", "social.scoreline"):
            port.handler_of(label).erase(rising)
        assert not Score.objects.filter(party=rising.party).exists()
        assert not ScoreLine.objects.filter(party=rising.party).exists()


def test_two_facts_at_once_leave_one_score(transactional_db, two_connections):
    ada, cleo = cast.ada(), cast.cleo()
    results = two_connections(lambda: dealing.ended(ada, cleo), lambda: dealing.ended(ada, cleo))
    assert not [one for one in results if isinstance(one, Exception)]
    assert of(cleo).deals == 2
