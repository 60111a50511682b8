"""What happened on an account, line by line, each with the balance after it: from the postings, never from a sum.

lines = statements.lines(chart.wallet(cleo.party), "EUR")          # a query set, the latest first with page_of
statements.read(lines, account)                                    # as a person reads them
statements.balance_at(chart.wallet(cleo.party), "EUR", moment)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Sum, When

from marketplace.kit.money import Money, from_minor
from payments.chart import AccountName
from payments.models import Account, Posting


@dataclass(frozen=True)
class Line:
    """One posting as the owner of the account sees it. amount: below zero where it left; after: what was there then."""

    place: int
    at: datetime
    kind: str
    ref: str
    amount: Money
    after: Money
    other: AccountName
    entry: UUID


def lines(account: AccountName, currency: str) -> "QuerySet[Posting]":
    """The postings of the account in this currency. They go in order of their ids."""
    mine = Account.objects.filter(code=account.code, owner=account.owner, currency=currency)
    moved = Posting.objects.filter(Q(source__in=mine) | Q(destination__in=mine))
    return moved.select_related("entry", "source", "destination")


def read(postings: Iterable[Posting], account: AccountName) -> Iterator[Line]:
    """Postings of this account, as lines of its statement."""
    for posting in postings:
        yield _line(posting, account)


def balance_at(account: AccountName, currency: str, moment: datetime) -> Money:
    """What was on the account at that moment: all that had come by then, less all that had left."""
    mine = Q(source__code=account.code, source__owner=account.owner)
    moved = lines(account, currency).filter(entry__at__lte=moment)
    signed = Case(When(mine, then=-F("amount")), default=F("amount"))
    return from_minor(moved.aggregate(sum=Sum(signed))["sum"] or 0, currency)


def _line(posting: Posting, account: AccountName) -> Line:
    left = AccountName(posting.source.code, posting.source.owner) == account
    other = posting.destination if left else posting.source
    after = posting.source_after if left else posting.destination_after
    return Line(
        place=posting.pk,
        at=posting.entry.at,
        kind=posting.entry.kind,
        ref=posting.entry.ref,
        amount=from_minor(-posting.amount if left else posting.amount, posting.currency),
        after=from_minor(after, posting.currency),
        other=AccountName(other.code, other.owner),
        entry=posting.entry_id,
    )
