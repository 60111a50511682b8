"""The first charges of many kept cards at once: what `checkouts.open` and `charges.begin` write for one, in as many
statements for a hundred.

    first_charges.begin([Due(quote, by=ben, method=card), …])        # in the act's transaction; workers make the calls

The caller holds the locks of all these deals, and has made sure that they are new to this floor (`are_new`). What is
not, or where anything else is unusual, is charged alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from accounts.models import User
from marketplace.kit import together
from payments import charges, checkouts, escrow, outgoing
from payments.models import Checkout, CheckoutLine, GatewayRequest, Hold, Payment, SavedMethod
from payments.ports import Quote


@dataclass(frozen=True)
class Due:
    """A deal that is charged to a kept card of its payer, who is not here. by: who promised it."""

    quote: Quote
    by: User
    method: SavedMethod


def new_ones(kind: str, subjects: Collection[UUID]) -> set[UUID]:
    """Those of these deals that nobody has ever begun to pay. Their locks are held, so it stays so."""
    begun = CheckoutLine.objects.filter(kind=kind, subject__in=subjects).values_list("subject", flat=True)
    held = Hold.objects.filter(kind=kind, subject__in=subjects).values_list("subject", flat=True)
    return set(subjects) - set(begun) - set(held)


def begin(due: Sequence[Due], *, gateway: str = "stripe") -> None:
    """Write down a checkout, its hold, its payment and the call that takes the money, for each. Raises CannotPay."""
    written = [_drafted(one, gateway) for one in due]
    moves = [one.checkout.moving_to(Checkout.Status.PAYING) for one in written]
    Hold.objects.bulk_create([one.hold for one in written])
    checkouts.keep_all([one.checkout for one in written], [one.line for one in written])
    Payment.objects.bulk_create([one.payment for one in written])
    outgoing.prepare_all([one.request for one in written])
    together.record(moves)


class _Written(NamedTuple):
    checkout: Checkout
    line: CheckoutLine
    hold: Hold
    payment: Payment
    request: GatewayRequest


def _drafted(one: Due, gateway: str) -> _Written:
    quote = one.quote
    assert quote.payee, "what is charged later is held for somebody"
    checkout, line = checkouts.drafted(quote, by=one.by)
    line.hold = hold = escrow.drafted(
        quote.kind, quote.pk, payer=quote.payer, payee=quote.payee, amount=quote.price, terms=line.terms
    )
    payment = charges.drafted(checkout, one.method, gateway=gateway, off_session=True)
    call, key = charges.calling(payment, [line], one.method), charges.key_of(payment)
    request = outgoing.drafted("payment", payment.pk, call.name, call.body, key=key, gateway=gateway)
    return _Written(checkout, line, hold, payment, request)
