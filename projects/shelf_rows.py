"""Every file of a contract in one list, wherever it came from: the folder, the thread, work handed in, the
board, receipts.

A source answers for one place. Each gives its newest rows after a point in time, and the list is merged from them, so
that a page costs as many queries as there are sources, however many files there are:

    shelf_rows.source("board", _("Board"), rows, count)      # another noun of this floor brings its own
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.core import signing
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.models import CardFile, Contract, FileVersion, SharedFile, SubmissionFile
from projects.talks import CONTRACT, PROPOSAL
from social.models import Attachment

PER_PAGE = 30
Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Row:
    """A file as the list shows it. url: where its name leads; where: the thing that it belongs to."""

    pk: UUID
    at: datetime
    name: str
    url: str
    size: int = 0
    version: int = 0
    is_picture: bool = False
    who: str = ""
    where: Words = ""
    where_url: str = ""


@dataclass(frozen=True)
class Point:
    """After which row the list goes on."""

    at: datetime
    pk: UUID

    def older(self, at: str, pk: str) -> Q:
        """A condition for rows that stand after it: of that moment column, by that id column."""
        return Q(**{f"{at}__lt": self.at}) | Q(**{at: self.at, f"{pk}__lt": self.pk})


class Rows(Protocol):
    """The newest rows of a source after a point, at most so many, newest first."""

    def __call__(self, contract: Contract, after: Point | None, most: int) -> Iterable[Row]: ...


@dataclass(frozen=True)
class Source:
    """One place that files come from, what it is called, its rows, and how many there are."""

    name: str
    title: Words
    rows: Rows
    count: Callable[[Contract], int]


@dataclass(frozen=True)
class Page:
    """A page of the list."""

    rows: list[Row]
    next_cursor: str


_sources: dict[str, Source] = {}


def source(name: str, title: Words, rows: Rows, count: Callable[[Contract], int]) -> None:
    """Let the list show the files of this place too."""
    _sources[name] = Source(name, title, rows, count)


def sources() -> list[Source]:
    """All places, in the order in which they were named."""
    return list(_sources.values())


def of(contract: Contract, *, origin: str = "", after: str | None = None, size: int = PER_PAGE) -> Page:
    """The newest files of the contract, or those of one place. A cursor that is not ours gives the first page."""
    point = _read(after)
    asked = [one for one in sources() if not origin or one.name == origin]
    rows = [row for one in asked for row in one.rows(contract, point, size + 1)]
    rows.sort(key=lambda row: (row.at, row.pk), reverse=True)
    return Page(rows[:size], _cursor(rows[size - 1]) if len(rows) > size else "")


def counts(contract: Contract) -> dict[str, int]:
    """How many files there are, by place."""
    return {one.name: one.count(contract) for one in sources()}


def _shared(contract: Contract, after: Point | None, most: int) -> Iterable[Row]:
    newest = FileVersion.objects.filter(shared=OuterRef("pk")).order_by("-number")
    names = {"size": "size", "number": "number", "kind": "type", "who": "author__name"}
    rows = SharedFile.objects.standing().filter(contract=contract)
    rows = rows.annotate(**{name: Subquery(newest.values(column)[:1]) for name, column in names.items()})
    for one in _after(rows, after, "changed_at")[:most]:
        yield Row(
            pk=one.pk,
            at=one.changed_at,
            name=one.name,
            size=one.size,
            url=one.get_absolute_url(),
            version=one.number,
            is_picture=one.kind.startswith("image/"),
            who=one.who,
        )


def _said(contract: Contract, after: Point | None, most: int) -> Iterable[Row]:
    rows = _attachments(contract).select_related("message__author", "message__thread")
    for one in _after(rows, after, "message__at")[:most]:
        said = one.message
        yield Row(
            pk=one.pk,
            at=said.at,
            name=one.name,
            size=one.size,
            url=one.get_absolute_url(),
            is_picture=bool(one.preview),
            who=said.author.name if said.author else "",
            where=_("Message"),
            where_url=f"{said.thread.get_absolute_url()}?at={said.number}#m-{said.number}",
        )


def _handed_in(contract: Contract, after: Point | None, most: int) -> Iterable[Row]:
    rows = _evidence(contract).select_related("submission__milestone")
    for one in _after(rows, after, "submission__at")[:most]:
        milestone = one.submission.milestone
        yield Row(
            pk=one.pk,
            at=one.submission.at,
            name=one.name,
            size=one.size,
            url=reverse("projects:evidence", args=[one.pk]),
            who=contract.freelancer.name,
            where=milestone.name,
            where_url=milestone.get_absolute_url(),
        )


def _on_board(contract: Contract, after: Point | None, most: int) -> Iterable[Row]:
    rows = _beside_cards(contract).select_related("card", "added_by__party")
    for one in _after(rows, after, "added_at")[:most]:
        yield Row(
            pk=one.pk,
            at=one.added_at,
            name=one.name,
            size=one.size,
            url=reverse("projects:card_file", args=[one.pk]),
            who=one.added_by.party.name if one.added_by else "",
            where=one.card.title,
            where_url=one.card.get_absolute_url(),
        )


def _receipts(contract: Contract, after: Point | None, most: int) -> Iterable[Row]:
    for one in _after(contract.extras.exclude(receipt=""), after, "asked_at")[:most]:
        url = reverse("projects:extra_receipt", args=[one.pk])
        yield Row(
            pk=one.pk, at=one.asked_at, name=one.receipt_name, url=url, who=contract.freelancer.name, where=one.what
        )


def _after(rows: "QuerySet[Any]", after: Point | None, moment: str) -> "QuerySet[Any]":
    older = rows.filter(after.older(moment, "pk")) if after else rows
    return older.order_by(f"-{moment}", "-pk")


def _attachments(contract: Contract) -> "QuerySet[Attachment]":
    threads = Q(message__thread__kind=CONTRACT, message__thread__about=contract.pk) | Q(
        message__thread__kind=PROPOSAL, message__thread__about=contract.proposal_id
    )
    return Attachment.objects.filter(threads, message__removed_at__isnull=True, message__held_at__isnull=True)


def _evidence(contract: Contract) -> "QuerySet[SubmissionFile]":
    return SubmissionFile.objects.filter(submission__milestone__contract=contract)


def _beside_cards(contract: Contract) -> "QuerySet[CardFile]":
    return CardFile.objects.filter(card__board__contract=contract)


def _count_shared(contract: Contract) -> int:
    return SharedFile.objects.standing().filter(contract=contract).count()


source("folder", _("Folder"), _shared, _count_shared)
source("messages", _("Messages"), _said, lambda contract: _attachments(contract).count())
source("work", _("Work handed in"), _handed_in, lambda contract: _evidence(contract).count())
source("board", _("Board"), _on_board, lambda contract: _beside_cards(contract).count())
source("receipts", _("Receipts"), _receipts, lambda contract: contract.extras.exclude(receipt="").count())

_signer = signing.Signer(salt="files of a contract")


def _cursor(row: Row) -> str:
    return _signer.sign_object([row.at.isoformat(), str(row.pk)])


def _read(cursor: str | None) -> Point | None:
    try:
        at, pk = _signer.unsign_object(cursor or "")
        return Point(datetime.fromisoformat(at), UUID(pk))
    except (signing.BadSignature, ValueError):
        return None
