"""Fundraisers: real goals, sums, supporters and outcomes, our own stories; and securities offers as they were filed."""

from decimal import Decimal

from fundraising import faces
from fundraising.models import (
    BudgetLine,
    Disbursement,
    Filing,
    FinancialLine,
    Fundraiser,
    Question,
    Reward,
)
from marketplace.catalog.models import Listing
from marketplace.sample.files import Row
from marketplace.sample.load import pictures
from marketplace.sample.load.setting import Setting, new_id
from marketplace.sample.load.shows import media
from marketplace.sample.values import filed_at, moment, months_after, several
from portfolios.front import Front


def load_fundraiser(row: Row, setting: Setting) -> None:
    """A campaign with its plan, its rewards and its questions."""
    listing = setting.listing(
        Listing.Kind.FUNDRAISER, row["key"], owner=setting.parties[row["owner"]], title=row["title"],
        published_at=moment(row, "launched"),
    )  # fmt: skip
    fundraiser = Fundraiser(
        listing=listing, kind=row["kind"], settlement=row["settlement"], status=row["state"],
        currency=row["currency"], goal_minor=row["goal"], launched_at=moment(row, "launched"),
        deadline_at=moment(row, "deadline"), record_raised_minor=row["raised"], record_backers=row["backers"],
        story=row["story"], risks=row["risks"], sample_note=row["note"],
    )  # fmt: skip
    picture = setting.pictures.get(row.get("picture"))
    setting.shelf.show(listing, faces.of_fundraiser(fundraiser, _front(row, setting, picture)))
    setting.shelf.put(fundraiser)
    _put_plan(fundraiser, row, setting)
    if picture:
        setting.shelf.put(media(listing, picture))


def load_offer(row: Row, setting: Setting) -> None:
    """A securities offer that was made elsewhere: a public record to be read, with no way to take part."""
    listing = setting.listing(
        Listing.Kind.FUNDRAISER, row["key"], owner=setting.parties[row["issuer"]], title=row["title"],
        published_at=filed_at(row),
    )  # fmt: skip
    dates = _dates(row)
    fundraiser = Fundraiser(
        listing=listing, kind=row["kind"], settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE,
        status=Fundraiser.Status.COMPLETED, currency=row["currency"], goal_minor=row["target"],
        launched_at=moment(dates, "opened"), deadline_at=moment(dates, "deadline"),
        record_raised_minor=row["sold"], record_backers=row["investors"], story=row["story"], sample_note=row["note"],
    )  # fmt: skip
    setting.shelf.show(listing, faces.of_fundraiser(fundraiser, _front(row, setting, None)))
    setting.shelf.put(fundraiser)
    price = row["price_per_security"]
    filing = Filing(
        fundraiser=fundraiser, form=row["form"], accession=row["accession"], instrument=row["instrument"],
        exemptions=row["exemptions"] or "", intermediary=row["intermediary"] or "",
        price_per_security=Decimal(price) if price else None, minimum_minor=row["minimum"],
        maximum_minor=row["maximum"],
    )  # fmt: skip
    setting.shelf.put(filing)
    for position, (name, (recent, prior)) in enumerate((row["financials"] or {}).items()):
        line = FinancialLine(
            id=new_id(), filing=filing, position=position, name=name, recent_minor=recent, prior_minor=prior
        )
        setting.shelf.put(line)


def _dates(row: Row) -> Row:
    return {
        f"{name}_at": f"{row[f'{name}_on']}T12:00:00+00:00" if row[f"{name}_on"] else None
        for name in ("opened", "deadline")
    }


def _front(row: Row, setting: Setting, picture: pictures.Picture | None) -> Front:
    return Front(
        summary=row["summary"][:300], topics=setting.topics_of(several(row.get("topics"))),
        language=row.get("language") or "en", cover=picture.path if picture else "",
        cover_alt=(row.get("picture_alt") or picture.alt) if picture else "", place=row.get("place") or "",
        country=row.get("country") or "",
    )  # fmt: skip


def _put_plan(fundraiser: Fundraiser, row: Row, setting: Setting) -> None:
    for at, part in enumerate(row["budget"]):
        line = BudgetLine(
            id=new_id(), fundraiser=fundraiser, position=at, label=part["label"], amount_minor=part["amount"]
        )
        setting.shelf.put(line)
    for at, part in enumerate(row["milestones"]):
        due = months_after(fundraiser.deadline_at, part["month_offset"])
        step = Disbursement(
            id=new_id(), fundraiser=fundraiser, position=at, name=part["name"], amount_minor=part["amount"],
            due_on=due, proof=part["proof"],
        )  # fmt: skip
        setting.shelf.put(step)
    setting.shelf.put(*(_reward(fundraiser, at, part) for at, part in enumerate(row["rewards"])))
    questions = (
        Question(id=new_id(), fundraiser=fundraiser, position=at, question=part["q"], answer=part["a"])
        for at, part in enumerate(row["faq"])
    )
    setting.shelf.put(*questions)


def _reward(fundraiser: Fundraiser, position: int, part: Row) -> Reward:
    return Reward(
        id=new_id(), fundraiser=fundraiser, position=position, name=part["name"], contents=part["text"],
        price_minor=part["amount"], delivers_on=months_after(fundraiser.deadline_at, part["months"]),
        ships=part["ships"], limit=part["limit"], record_backers=part["backers"],
    )  # fmt: skip
