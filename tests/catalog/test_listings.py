"""The one door through which a thing gets its public face."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from marketplace.catalog import listings, text
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing, ListingStats, Topic
from marketplace.kit import pagestore

JOB, WORK = Listing.Kind.PROJECT, Listing.Kind.WORK


def face(**other: object) -> Face:
    return Face(**{"title": "Layout for a journal", "url": "/jobs/layout-for-a-journal/", **other})


def found_by(words: str) -> list[Listing]:
    from django.contrib.postgres.search import SearchQuery

    query = SearchQuery(text.fold(words), config=text.CONFIG, search_type="websearch")
    return list(Listing.objects.live().filter(search=query))


class TestRegister:
    def test_nobody_finds_it_yet(self, ada):
        listing = listings.register(JOB, owner=ada.party, title="Layout")
        assert listing not in Listing.objects.live()
        assert ListingStats.objects.filter(pk=listing.pk).exists()

    def test_equal_titles_get_numbered_slugs(self, ada):
        slugs = [listings.register(JOB, owner=ada.party, title="Layout!").slug for _time in range(3)]
        assert slugs == ["layout", "layout-2", "layout-3"]

    def test_another_kind_may_have_the_same_slug(self, ada):
        assert listings.register(JOB, owner=ada.party, title="Layout").slug == "layout"
        assert listings.register(WORK, owner=ada.party, title="Layout").slug == "layout"

    @pytest.mark.parametrize(
        ("title", "slug"), [("", "project"), ("???", "project"), ("Über Öl", "uber-ol"), ("a" * 200, "a" * 90)]
    )
    def test_any_title_gives_a_slug(self, ada, title, slug):
        assert listings.register(JOB, owner=ada.party, title=title).slug == slug

    def test_two_at_the_same_moment_both_get_one(self, two_connections, request):
        party = request.getfixturevalue("ada").party
        made = two_connections(*[lambda: listings.register(JOB, owner=party, title="Layout")] * 2)
        assert sorted(listing.slug for listing in made) == ["layout", "layout-2"]


class TestPublish:
    def test_it_is_found_by_title_summary_body_topic_and_owner(self, ada, topics):
        listing = listings.register(JOB, owner=ada.party, title="x")
        listings.publish(listing, face(summary="Forty pages", body="In German", topics=[topics["typesetting"]]))
        for words in ("journals", "page", "german", "typesetting", "Brandt", '"layout for a journal"'):
            assert found_by(words) == [listing], words

    def test_accents_make_no_difference(self, ada):
        listing = listings.register(JOB, owner=ada.party, title="x")
        listings.publish(listing, face(title="Übersetzung für Šiauliai"))
        assert found_by("ubersetzung siauliai") == found_by("Übersetzung Šiauliai") == [listing]

    def test_publishing_again_shows_it_as_it_is_now(self, job):
        listings.publish(job, face(title="Cover for a novel"))
        assert (found_by("journal"), found_by("novel")) == ([], [job])

    def test_the_day_of_publication_stays_the_first(self, job, clock):
        first = job.published_at
        clock.shift(timedelta(days=3))
        assert listings.publish(job, face()).published_at == first

    def test_it_carries_the_lineage_of_all_its_topics(self, job, topics):
        listings.publish(job, face(topics=[topics["typesetting"], topics["translation"]]))
        above = {topics[slug].pk for slug in ("design", "book-design", "typesetting", "writing", "translation")}
        assert set(job.lineage) == above
        assert set(job.topics) == {topics["typesetting"].pk, topics["translation"].pk}
        assert job.topic == topics["typesetting"]

    def test_amounts_are_kept_in_euro_cents_too(self, job):
        listings.publish(job, face(currency="JPY", price_low=16_000, price_high=32_000))
        assert job.price_eur == 10_000

    def test_a_price_range_that_runs_backwards_is_refused_by_the_database(self, job):
        with pytest.raises(IntegrityError, match="price_low_to_high"), transaction.atomic():
            listings.publish(job, face(currency="EUR", price_low=2, price_high=1))

    def test_kept_pages_are_turned_over_when_it_commits(self, job, monkeypatch, django_capture_on_commit_callbacks):
        turned: list[int] = []
        monkeypatch.setattr(pagestore, "turn_over", lambda: turned.append(1))
        with django_capture_on_commit_callbacks(execute=True):
            listings.publish(job, face())
            assert turned == []
        assert turned == [1]


class TestWithdraw:
    def test_it_is_out_of_sight_and_its_counters_stay(self, job):
        listings.withdraw(job, state="cancelled")
        job.refresh_from_db()
        assert (job.is_live, job.is_open, job.state) == (False, False, "cancelled")
        assert ListingStats.objects.filter(pk=job.pk).exists()
        assert found_by("journal") == []

    def test_shown_again_it_keeps_its_day(self, job):
        first = job.published_at
        listings.withdraw(job)
        assert listings.publish(job, face()).published_at == first


class TestTheTable:
    def test_a_live_listing_was_published(self, ada):
        listing = listings.register(JOB, owner=ada.party, title="x")
        with pytest.raises(IntegrityError, match="live_was_published"), transaction.atomic():
            Listing.objects.filter(pk=listing.pk).update(is_live=True)

    def test_a_card_is_drawn_from_one_query(self, job, django_assert_num_queries):
        with django_assert_num_queries(1):
            card = Listing.objects.live().with_card().get()
            assert (card.owner.name, card.stats.proposals, card.topic) == ("Ada Brandt", 0, None)


@pytest.mark.parametrize(
    ("raised", "goal", "expected"),
    [(0, 100, 0), (999, 1000, 999), (1, 3, 333), (300, 100, 3000), (None, 100, None), (5, 0, None), (5, None, None)],
)
def test_the_share_is_rounded_down(raised, goal, expected):
    assert listings.permille(raised, goal) == expected


class TestTopics:
    def test_under_a_topic_is_everything_below_it(self, topics):
        below = Topic.objects.under(topics["design"]).values_list("slug", flat=True)
        assert set(below) == {"design", "book-design", "typesetting", "indesign"}

    def test_roots_have_nothing_above(self, topics):
        assert set(Topic.objects.roots().values_list("slug", flat=True)) == {"design", "writing"}

    def test_a_listing_is_found_under_every_topic_above_its_own(self, job, topics):
        listings.publish(job, face(topics=[topics["typesetting"]]))
        for slug, expected in (("design", 1), ("book-design", 1), ("typesetting", 1), ("writing", 0)):
            assert Listing.objects.filter(Q(lineage__contains=[topics[slug].pk])).count() == expected, slug

    def test_its_depth_is_counted_from_the_root(self, topics):
        assert [topics[slug].depth for slug in ("design", "book-design", "typesetting")] == [0, 1, 2]
