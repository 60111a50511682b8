"""A party's year in words: what its page, its PDF and its table print, in the reader's language."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.kit import clock
from marketplace.kit.money import current_locale, format_money
from marketplace.kit.regions import country_name, currency_name
from payments import billing, sheets
from payments.sheets import Face, Pairs, Row
from payments.yearly import Quarter, Sums, Year


@dataclass(frozen=True)
class Section:
    """One table of the statement. sums: the last one is final."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: Pairs = ()

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """The rows, each figure beside the name of its column."""
        return sheets.beside(self.columns, self.rows)


@dataclass(frozen=True)
class YearSheet:
    """The statement, worded; see sheets.Sheet for what both share."""

    language: str
    site: str
    name: str
    number: str
    lede: str
    warning: str
    whose: Face
    facts: Pairs
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    foot: tuple[str, ...]
    page: str

    @property
    def title(self) -> str:
        """What the file and the browser's window are called."""
        return f"{self.name} {self.number}"

    def as_json(self) -> dict[str, Any]:
        """As the layout of the PDF takes it."""
        return {**asdict(self), "title": self.title}


def of(year: Year) -> YearSheet:
    """The statement in the language that is active."""
    return YearSheet(
        language=translation.get_language() or settings.LANGUAGE_CODE,
        site=settings.SITE_NAME,
        name=_("Yearly statement"),
        number=str(year.year),
        lede=_("What was released to you and what you paid here, as it stands in the books."),
        warning="" if settings.MONEY_IS_REAL else sheets.warning(),
        whose=sheets.face(_("For"), billing.of(year.party)),
        facts=tuple(_facts(year)),
        sections=tuple(section for sums in year.sums for section in _sections(sums, len(year.sums) > 1)),
        notes=tuple(_notes(year)),
        foot=sheets.foot(),
        page=sheets.page_words(),
    )


def table(year: Year) -> tuple[list[str], list[Sequence[Any]]]:
    """The same figures for a spreadsheet: one figure a line."""
    head = [_("Year"), _("Currency"), _("Quarter"), _("What"), _("Sum")]
    return head, [[year.year, *line] for sums in year.sums for line in _lines(sums)]


def _facts(year: Year) -> Iterator[tuple[str, str]]:
    first, last = date(year.year, 1, 1), date(year.year + 1, 1, 1) - timedelta(days=1)
    yield _("Period"), f"{sheets.day(first)} – {sheets.day(last)}"
    yield _("Made on"), sheets.day(clock.now())
    yield _("Currencies"), ", ".join(currency_name(sums.currency) for sums in year.sums) or "–"


def _notes(year: Year) -> Iterator[str]:
    if not year.is_over:
        yield _("The year is not over: these are the figures until now.")
    if not year.sums:
        yield _("Nothing was released to you and nothing was paid by you in this year.")
    yield (
        _("Earned is what was released in the year, whenever it was paid out.")
        + " "
        + _("This statement is no tax return and no advice; your invoices are kept beside it.")
    )


def _sections(sums: Sums, are_several: bool) -> Iterator[Section]:
    suffix = f" ({sums.currency})" if are_several else ""
    if sums.earned.count:
        yield _earned(sums, suffix)
        yield _payers(sums, suffix)
    if sums.supply_tax:
        yield _tax(sums, suffix)
    if sums.paid or sums.back or sums.plans:
        yield _spent(sums, suffix)
    if sums.paid_out:
        yield Section(
            _("Paid out to your bank") + suffix, (_("What"), _("Sum")), (_row(_("Payouts"), _m(sums, sums.paid_out)),)
        )


def _earned(sums: Sums, suffix: str) -> Section:
    columns = (
        _("Quarter"), _("Releases"), pgettext("statement", "Released"), _("Commission"), _("Tax on it"),
        pgettext("statement", "Yours"),
    )  # fmt: skip
    quarters = tuple(_quarter_row(sums, _quarter(number), one) for number, one in sums.quarters.items())
    whole = _quarter_row(sums, _("The year"), sums.earned)
    total = ((_("Yours after commission"), _m(sums, sums.earned.net)),)
    return Section(_("Earned") + suffix, columns, (*quarters, whole), total)


def _quarter_row(sums: Sums, title: str, one: Quarter) -> Row:
    return _row(title, number_format(one.count), *(_m(sums, minor) for minor in (one.gross, one.fee, one.tax, one.net)))


def _payers(sums: Sums, suffix: str) -> Section:
    rows = tuple(_row(name, _m(sums, minor)) for name, minor in sums.payers)
    return Section(
        _("By whom") + suffix,
        (_("Payer"), pgettext("statement", "Released")),
        rows,
        ((_("Together"), _m(sums, sums.earned.gross)),),
    )


def _tax(sums: Sums, suffix: str) -> Section:
    columns = (_("Rate"), _("Net"), pgettext("tax", "VAT"))
    rows = tuple(
        _row(_rate(country, permyriad), _m(sums, net), _m(sums, tax))
        for country, permyriad, net, tax in sums.supply_tax
    )
    total = ((_("VAT within what you earned"), _m(sums, sum(line[3] for line in sums.supply_tax))),)
    return Section(_("Value added tax on your invoices") + suffix, columns, rows, total)


def _spent(sums: Sums, suffix: str) -> Section:
    rows = [_row(_("Paid"), _m(sums, sums.paid))]
    rows += [_row(_("Came back to you"), "−" + _m(sums, sums.back))] if sums.back else []
    rows += [_row(_("Membership plans"), _m(sums, sums.plans))] if sums.plans else []
    total = ((_("Spent"), _m(sums, sums.paid - sums.back + sums.plans)),)
    return Section(_("Spent") + suffix, (_("What"), _("Sum")), tuple(rows), total)


def _lines(sums: Sums) -> Iterator[list[Any]]:
    for number, one in sums.quarters.items():
        for what, minor in (
            (pgettext("statement", "Released"), one.gross), (_("Commission"), one.fee), (_("Tax on it"), one.tax),
            (pgettext("statement", "Yours"), one.net),
        ):  # fmt: skip
            yield [sums.currency, number, what, _exact(sums, minor)]
        yield [sums.currency, number, _("Releases"), one.count]
    for country, permyriad, net, tax in sums.supply_tax:
        yield [sums.currency, None, f"{_('Net')} {_rate(country, permyriad)}", _exact(sums, net)]
        yield [sums.currency, None, f"{pgettext('tax', 'VAT')} {_rate(country, permyriad)}", _exact(sums, tax)]
    for what, minor in (
        (_("Paid"), sums.paid), (_("Came back to you"), sums.back),
        (_("Membership plans"), sums.plans), (_("Payouts"), sums.paid_out),
    ):  # fmt: skip
        yield [sums.currency, None, what, _exact(sums, minor)]


def _row(title: str, *figures: str) -> Row:
    return Row(title, (), figures)


def _quarter(number: int) -> str:
    return _("Quarter %(n)d") % {"n": number}


def _rate(country: str, permyriad: int) -> str:
    if not permyriad:
        return _("Without value added tax")
    percent = format_decimal(Decimal(permyriad) / 100, locale=current_locale())
    return f"{percent} % ({country_name(country)})"


def _m(sums: Sums, minor: int) -> str:
    return format_money(sums.money(minor))


def _exact(sums: Sums, minor: int) -> Decimal:
    exact: Decimal = sums.money(minor).amount
    return exact
