"""Documents as a list: which are asked for, and each as a row of a page or of a table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.acting import Acting
from accounts.models import Party
from marketplace.kit import clock, csv_files
from marketplace.kit.money import Money
from payments.models import Document
from payments.models.document import DocumentQuerySet, Sort

Tab = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """What somebody asks for. side: "received", "issued" or neither; sort: of Sort; year: 0 is every year."""

    parties: tuple[Party, ...]
    side: str = ""
    sort: str = ""
    year: int = 0

    @classmethod
    def of(cls, asked: Mapping[str, str], acting: Acting) -> "Choice":
        """As an address says it; what it says wrongly is left out."""
        side, sort, year = asked.get("side", ""), asked.get("sort", ""), asked.get("year", "")
        return cls(
            parties=tuple(acting.choices),
            side=side if side in ("received", "issued") else "",
            sort=sort if sort in Sort.values else "",
            year=int(year) if year.isdecimal() and len(year) == 4 else 0,
        )

    def documents(self) -> DocumentQuerySet:
        """The documents."""
        sides = {"received": Q(recipient__in=self.parties), "issued": Q(issuer__in=self.parties)}
        either = sides["received"] | sides["issued"]
        found = Document.objects.filter(sides.get(self.side, either)).select_related("issuer", "recipient", "series")
        found = found.filter(sort=self.sort) if self.sort else found
        return found.filter(series__year=self.year) if self.year else found

    def tabs(self) -> list[Tab]:
        """The sides, as links."""
        words = [("", pgettext("documents", "All")), ("received", _("Sent to you")), ("issued", _("In your name"))]
        return [
            {"label": said, "url": self.address(side=side), "is_current": side == self.side} for side, said in words
        ]

    def sorts(self) -> list[tuple[str, str]]:
        """The sorts, for a field."""
        return [("", _("All kinds")), *((value, str(label)) for value, label in Sort.choices)]

    def years(self) -> list[tuple[str, bool]]:
        """The years that have any, the last one first, and which of them is chosen."""
        found = Document.objects.filter(Q(recipient__in=self.parties) | Q(issuer__in=self.parties))
        years = found.values_list("series__year", flat=True).distinct().order_by("-series__year")
        return [(str(year), year == self.year) for year in years]

    def address(self, **other: Any) -> str:
        """The same list with something else chosen."""
        said = {"side": self.side, "sort": self.sort, "year": self.year, **other}
        return "?" + urlencode({name: value for name, value in said.items() if value})

    @property
    def is_narrow(self) -> bool:
        return bool(self.side or self.sort or self.year)


@dataclass(frozen=True)
class Row:
    """One document in the list. other: the other side's name. whose: one's own side, where one acts for several."""

    document: Document
    title: str
    other: str
    whose: str
    is_issued: bool
    sum: Money


def rows(documents: Iterable[Document], chosen: Choice) -> list[Row]:
    """The rows of a page."""
    return [_row(document, chosen) for document in documents]


def as_table(chosen: Choice) -> StreamingHttpResponse:
    """All of them for a spreadsheet: sums as numbers, one currency in each row."""
    head = [
        _("Number"), _("Kind"), _("Date of issue"), pgettext("document", "From"), pgettext("document", "To"), _("For"),
        _("Currency"),
        _("Net"), pgettext("tax", "VAT"), _("Total"), _("Rate in percent"), _("Corrects"), _("Real money"),
    ]  # fmt: skip
    found = chosen.documents().select_related("corrects").order_by("issued_at", "id")
    language = translation.get_language() or "en"
    named = f"documents-{chosen.year or clock.today().isoformat()}.csv"
    return csv_files.answer(head, _lines(found.iterator(chunk_size=500), language), named=named)


def _lines(documents: Iterable[Document], language: str) -> Iterator[list[Any]]:
    for document in documents:
        with translation.override(language):
            yield _line(document)


def _line(document: Document) -> list[Any]:
    body, rate = document.body, document.body.get("rate", {}).get("permyriad", 0)
    return [
        document.number, str(Sort(document.sort).label), timezone.localtime(document.issued_at).date(),
        body["issuer"]["name"], body["recipient"]["name"], _title(document), document.currency,
        document.net.amount, document.tax.amount, document.total.amount, Decimal(rate) / 100,
        document.corrects.number if document.corrects else "", _("yes") if body["real"] else _("no"),
    ]  # fmt: skip


def _row(document: Document, chosen: Choice) -> Row:
    is_issued = document.issuer in chosen.parties
    other = "recipient" if is_issued else "issuer"
    own = document.issuer if is_issued else document.recipient
    several = len(chosen.parties) > 1 and own is not None
    return Row(
        document=document,
        title=_title(document),
        other=document.body[other]["name"],
        whose=own.name if several and own else "",
        is_issued=is_issued,
        sum=document.total,
    )


def _title(document: Document) -> str:
    first, *more = document.body["lines"]
    title = {"commission": _("Commission on “%(title)s”"), "plan": _("Membership plan: %(title)s")}.get(first["what"])
    said = title % {"title": first["title"]} if title else first["title"]
    return _("%(title)s and %(n)d more") % {"title": said, "n": len(more)} if more else said
