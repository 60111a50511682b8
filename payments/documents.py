"""Documents are issued: once for each cause, numbered without a gap, in a short transaction of their own.

    documents.issue(Draft(sort=Sort.RECEIPT, source=("payment", payment.pk), …))

An act that moves money asks for its documents through the outbox (`payments.papers_due`), so none is forgotten and no
act waits in the line for a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from payments import numbering
from payments.models import Document


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a document will say. issuer: none is the site. body: facts as JSON takes them, see `payments.bodies`."""

    sort: str
    source: tuple[str, UUID]
    issuer: Party | None
    recipient: Party
    net: Money
    tax: Money
    language: str
    corrects: Document | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


def issue(draft: Draft) -> Document:
    """Issue it, or return what was issued for the same cause before. Must not be called within an act's transaction:
    whoever issues holds the line of numbers until the commit."""
    if known := issued(draft.source):
        return known
    try:
        with transaction.atomic():
            return _write(draft)
    except IntegrityError:  # somebody issued it at the same moment, on the other side of New Year
        if known := issued(draft.source):
            return known
        raise


def issued(source: tuple[str, UUID]) -> Document | None:
    """The document of this cause, if there is one."""
    return Document.objects.for_source(*source).select_related("issuer", "recipient", "corrects").first()


def _write(draft: Draft) -> Document:
    series = numbering.locked(draft.issuer, draft.sort, clock.now())
    if known := issued(draft.source):  # by whoever stood before us in the line
        return known
    number = numbering.take(series)
    document = Document(
        series=series,
        place=series.last,
        number=number,
        sort=draft.sort,
        issuer=draft.issuer,
        recipient=draft.recipient,
        source_kind=draft.source[0],
        source=draft.source[1],
        corrects=draft.corrects,
        issued_at=clock.now(),  # read while the line is held, so that later numbers are never earlier
        language=draft.language,
        currency=draft.net.currency.code,
        net_minor=to_minor(draft.net),
        tax_minor=to_minor(draft.tax),
        total_minor=to_minor(draft.net + draft.tax),
        body=dict(draft.body),
    )
    document.save(force_insert=True)
    return document
