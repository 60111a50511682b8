"""Turning pages: every sort shows every result once, whatever ties and gaps there are."""

import random
from datetime import timedelta

import pytest

from discovery.search import cursors, engine
from discovery.search.postgres import pages, surveys
from discovery.search.sorts import LABELS, sorts_for
from marketplace.catalog.models import Listing
from tests.discovery.publishing import NOON, asked, fundraiser, job, many, published, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed() -> list[str]:
    """Listings of three kinds with ties, gaps and moments alike."""
    chance = random.Random(7)
    made = []
    for n in range(11):
        at = NOON + timedelta(hours=n // 3)
        rating = chance.choice([None, 400, 490])
        made.append(job(f"Print {n}", chance.choice([None, 100, 900]), published_at=at, rating=rating, rating_count=2))
        made.append(
            fundraiser(f"Print fund {n}", chance.choice([0, 0, 50_000]), days=chance.choice([2, 9]), published_at=at)
        )
        made.append(published(f"Print work {n}", published_at=at))
    return [listing.title for listing in made]


@pytest.mark.parametrize("query", ["q=print", "", "q=print&kind=project", "kind=fundraiser"])
def test_every_sort_shows_everything_once(mixed: list[str], query: str) -> None:
    held = [title for title in mixed if _is_of(title, asked(query).kind)]
    for sort in LABELS:
        found = titles(f"{query}&sort={sort}", size=4)
        assert sorted(found) == sorted(held), sort
        assert found == titles(f"{query}&sort={sort}", size=50), sort


def _is_of(title: str, kind: str) -> bool:
    return {"": True, "fundraiser": "fund" in title}.get(kind, "fund" not in title and "work" not in title)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["Late", "Middle", "Early"]),
        ("cheapest", ["Middle", "Late", "Early"]),
        ("dearest", ["Late", "Middle", "Early"]),
        ("ending", ["Late", "Early", "Middle"]),
        ("rated", ["Middle", "Early", "Late"]),
    ],
)
def test_each_sort_puts_its_own_first_and_what_has_none_last(sort: str, expected: list[str]) -> None:
    job("Early", None, closes_at=NOON + timedelta(days=900), rating=500, rating_count=1, published_at=NOON)
    job("Middle", 100, rating=490, rating_count=90, published_at=NOON + timedelta(hours=1))
    job("Late", 900, closes_at=NOON + timedelta(days=800), published_at=NOON + timedelta(hours=2))
    assert titles(f"kind=project&sort={sort}") == expected


def test_funding_sorts_by_share_and_by_sum() -> None:
    fundraiser("Small and full", 90_000)
    fundraiser("Large and slow", 200_000, goal=2_000_000)
    assert titles("kind=fundraiser&sort=funded") == ["Small and full", "Large and slow"]
    assert titles("kind=fundraiser&sort=raised") == ["Large and slow", "Small and full"]


def test_what_has_ended_does_not_stand_first_under_ending_soon() -> None:
    fundraiser("Ended", 10, days=-5, state="failed")
    fundraiser("Running", 10, days=5)
    assert titles("kind=fundraiser&sort=ending") == ["Running", "Ended"]


def test_a_sort_that_makes_no_sense_here_gives_the_natural_one() -> None:
    assert asked("kind=work&sort=cheapest").order == "newest"
    assert asked("q=print&kind=work&sort=cheapest").order == "relevance"
    assert "relevance" not in sorts_for(asked("kind=work"))


def test_relevance_goes_on_behind_its_edge_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "RANKED", 7)
    made = [listing.title for listing in many(20)]
    made += [published(f"Print print {n}", published_at=NOON).title for n in range(3)]
    for size in (3, 5, 7, 24):
        found = titles("q=print", size=size)
        assert sorted(found) == sorted(made), size
        assert len(found) == len(set(found))


@pytest.mark.parametrize("limit", [3, 500])
def test_a_search_is_first_shown_with_the_page_it_would_turn_to(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(surveys, "LIMIT", limit)
    monkeypatch.setattr(pages, "RANKED", limit + 1)
    many(9)
    published("Print print", published_at=NOON)
    for query in ("q=print", "q=print&kind=work", "kind=work", "q=nothing"):
        survey, hits = engine.first(asked(query), 4)
        assert survey == engine.survey(asked(query))
        assert hits == engine.page(asked(query), size=4)


def test_what_is_published_meanwhile_repeats_and_hides_nothing() -> None:
    many(6)
    first = engine.page(asked(""), size=3)
    published("Print new")
    second = engine.page(asked(""), after=first.following, size=3)
    assert not set(first.ids) & set(second.ids)
    assert len(second.ids) == 3


def test_a_page_knows_how_many_came_before() -> None:
    many(6)
    first = engine.page(asked(""), size=4)
    assert (first.before, engine.page(asked(""), after=first.following, size=4).before) == (0, 4)


@pytest.mark.parametrize("after", ["x", "eyJ:abc", "a" * 4_000, "\x00"])
def test_a_place_that_is_not_ours_gives_the_start(after: str) -> None:
    many(3)
    assert len(engine.page(asked(""), after=after).ids) == 3


def test_a_place_of_another_sort_gives_the_start() -> None:
    many(5)
    following = engine.page(asked(""), size=2).following
    assert cursors.read("rated", following) is None
    assert engine.page(asked("sort=rated"), after=following, size=2).before == 0


def test_the_first_of_several_searches_come_in_one_look(django_assert_num_queries: object) -> None:
    many(3)
    job("Poster wanted")
    with django_assert_num_queries(1):  # type: ignore[operator]
        works, jobs, people = engine.firsts([asked("kind=work"), asked("kind=project"), asked("kind=person")], 2)
    assert (len(works), len(jobs), len(people)) == (2, 1, 0)
    assert Listing.objects.get(pk=works[0].id).title == "Print 2"
