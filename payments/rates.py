"""What currencies are worth: the reference rates of the European Central Bank, as stated day by day.

    rates.latest().between("GBP", "EUR").rate        # how many euro one pound is

They say what a sum is about in another currency. What somebody pays by is a quote made of them (payments.conversions).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kit.refusals import Refused
from payments.models import ExchangeRate

EURO = "EUR"
ECB = "European Central Bank"
FIRST = Path(__file__).parent / "standard" / "eurofxref.xml"
SECONDS, LONGEST = 20, 30_000_000  # all days since 1999 are about 9 MB
_PLACES = Decimal("1e-10")
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
_PUBLISHED = time(16, tzinfo=ZoneInfo("Europe/Berlin"))


class NoRate(Refused):
    """Nobody has stated what these two currencies are worth in each other, or not recently enough."""


class NotRates(ValueError):
    """The file is not one of the ECB's reference rates."""


@dataclass(frozen=True)
class Rate:
    """How much of `quote` one unit of `base` is. as_of: when the source stated it."""

    base: str
    quote: str
    rate: Decimal
    as_of: datetime
    source: str


@dataclass(frozen=True)
class Table:
    """The rates of one day: what one euro was in each currency."""

    day: date
    source: str
    per_euro: Mapping[str, Decimal]

    @property
    def as_of(self) -> datetime:
        """When they were stated: the ECB publishes at about 16:00 in Frankfurt."""
        return datetime.combine(self.day, _PUBLISHED)

    def between(self, base: str, quote: str) -> Rate:
        """How much of `quote` one unit of `base` was. Raises NoRate."""
        if missing := {base, quote} - self.per_euro.keys():
            raise NoRate(_("There is no exchange rate for %(currency)s.") % {"currency": ", ".join(sorted(missing))})
        rate = (self.per_euro[quote] / self.per_euro[base]).quantize(_PLACES)
        return Rate(base, quote, rate, self.as_of, self.source)

    def knows(self, *currencies: str) -> bool:
        """Whether all of these have a rate."""
        return set(currencies) <= self.per_euro.keys()

    def age(self, now: datetime) -> timedelta:
        """How long ago they were stated."""
        return now - self.as_of


def latest() -> Table:
    """The rates of the last day that has any. Raises NoRate where none were ever imported."""
    newest = ExchangeRate.objects.order_by("-day").values("day")[:1]
    rows = list(ExchangeRate.objects.filter(day=newest))
    if not rows:
        raise NoRate(_("There are no exchange rates yet."))
    return Table(rows[0].day, rows[0].source, {EURO: Decimal(1), **{row.currency: row.per_euro for row in rows}})


@transaction.atomic
def take_in(xml: bytes, *, source: str = ECB) -> int:
    """Keep the rates of a file in the ECB's form (eurofxref: daily, 90 days or all); returns how many. Raises NotRates.

    A day that is there already is written over: the ECB mends its own.
    """
    rows = [ExchangeRate(currency=code, day=day, per_euro=rate, source=source) for day, code, rate in _read(xml)]
    ExchangeRate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["currency", "day"],
        update_fields=["per_euro", "source"],
        batch_size=2000,
    )
    return len(rows)


def fetch(url: str) -> bytes:
    """The file behind an https address. Raises OSError where it is no such address, or nobody answers, or too long."""
    if not url.startswith("https://"):
        raise OSError(f"{url} is no https address.")
    with urlopen(url, timeout=SECONDS) as answer:  # noqa: S310  (https alone, as asked for above)
        content: bytes = answer.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise OSError(f"{url} is longer than {LONGEST} bytes.")
    return content


def install_first(**_signal: Any) -> None:
    """Give a new database the rates that come with the code, so that it has some. Runs after every migration."""
    if not ExchangeRate.objects.exists():
        take_in(FIRST.read_bytes())


def _read(xml: bytes) -> Iterator[tuple[date, str, Decimal]]:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise NotRates("A file of rates has no document type.")
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314  (without entities there is nothing to expand)
        read = [
            _rate(day.attrib["time"], one.attrib) for day in root.iter(_CUBE) if "time" in day.attrib for one in day
        ]
    except (ElementTree.ParseError, KeyError, ValueError, InvalidOperation) as error:
        raise NotRates(f"This is no file of reference rates: {error}") from error
    if not read:
        raise NotRates("There are no rates in this file.")
    return iter(read)


def _rate(day: str, one: Mapping[str, str]) -> tuple[date, str, Decimal]:
    code, rate = one["currency"], Decimal(one["rate"])
    if not re.fullmatch("[A-Z]{3}", code) or not rate.is_finite() or rate <= 0:
        raise ValueError(f"{code} {rate}")
    return date.fromisoformat(day), code, rate
