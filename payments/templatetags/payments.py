"""`{% load payments %}`: the words of the pages on which money is paid."""

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.kit.money import format_money
from payments import failures
from payments.breakdown import Breakdown
from payments.forms import pay
from payments.models import Payment, SavedMethod

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
