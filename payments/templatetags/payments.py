"""`{% load payments %}`: the words of the pages on which money is paid."""

from decimal import Decimal

from django import template
from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.kit.money import format_money
from payments import failures
from payments.breakdown import Breakdown
from payments.forms import pay
from payments.models import Payment, RateQuote, SavedMethod

register = template.Library()


@register.simple_tag
def heading(account: Breakdown) -> str:
    """What the page is: "Pay Cleo Marsh €400.00", "Pay €70.00 to 3 sellers"."""
    total = format_money(account.total)
    if account.payee:
        return _("Pay %(name)s %(sum)s") % {"name": account.payee.name, "sum": total}
    if sellers := len(account.payees):
        return ngettext("Pay %(sum)s to %(n)d seller", "Pay %(sum)s to %(n)d sellers", sellers) % {
            "sum": total,
            "n": sellers,
        }
    return _("Pay %(sum)s") % {"sum": total}


@register.simple_tag
def at_rate(rate: RateQuote) -> str:
    """ "at 1 GBP = 1.1834 EUR"."""
    shown = number_format(rate.rate.normalize(), use_l10n=True)
    return _("at 1 %(base)s = %(rate)s %(quote)s") % {"base": rate.base, "rate": shown, "quote": rate.quote}


@register.simple_tag
def rate_words(rate: RateQuote) -> str:
    """From where a rate is, what is on top of it, and until when it holds."""
    facts = {
        "rate": at_rate(rate),
        "source": rate.source,
        "day": date_format(localtime(rate.as_of), "DATE_FORMAT"),
        "margin": number_format((Decimal(rate.margin_permyriad) / 100).normalize(), use_l10n=True),
        "until": date_format(localtime(rate.expires_at), "TIME_FORMAT"),
    }
    return _("Converted %(rate)s: %(source)s, %(day)s, and %(margin)s %%. It holds until %(until)s.") % facts


@register.filter
def what_happened(payment: Payment) -> str:
    """Why it came to nothing."""
    return failures.what_happened(payment)


@register.filter
def what_to_do(payment: Payment) -> str:
    """What the payer can do now."""
    return failures.what_to_do(payment)


@register.filter
def titles(payment: Payment) -> str:
    """For what it was, on one line; takes the lines that were fetched with it."""
    return ", ".join(line.title for line in payment.checkout.lines.all())


@register.filter
def paid_to(payment: Payment) -> str:
    """Whom it was paid to, each once."""
    names = (line.payee.name if line.payee else settings.SITE_NAME for line in payment.checkout.lines.all())
    return ", ".join(dict.fromkeys(names))


@register.filter
def has_run_out(card: SavedMethod) -> bool:
    """Whether its last day is over."""
    return pay.has_run_out(card)
