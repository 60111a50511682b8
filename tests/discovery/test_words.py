"""What words find: stems, phrases, exclusions, accents; and what is said when they find nothing."""

import pytest

from discovery import words
from discovery.models import Word
from discovery.search import Ask, engine, params
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from tests.discovery.publishing import published, titles

pytestmark = pytest.mark.django_db


def test_it_finds_other_forms_of_a_word() -> None:
    published("Designing a journal")
    assert titles("q=designs") == ["Designing a journal"]


def test_it_finds_a_phrase_only_where_its_words_stand_together() -> None:
    published("A toolbox journal")
    published("A journal of the toolbox")
    assert titles('q="toolbox journal"') == ["A toolbox journal"]


def test_it_leaves_out_what_is_excluded() -> None:
    published("Coffee packaging")
    published("Tea packaging")
    assert titles("q=packaging -tea") == ["Coffee packaging"]


def test_it_finds_either_of_two_words() -> None:
    published("Coffee bag")
    published("Tea tin")
    assert set(titles("q=coffee or tea")) == {"Coffee bag", "Tea tin"}


@pytest.mark.parametrize("typed", ["ubersetzung", "Übersetzung", "UBERSETZUNG"])
def test_accents_and_case_make_no_difference(typed: str) -> None:
    published("Übersetzung einer Urkunde", language="de")
    assert titles(f"q={typed}") == ["Übersetzung einer Urkunde"]


def test_it_finds_the_owner_and_the_body() -> None:
    published("Untitled", by="Sanna Wick", body="printed on risograph paper")
    assert titles("q=sanna") == titles("q=risograph") == ["Untitled"]


def test_a_title_stands_before_a_body() -> None:
    published("Lettering")
    published("Poster", body="lettering lettering")
    assert titles("q=lettering") == ["Lettering", "Poster"]


@pytest.mark.parametrize("typed", ["'", '"', "((", "a & | !", "\\", "<->:*", "%", "😀", "-", "or or", "𝕏" * 300])
def test_no_punctuation_breaks_it(typed: str) -> None:
    published("Lettering")
    ask = Ask(words=params.clean(typed))
    assert engine.survey(ask).total.number == len(engine.page(ask).ids)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lettring", "lettering"), ("letetring", "lettering"), ("letering", "lettering"), ("pakaging", "packaging")],
)
def test_it_knows_what_a_mistyped_word_was_meant_to_be(typed: str, meant: str) -> None:
    published("Lettering for packaging")
    words.learn_anew()
    correction = engine.correct(typed)
    assert correction is not None
    assert correction.words == meant


def test_it_meddles_with_no_word_that_is_there() -> None:
    published("Lettering and a setter")
    words.learn_anew()
    assert engine.correct("letter") is None
    assert engine.correct("setter lettring").words == "setter lettering"  # type: ignore[union-attr]


def test_it_says_when_words_are_too_common_to_be_searched() -> None:
    published("The journal")
    correction = engine.correct("the of")
    assert correction is not None
    assert correction.is_too_common


def test_it_learns_the_words_of_what_was_published_since() -> None:
    before = published("Lettering").updated_at
    words.learn(since=before)
    assert set(Word.objects.values_list("word", flat=True)) == {"lettering", "maren", "oduya"}


def test_words_that_are_gone_are_forgotten() -> None:
    published("Lettering")
    words.learn_anew()
    listings.withdraw(Listing.objects.get())
    words.learn_anew()
    assert not Word.objects.exists()


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("logo", "logo", 0), ("lgoo", "logo", 1), ("desgin", "design", 1), ("log", "logo", 1), ("abcd", "xycd", 2)],
)
def test_distance_counts_slips(one: str, other: str, slips: int) -> None:
    assert words.distance(one, other, most=2) == slips


def test_two_words_a_slip_apart_share_a_form() -> None:
    assert set(words.forms("desgin")) & set(words.forms("design"))
