"""What each document says, as facts: put together when it is issued, kept for ever, worded when it is read.

A body holds `issuer`, `recipient` (billing.Side), `lines` (title, note, to, net, tax, total in minor units), `rate`
(taxes.Tax) and `why` (supplies), `supplied_on`, `paid` (how, when, our number of the payment), `about` (the deal),
`in_name` (the site writes for the issuer) and `real` (whether real money moved).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from babel.numbers import get_territory_currencies
from django.conf import settings
from django.utils import timezone

from accounts.models import Party
from marketplace.kit.money import Money, from_minor, to_minor
from payments import billing, rates, supplies
from payments.conversions import convert
from payments.documents import Draft, issued
from payments.models import CheckoutLine, Document, Hold, HoldPart, Payment, PlanBill, Refund
from payments.models.document import Sort
from payments.ports import payables
from payments.rates import NoRate
from payments.splitting import portion, split
from payments.supplies import Supply
from payments.taxes import Tax
from payments.terms import Terms

Line = dict[str, Any]


def receipt(payment: Payment) -> Draft:
    """What the payer paid, for what, to whom. Not an invoice: those follow when money is released."""
    lines = [_paid_line(line) for line in payment.checkout.lines.select_related("payee", "rate")]
    body = {**_between(None, payment.payer), "lines": lines, "paid": _paid(payment)}
    return _draft(Sort.RECEIPT, ("payment", payment), None, payment.payer, payment.amount, None, body)


def invoice(part: HoldPart) -> Draft:
    """From the payee to the payer, for what was released by one act; the tax is within the price."""
    hold, day, parts = part.hold, _day(part.at), _together(part)
    seller, buyer = billing.of(hold.payee), billing.of(hold.payer)
    supply = supplies.between(seller, buyer, sum((one.gross for one in parts), part.gross * 0), day)
    body = {
        **_between(hold.payee, hold.payer),
        **_supplied(supply, day),
        "lines": _lines_of(part, supply) if len(parts) == 1 else _lines_of_all(parts, supply),
        "about": _about(hold),
        "paid": _paid(hold.payment) if hold.payment else {},
        "in_name": True,
    }
    return _draft(Sort.INVOICE, ("release", part), hold.payee, hold.payer, supply.net, supply.tax, body)


def fee(part: HoldPart) -> Draft | None:
    """From the site to the payee, for the commission that was kept of a release. None where nothing was."""
    parts = [one for one in _together(part) if one.fee_minor]
    if not parts:
        return None
    hold, day = part.hold, _day(part.at)
    body = {
        **_between(None, hold.payee),
        **_taxed(Terms.from_json(hold.terms).tax, day),
        "lines": [_commission(one) for one in parts],
        "about": _about(hold),
        "kept": True,
    }
    kept, tax = sum((one.fee for one in parts), part.fee * 0), sum((one.tax for one in parts), part.tax * 0)
    return _draft(Sort.INVOICE, ("fee", part), None, hold.payee, kept, tax, body)


def bill(paid: PlanBill) -> Draft:
    """From the site, for a period of a membership plan."""
    party, tax = paid.paid_plan.party, from_minor(paid.tax_minor, paid.currency)
    line = _line(paid.get_plan_display(), paid.amount_minor, tax=paid.tax_minor, what="plan")
    period = {"from": _day(paid.starts_at).isoformat(), "until": _day(paid.ends_at).isoformat()}
    body = {
        **_between(None, party),
        **_taxed(Tax.from_json(paid.tax), _day(paid.paid_at)),
        "lines": [line],
        "period": period,
        "paid": {"at": paid.paid_at.isoformat()},
    }
    return _draft(Sort.INVOICE, ("bill", paid), None, party, paid.amount - tax, tax, body)


def sale(line: CheckoutLine, payment: Payment) -> Draft:
    """From the site, for what it sold itself in a checkout: nobody else earns it. The tax is within the price."""
    rate, day = Tax.from_json(line.said.get("tax", {})), _day(payment.succeeded_at or payment.created_at)
    tax = rate.within(line.price)
    body = {
        **_between(None, payment.payer),
        **_taxed(rate, day),
        "lines": [_line(line.title, line.price_minor, tax=to_minor(tax), note=line.note)],
        "about": {"kind": line.kind, "pk": str(line.subject), "title": line.title, "url": line.url},
        "paid": _paid(payment),
    }
    return _draft(Sort.INVOICE, ("line", line), None, payment.payer, line.price - tax, tax, body)


def refund(sent: Refund) -> Draft | None:
    """Takes back a part of the receipt: money that was held and went back to the payer, or that the site gave up.

    Money that was held was never invoiced. For a sale of the site's own, see `unsold`.
    """
    payment = sent.payment
    receipt_of_it = issued(("payment", payment.pk))
    if receipt_of_it is None:
        return None
    about = _about(sent.hold) if sent.hold else {}
    body = {
        **_between(None, payment.payer),
        "lines": [_line(about.get("title", ""), sent.amount_minor, note=sent.why)],
        "about": about,
        "paid": _paid(payment),
        "back": "held" if sent.hold else "given",
    }
    source = ("refund", sent)
    return _draft(Sort.CREDIT_NOTE, source, None, payment.payer, sent.amount, None, body, corrects=receipt_of_it)


def unsold(sent: Refund, invoice: Document, gross: Money) -> Draft:
    """Takes back a part of the site's own invoice. gross: in its currency; the tax on what stays is worked out anew."""
    rate = Tax.from_json(invoice.body["rate"])
    before = sum((note.total for note in invoice.corrections.all()), start=gross * 0)
    kept = invoice.total - before
    tax = rate.within(kept) - rate.within(kept - gross)
    body = {
        **_between(None, invoice.recipient),
        "rate": invoice.body["rate"],
        "why": invoice.body["why"],
        "lines": [_line(invoice.body["lines"][0]["title"], to_minor(gross), tax=to_minor(tax), note=sent.why)],
        "about": invoice.body["about"],
        "paid": _paid(sent.payment),
        "back": "sold",
    }
    source = ("refund", sent)
    return _draft(Sort.CREDIT_NOTE, source, None, invoice.recipient, gross - tax, tax, body, corrects=invoice)


def charged_back(source: tuple[str, Any], invoice: Document, gross: Money) -> Draft:
    """Takes back of the site's own invoice what a bank took of it, with the same share of its tax. gross: in its
    currency; what was credited before, for whatever reason, is not credited again."""
    before = sum((to_minor(note.total) for note in invoice.corrections.all()), start=0)
    end = min(before + to_minor(gross), invoice.total_minor)
    taken = from_minor(end - before, invoice.currency)
    tax = portion(invoice.tax, of=invoice.total_minor, start=before, end=end)
    first = invoice.body["lines"][0]
    body = {
        **_between(None, invoice.recipient),
        "rate": invoice.body["rate"],
        "why": invoice.body["why"],
        "lines": [_line(first["title"], to_minor(taken), tax=to_minor(tax), what=first["what"])],
        "about": invoice.body.get("about", {}),
        "back": "bank",
    }
    return _draft(Sort.CREDIT_NOTE, source, None, invoice.recipient, taken - tax, tax, body, corrects=invoice)


def _draft(
    sort: str,
    source: tuple[str, Any],
    issuer: Party | None,
    recipient: Party,
    net: Money,
    tax: Money | None,
    body: dict[str, Any],
    *,
    corrects: Document | None = None,
) -> Draft:
    return Draft(
        sort=sort,
        source=(source[0], source[1].pk),
        issuer=issuer,
        recipient=recipient,
        net=net,
        tax=tax if tax is not None else net * 0,
        language=billing.language_of(recipient),
        corrects=corrects,
        body={**body, **_national(tax, body), "real": settings.MONEY_IS_REAL},
    )


def _national(tax: Money | None, body: dict[str, Any]) -> dict[str, Any]:
    """The tax in the money of the state that gets it, where the invoice is in another (Directive 2006/112/EC, 230)."""
    country = body.get("rate", {}).get("country", "")
    theirs = get_territory_currencies(country)[-1:] if country else []
    if not tax or theirs in ([], [tax.currency.code]):
        return {}
    try:
        rate = rates.latest().between(tax.currency.code, theirs[0])
    except NoRate:
        return {}
    stated = {"rate": str(rate.rate.normalize()), "source": rate.source, "as_of": rate.as_of.isoformat()}
    return {"national": {"tax": to_minor(convert(tax, rate.quote, rate.rate)), "currency": rate.quote, **stated}}


def _between(issuer: Party | None, recipient: Party) -> dict[str, Any]:
    return {"issuer": billing.of(issuer).as_json(), "recipient": billing.of(recipient).as_json()}


def _supplied(supply: Supply, day: date) -> dict[str, Any]:
    return {"rate": supply.rate.as_json(), "why": supply.why, "supplied_on": day.isoformat()}


def _taxed(tax: Tax, day: date) -> dict[str, Any]:
    """How the tax of the site's own fees stands on its invoices; `payments.taxes` decided it."""
    why = supplies.REVERSED if tax.is_reversed else supplies.TAXED if tax.permyriad else supplies.UNTAXED
    return {"rate": tax.as_json(), "why": why, "supplied_on": day.isoformat()}


def _line(title: str, total: int, *, tax: int = 0, note: str = "", to: str = "", what: str = "") -> Line:
    return {"title": title, "note": note, "to": to, "what": what, "net": total - tax, "tax": tax, "total": total}


def _lines_of(part: HoldPart, supply: Supply) -> list[Line]:
    """The parts of the price where the whole of it was released at once; else one line, which says of how much."""
    hold, line = part.hold, _checkout_line(part.hold)
    if billed := payables.billed(part):
        return _shared([(label, to_minor(amount)) for label, amount in billed], supply.tax)
    said = line.said.get("parts", []) if line and part.gross_minor == line.price_minor else []
    if len(said) < 2 or min(minor for _label, minor in said) < 0:
        one = _line(_about(hold)["title"], part.gross_minor, tax=to_minor(supply.tax), note=line.note if line else "")
        return [{**one, "of": hold.amount_minor} if part.gross_minor < hold.amount_minor else one]
    return _shared(said, supply.tax)


def _lines_of_all(parts: Sequence[HoldPart], supply: Supply) -> list[Line]:
    """What each of several parts was for: a line each."""
    return _shared([(label, to_minor(amount)) for part in parts for label, amount in _said(part)], supply.tax)


def _said(part: HoldPart) -> Sequence[tuple[str, Money]]:
    return payables.billed(part) or [(_about(part.hold)["title"], part.gross)]


def _commission(part: HoldPart) -> Line:
    line = _line(_said(part)[0][0], to_minor(part.fee + part.tax), tax=part.tax_minor, what="commission")
    return {**line, "of": part.gross_minor}


def _together(part: HoldPart) -> list[HoldPart]:
    """All parts that one invoice bills, the first one first."""
    return [part, *part.billed_too.select_related("hold").order_by("pk")]


def _shared(said: Sequence[tuple[str, int]], tax: Money) -> list[Line]:
    """A line for each of these, with its share of the tax."""
    taxes_of = split(tax, [minor for _label, minor in said])
    return [_line(label, minor, tax=to_minor(its)) for (label, minor), its in zip(said, taxes_of, strict=True) if minor]


def _paid_line(line: CheckoutLine) -> Line:
    """A line of a receipt; with its price and the rate where it was paid in another currency than it is priced in."""
    one = _line(line.title, line.paid_minor, to=line.payee.name if line.payee else "", note=line.note)
    if purpose := line.said.get("purpose"):
        one["purpose"] = purpose
    if rate := line.rate:
        stated = {"rate": str(rate.rate.normalize()), "source": rate.source, "as_of": rate.as_of.isoformat()}
        one["priced"] = {"price": line.price_minor, "currency": line.currency, **stated}
    return one


def _about(hold: Hold) -> dict[str, str]:
    line = _checkout_line(hold)
    return {
        "kind": hold.kind,
        "pk": str(hold.subject),
        "title": line.title if line else "",
        "url": line.url if line else "",
    }


def _checkout_line(hold: Hold) -> CheckoutLine | None:
    return CheckoutLine.objects.filter(hold=hold).first()


def _paid(payment: Payment) -> dict[str, str]:
    return {
        "with": payment.method,
        "at": (payment.succeeded_at or payment.created_at).isoformat(),
        "number": str(payment.pk),
        "reference": payment.reference,
    }


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, timezone.get_default_timezone()).date()
