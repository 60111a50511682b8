"""Which papers follow from which act. Asked for in the act's own transaction, issued after it, and never forgotten.

    paperwork.due("release", part.pk)        # in the act: what `listen` hears asks for its papers by itself
    paperwork.now("payment", payment.pk)     # on the page that shows the receipt: there at once, whoever comes first

They wait in the outbox, because a number is taken in a line of its own (`payments.numbering`).
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from marketplace.kit import outbox
from marketplace.kit.money import from_minor
from payments import bodies, documents, ledger, prints, purposes, tidings
from payments.documents import Draft
from payments.models import CheckoutLine, Document, HoldPart, Payment, PlanBill, Refund
from payments.ports import payables

PAPER, PRINT = "document", "document_print"

_PARTS = HoldPart.objects.select_related("hold__payer", "hold__payee", "hold__payment", "to")
_DRAFTS: dict[str, Callable[[UUID], Draft | None]] = {
    "payment": lambda pk: bodies.receipt(Payment.objects.select_related("payer", "checkout").get(pk=pk)),
    "release": lambda pk: _invoice(_first(pk)),
    "fee": lambda pk: bodies.fee(_first(pk)),
    "refund": lambda pk: _back(Refund.objects.select_related("payment__payer", "payment__checkout", "hold").get(pk=pk)),
    "line": lambda pk: _sale(CheckoutLine.objects.select_related("checkout").get(pk=pk)),
    "bill": lambda pk: bodies.bill(PlanBill.objects.select_related("paid_plan__party").get(pk=pk)),
}


def drafts(kind: str, write: Callable[[UUID], Draft | None]) -> None:
    """Let papers of this kind be written like this. A module that writes some of its own calls it once."""
    _DRAFTS[kind] = write


def is_sold(line: CheckoutLine) -> bool:
    """Whether the site itself sold it, and so invoices it."""
    return line.hold_id is None and payables.is_sale(line.kind)


def _first(pk: UUID) -> HoldPart:
    """The part on whose invoice this one stands: itself, where it was released alone."""
    part = _PARTS.get(pk=pk)
    return _PARTS.get(pk=part.billed_with_id) if part.billed_with_id else part


def due(kind: str, pk: UUID) -> None:
    """Let the paper of this kind follow. Twice changes nothing. Raises KeyError for a kind of which there is none."""
    assert kind in _DRAFTS, kind
    outbox.put(PAPER, f"{kind}:{pk}", of=kind, pk=pk)


def listen() -> None:
    """Hear what happens to money, and let the papers of it follow. Called once, when the site starts."""
    tidings.paid.plug(_of_payment)
    tidings.refunded.plug(_of_refund)
    tidings.parted.plug(_of_part)
    tidings.billed.plug(_of_bill)


def now(kind: str, pk: UUID) -> Document | None:
    """The paper, issued on the spot if it is not there yet; None where there is nothing to issue."""
    if known := documents.issued((kind, pk)):
        return known
    if kind == "refund":
        now("payment", Refund.objects.get(pk=pk).payment_id)  # what it corrects comes first
    made = draft(kind, pk)
    return issue(made) if made else None


def in_force(kind: str, pk: UUID) -> Document | None:
    """The paper as it stands: where it was corrected, the one that was issued in its place."""
    paper = now(kind, pk)
    while paper and documents.issued(("correction", paper.pk)):
        paper = documents.issued(("again", paper.pk))
    return paper


def draft(kind: str, pk: Any) -> Draft | None:
    """What the paper would say if it were issued now; None where there is nothing to issue, or no such cause."""
    return _DRAFTS[kind](UUID(str(pk))) if kind in _DRAFTS else None


def issue(made: Draft) -> Document:
    """Issue a paper, and let its PDF be made."""
    with transaction.atomic():
        document = documents.issue(made)
        outbox.put(PRINT, str(document.pk), pk=document.pk)
    return document


@outbox.delivers(PAPER)
def _deliver(key: str, *, of: str, pk: str) -> None:
    now(of, UUID(pk))


@outbox.delivers(PRINT)
def _print(key: str, *, pk: str) -> None:
    prints.of(Document.objects.get(pk=pk))


def _of_payment(payment: Payment) -> None:
    due("payment", payment.pk)
    for line in payment.checkout.lines.filter(hold__isnull=True):
        if is_sold(line):
            due("line", line.pk)


def _invoice(part: HoldPart) -> Draft | None:
    return None if purposes.is_gift(part.hold) else bodies.invoice(part)


def _sale(line: CheckoutLine) -> Draft:
    paid = line.checkout.payments.select_related("payer").get(entry__isnull=False)
    return bodies.sale(line, paid)


def _back(sent: Refund) -> Draft | None:
    """Against what: the site's own invoice where the money came out of what that was for, else the receipt."""
    entry = ledger.find(f"refund:{sent.pk}:asked")
    left = entry.postings.select_related("source").order_by("place").first() if entry else None
    sold = sent.payment.checkout.lines.filter(hold__isnull=True, subject=left.source.owner).first() if left else None
    invoice = in_force("line", sold.pk) if sold else None
    if left and invoice:
        return bodies.unsold(sent, invoice, from_minor(left.amount, left.currency))
    return bodies.refund(sent)


def _of_refund(refund: Refund) -> None:
    due("refund", refund.pk)


def _of_part(part: HoldPart) -> None:
    if part.kind == HoldPart.Kind.RELEASE:
        for kind in ("fee",) if purposes.is_gift(part.hold) else ("release", "fee"):
            due(kind, part.billed_with_id or part.pk)


def _of_bill(bill: PlanBill) -> None:
    due("bill", bill.pk)
