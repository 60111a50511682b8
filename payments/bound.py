"""What of a payment is bound: it lies in escrow, or apart until it is earned, and goes back out of there alone.

    bound.of(payment)        # whoever sends back money of the site's own leaves room for as much

No more goes back than was paid: without that room a deal could never send back what lies there.
"""

from collections.abc import Iterator

from marketplace.kit.money import Money, from_minor
from payments import escrow, ledger, refunds
from payments.models import CheckoutLine, Payment
from payments.ports import payables


def of(payment: Payment) -> Money:
    """What would go back if all of it went back now, in the payment's currency.

    Of what is earned bit by bit that is all that was paid, until nothing lies apart any more. The caller holds the
    payment's lock, so that nothing of it goes back meanwhile.
    """
    return sum((*_escrowed(payment), *_apart(payment)), start=from_minor(0, payment.currency))


def _escrowed(payment: Payment) -> Iterator[Money]:
    """Line by line: what was set apart of one goes back at its rate together with the rest of it."""
    left: dict[CheckoutLine | None, Money] = {}
    for hold in payment.holds.with_money():
        here, line = escrow.left_in(hold), hold.paid_as
        left[line] = left[line] + here if line in left else here
    for line, sum_ in left.items():
        if sum_.amount:
            yield refunds.as_paid(sum_, payment, line)


def _apart(payment: Payment) -> Iterator[Money]:
    for line in payment.checkout.lines.filter(hold__isnull=True, kind__in=payables.kinds()):
        if payables.spent(line.kind, line.subject) is None:
            continue
        if ledger.balance(payables.earned(line.kind, line.subject), line.currency).amount:
            yield from_minor(line.paid_minor, payment.currency)
