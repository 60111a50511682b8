"""`{% load worth %}`: sums as they are about in the reader's own currency, always marked as converted."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit.money import Money, format_money, format_range, to_minor
from payments import worth
from payments.rates import Table
from payments.worth import Worth

register = template.Library()

_KNOWN = "_rates"


@register.simple_tag(takes_context=True)
def about(context: Context, low: Money | None, high: Money | None = None) -> SafeString:
    """ "about $1,234", or a range; empty for visitors, in the same currency, and where there is no rate."""
    first = _worth(context, [low] if low is not None else [])
    last = _worth(context, [high]) if high is not None else None
    if first is None:
        return SafeString("")
    if last is None or last.amount == first.amount:
        return _marked(format_money(first.amount, whole=True), first)
    code = first.amount.currency.code
    return _marked(format_range(to_minor(first.amount), to_minor(last.amount), code), first)


def _worth(context: Context, amounts: list[Money]) -> Worth | None:
    request = context.get("request")
    user = getattr(request, "user", None)
    if not amounts or not isinstance(user, User) or {one.currency.code for one in amounts} == {user.currency}:
        return None
    return worth.about(amounts, user.currency, _table(request))


def _table(request: Any) -> Table | None:
    """One look-up a page, however many sums it converts."""
    if not hasattr(request, _KNOWN):
        setattr(request, _KNOWN, worth.table())
    known: Table | None = getattr(request, _KNOWN)
    return known


def _marked(text: str, found: Worth) -> SafeString:
    day = date_format(found.day, "DATE_FORMAT")
    title = _("Converted at the rates of the %(source)s of %(day)s") % {"source": found.source, "day": day}
    words = _("about %(sum)s") % {"sum": text}
    hidden = _("converted")
    return format_html(
        '<span class="converted" title="{}">{} <span class="visually-hidden">({})</span></span>', title, words, hidden
    )
