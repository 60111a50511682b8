"""Each filter: what it lets through, and that its figure is what the list then holds."""

from datetime import UTC, datetime, timedelta

import pytest

from discovery import tallies
from discovery.search import Ask, engine
from discovery.search.postgres import surveys
from marketplace.catalog import listings
from marketplace.catalog.models import Listing, Topic
from tests.discovery.publishing import asked, fundraiser, job, many, published, titles

pytestmark = pytest.mark.django_db
PERSON = Listing.Kind.PERSON


def test_the_kind_narrows_and_tabs_count_all_kinds() -> None:
    published("Poster")
    job("Poster wanted")
    survey = engine.survey(asked("q=poster&kind=project"))
    assert titles("q=poster&kind=project") == ["Poster wanted"]
    assert (survey.total.number, survey.kinds[""].number, survey.kinds["work"].number) == (1, 2, 1)


def test_a_topic_holds_all_below_it(topics: dict[str, Topic]) -> None:
    published("Set in type", topics=[topics["typesetting"]])
    published("Book", topics=[topics["book-design"]])
    published("Letter", topics=[topics["translation"]])
    assert set(titles("topic=design")) == {"Set in type", "Book"}
    assert titles("topic=typesetting") == ["Set in type"]
    assert set(titles("topic=typesetting&topic=writing")) == {"Set in type", "Letter"}


def test_topics_are_counted_with_what_lies_below(topics: dict[str, Topic]) -> None:
    published("Set in type", topics=[topics["typesetting"], topics["indesign"]])
    published("Letter", topics=[topics["translation"]])
    counted = {topic.slug: topic.count for topic in engine.survey(asked("topic=typesetting")).topics}
    assert counted == {"design": 1, "book-design": 1, "typesetting": 1, "indesign": 1, "writing": 1, "translation": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("min=600", {"Dear", "Wide"}),
        ("max=300", {"Cheap"}),
        ("min=400&max=550", {"Wide", "Middle"}),
        ("max=300&money=JPY", set()),
        ("min=100,00", {"Cheap", "Middle", "Dear", "Wide"}),
    ],
)
def test_a_price_range_finds_budgets_that_overlap_it(query: str, found: set[str]) -> None:
    job("Cheap", 20_000)
    job("Middle", 50_000)
    job("Dear", 90_000)
    job("Wide", 40_000, 70_000)
    job("Open", None, None, currency="")
    assert set(titles(query)) == found


def test_prices_in_other_currencies_are_compared_at_round_rates() -> None:
    job("Yen", 160_000, currency="JPY")  # about 1,000 euros
    assert titles("min=900&max=1100") == ["Yen"]
    assert titles("min=900&max=1100&money=JPY") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("basis=hourly", {"By the hour"}),
        ("basis=hourly&basis=fixed", {"By the hour", "Expert"}),
        ("level=expert", {"Expert"}),
        ("place=remote", {"Expert"}),
        ("place=DE", {"By the hour"}),
        ("place=DE&place=remote", {"By the hour", "Expert"}),
        ("language=de", {"By the hour"}),
        ("currency=GBP", {"Expert"}),
        ("rating=480", {"Expert"}),
        ("rating=450", {"Expert", "By the hour"}),
        ("open=1&level=expert", {"Expert"}),
    ],
)
def test_each_exact_filter_and_its_figure(query: str, found: set[str]) -> None:
    job("Expert", level="expert", is_remote=True, currency="GBP", rating=490, rating_count=3)
    job("By the hour", basis="hourly", country="DE", language="de", rating=460, rating_count=3)
    published("Neither")
    assert set(titles(query)) == found
    assert engine.survey(asked(query)).total.number == len(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("funding=ongoing", {"Half", "Nearly", "Reached", "Soon"}),
        ("funding=nearly", {"Nearly"}),
        ("funding=reached", {"Reached", "Done"}),
        ("funding=successful", {"Done"}),
        ("funding=failed", {"Missed"}),
        ("ends=week", {"Soon"}),
        ("funding=nearly&funding=reached", {"Nearly", "Reached", "Done"}),
    ],
)
def test_the_state_of_funding(query: str, found: set[str]) -> None:
    fundraiser("Half", 50_000)
    fundraiser("Nearly", 75_000)
    fundraiser("Reached", 100_000)
    fundraiser("Soon", 10_000, days=3)
    fundraiser("Done", 120_000, days=-3, state="successful")
    fundraiser("Missed", 20_000, days=-3, state="failed")
    assert set(titles(query)) == found


def test_people_by_when_they_are_free() -> None:
    today = datetime.now(UTC).date()
    for name, days in (("Now", 0), ("Soon", 10), ("Later", 40)):
        published(name, PERSON, is_open=True, free_from=today + timedelta(days=days))
    published("Asked", PERSON, is_open=True)
    published("Busy", PERSON, is_open=False, free_from=today)
    assert set(titles("free=now")) == {"Now", "Asked"}
    assert set(titles("free=fortnight")) == {"Now", "Asked", "Soon"}
    survey = engine.survey(asked("free=now"))
    assert survey.counts["free"] == {"now": 2, "fortnight": 3}


def test_a_filter_that_is_set_counts_its_other_values_as_if_it_were_not() -> None:
    job("Expert", level="expert")
    job("Beginner", level="entry")
    survey = engine.survey(asked("level=expert"))
    assert survey.counts["level"] == {"expert": 1, "entry": 1}
    assert survey.total.number == 1


def test_every_figure_is_what_its_list_holds(topics: dict[str, Topic]) -> None:
    for n in range(12):
        chosen = {"level": ("entry", "expert")[n % 2], "country": ("DE", "GB", "IS")[n % 3], "is_remote": n % 4 == 0}
        job(f"Poster {n}", 10_000 * (n + 1), topics=[topics[("typesetting", "translation")[n % 2]]], **chosen)
    base = asked("q=poster&level=expert")
    survey = engine.survey(base)
    for facet in ("level", "place", "basis", "currency", "language"):
        for value, figure in survey.counts[facet].items():
            held = engine.page(base.choosing(facet, value), size=50).ids
            assert len(held) == figure, (facet, value)
    for topic in survey.topics:
        narrowed = Ask(words=base.words, chosen=base.chosen, topics=(Topic.objects.get(slug=topic.slug),))
        assert len(engine.page(narrowed, size=50).ids) == topic.count


def test_the_spread_of_prices_counts_each_priced_result_once() -> None:
    for euros in (10, 40, 500, 5_000, 200_000):
        job("Poster", euros * 100)
    job("Poster without a budget", None, None, currency="")
    assert sum(engine.survey(asked("q=poster")).prices) == 5


def test_counting_stops_at_a_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveys, "LIMIT", 5)
    many(8)
    job("Print wanted")
    survey = engine.survey(asked("q=print"))
    assert survey.total == (5, True)
    assert survey.kinds["work"] == (5, True)
    assert survey.kinds["project"] == (1, False)
    assert engine.totals([asked("q=print"), asked("q=print&kind=project")]) == [(5, True), (1, False)]


def test_a_whole_kind_is_read_from_its_tally(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveys, "LIMIT", 5)
    many(8)
    job("Poster wanted", level="expert")
    tallies.recount()
    everything, works = engine.survey(asked("")), engine.survey(asked("kind=work"))
    assert (everything.total, works.total) == ((9, False), (8, False))
    assert everything.counts["level"] == {"expert": 1}
    assert works.kinds[""] == (9, False)


def test_what_is_withdrawn_is_found_no_more() -> None:
    poster = published("Poster")
    listings.withdraw(poster)
    assert titles("q=poster") == []
    assert engine.survey(asked("")).total.number == 0


def test_what_is_published_is_found_at_once() -> None:
    assert titles("q=poster") == []
    published("Poster")
    assert titles("q=poster") == ["Poster"]
    assert engine.survey(asked("q=poster")).total.number == 1


def test_who_takes_supporters_is_found_and_counted() -> None:
    published("Asks", PERSON, facts={"support": True})
    published("Press", Listing.Kind.COMPANY, facts={"support": True})
    published("Does not", PERSON)
    published("Poster", facts={"support": True})
    assert set(titles("support=1")) == {"Asks", "Press"}
    survey = engine.survey(asked("kind=person"))
    assert survey.counts["support"] == {"1": 1}
    assert engine.survey(asked("kind=person&support=1")).total.number == 1


def test_a_badge_narrows_people_and_its_figures_are_what_the_list_holds() -> None:
    for name, facts in (("Newcomer", {}), ("Riser", {"badge": 1}), ("Prover", {"badge": 2})):
        published(name, kind=PERSON, facts=facts)
    published("Poster", facts={"badge": 3})
    assert set(titles("kind=person&badge=1")) == {"Riser", "Prover"}
    assert titles("kind=person&badge=2") == ["Prover"]
    survey = engine.survey(asked("kind=person"))
    assert {step: survey.counts["badge"].get(step, 0) for step in "123"} == {"1": 2, "2": 1, "3": 0}
    assert engine.survey(asked("kind=person&badge=2")).counts["badge"]["1"] == 2
