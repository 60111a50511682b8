"""Artists and works of a public collection: real people of the past and what they made, as CC0 metadata.

Nothing about them is made up. Their works have no pictures here, so a page draws its own cover.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import capital
from marketplace.sample.compose.naming import Keys
from marketplace.sample.compose.sources import Row, Sources
from marketplace.sample.compose.works import Portfolio, Work

NOTE = (
    "From the Tate collection (metadata, CC0 1.0, 2014). A real artist of the past; nothing here is made up. "
    "The cover is drawn."
)
_DIED_BY = 1980
_LEAST, _MOST = 5, 12  # works of one artist
_FIT = re.compile(r"\[|untitled|title not known|recto|verso|inscription|n[e]gro|savage|lynch", re.IGNORECASE)
_SUBJECTS_SHOWN = 3


@dataclass
class Artist:
    """A row of artists.csv."""

    key: str
    name: str
    sort_name: str
    born: int | None
    died: int | None
    birth_place: str
    death_place: str
    headline: str
    summary: str
    fields: list[str]
    url: str
    note: str = NOTE


class Collection:
    """Chooses artists and hangs their works."""

    def __init__(self, sources: Sources) -> None:
        table = vocabulary.toml("collection.toml")
        self._media = [(re.compile(row["says"]), row["name"], row["topics"]) for row in table["medium"]]
        self._subject = dict(_subjects(sources.rows("taxonomy_art_subjects"), table["subjects"]))
        self._rows = sources.rows("portfolio_artworks")
        self._people = {row["artist_id"]: row for row in sources.rows("portfolio_artists")}
        self._keys, self._work_keys = Keys(), Keys()
        self.artists: list[Artist] = []
        self.portfolios: list[Portfolio] = []
        self.works: list[Work] = []

    def choose(self, count: int) -> None:
        """Hang this many artists, in a fixed mixed order."""
        by_artist: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows:
            if (
                row["artist_role"] == "artist"
                and row["medium"]
                and not _FIT.search(row["title"])
                and len(row["title"]) <= 100
            ):
                by_artist[row["artist_id"]].append(row)
        fitting = [key for key, rows in by_artist.items() if self._is_past(key) and len(_once(rows)) >= _LEAST]
        for artist_id in sorted(fitting, key=_mixed)[:count]:
            self._hang(self._people[artist_id], _once(by_artist[artist_id])[:_MOST])

    def choose_all(self, except_for: Container[str]) -> None:
        """Hang everybody and everything, apart from the artists with these addresses."""
        by_artist: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows:
            by_artist[row["artist_id"]].append(row)
        for artist_id, rows in by_artist.items():
            person = self._people.get(artist_id)
            if person and _address(person) not in except_for:
                self._hang(person, rows)

    def _is_past(self, artist_id: str) -> bool:
        died = _year(self._people.get(artist_id, {}).get("death_year", ""))
        return died is not None and died <= _DIED_BY

    def _hang(self, person: Row, rows: list[Row]) -> None:
        name = _plain_name(person["name"])
        key = self._keys.key(name)
        rows = sorted(rows, key=lambda row: (_year(row["year"]) or 9999, row["accession"]))
        media = [self._medium(row["medium"]) for row in rows]
        kinds = [kind for kind, _ in Counter(kind for kind, _ in media).most_common(2)]
        born, died = _year(person["birth_year"]), _year(person["death_year"])
        title = f"{capital(' and '.join(kinds))}{_span(rows)}"
        works = [
            self._work(key, order, row, topics)
            for order, (row, (_, topics)) in enumerate(zip(rows, media, strict=True))
        ]
        counted = Counter(topic for work in works for topic in work.topics)
        topics = [topic for topic, _ in counted.most_common(4)]
        self.artists.append(Artist(
            key, name, person["name"], born, died, person["birth_place"], person["death_place"],
            title, _life(name, person), topics[:3], _address(person),
        ))  # fmt: skip
        day = -30 - int(_mixed(person["artist_id"])[:4], 16) % 360
        self.portfolios.append(
            Portfolio(
                key=key,
                owner=key,
                title=f"{name}: {title[:1].lower()}{title[1:]}",
                summary=f"{len(works)} of the works by {name} in the Tate collection.",
                story=f"{_life(name, person)}\n",
                topics=topics,
                cover_work=works[0].key,
                picture="",
                published_day=day,
                language="en",
                note=NOTE,
            )
        )
        self.works += works

    def _work(self, owner: str, order: int, row: Row, topics: list[str]) -> Work:
        subjects = dict.fromkeys(self._subject[one] for one in row["subject_ids"].split("|") if one in self._subject)
        return Work(
            key=self._work_keys.key(f"{row['accession']}"),
            owner=owner,
            portfolio=owner,
            title=row["title"],
            kind_line=capital(row["medium"])[:200],
            year=_year(row["year"]),
            date_text=_date(row["date_text"]),
            dimensions="; ".join(row["dimensions"].split("\n"))[:200],
            summary="",
            topics=[*topics, *list(subjects)[:_SUBJECTS_SHOWN]],
            picture="",
            credit=row["credit_line"][:400],
            url=_address(row),
            order=order,
            published_day=-30 - int(_mixed(row["accession"])[:4], 16) % 360,
            language="en",
            note=NOTE,
        )

    def _medium(self, medium: str) -> tuple[str, list[str]]:
        lower = medium.lower()
        return next((name, topics) for says, name, topics in self._media if says.search(lower))


def _address(row: Row) -> str:
    return row["url"].replace("http://", "https://")


def _subjects(rows: list[Row], ours: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each of the collection's subjects with ours, found on its way up the collection's own tree."""
    by_id = {row["subject_id"]: row for row in rows}
    for row in rows:
        at: Row | None = row
        while at and at["name"] not in ours:
            at = by_id.get(at["parent_id"])
        if at:
            yield row["subject_id"], ours[at["name"]]


def _once(rows: list[Row]) -> list[Row]:
    """One row a title, in a fixed mixed order."""
    mixed = sorted(rows, key=lambda row: _mixed(row["accession"]))
    return list({row["title"]: row for row in reversed(mixed)}.values())[::-1]


def _mixed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain_name(sort_name: str) -> str:
    """ "Turner, Joseph Mallord William" as one says it. Titles before the name stay where they are."""
    family, _, given = sort_name.partition(", ")
    given = re.sub(r"\b(Sir|Lady|Dame|Lord|Hon\.?|RA|Bt|OM),?\s*", "", given).strip(" ,")
    return f"{given} {family}".strip()


def _life(name: str, person: Row) -> str:
    born, died = _year(person["birth_year"]), _year(person["death_year"])
    place = person["birth_place"].split(",")[0]
    end = person["death_place"].split(",")[0]
    birth = f"born {born}" if born else "born at a date that is not known"
    birth += f" in {place}" if place else ""
    death = f", died {died}{f' in {end}' if end else ''}" if died else ""
    return f"{name}, {birth}{death}."


def _span(rows: list[Row]) -> str:
    years = sorted(year for row in rows if (year := _year(row["year"])))
    if not years:
        return ""
    return f", {years[0]}" if years[0] == years[-1] else f", {years[0]}–{years[-1]}"


def _year(text: str) -> int | None:
    return int(float(text)) if text else None


def _date(text: str) -> str:
    return "" if text.lower() in {"date not known", "no date"} else text[:100]
