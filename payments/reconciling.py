"""The gateway's statement against the books, object by object: nightly, and when somebody asks. It only reads.

    reconciling.run("stripe", since=…, until=…)

Every object that moved cash there must stand in the books by one entry (`GatewayObject`), and the reverse; with the
same sum in the same currency. News may come late by as long as a gateway repeats its webhooks, so what the books have
is looked for in a wider time there. What does not agree is a Difference: nothing is posted, a person looks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from marketplace.kit.refusals import Refused
from payments import chart, gateways, ledger
from payments.gateways.port import Unclear
from payments.gateways.statement import Moved
from payments.models import Account, Difference, GatewayObject, Posting, Reconciliation

log = structlog.get_logger(__name__)

LATE = timedelta(days=3)  # Stripe repeats a webhook for so long
USUAL = timedelta(days=3)  # what a nightly comparison covers: each object at least twice
PIECE = 500
Sort, Status = Difference.Sort, Difference.Status
Name = tuple[str, str]  # kind and reference of an object


@dataclass(frozen=True)
class _Booked:
    """What one object did to our picture of the gateway's cash, by the books."""

    entry: Any
    sums: dict[str, int]  # minor units by currency; what came in is above zero


def run(
    gateway: str, *, since: datetime | None = None, until: datetime | None = None, by: Any = None
) -> Reconciliation:
    """Compare a time with the books, by default the last days until a minute ago.

    A gateway that does not answer is written down, and found nothing. Raises Refused for one that keeps no statement.
    """
    until = until or clock.now() - timedelta(minutes=1)
    made = Reconciliation.objects.create(gateway=gateway, since=since or until - USUAL, until=until, by=by)
    try:
        found = list(_compare(made))
    except Unclear as error:
        made.error = str(error)[:300]
        log.warning("reconciliation_broken_off", gateway=gateway, error=str(error))
    else:
        _note(made, found)
    made.ended_at = clock.now()
    made.save(update_fields=["ended_at", "error", "matched"])
    return made


def again(earlier: Reconciliation, *, by: Any) -> Reconciliation:
    """Compare the same time once more."""
    return run(earlier.gateway, since=earlier.since, until=earlier.until, by=by)


def up_to_now(earlier: Reconciliation, *, by: Any) -> Reconciliation:
    """Compare the same gateway until now."""
    return run(earlier.gateway, by=by)


@transaction.atomic
def explain(difference: Difference, *, by: Any, why: str) -> Difference:
    """A person has found out why it is so, and that nothing need be done, or has done it.

    Raises IllegalMove for one that is not open.
    """
    difference = Difference.objects.locked().get(pk=difference.pk)
    difference.why = why
    return difference.move_to(Status.EXPLAINED, by=by, why=why, saving=["why"])


def _compare(made: Reconciliation) -> Iterator[Difference]:
    statement = gateways.statement_of(made.gateway)
    if statement is None:
        raise Refused(_("This gateway keeps no statement."))
    there = list(statement.moved(since=made.since - LATE, until=made.until))
    within = [one for one in there if one.at >= made.since]
    for piece in _pieces(within):
        yield from _of_theirs(made, piece)
    yield from _of_ours(made, {(one.kind, one.reference) for one in there})
    yield from _of_balances(made, statement.cash())


def _of_theirs(made: Reconciliation, moves: list[Moved]) -> Iterator[Difference]:
    """What the gateway did: whether it stands in the books, and as the same."""
    known = _booked(made.gateway, {(one.kind, one.reference) for one in moves})
    for one in moves:
        booked = known.get((one.kind, one.reference))
        difference = _difference(one, booked)
        if difference is None:
            made.matched += 1
        else:
            yield difference


def _difference(one: Moved, booked: _Booked | None) -> Difference | None:
    minor, code = to_minor(one.amount), one.amount.currency.code
    row = Difference(
        kind=one.kind, reference=one.reference, theirs_minor=minor, theirs_currency=code, happened_at=one.at
    )
    if booked is None:
        row.sort = Sort.MISSING_HERE
        return row
    if booked.sums.get(code) == minor:
        return None
    here = code if code in booked.sums else next(iter(booked.sums), "")
    row.sort = Sort.AMOUNT if here == code else Sort.CURRENCY
    row.entry_id, row.ours_currency, row.ours_minor = booked.entry, here, booked.sums.get(here)
    return row


def _of_ours(made: Reconciliation, there: set[Name]) -> Iterator[Difference]:
    """What the books say the gateway did in this time, and it does not."""
    ours = GatewayObject.objects.filter(
        gateway=made.gateway, entry__at__gte=made.since, entry__at__lt=made.until - timedelta(minutes=5)
    )
    missing = [name for name in ours.values_list("kind", "reference") if name not in there]
    for piece in _pieces(missing):
        for (kind, reference), booked in _booked(made.gateway, set(piece)).items():
            if not booked.sums:  # a payout leaves a payee's own account there: this statement is of the platform's
                continue
            code, minor = next(iter(booked.sums.items()))
            yield Difference(
                sort=Sort.MISSING_THERE, kind=kind, reference=reference, entry_id=booked.entry,
                ours_minor=minor, ours_currency=code,
            )  # fmt: skip


def _of_balances(made: Reconciliation, cash: Iterable[Money]) -> Iterator[Difference]:
    """What lies there, free or not yet, against minus the balance of its account: true while nothing is on its way."""
    ours = {code: -balance for code, balance in ledger.balances(f"gateway:{made.gateway}", chart.HOUSE).items()}
    theirs = {money.currency.code: money for money in cash}
    for code in sorted(ours.keys() | theirs.keys()):
        nothing = Money(0, code)
        here, lies = ours.get(code, nothing), theirs.get(code, nothing)
        if here != lies:
            yield Difference(
                sort=Sort.BALANCE, kind="balance", reference=code, happened_at=clock.now(),
                ours_minor=to_minor(here), ours_currency=code, theirs_minor=to_minor(lies), theirs_currency=code,
            )  # fmt: skip


def _booked(gateway: str, names: set[Name]) -> dict[Name, _Booked]:
    """What stands in the books of these objects, in two queries."""
    rows = GatewayObject.objects.filter(gateway=gateway, reference__in={reference for _kind, reference in names})
    entries = {(row.kind, row.reference): row.entry_id for row in rows if (row.kind, row.reference) in names}
    sums = _cash_of(gateway, set(entries.values()))
    return {name: _Booked(entry, sums.get(entry, {})) for name, entry in entries.items()}


def _cash_of(gateway: str, entries: set[Any]) -> dict[Any, dict[str, int]]:
    accounts = list(Account.objects.filter(code=f"gateway:{gateway}").values_list("pk", flat=True))
    touched = Posting.objects.filter(entry__in=entries)
    signed = touched.annotate(
        cash=Case(
            When(source__in=accounts, then=F("amount")),
            When(destination__in=accounts, then=-F("amount")),
            default=0,
        )
    ).exclude(cash=0)
    sums: dict[Any, dict[str, int]] = {}
    for entry, currency, total in (
        signed.values("entry", "currency").annotate(total=Sum("cash")).values_list("entry", "currency", "total")
    ):
        sums.setdefault(entry, {})[currency] = total
    return sums


@transaction.atomic
def _note(made: Reconciliation, found: list[Difference]) -> None:
    """Keep what was found; what an earlier comparison found in this time and this one did not is gone."""
    names = set()
    for difference in found:
        difference.gateway, difference.found_by, difference.seen_at = made.gateway, made, clock.now()
        names.add(_keep(difference))
    earlier = Difference.objects.open().filter(gateway=made.gateway).exclude(pk__in=names)
    for difference in earlier.select_related("entry").locked():
        if difference.sort == Sort.BALANCE or _is_within(difference, made):
            difference.move_to(Status.GONE, why=_("A later comparison found it no more."))


def _keep(difference: Difference) -> Any:
    known = Difference.objects.locked().filter(
        gateway=difference.gateway, kind=difference.kind, reference=difference.reference, sort=difference.sort
    ).first()  # fmt: skip
    if known is None:
        difference.save(force_insert=True)
        return difference.pk
    for column in ("ours_minor", "ours_currency", "theirs_minor", "theirs_currency", "seen_at"):
        setattr(known, column, getattr(difference, column))
    known.save(update_fields=["ours_minor", "ours_currency", "theirs_minor", "theirs_currency", "seen_at"])
    if known.status == Status.GONE:
        known.move_to(Status.OPEN, why=_("A comparison found it again."))
    return known.pk


def _is_within(difference: Difference, made: Reconciliation) -> bool:
    at = difference.happened_at or (difference.entry.at if difference.entry else None)
    return at is not None and made.since <= at < made.until


def _pieces(things: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(things), PIECE):
        yield things[start : start + PIECE]
