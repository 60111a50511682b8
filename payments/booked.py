"""How a payment stands in the books: one entry for what came in, one for what the gateway kept of it."""

from collections.abc import Sequence

from marketplace.kit.money import Money, from_minor, to_minor
from payments import chart, conversions, ledger
from payments.chart import AccountName
from payments.gateways.port import Charge
from payments.ledger import Draft, Posting
from payments.models import CheckoutLine, GatewayObject, Payment
from payments.ports import payables
from payments.taxes import Tax


def book_payments(paid: Sequence[tuple[Payment, Charge, Sequence[CheckoutLine]]]) -> None:
    """gateway → hold of each line, or → the platform's income where a line has none; and what the gateway kept.

    Several payments in one round trip. Each payment then names its entry and its fee, and is saved by the caller.
    A line priced in another currency than it was paid in goes through the exchange account, at the rate it was quoted.
    """
    drafts = [_of_payment(payment, told, lines) for payment, told, lines in paid]
    fees = _fees([(payment, told) for payment, told, _lines in paid])
    entries = ledger.post_all([*drafts, *(draft for _payment, _told, draft in fees)])
    for (payment, _told, _lines), entry in zip(paid, entries, strict=False):
        payment.entry_id = entry.id
    note_all([
        *((payment.gateway, "charge", told.charge or told.reference) for payment, told, _lines in paid),
        *((payment.gateway, "fee", told.fee_reference) for payment, told, _draft in fees),
    ], entries)  # fmt: skip


def book_fee(payment: Payment, told: Charge) -> None:
    """fee_expense → gateway, once the gateway says what it kept; and what it changed into its own currency."""
    for _payment, _told, draft in _fees([(payment, told)]):
        note(payment.gateway, "fee", told.fee_reference, ledger.post_all([draft])[0])
        payment.save(update_fields=["gateway_fee_minor"])


def _fees(paid: Sequence[tuple[Payment, Charge]]) -> list[tuple[Payment, Charge, Draft]]:
    """What is to be booked of the fees that the gateway tells and that are not in the books; the payment keeps its."""
    told_of = {told.fee_reference for _payment, told in paid if told.fee_reference and told.fee is not None}
    booked = GatewayObject.objects.filter(
        gateway__in={payment.gateway for payment, _told in paid}, kind="fee", reference__in=told_of
    ).values_list("gateway", "reference")
    known = set(booked) if told_of else set()
    found = []
    for payment, told in paid:
        if told.fee_reference not in told_of or (payment.gateway, told.fee_reference) in known:
            continue
        if postings := fee_postings(payment.gateway, payment.amount, told, promised=_promised(payment)):
            found.append((payment, told, Draft("gateway_fee", postings, f"fee:{told.fee_reference}")))
            if told.fee and told.fee.currency == payment.amount.currency:
                payment.gateway_fee_minor = to_minor(told.fee)
    return found


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
    note_all([(gateway, kind, reference)], [entry])


def note_all(objects: Sequence[tuple[str, str, str]], entries: Sequence[ledger.Posted]) -> None:
    """As `note`, for (gateway, kind, reference) and entry of several."""
    gateways, kinds, references = ({one[place] for one in objects} for place in range(3))
    known = GatewayObject.objects.filter(gateway__in=gateways, kind__in=kinds, reference__in=references)
    there = set(known.values_list("gateway", "kind", "reference"))
    GatewayObject.objects.bulk_create(
        GatewayObject(gateway=one[0], kind=one[1], reference=one[2], entry_id=entry.id)
        for one, entry in zip(objects, entries, strict=True)
        if one not in there
    )


def _promised(payment: Payment) -> list[tuple[Money, Money]]:
    lines = payment.checkout.lines.all()
    return [(from_minor(line.paid_minor, payment.currency), line.price) for line in lines]


def _of_payment(payment: Payment, told: Charge, lines: Sequence[CheckoutLine]) -> Draft:
    postings = [posting for line in lines for posting in _of_line(payment, line)]
    return Draft("payment", postings, f"payment:{told.reference}")


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
