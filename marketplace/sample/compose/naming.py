"""Names of works, books, films and firms, none of them twice."""

import itertools

from django.utils.text import slugify

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import Deck, capital


class Keys:
    """Stable keys of rows: a slug of the name, numbered where it is taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def key(self, name: str) -> str:
        """A key that no other row of this kind has."""
        stem = slugify(name)[:70] or "x"
        found = next(key for key in self._numbered(stem) if key not in self._taken)
        self._taken.add(found)
        return found

    @staticmethod
    def _numbered(stem: str) -> itertools.chain[str]:
        return itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))


class Titles:
    """Two-word titles such as "Low sun", in three shapes."""

    def __init__(self, deck: Deck) -> None:
        lines = vocabulary.lines("evocative.txt")
        firsts, seconds = lines[: lines.index("---")], lines[lines.index("---") + 1 :]
        plain = [f"{first} {second}" for first in firsts for second in seconds]
        article = [f"The {first.lower()} {second}" for first in firsts for second in seconds]
        paired = [f"{capital(one)} and {two}" for one, two in itertools.combinations(seconds, 2)]
        self._pile = deck.chance.sample(plain, len(plain)) + deck.chance.sample(article + paired, len(article + paired))
        self._pile.reverse()

    def title(self) -> str:
        """A title that nothing else in the sample has."""
        return self._pile.pop()


class Firms:
    """Names of made-up firms: a first word and what they do."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._first = vocabulary.lines("names.txt")
        self._taken: set[str] = set()

    def name(self, endings: str) -> str:
        """A firm's name with one of the endings (between semicolons)."""
        while True:
            first, last = self._deck.deal(self._first), self._deck.deal(endings.split(";"))
            name = f"{first} {last}"
            if name not in self._taken and not set(first.split()) & set(last.split()):
                self._taken.add(name)
                return name
