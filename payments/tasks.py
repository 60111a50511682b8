"""What the worker does for this floor."""

from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings

from payments import books, gateways, outgoing, promotions, rates, reconciling, sealing, sweeper
from payments.models import Difference

log = structlog.get_logger(__name__)


@shared_task(name="payments.fetch_rates")
def fetch_rates() -> int:
    """Take in the day's exchange rates; returns how many. Without an address, or when it does not answer, none."""
    if not settings.RATES_URL:
        return 0
    try:
        return rates.take_in(rates.fetch(settings.RATES_URL))
    except (OSError, rates.NotRates) as error:
        log.warning("rates_not_fetched", url=settings.RATES_URL, error=str(error))
        return 0


@shared_task(name="payments.send_request")
def send_request(pk: str) -> bool:
    """Make one call of a gateway."""
    return outgoing.send(UUID(pk))


@shared_task(name="payments.send_requests")
def send_requests() -> int:
    """Make all calls of gateways that wait; returns how many."""
    return outgoing.send_due()


@shared_task(name="payments.sweep")
def sweep() -> dict[str, int]:
    """Do what was left undone: calls without an answer, webhooks that failed or never came."""
    return sweeper.sweep()


@shared_task(name="payments.seal_books")
def seal_books() -> int:
    """Seal the entries of the last seconds; returns how many."""
    return sealing.seal_waiting()


@shared_task(name="payments.seal_late_entries")
def seal_late_entries() -> int:
    """Seal what was committed so late that nobody looked there any more; returns how many."""
    return sealing.seal_waiting(margin=sealing.WIDE_MARGIN)


@shared_task(name="payments.reconcile")
def reconcile() -> int:
    """Compare the statements of the gateways that are set up with the books; returns how many differences are open."""
    for gateway in gateways.offered():
        if gateways.statement_of(gateway.name):
            reconciling.run(gateway.name)
    left = Difference.objects.open().count()
    if left:
        log.error("books_differ_from_gateway", differences=left)
    return left


@shared_task(name="payments.check_books")
def check_books() -> int:
    """Ask whether the books are right; each fault is an error in the log. Returns how many."""
    faults = books.faults()
    for fault in faults:
        log.error("books_wrong", fault=fault)
    return len(faults)


@shared_task(name="payments.tend_promotions")
def tend_promotions() -> int:
    """Book the clicks of promotions, and end those of what is gone; returns how many were booked."""
    promotions.drop_gone()
    return promotions.book_all()
