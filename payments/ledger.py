"""The one writer of the books.

    ledger.post("milestone_released", [
        Posting(chart.hold(hold), chart.clearing(cleo), Money("320.00", "EUR")),
        Posting(chart.hold(hold), chart.COMMISSION, Money("80.00", "EUR")),
    ], ref=f"release:{milestone.pk}", by=ada)

One round trip: the database function `ledger_post` finds or makes the accounts, locks their balances in the order of
their ids, moves the money and returns the entry. It runs in the caller's transaction, so what an act moves and what it
writes down stand or fall together.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import Error, connection
from django.utils.translation import gettext as _

from marketplace.kit import arrays, clock
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import Refused
from payments.chart import MIRRORS, AccountName
from payments.models import AccountBalance, Entry
from payments.models import Posting as PostingRow

# A column of it is an array, of which each entry has one member; what is an array of an entry's own is written as text.
_POST = """
    SELECT ledger_post(
        id, ref, kind, hash, reverses, %s::uuid, %s::timestamptz, %s::text,
        codes::text[], owners::uuid[], currencies::text[],
        sources::smallint[], destinations::smallint[], amounts::bigint[]
    )
    FROM unnest(
        %s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[],
        %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]
    ) AS draft (id, ref, kind, hash, reverses, codes, owners, currencies, sources, destinations, amounts)
"""

_REUSED = re.compile(r"ledger_ref_reused: (.*)")

# Made once: `json.dumps` with settings of one's own makes an encoder for every call.
_WRITTEN = json.JSONEncoder(separators=(",", ":"), default=str).encode


class NotEnough(Refused):
    """An account that may not go below zero holds less than is to leave it."""


class RefReused(Exception):
    """The ref stands in the books already, for another event."""


class Posting(NamedTuple):
    """A positive amount that moves from one account to another."""

    source: AccountName
    destination: AccountName
    amount: Money


class Line(NamedTuple):
    """A posting as the database takes it, and as its entry's hash is made of it. minor: the amount in minor units."""

    source: str
    source_owner: UUID
    destination: str
    destination_owner: UUID
    currency: str
    minor: int


@dataclass(frozen=True)
class Draft:
    """A business event that is to be written: see `post`."""

    kind: str
    postings: Iterable[Posting]
    ref: str
    reverses: Entry | None = None


@dataclass(frozen=True)
class Posted:
    """What became of an entry: its id, and whether this call wrote it (else it stood there already)."""

    id: UUID
    ref: str
    is_new: bool


def post(kind: str, postings: Iterable[Posting], *, ref: str, by: Any = None, reverses: Entry | None = None) -> Posted:
    """Write one business event: each posting moves a positive amount, in order. Amounts of zero are left out.

    by: the user whose act it is, None for the site itself. The same ref with the same body returns the first entry.
    Raises NotEnough where an account would go below zero, RefReused for a ref that names another event, and ValueError
    where nothing moves.
    """
    return post_all([Draft(kind, postings, ref, reverses)], by=by)[0]


def post_all(drafts: Sequence[Draft], *, by: Any = None) -> list[Posted]:
    """As `post`, for several events in one round trip, in order: all of them are written, or none."""
    if not drafts:
        return []
    owns = [uuid7() for _draft in drafts]
    columns = zip(*map(_as_columns, owns, drafts), strict=True)
    with connection.cursor() as cursor:
        try:
            cursor.execute(_POST, [by.pk if by else None, clock.now(), MIRRORS, *map(arrays.of, columns)])
        except Error as error:
            if ours := _in_our_words(error):
                raise ours from error
            raise
        written = [pk for (pk,) in cursor.fetchall()]
    return [Posted(pk, draft.ref, is_new=pk == own) for pk, own, draft in zip(written, owns, drafts, strict=True)]


def reverse(entry: Entry, *, ref: str, by: Any = None) -> Posted:
    """Take an entry back, whole: the only correction. Raises NotEnough where the money has gone on."""
    rows = entry.postings.select_related("source", "destination").order_by("-place")
    back = [Posting(_name(row.destination), _name(row.source), from_minor(row.amount, row.currency)) for row in rows]
    return post(f"{entry.kind}_reversed", back, ref=ref, by=by, reverses=entry)


def balance(account: AccountName, currency: str) -> Money:
    """What is on the account now. An account that was never used holds nothing."""
    kept = AccountBalance.objects.filter(
        account__code=account.code, account__owner=account.owner, account__currency=currency
    )
    return from_minor(kept.values_list("balance", flat=True).first() or 0, currency)


def balances(code: str, owner: UUID) -> dict[str, Money]:
    """What is on this account in every currency in which it exists, by currency."""
    kept = AccountBalance.objects.filter(account__code=code, account__owner=owner).select_related("account")
    return {row.account.currency: from_minor(row.balance, row.account.currency) for row in kept}


def all_balances(code: str, owners: Collection[UUID]) -> dict[tuple[UUID, str], Money]:
    """What is on the accounts of this name of all these owners, by owner and currency."""
    kept = AccountBalance.objects.filter(account__code=code, account__owner__in=owners)
    rows = kept.values_list("account__owner", "account__currency", "balance")
    return {(owner, currency): from_minor(minor, currency) for owner, currency, minor in rows}


def find(ref: str) -> Entry | None:
    """The entry of this event, if it is in the books."""
    return Entry.objects.filter(ref=ref).first()


def body_hash(kind: str, lines: Sequence[Line], reverses: UUID | None) -> str:
    """The SHA-256 of what an entry says: kind, what it reverses, and its postings in order."""
    return hashlib.sha256(_WRITTEN([kind, reverses, lines]).encode()).hexdigest()


def lines_of(entry: Entry) -> list[Line]:
    """The postings of a stored entry as `body_hash` takes them."""
    rows = PostingRow.objects.filter(entry=entry).select_related("source", "destination").order_by("place")
    return [
        Line(row.source.code, row.source.owner, row.destination.code, row.destination.owner, row.currency, row.amount)
        for row in rows
    ]


def _line(posting: Posting) -> Line:
    source, destination, amount = posting
    return Line(source.code, source.owner, destination.code, destination.owner, amount.currency.code, to_minor(amount))


def _lines(draft: Draft) -> list[Line]:
    lines = [_line(posting) for posting in draft.postings if posting.amount.amount]
    if not lines:
        raise ValueError(f"Nothing moves in {draft.ref}.")
    if min(line.minor for line in lines) < 0:
        raise ValueError(f"An amount below zero in {draft.ref}: money moves the other way instead.")
    return lines


def _as_columns(own: UUID, draft: Draft) -> tuple[UUID | str | None, ...]:
    lines = _lines(draft)
    accounts: dict[tuple[str, UUID, str], int] = {}  # each once, with its place from one
    sources = [
        accounts.setdefault((line.source, line.source_owner, line.currency), len(accounts) + 1) for line in lines
    ]
    destinations = [
        accounts.setdefault((line.destination, line.destination_owner, line.currency), len(accounts) + 1)
        for line in lines
    ]
    back = draft.reverses.pk if draft.reverses else None
    moves = (sources, destinations, (line.minor for line in lines))
    hashed = body_hash(draft.kind, lines, back)
    return (
        own,
        draft.ref,
        draft.kind,
        hashed,
        back,
        *map(arrays.of, zip(*accounts, strict=True)),
        *map(arrays.of, moves),
    )


def _name(account: Any) -> AccountName:
    return AccountName(account.code, account.owner)


def _in_our_words(error: Error) -> Exception | None:
    text = str(error)
    if "balance_not_below_zero" in text:
        return NotEnough(_("There is not enough money on the account for this."))
    if reused := _REUSED.search(text):
        return RefReused(reused[1])
    return None
