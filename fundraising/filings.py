"""What a filing tells, as the rows that its page prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from moneyed import Money

from fundraising.models import Filing, FinancialLine
from marketplace.kit.money import current_locale, format_money
from portfolios.labels import Fact

KEY_FACTS = (FinancialLine.Name.REVENUE, FinancialLine.Name.NET_INCOME, FinancialLine.Name.TOTAL_ASSETS)


@dataclass(frozen=True)
class Row:
    """One line of the accounts, with its change against the year before in words."""

    label: str
    recent: Money | None
    prior: Money | None
    change: str


def accounts(lines: Iterable[FinancialLine]) -> list[Row]:
    """Two years side by side, in the filing's order."""
    return [Row(str(line), line.recent, line.prior, _change(line.change)) for line in lines]


def key_facts(filing: Filing, lines: Iterable[FinancialLine]) -> list[Fact]:
    """What to know of the issuer before any amount. lines: the filing's accounts."""
    known = [line for line in lines if line.name in KEY_FACTS and line.recent_minor is not None]
    issuer = getattr(filing.fundraiser.owner, "company", None)
    facts = [Fact(line.get_name_display(), format_money(line.recent, whole=True)) for line in known]
    if issuer and issuer.founded_on:
        facts.append(Fact(_("Founded"), str(issuer.founded_on.year)))
    if issuer and issuer.legal_form:
        facts.append(Fact(_("Legal form"), issuer.legal_form))
    return facts


def terms(filing: Filing) -> list[Fact]:
    """What was offered."""
    lines = [
        Fact(_("Instrument"), filing.instrument),
        Fact(_("Price of one"), _price(filing)),
        Fact(_("Smallest investment"), format_money(filing.minimum, whole=True) if filing.minimum_minor else ""),
        Fact(_("Exemption"), filing.exemptions),
        Fact(_("Intermediary"), filing.intermediary),
    ]
    return [line for line in lines if line.value]


def sums(filing: Filing) -> list[Fact]:
    """What was sought and what the filing says was sold."""
    offer = filing.fundraiser
    lines = [(_("Target"), offer.goal_minor, offer.goal), (_("At most"), filing.maximum_minor, filing.maximum)]
    return [Fact(label, format_money(amount, whole=True)) for label, minor, amount in lines if minor]


def _price(filing: Filing) -> str:
    """With as many decimals as the filing gives, at least the currency's own: a security may cost a part of a cent."""
    price = filing.price_per_security
    if price is None:
        return ""
    exact = Decimal(price).normalize()
    pattern = "¤#,##0.00####"
    return format_currency(exact, filing.currency, pattern, locale=current_locale(), currency_digits=False)


def _change(share: Decimal | None) -> str:
    """A change in words: "up 12 %", "down 40 %", "no change"; empty where nothing can be compared."""
    if share is None:
        return ""
    percent = round(share * 100)
    if not percent:
        return _("no change")
    word = _("up %(percent)s %%") if percent > 0 else _("down %(percent)s %%")
    return word % {"percent": f"{abs(percent):,}"}
