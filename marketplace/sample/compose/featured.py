"""The few made-up people whose works carry the free pictures."""

from typing import Any

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.trades import MAKER_NOTE, Guild, Person
from marketplace.sample.compose.works import NOTE, Portfolio, Work

PICTURE_NOTE = "Sample. Made-up work of a made-up person; the picture is free and by somebody else, see its credit."
CREDIT = "Picture: public domain or copyright-free, from the demo of the Wagtail project"


def add(guild: Guild, portfolios: list[Portfolio], works: list[Work]) -> None:
    """The persons of featured.toml with their portfolios, before everybody else."""
    for day, table in enumerate(vocabulary.tables("featured.toml", "person"), start=1):
        person = _person(guild, table)
        guild.people.append(person)
        portfolio = table["portfolio"]
        hung = [_work(person, order, work, day) for order, work in enumerate(portfolio["works"])]
        works += hung
        portfolios.append(
            Portfolio(
                key=person.key,
                owner=person.key,
                title=portfolio["title"],
                summary=portfolio["summary"],
                story=portfolio["story"],
                topics=portfolio["topics"],
                cover_work=hung[0].key,
                picture=file_of(portfolio["picture"]),
                published_day=-day,
                language="en",
                note=PICTURE_NOTE,
            )
        )


def file_of(name: str) -> str:
    """The file of a picture that featured.toml calls by this name."""
    return f"{name}.webp"


def _person(guild: Guild, table: dict[str, Any]) -> Person:
    note = NOTE if table["country"] == "IS" else MAKER_NOTE
    return Person(
        key=guild.reserve(table["key"]),
        given=table["given"],
        family=table["family"],
        name=f"{table['given']} {table['family']}",
        role="maker",
        headline=table["headline"],
        bio=table["bio"],
        country=table["country"],
        city=table["city"],
        timezone=table["timezone"],
        languages=["en"],
        language="en",
        rate=None,
        currency="EUR",
        rating=None,
        reviews=0,
        level="",
        fields=table["topics"],
        skills=[],
        note=note.split(". ")[0] + ".",
    )


def _work(person: Person, order: int, table: dict[str, Any], day: int) -> Work:
    return Work(
        key=f"{person.key}-{table['picture']}",
        owner=person.key,
        portfolio=person.key,
        title=table["title"],
        kind_line=table["kind"],
        year=2023,
        date_text="",
        dimensions="",
        summary=table["text"],
        topics=table["topics"],
        picture=file_of(table["picture"]),
        credit=CREDIT,
        url="",
        order=order,
        published_day=-day - order,
        language="en",
        note=PICTURE_NOTE,
    )
