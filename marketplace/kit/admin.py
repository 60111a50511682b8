"""The workers' tables and the audit, for staff: to see what waits, what failed and why, and to try again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.kit import audit, clock, outbox
from marketplace.kit.desk import Act, DeskAdmin, Queue
from marketplace.kit.models import AuditEntry, Move, OutboxMessage, Timer
from marketplace.kit.refusals import Refused


def _failed() -> "QuerySet[Timer]":
    return Timer.objects.filter(attempts__gt=0)


def _try_now(timer: Timer, *, by: Any) -> None:
    """Bring a failed timer forward. Raises Refused for one that is not due yet."""
    now = clock.now()
    if not Timer.objects.filter(pk=timer.pk, at__lte=now, attempts__gt=0).update(try_at=now, lease=None):
        raise Refused(_now("This one has not failed, so it comes at its moment."))


@admin.register(Timer)
class TimerAdmin(DeskAdmin):
    """What is to happen by itself. A timer with an error failed and is tried again at the moment shown."""

    list_display = ["kind", "key", "at", "try_at", "attempts"]
    list_filter = ["kind", ("attempts", admin.AllValuesFieldListFilter)]
    search_fields = ["key", "error"]
    ordering = ["try_at"]
    show_full_result_count = False
    acts = [
        Act(
            "try_now", _("Try now instead of later"), _try_now, with_why=False,
            consequence=_("A timer that failed is tried again within seconds."),
        )
    ]  # fmt: skip
    queue = Queue(_("Timers that failed"), _failed, "attempts__gt=0")


def _revive(message: OutboxMessage, *, by: Any) -> None:
    outbox.revive(OutboxMessage.objects.filter(pk=message.pk))


@admin.register(OutboxMessage)
class OutboxAdmin(DeskAdmin):
    """What was told to the outside, what waits to be, and what failed too often."""

    list_display = ["kind", "key", "put_at", "delivered_at", "dead_at", "attempts"]
    list_filter = ["kind", ("dead_at", admin.EmptyFieldListFilter), ("delivered_at", admin.EmptyFieldListFilter)]
    search_fields = ["key", "error"]
    ordering = ["-put_at"]
    show_full_result_count = False
    acts = [
        Act(
            "revive", _("Try again"), _revive, with_why=False,
            consequence=_("A message that failed too often goes back into the queue, from its first attempt."),
        )
    ]  # fmt: skip
    queue = Queue(_("Messages that could not be delivered"), outbox.dead, "dead_at__isempty=0")


@admin.register(AuditEntry)
class AuditAdmin(DeskAdmin):
    """The audit, newest first. `manage.py verify_audit` walks the whole chain; this list shows whether a line holds."""

    list_display = ["number", "at", "kind", "subject", "by", "holds"]
    list_filter = ["kind"]
    search_fields = ["subject", "by", "hash"]
    ordering = ["-number"]
    show_full_result_count = False

    @admin.display(boolean=True, description=_("as written"))
    def holds(self, line: AuditEntry) -> bool:
        """Whether the line is as it was sealed."""
        return line.hash == audit.seal(line)


@admin.register(Move)
class MoveAdmin(DeskAdmin):
    """Who moved what from which state to which, and why."""

    list_display = ["at", "subject_kind", "subject_id", "old", "new", "by", "party", "why"]
    list_filter = ["subject_kind"]
    list_select_related = ["by", "party"]
    search_fields = ["subject_id"]
    ordering = ["-at"]
    show_full_result_count = False
