"""What a gateway kept of the bills of paid plans, and what it changed them into: booked once, when it says so.

The price of a plan is the site's own income. Where the gateway changes it into another currency, the income follows the
cash, so that nothing of it is left between two currencies: at the reference rate of that day, which is kept with the
bill; what the gateway gave more or less than that is the site's gain or loss by exchanging.
"""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from marketplace.kit import clock
from marketplace.kit.money import Money
from payments import chart, conversions, gateways, ledger, rates
from payments.booked import fee_postings, note
from payments.gateways.port import Charge
from payments.ledger import Posting
from payments.models import PlanBill, RateQuote

_PLACES = Decimal("1e-10")


def book_all() -> int:
    """Book what is not booked yet; returns how much that was. Calls the gateway."""
    waiting = PlanBill.objects.select_related("paid_plan").filter(~Q(intent=""), fee_reference="")
    return sum(_book_of(bill) for bill in waiting.order_by("pk")[:200])


def income(bill: PlanBill) -> tuple[Money, Money]:
    """What a bill brought as it stands in the books: net and tax, in the currency of the cash once that is known."""
    if bill.rate is None:
        return bill.amount - bill.tax_part, bill.tax_part
    tax = conversions.convert(bill.tax_part, bill.rate.quote, bill.rate.rate)
    return conversions.convert(bill.amount, bill.rate.quote, bill.rate.rate) - tax, tax


def _book_of(bill: PlanBill) -> bool:
    gateway = gateways.of(bill.paid_plan.gateway)
    answer = gateway.read("payment_intent", bill.intent)
    told = gateway.charge_in(answer) if answer else None
    return bool(told and told.fee_reference and _book(bill.pk, told))


@transaction.atomic
def _book(bill_pk: UUID, told: Charge) -> bool:
    bill = PlanBill.objects.select_related("paid_plan").select_for_update(of=("self",)).get(pk=bill_pk)
    if bill.fee_reference:
        return False
    gateway = bill.paid_plan.gateway
    if told.settled and told.settled.currency != bill.amount.currency:
        bill.rate = _rate_of(bill, told.settled)
    if postings := [*fee_postings(gateway, bill.amount, told), *_follow_the_cash(bill, told)]:
        note(gateway, "fee", told.fee_reference, ledger.post("gateway_fee", postings, ref=f"fee:{told.fee_reference}"))
    bill.fee_reference = told.fee_reference
    bill.save(update_fields=["fee_reference", "rate"])
    return True


def _rate_of(bill: PlanBill, settled: Money) -> RateQuote:
    """The reference rate of these days; where none is known, the gateway's own, so that it gained and lost nothing."""
    code, into, now = bill.currency, settled.currency.code, clock.now()
    try:
        stated = rates.latest().between(code, into)
        rate, source, as_of = stated.rate, stated.source, stated.as_of
    except rates.NoRate:
        rate, source, as_of = (settled.amount / bill.amount.amount).quantize(_PLACES), bill.paid_plan.gateway, now
    kept = RateQuote(base=code, quote=into, rate=rate, source=source, as_of=as_of, made_at=now, expires_at=now)
    kept.save(force_insert=True)
    return kept


def _follow_the_cash(bill: PlanBill, told: Charge) -> list[Posting]:
    """plans and tax → fx in the one currency, fx → plans and tax in the other, and what is left on fx is the result."""
    if bill.rate is None or told.settled is None:
        return []
    net, tax = income(bill)
    return [
        Posting(chart.PLANS, chart.FX, bill.amount - bill.tax_part),
        Posting(chart.TAX, chart.FX, bill.tax_part),
        Posting(chart.FX, chart.PLANS, net),
        Posting(chart.FX, chart.TAX, tax),
        *conversions.gained(told.settled - net - tax),
    ]
