"""The workers' tables and the audit, for staff: to see what waits, what failed and why, and to try again."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from marketplace.kit import audit, clock, outbox
from marketplace.kit.models import AuditEntry, Move, OutboxMessage, Timer


class SeenOnly(ModelAdmin):
    """Written by the code alone: staff look."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Timer)
class TimerAdmin(SeenOnly):
    """What is to happen by itself. A timer with an error failed and is tried again at the moment shown."""

    list_display = ["kind", "key", "at", "try_at", "attempts"]
    list_filter = ["kind", ("attempts", admin.AllValuesFieldListFilter)]
    search_fields = ["key", "error"]
    ordering = ["try_at"]
    show_full_result_count = False
    actions = ["try_now"]

    @admin.action(description=_("Try now instead of later"))
    def try_now(self, request: HttpRequest, timers: "QuerySet[Timer]") -> None:
        """Bring failed timers forward; those that were not due yet stay where they are."""
        now = clock.now()
        count = timers.filter(at__lte=now, attempts__gt=0).update(try_at=now, lease=None)
        text = ngettext("%d timer is tried within seconds.", "%d timers are tried within seconds.", count)
        messages.info(request, text % count)


@admin.register(OutboxMessage)
class OutboxAdmin(SeenOnly):
    """What was told to the outside, what waits to be, and what failed too often."""

    list_display = ["kind", "key", "put_at", "delivered_at", "dead_at", "attempts"]
    list_filter = ["kind", ("dead_at", admin.EmptyFieldListFilter), ("delivered_at", admin.EmptyFieldListFilter)]
    search_fields = ["key", "error"]
    ordering = ["-put_at"]
    show_full_result_count = False
    actions = ["revive"]

    @admin.action(description=_("Try dead messages again"))
    def revive(self, request: HttpRequest, chosen: "QuerySet[OutboxMessage]") -> None:
        """Put dead messages back into the queue, from the first attempt."""
        count = outbox.revive(OutboxMessage.objects.filter(pk__in=chosen.values("pk")))
        text = ngettext("%d message is tried again.", "%d messages are tried again.", count)
        messages.info(request, text % count)


@admin.register(AuditEntry)
class AuditAdmin(SeenOnly):
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
class MoveAdmin(SeenOnly):
    """Who moved what from which state to which, and why."""

    list_display = ["at", "subject_kind", "subject_id", "old", "new", "by", "why"]
    list_filter = ["subject_kind"]
    list_select_related = ["by"]
    search_fields = ["subject_id"]
    ordering = ["-at"]
    show_full_result_count = False
