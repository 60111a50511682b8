"""Whether a payment is a gift, or buys something that does not exist yet: receipts say so in words that fit.

A payable names it in its quote; nothing named is an ordinary purchase. A gift is for nothing in return, so nobody
invoices it (Directive 2006/112/EC, article 2: what is supplied for consideration is taxed).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from payments.models import Hold

GIFT, AHEAD = "gift", "ahead"


def is_gift(hold: "Hold") -> bool:
    """Whether what is held here was given."""
    line = hold.paid_as
    return line is not None and line.said.get("purpose") == GIFT


def together(purposes: Iterable[str]) -> str:
    """That of a whole receipt: of its lines, where all share one."""
    found = set(purposes)
    return found.pop() if len(found) == 1 else ""


def name(purpose: str, otherwise: str) -> str:
    """What the receipt is called."""
    return _("Receipt for a gift") if purpose == GIFT else otherwise


def lede(purpose: str) -> str:
    """What it was, in a sentence."""
    if purpose == GIFT:
        return _("What you gave. Nothing is owed to you for it, except that it is used for what the page says.")
    if purpose == AHEAD:
        return _("What you paid for something that is still to be made. Papers follow as parts of it are paid out.")
    return _("What you paid. Invoices follow from those who earn it, when money is released to them.")


def total(purpose: str) -> str:
    """What the last sum is called."""
    return _("Given") if purpose == GIFT else _("Paid")


def note(purpose: str) -> str:
    """What it proves and what it does not; empty where there is nothing to say."""
    if purpose != GIFT:
        return ""
    said = _("It proves the payment. It is no certificate for a tax office: %(site)s does not know who is a charity.")
    return said % {"site": settings.SITE_NAME}
