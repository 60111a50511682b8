"""Made-up clients: who asks. Country, score, reviews, spend and registration are those of one real client each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import Deck, Voice
from marketplace.sample.compose.naming import Firms, Keys
from marketplace.sample.compose.places import Names, Place

NOTE = "Made-up client. Country, rating, number of reviews, spend and registration are those of one real client."


@dataclass
class Client:
    """A row of clients.csv."""

    key: str
    name: str
    contact_given: str
    contact_family: str
    business: str
    summary: str
    country: str
    city: str
    timezone: str
    language: str
    fields: list[str]
    score: int | None
    reviews: int
    spent: int | None
    since: str
    tag: str = field(metadata={"kept": False})
    goods: str = field(metadata={"kept": False})
    people: str = field(metadata={"kept": False})
    note: str = NOTE


@dataclass(frozen=True)
class Facts:
    """What a source says of one client. spent: US cents; score: hundredths of a star."""

    place: Place
    city: str = ""
    score: int | None = None
    reviews: int = 0
    spent: int | None = None
    since: str = ""


class Office:
    """Makes clients up."""

    def __init__(self, deck: Deck, names: Names) -> None:
        self._deck = deck
        self._names = names
        self._firms = Firms(deck)
        self._keys = Keys()
        self._trades: dict[str, list[list[str]]] = {}
        for tag, *trade in vocabulary.columns("firms.txt"):
            self._trades.setdefault(tag, []).append(trade)

    def tags(self, firms: str) -> set[str]:
        """The kinds of firms that a mould names; "any" is all of them."""
        return set(self._trades) if firms == "any" else set(firms.split())

    def client(self, facts: Facts, tags: Sequence[str], language: str) -> Client:
        """A new client of one of these kinds, with the facts of a real one."""
        trades = ["\t".join([tag, *trade]) for tag in tags for trade in self._trades[tag]]
        tag, endings, business, goods, people = self._deck.deal(trades).split("\t")
        voice = Voice(self._deck, {})
        given, family = self._names.person(facts.place.group)
        name = self._firms.name(endings)
        business, goods, people = voice.say(business), voice.say(goods), voice.say(people)
        return Client(
            key=self._keys.key(name), name=name, contact_given=given, contact_family=family, business=business,
            summary=f"{name} is {business}: {goods} for {people}.", country=facts.place.country,
            city=facts.city or self._deck.deal(facts.place.towns), timezone=facts.place.timezone, language=language,
            fields=[], score=facts.score, reviews=facts.reviews, spent=facts.spent, since=facts.since,
            tag=tag, goods=goods, people=people,
        )  # fmt: skip
