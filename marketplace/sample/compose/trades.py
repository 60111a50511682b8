"""Made-up freelancers and makers. A freelancer's country, rate, rating, reviews and level are one real profile's."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import Deck, Voice, capital
from marketplace.sample.compose.naming import Keys
from marketplace.sample.compose.places import Names, Place, Places
from marketplace.sample.compose.sources import Sources
from marketplace.sample.compose.topics import Tree

NOTE = (
    "Made-up person. Country, hourly rate, rating, number of reviews and level are those of one real, "
    "anonymous profile."
)
MAKER_NOTE = "Made-up person. Only the country is a real fact: that of the campaign they stand for."
# How many from one country: the sources lean heavily on a few.
_MOST = {"GB": 110, "US": 95, "IN": 60, "BD": 36, "PK": 36}
_OTHERS = 20
_LEVELS = {"5": "expert", "4": "expert", "3": "intermediate", "2": "intermediate", "1": "entry"}
_BADGES = {"top": "expert", "cert": "intermediate"}


@dataclass
class Person:
    """A row of people.csv. rate: minor units an hour; rating: hundredths of a star."""

    key: str
    given: str
    family: str
    name: str
    role: str
    headline: str
    bio: str
    country: str
    city: str
    timezone: str
    languages: list[str]
    language: str
    rate: int | None
    currency: str
    rating: int | None
    reviews: int
    level: str
    fields: list[str]
    skills: list[str]
    note: str
    trade: int = field(default=-1, metadata={"kept": False})


@dataclass(frozen=True)
class Profile:
    """What a source says of one freelancer. says: lower-case words that speak for a trade."""

    place: Place
    rate: int
    rating: int | None
    reviews: int
    level: str
    says: str


class Trade:
    """One trade of `words/trades`."""

    def __init__(self, table: dict[str, str | list[str]]) -> None:
        self.topics = list(table["topics"])
        self.match = re.compile(str(table["match"]))
        self.skills = str(table["skills"]).split("; ")
        self.nouns, self.tails, self.works = (
            vocabulary.entries(str(table[name])) for name in ("noun", "tail", "works")
        )


class Guild:
    """Makes people up."""

    def __init__(self, deck: Deck, names: Names, tree: Tree) -> None:
        self._deck = deck
        self._names = names
        self._tree = tree
        self._keys = Keys()
        self._bios = vocabulary.lists("bios.toml")
        self.trades = [Trade(table) for table in vocabulary.tables("trades", "trade")]
        self.people: list[Person] = []

    def reserve(self, key: str) -> str:
        """A key for somebody who is described elsewhere."""
        return self._keys.key(key)

    def freelancers(self, profiles: list[Profile], count: int) -> None:
        """Turn the profiles into made-up freelancers, the trades and countries in balance."""
        trades: Counter[int] = Counter()
        countries: Counter[str] = Counter()
        most = count // len(self.trades) + 6
        for profile in profiles:
            index = self._trade(profile, trades, most)
            country = profile.place.country
            if index is None or countries[country] >= _MOST.get(country, _OTHERS):
                continue
            trades[index] += 1
            countries[country] += 1
            self.people.append(self._freelancer(profile, index))
            if len(self.people) >= count:
                return

    def _trade(self, profile: Profile, trades: Counter[int], most: int) -> int | None:
        found = [(trades[i], i) for i, trade in enumerate(self.trades) if trade.match.search(profile.says)]
        found = [(used, index) for used, index in found if used < most]
        return min(found)[1] if found else None

    def _freelancer(self, profile: Profile, index: int) -> Person:
        trade = self.trades[index]
        person = self._person(profile.place, "freelancer", NOTE)
        voice = Voice(self._deck, {}, city=person.city)
        person.headline = f"{self._deck.deal(trade.nouns)}. {self._deck.deal(trade.tails)}"
        person.bio = self._bio("freelancer", voice)
        person.rate, person.currency = profile.rate, "USD"
        person.rating, person.reviews, person.level = profile.rating, profile.reviews, profile.level
        person.fields, person.skills, person.trade = trade.topics, self._skills(trade, profile), index
        return person

    def _skills(self, trade: Trade, profile: Profile) -> list[str]:
        said = [name for name in trade.skills if name.lower() in profile.says]
        others = [name for name in self._deck.several(trade.skills, 6) if name not in said]
        return [self._tree.slug(name) for name in [*said, *others][: self._deck.chance.randint(5, 7)]]

    def maker(self, place: Place, topics: list[str], nouns: tuple[str, ...], language: str) -> Person:
        """Somebody who raises money and is not for hire."""
        person = self._person(place, "maker", MAKER_NOTE)
        voice = Voice(self._deck, self._bios, city=person.city, trade=self._deck.deal(nouns))
        person.language = language
        person.headline = capital(voice.say(self._deck.deal(self._bios["maker_headline"])))
        person.bio = self._bio("maker", voice)
        if language == "de":
            person.headline, person.bio = f"{voice.known['trade']} in {person.city}", ""
        person.fields = topics
        self.people.append(person)
        return person

    def _person(self, place: Place, role: str, note: str) -> Person:
        given, family = self._names.person(place.group)
        name = f"{given} {family}"
        return Person(
            key=self._keys.key(name), given=given, family=family, name=name, role=role, headline="", bio="",
            country=place.country, city=self._deck.deal(place.towns), timezone=place.timezone,
            languages=list(place.languages), language="en", rate=None, currency=place.currency, rating=None, reviews=0,
            level="", fields=[], skills=[], note=note,
        )  # fmt: skip

    def _bio(self, kind: str, voice: Voice) -> str:
        lines = self._deck.several(self._bios[kind], self._deck.chance.choice((2, 3, 3)))
        first, *rest = (voice.say(line) for line in lines)
        return f"{first}\n\n{' '.join(rest)}"


def read(sources: Sources, places: Places, deck: Deck) -> list[Profile]:
    """Profiles with a fair rate from both sources, mixed; two in three of them have been rated."""
    found = [*_from_skills(sources, places), *_from_profiles(sources, places)]
    fair = [profile for profile in found if 500 <= profile.rate <= 18_000 and profile.reviews <= 1200]
    rated = [profile for profile in fair if profile.rating and profile.reviews]
    fresh = [profile for profile in fair if not profile.reviews]
    rated, fresh = deck.chance.sample(rated, len(rated)), deck.chance.sample(fresh, len(fresh))
    return [profile for pair in zip(rated[::2], rated[1::2], fresh, strict=False) for profile in pair]


def _from_skills(sources: Sources, places: Places) -> Iterator[Profile]:
    for row in sources.rows("freelancer_skills"):
        place = places.named(row["country"])
        if place:
            reviews = int(row["reviews"] or 0)
            rating = round(float(row["rating"]) * 100) if reviews else None
            says = f"{row['skills_raw']} {row['skill_tokens'].replace('|', ' ')}".lower()
            yield Profile(
                place, round(float(row["hourly_rate_usd"]) * 100), rating, reviews, _LEVELS.get(row["level"], ""), says
            )


def _from_profiles(sources: Sources, places: Places) -> Iterator[Profile]:
    for row in sources.rows("freelancer_profiles"):
        place = places.named(row["country"])
        if place and row["hourly_rate"] and row["source"] == "peopleperhour":
            reviews = int(float(row["reviews"] or 0))
            rating = round(float(row["rating"]) * 100) if reviews and row["rating"] else None
            rate = round(float(row["hourly_rate"]) * 100)
            yield Profile(
                place, rate, rating, reviews if rating else 0, _BADGES.get(row["badge"], ""), row["headline"].lower()
            )
