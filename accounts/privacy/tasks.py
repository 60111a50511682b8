"""What the worker does for privacy."""

from celery import shared_task

from accounts.privacy import erasures, exports, retention


@shared_task(name="privacy.make_exports")
def make_exports() -> int:
    """Make the exports that wait, and those whose worker died."""
    return exports.make_due()


@shared_task(name="privacy.run_erasures")
def run_erasures() -> int:
    """Do the erasures that are due, and those whose worker died."""
    return erasures.run_due()


@shared_task(name="privacy.let_go")
def let_go() -> dict[str, int]:
    """Delete what has been kept as long as its rule says."""
    return retention.sweep()
