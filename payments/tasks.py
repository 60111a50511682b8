"""What the worker does for this floor."""

import structlog
from celery import shared_task
from django.conf import settings

from payments import rates

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
