"""How a payment stands in the books: one entry for what came in, one for what the gateway kept of it."""

from collections.abc import Sequence
from uuid import UUID

from marketplace.kit.money import Money, from_minor, to_minor
from payments import chart, conversions, ledger
from payments.chart import AccountName
from payments.gateways.port import Charge
from payments.ledger import Posting
from payments.models import CheckoutLine, GatewayObject, Payment
from payments.ports import payables
from payments.taxes import Tax


def book_payment(payment: Payment, told: Charge, lines: list[CheckoutLine]) -> UUID:
    """gateway → hold of each line, or → the platform's income where a line has none. Returns the entry.

    A line priced in another currency than it was paid in goes through the exchange account, at the rate it was quoted.
    """
    postings = [posting for line in lines for posting in _of_line(payment, line)]
    entry = ledger.post("payment", postings, ref=f"payment:{told.reference}")
    note(payment.gateway, "charge", told.charge or told.reference, entry)
    return entry.id


def book_fee(payment: Payment, told: Charge) -> None:
    """fee_expense → gateway, once the gateway says what it kept; and what it changed into its own currency."""
    if not told.fee_reference or told.fee is None:
        return
    if GatewayObject.objects.filter(gateway=payment.gateway, kind="fee", reference=told.fee_reference).exists():
        return
    postings = fee_postings(payment.gateway, payment.amount, told, promised=_promised(payment))
    if not postings:
        return
    entry = ledger.post("gateway_fee", postings, ref=f"fee:{told.fee_reference}")
    note(payment.gateway, "fee", told.fee_reference, entry)
    if told.fee.currency == payment.amount.currency:
        payment.gateway_fee_minor = to_minor(told.fee)
        payment.save(update_fields=["gateway_fee_minor"])


def fee_postings(
    gateway: str, amount: Money, told: Charge, *, promised: Sequence[tuple[Money, Money]] = ()
) -> list[Posting]:
    """What the gateway kept of a sum that was paid, and its change into another currency; empty where it is nothing.

    promised: pairs of (paid, price); where the gateway changed it into the currency of the prices, what it gave more or
    less than them is the platform's gain or loss.
    """
    if told.fee is None or told.settled is None:
        return []
    cash = chart.gateway(gateway)
    postings = [Posting(chart.FEE_EXPENSE, cash, told.fee)]
    if told.settled.currency != amount.currency:
        result = conversions.settled_as(promised, told.settled)
        postings += conversions.exchange(amount, told.settled, place=cash, result=result)
    return [posting for posting in postings if posting.amount.amount]


def note(gateway: str, kind: str, reference: str, entry: ledger.Posted) -> None:
    """Which object of the gateway's stands in the books by this entry: one each, so nothing is posted twice."""
    GatewayObject.objects.get_or_create(
        gateway=gateway, kind=kind, reference=reference, defaults={"entry_id": entry.id}
    )


def _promised(payment: Payment) -> list[tuple[Money, Money]]:
    lines = payment.checkout.lines.all()
    return [(from_minor(line.paid_minor, payment.currency), line.price) for line in lines]


def _of_line(payment: Payment, line: CheckoutLine) -> list[Posting]:
    cash, paid = chart.gateway(payment.gateway), from_minor(line.paid_minor, payment.currency)
    if line.price.currency == paid.currency:
        return _to_its_place(line, cash)
    return [Posting(cash, chart.FX, paid), *_to_its_place(line, chart.FX)]


def _to_its_place(line: CheckoutLine, source: AccountName) -> list[Posting]:
    """Into its hold; or what the platform sold to its income, less the tax that is in the price."""
    if line.hold:
        return [Posting(source, chart.hold(line.hold), line.price)]
    tax = Tax.from_json(line.said.get("tax", {})).within(line.price)
    to = payables.earned(line.kind, line.subject)
    return [Posting(source, to, line.price - tax), Posting(source, chart.TAX, tax)]
