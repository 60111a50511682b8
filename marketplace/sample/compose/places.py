"""Countries that the sample's people live in, with towns, and names for made-up people of each."""

from dataclasses import dataclass

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import Deck

_ALSO = {"Viet Nam": "Vietnam", "Russian Federation": "", "Korea, Republic of": "", "Türkiye": "Turkey"}


@dataclass(frozen=True)
class Place:
    """A country as a home: what is spoken and paid there, and its towns."""

    country: str
    name: str
    currency: str
    timezone: str
    languages: tuple[str, ...]
    group: str
    towns: tuple[str, ...]


class Places:
    """Countries found by their ISO code or by the name that a source gives them."""

    def __init__(self) -> None:
        rows = [
            Place(code, name, currency, zone, tuple(languages.split(",")), group, tuple(towns.split(";")))
            for code, name, currency, zone, languages, group, towns in vocabulary.columns("places.txt")
        ]
        self._by_code = {place.country: place for place in rows}
        self._by_name = {place.name: place for place in rows}

    def named(self, name: str) -> Place | None:
        """The country that a source calls this; None where the sample has no people there."""
        return self._by_name.get(_ALSO.get(name, name))

    def coded(self, code: str) -> Place | None:
        """The country with this ISO code; None where the sample has no people there."""
        return self._by_code.get(code)


class Names:
    """Given and family names, dealt so that no person comes twice."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._lists = {
            group: (given.split(";"), family.split(";")) for group, given, family in vocabulary.columns("persons.txt")
        }
        self._taken: set[tuple[str, str]] = set()

    def person(self, group: str) -> tuple[str, str]:
        """A given and a family name that nobody in the sample has yet."""
        given, family = self._lists[group]
        while True:
            name = (self._deck.deal(given), self._deck.deal(family))
            if name not in self._taken:
                self._taken.add(name)
                return name
            self._deck.chance.random()
            name = (self._deck.chance.choice(given), self._deck.chance.choice(family))
            if name not in self._taken:
                self._taken.add(name)
                return name
