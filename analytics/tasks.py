"""What the worker does for the figures."""

from celery import shared_task

from analytics import visits


@shared_task(name="analytics.add_up_visits")
def add_up_visits() -> int:
    """Add new visits to those by day and source."""
    return visits.add_up()
