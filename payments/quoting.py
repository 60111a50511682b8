"""Between what a payable quotes and the lines of a checkout, which keep it word by word."""

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import ports
from payments.models import CheckoutLine
from payments.ports import Later, Quote

Thing = tuple[str, UUID]


class NotTogether(Refused):
    """Things that cannot be paid for in one payment: of two payers, or in two currencies."""


def ask(things: Sequence[Thing], *, by: User) -> list[Quote]:
    """What each of them costs now. Raises the first refusal, NotTogether, NotAllowed for a stranger to the payer."""
    answers = ports.quotes(things, by=by)
    quoted = [_given(answers[thing]) for thing in dict.fromkeys(things)]
    if len({(quote.payer.pk, quote.price.currency.code) for quote in quoted}) != 1:
        raise NotTogether(_("One payment has one payer and one currency. Pay for these one after the other."))
    if not Party.objects.acted_for_by(by).filter(pk=quoted[0].payer.pk).exists():
        raise NotAllowed(_("You cannot pay for %(party)s.") % {"party": quoted[0].payer.name})
    return quoted


def total(quoted: Sequence[Quote]) -> Money:
    """What all of them cost together."""
    return sum((quote.price for quote in quoted[1:]), quoted[0].price)


def lines(quoted: Sequence[Quote]) -> list[CheckoutLine]:
    """The lines that keep them, not saved yet."""
    return [_line(place, quote) for place, quote in enumerate(quoted)]


def mark(kept: Sequence[CheckoutLine]) -> str:
    """A short name of exactly these prices and terms: the button sends the one that its reader saw."""
    facts = [[line.kind, str(line.subject), line.currency, line.price_minor, line.terms] for line in kept]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def parts(line: CheckoutLine) -> list[tuple[str, Money]]:
    """Of what the price of a line is made; the title alone where the payable names no parts."""
    kept = line.said.get("parts") or [[line.title, line.price_minor]]
    return [(label, from_minor(minor, line.currency)) for label, minor in kept]


def later(line: CheckoutLine) -> list[Later]:
    """What the same deal will cost besides."""
    kept = line.said.get("later", [])
    return [Later(what, from_minor(minor, currency), when) for what, minor, currency, when in kept]


def _given(answer: Quote | Refused) -> Quote:
    if isinstance(answer, Refused):
        raise answer
    return answer


def _line(place: int, quote: Quote) -> CheckoutLine:
    minor = to_minor(quote.price)
    return CheckoutLine(
        place=place,
        kind=quote.kind,
        subject=quote.pk,
        title=quote.title,
        note=quote.note,
        url=quote.url,
        payee=quote.payee,
        currency=quote.price.currency.code,
        price_minor=minor,
        paid_minor=minor,
        terms=quote.terms.as_json() if quote.terms else {},
        said=_said(quote),
    )


def _said(quote: Quote) -> dict[str, object]:
    return {
        "parts": [[label, to_minor(amount)] for label, amount in quote.parts],
        "later": [[one.what, to_minor(one.amount), one.amount.currency.code, one.when] for one in quote.later],
        "paid_at_once": quote.paid_at_once,
        "otherwise": quote.otherwise,
        "change_url": quote.change_url,
        "listing": str(quote.listing.pk) if quote.listing else "",
    }
