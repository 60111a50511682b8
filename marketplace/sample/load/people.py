"""Made-up freelancers and makers, and the artists of a public collection."""

from collections.abc import Callable

from accounts import faces
from accounts.models import Party, Profile, ProfileSkill, Record
from accounts.ports import Picture
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.sample.files import Row
from marketplace.sample.load.setting import Setting
from marketplace.sample.values import arrival, number, several

Wall = Callable[[str], list[Picture]]

FREE_DAYS = 45  # a sample person is free from some day of the next weeks, the same one for the same key


def load_person(row: Row, setting: Setting, wall: Wall) -> None:
    """A made-up person whose figures are those of an anonymous profile."""
    name = f"{row['given']} {row['family']}"
    party = setting.party(Party.Kind.PERSON, row["key"], name)
    rating, reviews = number(row["rating"]), number(row["reviews"]) or 0
    record = Record(
        party=party, kind=Record.Kind.SAMPLE, source="Sample", note=row["note"],
        rating=rating if reviews else None, rating_count=reviews,
    )  # fmt: skip
    listing = setting.listing(
        Listing.Kind.PERSON, row["key"], owner=party, title=name, slug=party.slug,
        language=row["language"] or "en", rating=record.rating, rating_count=reviews, published_at=arrival(row["key"]),
    )  # fmt: skip
    if picture := setting.pictures.get(row.get("picture")):
        party.photo = picture.path
    profile = Profile(
        listing=listing, party=party, headline=row["headline"], bio=row["bio"], city=row["city"],
        country=row["country"], timezone=row["timezone"], languages=several(row["languages"]), level=row["level"],
        currency=row["currency"] or "EUR", rate_minor=number(row["rate"]),
        free_from=clock.today() if number(row["rate"]) else None,
    )  # fmt: skip
    skills = setting.topics_of(several(row["skills"]), several(row["fields"])[:1])
    setting.shelf.show(listing, faces.of_person(profile, skills=skills, wall=wall(row["key"])))
    setting.shelf.put(profile, record)
    setting.shelf.put(*(ProfileSkill(profile=profile, topic=topic, position=at) for at, topic in enumerate(skills)))


def load_artist(row: Row, setting: Setting, wall: Wall) -> None:
    """An artist of a public collection: nobody signs in to this party, and nobody can be hired through it."""
    party = setting.party(Party.Kind.PERSON, row["key"], row["name"])
    listing = setting.listing(
        Listing.Kind.PERSON, row["key"], owner=party, title=row["name"], slug=party.slug,
        published_at=arrival(row["key"]),
    )  # fmt: skip
    profile = Profile(
        listing=listing, party=party, headline=row["headline"][:140], bio=row["summary"],
        born=number(row["born"]), died=number(row["died"]),
        birth_place=row["birth_place"], death_place=row["death_place"],
    )  # fmt: skip
    record = Record(
        party=party, kind=Record.Kind.PUBLIC, source="Tate collection", licence="CC0", url=row["url"], note=row["note"]
    )
    skills = setting.topics_of(several(row["fields"]))
    setting.shelf.show(listing, faces.of_person(profile, skills=skills, wall=wall(row["key"])))
    setting.shelf.put(profile, record)
    setting.shelf.put(*(ProfileSkill(profile=profile, topic=topic, position=at) for at, topic in enumerate(skills)))
