"""Made-up clients with real figures, and issuers of securities from a public register."""

from datetime import datetime

from accounts import faces
from accounts.models import Company, Party, Profile, Record
from marketplace.catalog.models import Listing
from marketplace.sample.files import Row
from marketplace.sample.load.setting import Setting
from marketplace.sample.values import arrival, calendar_day, number, several


def load_client(row: Row, setting: Setting) -> None:
    """A client: a company with a contact, or a private person where no company is named."""
    contact = f"{row['contact_given']} {row['contact_family']}".strip()
    kind = Party.Kind.COMPANY if row["name"] else Party.Kind.PERSON
    party = setting.party(kind, row["key"], row["name"] or contact)
    record = _record_of_client(party, row)
    topics = setting.topics_of(several(row["fields"]))
    listing = setting.listing(
        kind, row["key"], owner=party, title=party.name, slug=party.slug, language=row["language"] or "en",
        topic=topics[0] if topics else None, rating=record.rating, rating_count=record.rating_count,
        published_at=arrival(row["key"]),
    )  # fmt: skip
    if kind == Party.Kind.COMPANY:
        company = Company(
            listing=listing, party=party, tagline=row["business"][:140], about=row["summary"], city=row["city"],
            country=row["country"], timezone=row["timezone"], contact=contact,
        )  # fmt: skip
        setting.shelf.show(listing, faces.of_company(company, topics=topics[:1]))
        setting.shelf.put(company, record)
    else:
        profile = Profile(
            listing=listing, party=party, headline=row["business"][:140], bio=row["summary"], city=row["city"],
            country=row["country"], timezone=row["timezone"],
        )  # fmt: skip
        setting.shelf.show(listing, faces.of_person(profile, skills=topics, wall=[]))
        setting.shelf.put(profile, record)


def load_issuer(row: Row, setting: Setting, filed: datetime) -> None:
    """A real company, as its filing of that day describes it."""
    party = setting.party(Party.Kind.COMPANY, row["key"], row["name"])
    topics = setting.topics_of(several(row.get("fields")))[:1]
    listing = setting.listing(
        Listing.Kind.COMPANY, row["key"], owner=party, title=row["name"], slug=party.slug,
        topic=next(iter(topics), None), published_at=filed,
    )  # fmt: skip
    company = Company(
        listing=listing, party=party, tagline=row["summary"][:140], about=row["summary"], city=row["city"],
        country=row["country"], website=row["website"], founded_on=calendar_day(row["incorporated"]),
        legal_form=row["legal_form"], jurisdiction=row["jurisdiction"], industry=row["industry"],
    )  # fmt: skip
    record = Record(
        party=party, kind=Record.Kind.PUBLIC, source="US Securities and Exchange Commission", licence="Public record",
        note=row["note"],
    )  # fmt: skip
    setting.shelf.show(listing, faces.of_company(company, topics=topics))
    setting.shelf.put(company, record)


def _record_of_client(party: Party, row: Row) -> Record:
    reviews = number(row["reviews"]) or 0
    return Record(
        party=party, kind=Record.Kind.SAMPLE, source="Sample", note=row["note"],
        rating=number(row["score"]) if reviews else None, rating_count=reviews,
        spent_minor=number(row["spent"]), currency="USD", since=calendar_day(row["since"]),
    )  # fmt: skip
