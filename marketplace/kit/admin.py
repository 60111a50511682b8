"""The workers' tables and the audit, for staff: to see what waits, what failed and why, and to try again."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.kit import due, outbox, timers
from marketplace.kit.desk import Act, DeskAdmin, Queue
from marketplace.kit.models import Move, OutboxMessage, Timer
from marketplace.kit.models.timer import TimerQuerySet


class StandingFilter(admin.SimpleListFilter):
    """Timers by how they stand."""

    title = _("standing")
    parameter_name = "standing"
    rows: ClassVar[dict[str, Callable[["TimerQuerySet"], "TimerQuerySet"]]] = {
        "overdue": TimerQuerySet.overdue,
        "failing": TimerQuerySet.failing,
        "soon": lambda rows: rows.soon(due.AHEAD),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("overdue")), ("failing", _("failing")), ("soon", _("within 24 hours"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.rows.get(self.value() or "")
        return chosen(queryset) if chosen else queryset


@admin.register(Timer)
class TimerAdmin(DeskAdmin):
    """What is to happen by itself. A timer with an error failed and is tried again at the moment shown."""

    list_display = ["kind", "key", "at", "try_at", "attempts", "who"]
    list_filter = [StandingFilter, "kind"]
    search_fields = ["key", "error"]
    ordering = ["at", "pk"]
    show_full_result_count = False
    list_before_template = "admin/kit/due.html"
    acts = [
        Act(
            "run_now", _("Run now"), timers.bring_forward,
            consequence=_("It is run within seconds, and looks for itself whether there is anything to do."),
        ),
        Act(
            "cancel", _("Cancel"), timers.call_off, is_grave=True,
            consequence=_("It never happens, and nobody who counts on it is told."),
        ),
    ]  # fmt: skip
    queue = Queue(_("Timers that failed"), Timer.objects.failing, "standing=failing")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Timer]":
        people = get_user_model().objects.filter(pk=OuterRef("set_by")).values("email")
        return super().get_queryset(request).annotate(email=Subquery(people))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list below what is due, kind by kind."""
        return super().changelist_view(request, {"due": due.by_kind(), **(extra_context or {})})

    @admin.display(description=_("set by"))
    def who(self, timer: Any) -> str:
        """Whose act it follows from."""
        return timer.email or _now("the site itself")

    def _page_of(self, row: Model) -> str:
        """Back to the list: a timer that has run or was cancelled has no page any more."""
        return self._list_page()


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


@admin.register(Move)
class MoveAdmin(DeskAdmin):
    """Who moved what from which state to which, and why."""

    list_display = ["at", "subject_kind", "subject_id", "old", "new", "by", "party", "why"]
    list_filter = ["subject_kind"]
    list_select_related = ["by", "party"]
    search_fields = ["subject_id"]
    ordering = ["-at"]
    show_full_result_count = False
