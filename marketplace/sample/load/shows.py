"""Portfolios and the works that they hold."""

from collections import defaultdict
from datetime import datetime

from accounts.ports import Picture
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.sample.files import Row
from marketplace.sample.load import pictures
from marketplace.sample.load.setting import Setting, new_id
from marketplace.sample.values import id_of, moment, number, several
from portfolios import faces
from portfolios.front import Front
from portfolios.models import Media, Portfolio, Work


class Walls:
    """The last works of each maker, for their card; known before the makers are written."""

    def __init__(self, works: list[Row], setting: Setting) -> None:
        self._works: dict[str, list[Row]] = defaultdict(list)
        self._setting = setting
        for row in works:
            self._works[row["owner"]].append(row)

    def of(self, key: str) -> list[Picture]:
        """Three works at most, the newest first: a stored picture's path, or what draws the cover."""
        newest = sorted(
            self._works[key], key=lambda row: (published(row), str(id_of("work", row["key"]))), reverse=True
        )
        return [self._picture(row) for row in newest[:3]]

    def _picture(self, row: Row) -> Picture:
        if picture := self._setting.pictures.get(row["picture"]):
            return picture.path
        topics = self._setting.topics_of(several(row["topics"]))
        return [topics[0].cover_style if topics else "grid", str(id_of("work", row["key"])), row["title"]]


def load_portfolio(row: Row, setting: Setting, *, works: int, cover: pictures.Picture | None) -> Portfolio:
    """A portfolio that holds so many works."""
    listing = _listing(Listing.Kind.PORTFOLIO, row, setting)
    portfolio = Portfolio(listing=listing, story=row["story"], sample_note=row["note"])
    setting.shelf.show(listing, faces.of_portfolio(portfolio, _front(row, setting, cover), works=works))
    setting.shelf.put(portfolio)
    return portfolio


def load_work(row: Row, setting: Setting, portfolio: Portfolio, position: int) -> None:
    """A work with its wall label, at its place in the portfolio."""
    picture = setting.pictures.get(row["picture"])
    listing = _listing(Listing.Kind.WORK, row, setting)
    work = Work(
        listing=listing, portfolio=portfolio, position=position, kind_line=row["kind_line"][:200],
        year=number(row["year"]), date_text=row["date_text"][:100], dimensions=row["dimensions"][:200],
        body=row["summary"], credit_line=row["credit"][:400], source_url=row["url"], sample_note=row["note"],
    )  # fmt: skip
    setting.shelf.show(listing, faces.of_work(work, _front(row, setting, picture)))
    setting.shelf.put(work)
    if picture:
        setting.shelf.put(media(listing, picture))


def media(listing: Listing, picture: pictures.Picture) -> Media:
    """The picture as it hangs on the page of a listing."""
    return Media(
        id=new_id(), listing=listing, position=0, file=picture.path, width=picture.width, height=picture.height,
        alt=picture.alt, credit=picture.credit,
    )  # fmt: skip


def published(row: Row) -> datetime:
    """When it was published; now where the file does not say."""
    return moment(row, "published") or clock.now()


def _listing(kind: str, row: Row, setting: Setting) -> Listing:
    return setting.listing(
        kind, row["key"], owner=setting.parties[row["owner"]], title=row["title"][:200], published_at=published(row)
    )


def _front(row: Row, setting: Setting, picture: pictures.Picture | None) -> Front:
    front = Front(
        summary=row["summary"][:300], topics=setting.topics_of(several(row["topics"])),
        language=row["language"] or "en", cover="", cover_alt="", place="", country="",
    )  # fmt: skip
    if picture:
        front |= Front(cover=picture.path, cover_alt=picture.alt)
    return front
