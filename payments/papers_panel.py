"""The documents of a payment, on its receipt page: the receipt at once, invoices and credit notes as they follow."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from marketplace.kit.panels import Panel
from payments import paperwork
from payments.models import Document, HoldPart, Payment, Refund


def of_payment(request: HttpRequest, payment: Payment) -> Panel | None:
    """Those that the payer was sent. The receipt is issued now, if nobody was faster."""
    parts = HoldPart.objects.filter(hold__payment=payment).values(first=Coalesce("billed_with", "pk"))
    refunds = Refund.objects.filter(payment=payment).values("pk")
    papers = Document.objects.filter(
        Q(source_kind="payment", source=payment.pk)
        | Q(source_kind="release", source__in=parts)
        | Q(source_kind="refund", source__in=refunds)
    )
    issued = list(papers.order_by("issued_at", "number"))
    if all(paper.source_kind != "payment" for paper in issued) and (receipt := paperwork.now("payment", payment.pk)):
        issued.insert(0, receipt)
    return "payments/panels/_papers.html", {"papers": issued}
