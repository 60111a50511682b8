"""The small grammar: what is picked once stays, what is dealt does not come twice too soon."""

import pytest

from marketplace.sample.compose.amounts import shares
from marketplace.sample.compose.grammar import Deck, Voice
from marketplace.sample.compose.naming import Keys

WORDS = {"book": ("a journal", "a novel", "a songbook"), "title": ("Layout for {book}",)}


def test_a_word_once_picked_stays_for_the_whole_text() -> None:
    voice = Voice(Deck("one"), WORDS)
    assert voice.say("{book^}, {book}").lower() == f"{voice.known['book']}, {voice.known['book']}"


def test_words_inside_words_are_resolved() -> None:
    assert Voice(Deck("one"), WORDS).say("{title}").removeprefix("Layout for ") in WORDS["book"]


def test_nothing_is_dealt_twice_before_everything_was_dealt() -> None:
    deck = Deck("one")
    assert {deck.deal(WORDS["book"]) for _ in range(3)} == set(WORDS["book"])


def test_the_same_seed_says_the_same() -> None:
    once, again = (Voice(Deck("seed"), WORDS).say("{a|b|c} {book} {d|e}") for _ in range(2))
    assert once == again


def test_several_come_in_the_order_of_the_list() -> None:
    assert Deck("one").several(["a", "b", "c"], 3) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("number", "template", "said"),
    [
        (4, "{n} posters", "four posters"),
        (4, "{n},000 words", "4,000 words"),
        (1200, "{n} cards", "1,200 cards"),
        (18, "a {n}-page leaflet", "an 18-page leaflet"),
    ],
)
def test_numbers_are_written_as_people_write_them(number: int, template: str, said: str) -> None:
    voice = Voice(Deck("one"), {})
    voice.numbers = {"n": number}
    assert voice.say(template) == said


def test_an_unknown_name_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(KeyError, match="paper"):
        Voice(Deck("one"), WORDS).say("{paper}")


@pytest.mark.parametrize("whole", [10_001, 99_900, 1_234_500])
def test_parts_add_up_to_the_whole(whole: int) -> None:
    parts = shares(whole, [54, 19, 9, 8, 6, 4], "EUR")
    assert (sum(parts), min(parts) > 0) == (whole, True)


def test_keys_are_numbered_where_they_are_taken() -> None:
    keys = Keys()
    assert [keys.key("Low sun"), keys.key("Low sun")] == ["low-sun", "low-sun-2"]
