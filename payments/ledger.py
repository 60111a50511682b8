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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import Error, connection
from django.utils.translation import gettext as _

from marketplace.kit import clock
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import Refused
from payments.chart import AccountName
from payments.models import AccountBalance, Entry
from payments.models import Posting as PostingRow

_POST = """
    SELECT id, is_new FROM ledger_post(
        %s::uuid, %s::text, %s::text, %s::text, %s::uuid, %s::uuid, %s::timestamptz,
        %s::text[], %s::uuid[], %s::text[], %s::smallint[], %s::smallint[], %s::bigint[]
    )
"""


class NotEnough(Refused):
    """An account that may not go below zero holds less than is to leave it."""


class RefReused(Exception):
    """The ref stands in the books already, for another event."""


class Posting(NamedTuple):
    """A positive amount that moves from one account to another."""

    source: AccountName
    destination: AccountName
    amount: Money


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
    moves = [posting for posting in postings if posting.amount.amount]
    if not moves:
        raise ValueError(f"Nothing moves in {ref}.")
    if min(to_minor(move.amount) for move in moves) < 0:
        raise ValueError(f"An amount below zero in {ref}: money moves the other way instead.")
    with connection.cursor() as cursor:
        try:
            cursor.execute(_POST, _arguments(kind, moves, ref, by, reverses))
        except Error as error:
            raise _in_our_words(error, ref) from error
        entry, is_new = cursor.fetchone()
    return Posted(entry, ref, is_new)


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


def find(ref: str) -> Entry | None:
    """The entry of this event, if it is in the books."""
    return Entry.objects.filter(ref=ref).first()


def body_hash(kind: str, postings: Sequence[tuple[str, UUID, str, UUID, str, int]], reverses: UUID | None) -> str:
    """The SHA-256 of what an entry says: kind, what it reverses, and its postings in order, each as
    (source code, source owner, destination code, destination owner, currency, minor units)."""
    text = json.dumps([kind, reverses, postings], separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(entry: Entry) -> list[tuple[str, UUID, str, UUID, str, int]]:
    """The postings of a stored entry as `body_hash` takes them."""
    rows = PostingRow.objects.filter(entry=entry).select_related("source", "destination").order_by("place")
    return [
        (row.source.code, row.source.owner, row.destination.code, row.destination.owner, row.currency, row.amount)
        for row in rows
    ]


def _arguments(kind: str, moves: list[Posting], ref: str, by: Any, reverses: Entry | None) -> list[Any]:
    lines = [
        (m.source.code, m.source.owner, m.destination.code, m.destination.owner, m.amount.currency.code, minor)
        for m, minor in ((move, to_minor(move.amount)) for move in moves)
    ]
    places: dict[tuple[str, UUID, str], int] = {}
    sources = [places.setdefault((line[0], line[1], line[4]), len(places) + 1) for line in lines]
    destinations = [places.setdefault((line[2], line[3], line[4]), len(places) + 1) for line in lines]
    codes, owners, currencies = (list(column) for column in zip(*places, strict=True))
    back = reverses.pk if reverses else None
    return [
        uuid7(), ref, kind, body_hash(kind, lines, back), back, by.pk if by else None, clock.now(),
        codes, owners, currencies, sources, destinations, [line[5] for line in lines],
    ]  # fmt: skip


def _name(account: Any) -> AccountName:
    return AccountName(account.code, account.owner)


def _in_our_words(error: Error, ref: str) -> Exception:
    text = str(error)
    if "balance_not_below_zero" in text:
        return NotEnough(_("There is not enough money on the account for this."))
    if "ledger_ref_reused" in text:
        return RefReused(ref)
    return error
