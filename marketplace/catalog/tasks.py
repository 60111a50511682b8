"""What the worker does for the catalog."""

from celery import shared_task

from marketplace.catalog import events, partitions


@shared_task(name="catalog.add_up_views")
def add_up_views() -> int:
    """Add new views to the listings' counters."""
    return events.add_up_views()


@shared_task(name="catalog.keep_event_months")
def keep_event_months() -> list[str]:
    """Make the coming months of the event table and drop those that nobody may need any more."""
    return [*partitions.make_ahead(), *partitions.drop_old()]
