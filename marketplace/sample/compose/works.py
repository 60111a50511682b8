"""Portfolios and works of made-up people: what they did, told in three short paragraphs."""

from dataclasses import dataclass

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import Deck, Voice, capital
from marketplace.sample.compose.naming import Keys, Titles
from marketplace.sample.compose.trades import Guild, Person

NOTE = "Sample. Made-up work of a made-up person; every word is ours."


@dataclass
class Portfolio:
    """A row of portfolios.csv. published_day: days from loading."""

    key: str
    owner: str
    title: str
    summary: str
    story: str
    topics: list[str]
    cover_work: str
    picture: str
    published_day: int
    language: str
    note: str


@dataclass
class Work:
    """A row of works.csv.gz. summary: markdown."""

    key: str
    owner: str
    portfolio: str
    title: str
    kind_line: str
    year: int | None
    date_text: str
    dimensions: str
    summary: str
    topics: list[str]
    picture: str
    credit: str
    url: str
    order: int
    published_day: int
    language: str
    note: str


class Hanging:
    """Gives each freelancer a portfolio."""

    def __init__(self, deck: Deck, guild: Guild, titles: Titles) -> None:
        self._deck = deck
        self._guild = guild
        self._titles = titles
        self._shared = vocabulary.lists("shared.toml")
        self._keys = Keys()
        self.portfolios: list[Portfolio] = []
        self.works: list[Work] = []

    def hang(self, person: Person) -> None:
        """One portfolio of two to four works of this person's trade."""
        trade = self._guild.trades[person.trade]
        lines = self._deck.several(trade.works, self._deck.chance.choice((2, 3, 3, 4)))
        works = [self._work(person, order, line, trade.topics) for order, line in enumerate(lines)]
        lead = works[0]
        kind = lead.kind_line[:1].lower() + lead.kind_line[1:]
        self.portfolios.append(
            Portfolio(
                key=person.key,
                owner=person.key,
                title=f"{lead.title}: {kind}",
                summary=lead.summary,
                story=self._story(),
                topics=trade.topics,
                cover_work=lead.key,
                picture="",
                published_day=lead.published_day,
                language="en",
                note=NOTE,
            )
        )
        self.works += works

    def _work(self, person: Person, order: int, line: str, topics: list[str]) -> Work:
        voice = Voice(self._deck, {}, city=person.city)
        kind, text = (capital(voice.say(part)) for part in line.split(" :: "))
        title = self._titles.title()
        return Work(
            key=self._keys.key(title),
            owner=person.key,
            portfolio=person.key,
            title=title,
            kind_line=kind,
            year=self._deck.chance.randint(2016, 2023),
            date_text="",
            dimensions="",
            summary=text,
            topics=topics,
            picture="",
            credit="",
            url="",
            order=order,
            published_day=-self._deck.chance.randint(1, 420),
            language="en",
            note=NOTE,
        )

    def _story(self) -> str:
        brief, process, process2, outcome = (
            self._deck.deal(self._shared[f"story_{name}"]) for name in ("brief", "process", "process", "outcome")
        )
        parts = {"The brief": brief, "How it was made": f"{process} {process2}", "What came of it": outcome}
        return "\n".join(f"## {head}\n\n{text}\n" for head, text in parts.items())
