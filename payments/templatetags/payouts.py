"""`{% load payouts %}`: the words of the pages on which money is paid out."""

from django import template
from django.utils.translation import gettext as _

from payments.models import Payout

register = template.Library()


@register.filter
def came_back_because(payout: Payout) -> str:
    """Why it came back, as far as the bank said: by the gateway's code, else in the gateway's own words."""
    known = {
        "account_closed": _("The bank account is closed."),
        "account_frozen": _("The bank account is frozen."),
        "bank_account_restricted": _("The bank account takes no payments of this kind."),
        "bank_ownership_changed": _("The bank account belongs to another bank now."),
        "could_not_process": _("The bank could not process it."),
        "debit_not_authorized": _("The bank account does not allow this."),
        "declined": _("The bank declined it. Ask the bank why."),
        "incorrect_account_holder_name": _("The name at the bank is another one."),
        "insufficient_funds": _("The money had not reached your payout account yet. Try again tomorrow."),
        "balance_insufficient": _("The money had not reached your payout account yet. Try again tomorrow."),
        "invalid_account_number": _("The bank does not know this account number."),
        "invalid_currency": _("The bank account does not take this currency."),
        "no_account": _("The bank does not know this account."),
    }
    return known.get(payout.failure) or payout.failure_words or _("The bank gave no reason.")
