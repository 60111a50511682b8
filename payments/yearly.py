"""What a year brought and cost one party, for its tax return: from the books, in each currency by itself.

Earned is what was released in the year, whenever it was paid out; spent is what was paid in it, less what came back in
it. Quarters are kept apart, because that is how a platform reports to the state (Directive (EU) 2021/514, DAC7). The
year is that of the site's own zone, as for the numbers of documents.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum
from django.db.models.functions import ExtractQuarter
from django.utils import timezone

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments.models import BillChargeback, Chargeback, Document, HoldPart, Payment, Payout, PlanBill, Refund
from payments.models.document import Sort

QUARTERS = (1, 2, 3, 4)


@dataclass
class Quarter:
    """What was released in three months: how often, and what was kept of it."""

    count: int = 0
    gross: int = 0
    fee: int = 0
    tax: int = 0
    net: int = 0

    def __iadd__(self, other: "Quarter") -> "Quarter":
        for name in ("count", "gross", "fee", "tax", "net"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


@dataclass
class Sums:
    """One currency's year, in minor units. supply_tax: tax within what was earned, by country and rate."""

    currency: str
    quarters: dict[int, Quarter] = field(default_factory=lambda: {number: Quarter() for number in QUARTERS})
    payers: list[tuple[str, int]] = field(default_factory=list)
    supply_tax: list[tuple[str, int, int, int]] = field(default_factory=list)
    paid: int = 0
    paid_count: int = 0
    back: int = 0
    plans: int = 0
    paid_out: int = 0

    @property
    def earned(self) -> Quarter:
        """All four quarters together."""
        whole = Quarter()
        for quarter in self.quarters.values():
            whole += quarter
        return whole

    def money(self, minor: int) -> Money:
        """A figure of this year as a sum."""
        return from_minor(minor, self.currency)


@dataclass(frozen=True)
class Year:
    """A party's year. `sums` by currency, those that have any figure."""

    party: Party
    year: int
    sums: tuple[Sums, ...]
    is_over: bool


def of(party: Party, year: int) -> Year:
    """The year as the books have it now."""
    found: dict[str, Sums] = {}

    def sums_in(currency: str) -> Sums:
        return found.setdefault(currency, Sums(currency))

    start, end = bounds(year)
    _earned(party, start, end, sums_in)
    _taxed(party, year, sums_in)
    _spent(party, start, end, sums_in)
    return Year(party, year, tuple(found[code] for code in sorted(found)), is_over=clock.now() >= end)


def years_of(party: Party) -> list[int]:
    """The years since the first document or payment, the last one first; this year at least."""
    first = Document.objects.of(party).aggregate(at=Min("issued_at"))["at"]
    this = timezone.localtime(clock.now(), timezone.get_default_timezone()).year
    begun = timezone.localtime(first, timezone.get_default_timezone()).year if first else this
    return list(range(this, begun - 1, -1))


def bounds(year: int) -> tuple[datetime, datetime]:
    """Its first moment, and the first moment after it."""
    zone = timezone.get_default_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def _earned(party: Party, start: datetime, end: datetime, sums_in: Any) -> None:
    parts = HoldPart.objects.filter(kind=HoldPart.Kind.RELEASE, to=party, at__gte=start, at__lt=end)
    quarter = ExtractQuarter("at", tzinfo=timezone.get_default_timezone())
    for row in _by(parts, "currency", number=quarter):
        sums_in(row["currency"]).quarters[row["number"]] = Quarter(
            row["count"], row["gross"], row["fee"], row["tax"], row["net"]
        )
    by_payer = parts.values_list("currency", "hold__payer__name").annotate(sum=Sum("gross_minor"))
    for currency, name, minor in by_payer.order_by("-sum", "hold__payer"):
        sums_in(currency).payers.append((name, minor))


def _by(parts: "QuerySet[HoldPart]", *names: str, **computed: Any) -> Iterator[dict[str, Any]]:
    yield from (
        parts.values(*names, **computed)
        .annotate(
            count=Count("pk"),
            gross=Sum("gross_minor"),
            fee=Sum("fee_minor"),
            tax=Sum("tax_minor"),
            net=Sum("net_minor"),
        )
        .order_by(*names, *computed)
    )


def _taxed(party: Party, year: int, sums_in: Any) -> None:
    """The tax within what was invoiced in the party's name, less what was credited again."""
    lines: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0])
    for document in _invoiced(party, year):
        rate = document.body.get("rate", {})
        sign = -1 if document.sort == Sort.CREDIT_NOTE else 1
        line = lines[document.currency, rate.get("country", ""), rate.get("permyriad", 0)]
        line[0] += sign * document.net_minor
        line[1] += sign * document.tax_minor
    for (currency, country, permyriad), (net, tax) in sorted(lines.items()):
        sums_in(currency).supply_tax.append((country, permyriad, net, tax))


def _invoiced(party: Party, year: int) -> Iterable[Document]:
    return Document.objects.filter(issuer=party, series__year=year).iterator(chunk_size=500)


def _spent(party: Party, start: datetime, end: datetime, sums_in: Any) -> None:
    within: dict[str, Any] = {"succeeded_at__gte": start, "succeeded_at__lt": end}
    paid = Payment.objects.filter(payer=party, entry__isnull=False, **within)
    for row in paid.values("currency").annotate(sum=Sum("amount_minor"), count=Count("pk")).order_by("currency"):
        sums_in(row["currency"]).paid, sums_in(row["currency"]).paid_count = row["sum"], row["count"]
    back = Refund.objects.filter(payment__payer=party, status=Refund.Status.PAID, paid_at__gte=start, paid_at__lt=end)
    for row in back.values("currency").annotate(sum=Sum("amount_minor")).order_by("currency"):
        sums_in(row["currency"]).back = row["sum"]
    for lost in _kept_by_banks(party, start, end):
        sums_in(lost.currency).back += lost.amount_minor
    plans = PlanBill.objects.filter(paid_plan__party=party, paid_at__gte=start, paid_at__lt=end)
    for row in plans.values("currency").annotate(sum=Sum("amount_minor")).order_by("currency"):
        sums_in(row["currency"]).plans = row["sum"]
    out = Payout.objects.filter(payee=party, status=Payout.Status.PAID, paid_at__gte=start, paid_at__lt=end)
    for row in out.values("currency").annotate(sum=Sum("amount_minor")).order_by("currency"):
        sums_in(row["currency"]).paid_out = row["sum"]


def _kept_by_banks(party: Party, start: datetime, end: datetime) -> Iterator[Chargeback | BillChargeback]:
    """What banks took back for this payer and kept: it is with them as if it had been refunded."""
    kept: dict[str, Any] = {"status": "lost", "withdrawn_at__isnull": False, "reinstated_at__isnull": True}
    within: dict[str, Any] = {"closed_at__gte": start, "closed_at__lt": end}
    yield from Chargeback.objects.filter(payment__payer=party, **kept, **within)
    yield from BillChargeback.objects.filter(bill__paid_plan__party=party, **kept, **within)
