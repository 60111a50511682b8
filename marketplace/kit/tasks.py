"""What the worker does for the ground floor."""

from celery import shared_task

from marketplace.kit import audit_heads, outbox, timers


@shared_task(name="kit.run_due_timers")
def run_due_timers() -> int:
    """Run the timers that are due."""
    return timers.run_due()


@shared_task(name="kit.deliver_outbox")
def deliver_outbox() -> int:
    """Deliver what waits in the outbox."""
    return outbox.deliver()


@shared_task(name="kit.tidy_outbox")
def tidy_outbox() -> int:
    """Forget messages that were delivered long ago."""
    return outbox.tidy()


@shared_task(name="kit.note_audit_heads")
def note_audit_heads() -> dict[str, str]:
    """Walk every chain of seals and note its end outside the database."""
    return audit_heads.note()
