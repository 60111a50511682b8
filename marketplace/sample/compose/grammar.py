"""A small grammar that makes texts out of lists of words.

`{book}` takes one of the words listed under that name and keeps it for the rest of the text; `{book^}` is the same with
a capital. `{a|b}` takes one of the two, anew each time. Words are dealt like cards: none comes
twice before all were used.
"""

import random
import re
from collections.abc import Mapping, Sequence

_INNERMOST = re.compile(r"\{([^{}]*)\}")
_AN = re.compile(r"\b([Aa]) (?=(?:8|11|18)(?:[\s,.-]|\d\b))")
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_FIGURE_BEFORE = (",000", ".000", " m²", "-", ":")


class Deck:
    """Chance with a memory: the same seed deals the same words in the same order on every machine."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)  # noqa: S311  what is composed must be the same each time
        self._piles: dict[tuple[str, ...], list[str]] = {}

    def deal(self, options: Sequence[str]) -> str:
        """One of the options; each comes once before any comes twice."""
        key = tuple(options)
        pile = self._piles.get(key)
        if not pile:
            pile = self._piles[key] = self.chance.sample(key, len(key))
        return pile.pop()

    def several(self, options: Sequence[str], count: int) -> list[str]:
        """Some different options, in the order in which they are listed."""
        wanted: set[str] = set()
        while len(wanted) < min(count, len(set(options))):
            wanted.add(self.deal(options))
        return [option for option in options if option in wanted]


class Voice:
    """One text's voice: what was picked for a name is picked for the whole text."""

    def __init__(self, deck: Deck, words: Mapping[str, Sequence[str]], **known: str) -> None:
        self.deck = deck
        self.words = words
        self.known = dict(known)
        self.numbers: dict[str, int] = {}
        self.spells = True  # numbers up to twelve as words

    def say(self, template: str) -> str:
        """The template with all its braces resolved. Raises KeyError for a name without words."""
        text = template
        while found := _INNERMOST.search(text):
            text = text[: found.start()] + self._word(found[1], text[found.end() :]) + text[found.end() :]
        return _AN.sub(r"\1n ", text)

    def knows(self, template: str) -> bool:
        """Whether every name in the template has words."""
        names = (part.rstrip("^") for part in _INNERMOST.findall(template) if "|" not in part)
        return all(name in self.known or name in self.numbers or name in self.words for name in names)

    def _word(self, part: str, rest: str) -> str:
        if "|" in part:
            return self.deck.deal(part.split("|"))
        name = part.rstrip("^")
        if name in self.numbers:
            return self._number(self.numbers[name], rest)
        if name not in self.known:
            self.known[name] = self.say(self.deck.deal(self.words[name]))
        word = self.known[name]
        return capital(word) if part.endswith("^") else word

    def _number(self, number: int, rest: str) -> str:
        if self.spells and number < len(_NUMBERS) and not rest.startswith(_FIGURE_BEFORE):
            return _NUMBERS[number]
        return f"{number:,}" if self.spells else str(number)


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]
