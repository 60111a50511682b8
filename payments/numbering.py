"""Numbers of documents, without a gap for each issuer, sort and year: IN-2026-000001, IN-2026-000002, …

    with transaction.atomic():
        series = numbering.locked(issuer, Sort.INVOICE, moment)
        number = numbering.take(series)
        Document(series=series, place=series.last, number=number, …).save()

Whoever takes a number holds the series until the document that bears it commits. What rolls back gives its number back,
and the next one in line takes it. So a document is issued in a short transaction of its own, with no other lock in it,
and never within an act that moves money: those must not wait for each other in one line.
"""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import Party
from payments.models import NumberSeries

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: none is taken for another


def locked(issuer: Party | None, sort: str, moment: datetime) -> NumberSeries:
    """The series of that year, held until the transaction ends. The year is that of the site's own zone."""
    year = timezone.localtime(moment, timezone.get_default_timezone()).year
    NumberSeries.objects.bulk_create([NumberSeries(issuer=issuer, sort=sort, year=year)], ignore_conflicts=True)
    of_issuer = Q(issuer=issuer) if issuer else Q(issuer__isnull=True)
    return NumberSeries.objects.select_related("issuer").locked().get(of_issuer, sort=sort, year=year)


def take(series: NumberSeries) -> str:
    """The next number of a series that is held. A document must bear it when the transaction commits."""
    series.last += 1
    series.save(update_fields=["last"])
    return written(series)


def written(series: NumberSeries) -> str:
    """The last number as it is printed. A payee's has five letters of theirs, so that a payer can tell two apart."""
    parts = [series.sort, *([code_of(series.issuer)] if series.issuer else []), str(series.year), f"{series.last:06d}"]
    return "-".join(parts)


def code_of(issuer: Party) -> str:
    """Five letters and digits that stay with an issuer, made of the random end of their id. Two may share them."""
    bits = issuer.pk.int & (1 << 25) - 1
    return "".join(_LETTERS[bits >> shift & 31] for shift in (20, 15, 10, 5, 0))
