"""A document in words: what its page and its PDF print, in the language in which it was issued.

sheets.of(document)        # Sheet, whose parts a template lays out and nothing more
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.kit.money import current_locale, format_money, from_minor
from marketplace.kit.regions import country_name
from payments import purposes, supplies
from payments.billing import Side
from payments.models import Document
from payments.models.document import Sort
from payments.taxes import Tax

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Face:
    """One side as it is printed. numbers: its VAT number and the like, each with its name."""

    label: str
    name: str
    lines: tuple[str, ...]
    numbers: Pairs


@dataclass(frozen=True)
class Row:
    """One line of the table: what it is for, its smaller print, and its figures in the order of the columns."""

    title: str
    notes: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One document, worded. `sums` ends with the total. `warning` is not empty where no real money moved."""

    language: str
    is_right_to_left: bool
    site: str
    name: str
    number: str
    lede: str
    warning: str
    sender: Face
    recipient: Face
    facts: Pairs
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: Pairs
    notes: tuple[str, ...]
    foot: tuple[str, ...]
    page: str

    @property
    def title(self) -> str:
        """What the file and the browser's window are called."""
        return f"{self.name} {self.number}".strip()

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """The rows, each figure beside the name of its column."""
        return beside(self.columns, self.rows)

    def as_json(self) -> dict[str, Any]:
        """As the layout of the PDF takes it."""
        return {**asdict(self), "title": self.title}


def of(document: Document) -> Sheet:
    """The document in its own language, whoever looks."""
    with translation.override(document.language), timezone.override(timezone.get_default_timezone()):
        return _Wording(document).sheet()


class _Wording:
    """Words for the facts of one document, in the language that is active."""

    def __init__(self, document: Document) -> None:
        self.document, self.body = document, document.body
        self.issuer, self.recipient = Side.from_json(self.body["issuer"]), Side.from_json(self.body["recipient"])
        self.rate, self.why = Tax.from_json(self.body.get("rate", {})), self.body.get("why", "")
        self.has_tax = bool(self.rate.permyriad) or self.why in (supplies.REVERSED, supplies.OUTSIDE)

    def sheet(self) -> Sheet:
        return Sheet(
            language=self.document.language,
            is_right_to_left=translation.get_language_bidi(),
            site=settings.SITE_NAME,
            name=self._name(),
            number=self.document.number,
            lede=self._lede(),
            warning="" if self.body["real"] else warning(),
            sender=face(pgettext("document", "From"), self.issuer),
            recipient=face(pgettext("document", "To"), self.recipient),
            facts=tuple(self._facts()),
            columns=self._columns(),
            rows=tuple(self._row(line) for line in self.body["lines"]),
            sums=tuple(self._sums()),
            notes=tuple(self._notes()),
            foot=foot(),
            page=page_words(),
        )

    def _name(self) -> str:
        label = str(Sort(self.document.sort).label)
        return purposes.name(self._purpose, label) if self.document.sort == Sort.RECEIPT else label

    @property
    def _purpose(self) -> str:
        return purposes.together(line.get("purpose", "") for line in self.body["lines"])

    def _lede(self) -> str:
        if self.body.get("in_name"):
            return _("Issued by %(site)s in the name and on behalf of %(issuer)s.") % {
                "site": settings.SITE_NAME,
                "issuer": self.issuer.name,
            }
        if self.document.sort == Sort.RECEIPT:
            return purposes.lede(self._purpose)
        return ""

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield _("Date of issue"), day(self.document.issued_at)
        if supplied := self.body.get("supplied_on"):
            yield _("Date of supply"), day(date.fromisoformat(supplied))
        if period := self.body.get("period"):
            yield _("Period"), f"{day(date.fromisoformat(period['from']))} – {day(date.fromisoformat(period['until']))}"
        if replaced := self.body.get("replaces"):
            yield _("Replaces"), replaced
        if corrects := self.document.corrects:
            yield _("Corrects"), f"{Sort(corrects.sort).label} {corrects.number}, {day(corrects.issued_at)}"
        if number := self.body.get("paid", {}).get("reference"):
            yield _("Payment"), number

    def _columns(self) -> tuple[str, ...]:
        if self.document.sort != Sort.INVOICE:
            return (_("For"), _("Amount"))
        taxed = (_("Net"), self._tax_name(), _("Total"))
        return (_("For"), _("Quantity"), *(taxed if self.has_tax else (_("Amount"),)))

    def _row(self, line: Mapping[str, Any]) -> Row:
        shown = ("net", "tax", "total") if self.has_tax else ("total",)
        quantity = ("1",) if self.document.sort == Sort.INVOICE else ()
        figures = (*quantity, *(self._money(line[name]) for name in shown))
        return Row(self._title(line), tuple(self._small_print(line)), figures)

    def _title(self, line: Mapping[str, Any]) -> str:
        if line["what"] == "commission":
            return _("Commission on “%(title)s”") % {"title": line["title"]}
        if line["what"] == "plan":
            return _("Membership plan: %(plan)s") % {"plan": line["title"]}
        return line["title"] or _("Services")

    def _small_print(self, line: Mapping[str, Any]) -> Iterator[str]:
        if line["to"]:
            yield pgettext("receipt", "for %(payee)s") % {"payee": line["to"]}
        if whole := line.get("of"):
            words = _("of %(sum)s that were released") if line["what"] else _("part of %(sum)s")
            yield words % {"sum": self._money(whole)}
        if priced := line.get("priced"):
            price = format_money(from_minor(priced["price"], priced["currency"]))
            yield _("price %(sum)s") % {"sum": price} + ", " + _rate_words(priced, priced["currency"], self._code)
        if line["note"]:
            yield line["note"]

    def _sums(self) -> Iterator[tuple[str, str]]:
        document = self.document
        if self.has_tax:
            yield _("Net"), format_money(document.net)
            yield self._tax_line(), format_money(document.tax)
        total = {Sort.RECEIPT: purposes.total(self._purpose), Sort.CREDIT_NOTE: _("Credited")}.get(
            Sort(document.sort), _("Total")
        )
        yield total, format_money(document.total)

    def _tax_name(self) -> str:
        return pgettext("tax", "VAT") if self.rate.name in ("", "VAT") else self.rate.name

    def _tax_line(self) -> str:
        if not self.rate.permyriad:
            return self._tax_name()
        percent = format_decimal(self.rate.percent, locale=current_locale())
        return f"{self._tax_name()} {percent} % ({country_name(self.rate.country)})"

    def _notes(self) -> Iterator[str]:
        if said := _tax_notes().get(self.why):
            yield said % {"country": country_name(self.issuer.country) or _("this country")}
        if national := self.body.get("national"):
            tax = format_money(from_minor(national["tax"], national["currency"]))
            said = _rate_words(national, self._code, national["currency"])
            words = _("The value added tax is %(sum)s in the money of its country: %(rate)s.")
            yield words % {"sum": tax, "rate": said}
        if self.body.get("kept"):
            yield _("It was kept from what was released. Nothing is left to pay.")
        if self.body.get("taken_back"):
            yield _("It takes the whole invoice back. The same is invoiced anew, with what has changed.")
        if why_back := _back_notes().get(self.body.get("back", "")):
            yield why_back % {"site": settings.SITE_NAME}
        if paid := self.body.get("paid"):
            yield self._paid(paid)
        if self.document.sort == Sort.RECEIPT and (said := purposes.note(self._purpose)):
            yield said
        if self.document.issuer_id and not self.issuer.is_whole:
            yield _("%(issuer)s has not stated a full address to %(site)s.") % {
                "issuer": self.issuer.name,
                "site": settings.SITE_NAME,
            }

    def _paid(self, paid: Mapping[str, str]) -> str:
        said = {"day": day(datetime.fromisoformat(paid["at"])), "method": paid.get("with", "")}
        if self.body.get("back"):
            words = _("It goes back the way it came: to %(method)s.") if said["method"] else ""
            return (words or _("It goes back the way it came.")) % said
        words = _("Paid on %(day)s with %(method)s.") if said["method"] else _("Paid on %(day)s.")
        left = "" if self.document.sort == Sort.RECEIPT else " " + _("Nothing is left to pay.")
        return words % said + left

    @property
    def _code(self) -> str:
        return self.document.currency

    def _money(self, minor: int) -> str:
        return format_money(from_minor(minor, self.document.currency))


def beside(columns: Sequence[str], rows: Iterable[Row]) -> list[tuple[Row, list[tuple[str, str]]]]:
    """Rows of a table whose figures know their columns, for where a row stands alone: on a phone."""
    return [(row, list(zip(columns[1:], row.figures, strict=True))) for row in rows]


def face(label: str, side: Side) -> Face:
    """A side as it is printed, in the active language."""
    country = (country_name(side.country),) if side.country else ()
    numbers = (
        (_("VAT number"), side.vat_number),
        (_("Tax number"), side.tax_number),
        (_("Registered as"), side.register),
    )
    return Face(label, side.name, (*side.address, *country), tuple(pair for pair in numbers if pair[1]))


def day(moment: date | datetime) -> str:
    """A day in full, in the active language and zone."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return formats.date_format(local, "DATE_FORMAT")


def warning() -> str:
    """What stands on top where the money is play money."""
    return _("No real money moved: this copy of the site has a payment service of its own, for trying things out.")


def foot() -> tuple[str, ...]:
    """The site behind every document."""
    return (settings.SITE_NAME, settings.SITE_URL.split("://")[-1])


def page_words() -> str:
    """Between the two figures of "Page 1 of 2": the layout puts them in."""
    return _("Page {page} of {pages}")


def _rate_words(stated: Mapping[str, str], base: str, quote: str) -> str:
    """ "1 GBP = 1.15 EUR, European Central Bank, 23 November 2026"."""
    rate = format_decimal(Decimal(stated["rate"]), "#,##0.##########", locale=current_locale())
    return f"1 {base} = {rate} {quote}, {stated['source']}, {day(datetime.fromisoformat(stated['as_of']))}"


def _back_notes() -> dict[str, str]:
    return {
        "held": _("This sum was in escrow and had not been released, so no invoice had been issued for it."),
        "bank": _("A bank took this sum back from %(site)s, and has decided to keep it."),
        "given": _("%(site)s gives it back at its own cost. Invoices of those who earned it stay as they are."),
    }


def _tax_notes() -> dict[str, str]:
    return {
        supplies.REVERSED: _(
            "Reverse charge: the recipient accounts for the value added tax (Directive 2006/112/EC, article 196)."
        ),
        supplies.OUTSIDE: _("Outside the scope of value added tax in %(country)s (Directive 2006/112/EC, article 44)."),
        supplies.UNREGISTERED: _("No value added tax is shown: the issuer is not registered for it."),
        supplies.UNKNOWN: _("No rate of value added tax is known for %(country)s, so none is shown."),
        supplies.UNTAXED: _("No value added tax is added to this."),
    }
