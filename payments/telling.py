"""What is told of many payments that came in together: in a transaction of its own, right after theirs.

    telling.later(payments)          # in the act's own transaction, so that nothing is forgotten

Receipts and notices of a hundred payments would hold their locks, and the books', for as long as they take to write.
Who hears of a payment does nothing the second time (payments.tidings).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from marketplace.kit import outbox
from payments import tidings
from payments.models import Payment

KIND = "payments_paid"
log = structlog.get_logger(__name__)


def later(payments: Sequence[Payment]) -> None:
    """Let everybody hear that these are paid, soon."""
    if payments:
        pks = [str(payment.pk) for payment in payments]
        outbox.put(KIND, pks[0], payments=pks)


@outbox.delivers(KIND)
def tell(key: str, *, payments: list[str]) -> None:
    """Tell of them all. If one can't be told, each is told by itself, so that it stops no other."""
    found = Payment.objects.select_related("payer", "checkout").filter(pk__in=map(UUID, payments)).order_by("pk")
    try:
        with transaction.atomic():
            for payment in found:
                tidings.paid.tell(payment)
    except Exception:
        if len(payments) == 1:
            raise
        log.exception("payments_not_told_together", many=len(payments))
        outbox.put_many(KIND, {f"alone:{pk}": _alone(pk) for pk in payments})


def _alone(pk: str) -> dict[str, Any]:
    return {"payments": [pk]}
