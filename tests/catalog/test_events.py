"""What visitors do: one append a deed, nobody followed who does not want it, and counts that add up."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory

from marketplace.catalog import events, partitions, visitors
from marketplace.catalog.models import Event, Listing, ListingStats

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
VIEW, PROPOSAL = Event.Kind.VIEW, Event.Kind.PROPOSAL


def visit(user=None, address: str = "192.0.2.1", **headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers={"User-Agent": FIREFOX, **headers}, REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return request


class TestRecord:
    def test_it_is_one_append(self, job, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert events.record(visit(), VIEW, job, source="discover")
        event = Event.objects.get()
        assert (event.kind, event.listing_id, event.facts) == ("view", job.pk, {"source": "discover"})

    def test_a_second_view_within_half_an_hour_is_the_same_visit(self, job, clock):
        assert [events.record(visit(), VIEW, job) for _time in range(2)] == [True, False]
        clock.shift(timedelta(minutes=29))
        assert not events.record(visit(), VIEW, job)

    def test_another_visitor_is_another_view(self, job):
        assert events.record(visit(), VIEW, job)
        assert events.record(visit(address="192.0.2.2"), VIEW, job)

    @pytest.mark.parametrize(
        "agent",
        [
            "Googlebot/2.1 (+http://www.google.com/bot.html)",
            "curl/8.5",
            "python-requests/2.32",
            "",
            "HeadlessChrome/140",
        ],
    )
    def test_robots_are_left_out(self, job, agent):
        assert not events.record(visit(**{"User-Agent": agent}), VIEW, job)

    def test_an_owner_s_look_at_their_own_is_no_view(self, job, ada):
        assert not events.record(visit(ada), VIEW, job)

    def test_who_has_signed_in_is_known(self, job, cleo):
        events.record(visit(cleo), PROPOSAL, job)
        assert Event.objects.get().user == cleo

    @pytest.mark.parametrize("wish", [{"DNT": "1"}, {"Sec-GPC": "1"}])
    def test_who_asks_to_be_left_alone_leaves_no_view(self, job, cleo, wish):
        assert not events.record(visit(cleo, **wish), VIEW, job)

    def test_what_they_do_on_purpose_is_kept_without_a_mark(self, job, cleo):
        events.record(visit(cleo, DNT="1"), PROPOSAL, job)
        event = Event.objects.get()
        assert (event.user, event.visitor) == (None, None)

    def test_events_go_with_their_listing(self, job):
        events.record(visit(), VIEW, job)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalog_listingstats")
            cursor.execute("DELETE FROM catalog_listing WHERE id = %s", [job.pk])
        assert not Event.objects.exists()


class TestVisitors:
    def test_the_same_browser_has_one_mark_a_day(self, clock):
        first = visitors.mark_of(visit())
        clock.shift(timedelta(hours=3))
        assert visitors.mark_of(visit()) == first

    def test_the_next_day_it_has_another(self, clock):
        first = visitors.mark_of(visit())
        clock.shift(timedelta(days=1))
        assert visitors.mark_of(visit()) != first

    def test_it_fits_its_column(self):
        assert all(0 <= visitors.mark_of(visit(address=f"192.0.2.{n}")) < 2**63 for n in range(200))


class TestAddUpViews:
    @pytest.fixture
    def seen(self, job, clock) -> Listing:
        """The job, seen by three visitors a minute ago."""
        for number in range(3):
            events.record(visit(address=f"192.0.2.{number}"), VIEW, job)
        events.record(visit(), PROPOSAL, job)
        clock.shift(timedelta(minutes=1))
        return job

    def test_views_and_only_views_are_added(self, seen):
        assert events.add_up_views() == 1
        assert ListingStats.objects.get(pk=seen.pk).views == 3

    def test_each_is_added_once(self, seen):
        events.add_up_views()
        events.add_up_views()
        assert ListingStats.objects.get(pk=seen.pk).views == 3

    def test_later_ones_are_added_to_the_earlier(self, seen, clock):
        events.add_up_views()
        events.record(visit(address="192.0.2.99"), VIEW, seen)
        clock.shift(timedelta(minutes=1))
        events.add_up_views()
        assert ListingStats.objects.get(pk=seen.pk).views == 4

    def test_those_of_the_last_seconds_wait(self, job):
        events.record(visit(), VIEW, job)
        assert events.add_up_views() == 0

    def test_two_workers_add_each_once(self, two_connections, clock, request):
        job = request.getfixturevalue("job")
        Event.objects.bulk_create(Event(kind=VIEW, listing=job) for _time in range(20))
        clock.shift(timedelta(minutes=1))
        two_connections(events.add_up_views, events.add_up_views)
        assert ListingStats.objects.get(pk=job.pk).views == 20


class TestPartitions:
    def test_this_month_and_the_next_three_are_made(self, db, clock):
        assert partitions.make_ahead() == [
            f"catalog_event_{month}" for month in ("2026_11", "2026_12", "2027_01", "2027_02")
        ]
        assert partitions.make_ahead() == []

    def test_an_event_lies_in_its_month(self, job, clock):
        partitions.make_ahead()
        events.record(visit(), VIEW, job)
        assert count("catalog_event_2026_11") == 1

    def test_without_its_month_it_is_recorded_all_the_same_and_moved_later(self, job, clock):
        events.record(visit(), VIEW, job)
        assert count("catalog_event_rest") == 1
        partitions.make_ahead()
        assert (count("catalog_event_rest"), count("catalog_event_2026_11"), Event.objects.count()) == (0, 1, 1)

    def test_old_months_are_dropped(self, job, clock, settings):
        settings.EVENTS_KEPT_MONTHS = 2
        partitions.make_ahead(datetime(2026, 7, 1, tzinfo=UTC))
        Event.objects.create(kind=VIEW, listing=job, at=datetime(2026, 8, 31, tzinfo=UTC))
        Event.objects.create(kind=VIEW, listing=job, at=datetime(2026, 9, 1, tzinfo=UTC))
        assert partitions.drop_old() == ["catalog_event_2026_07", "catalog_event_2026_08"]
        assert Event.objects.count() == 1

    @pytest.mark.parametrize(("count", "year", "month"), [(1, 2027, 1), (2, 2027, 2), (-12, 2025, 12), (-11, 2026, 1)])
    def test_months_are_counted_over_the_year(self, count, year, month):
        assert partitions.later(date(2026, 12, 1), count) == date(year, month, 1)


class TestSeen:
    def seen(self, listing: object, **headers: str):
        came_from = headers.pop("came_from", "")
        browser = Client(headers={"User-Agent": FIREFOX, **headers}, enforce_csrf_checks=True)
        return browser.post("/seen/", {"listing": listing, "from": came_from})

    def test_a_page_says_that_it_was_seen(self, job):
        assert self.seen(job.pk, came_from="http://testserver/discover/?q=journal").status_code == 204
        assert Event.objects.get().facts == {"source": "discover"}

    @pytest.mark.parametrize("listing", ["", "nonsense", "1", UUID(int=0)])
    def test_a_listing_that_is_not_there_is_404(self, db, listing):
        assert self.seen(listing).status_code == 404

    def test_one_that_is_hidden_is_404(self, job):
        Listing.objects.update(is_live=False)
        assert self.seen(job.pk).status_code == 404

    def test_another_site_cannot_count_for_its_visitors(self, job):
        assert self.seen(job.pk, **{"Sec-Fetch-Site": "cross-site"}).status_code == 404

    def test_a_get_is_refused(self, client, db):
        assert client.get("/seen/").status_code == 405


@pytest.mark.parametrize(
    ("referrer", "expected"),
    [
        ("", "direct"),
        ("https://daybook.example/", "home"),
        ("https://daybook.example/topics/bread/", "topics"),
        ("https://www.elsewhere.example/a?b", "www.elsewhere.example"),
        ("https://[broken", "direct"),
        ("nonsense", "direct"),
    ],
)
def test_where_they_came_from(referrer, expected):
    assert events.source(referrer, "daybook.example") == expected


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
