"""What waits for whom on the first page of the admin."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from marketplace.kit.desk import DeskAdmin
from marketplace.kit.desk.acts import Words


@dataclass(frozen=True)
class Waiting:
    """One queue as its group sees it: how many rows, and where they are."""

    title: Words
    count: int
    url: str


def on_first_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the first page with the queues of whoever looks (UNFOLD's DASHBOARD_CALLBACK)."""
    return {**context, "queues": for_staff(request)}


def for_staff(request: HttpRequest) -> list[Waiting]:
    """The queues that this member of staff may look into, the longest first."""
    desks = [desk for desk in admin.site._registry.values() if isinstance(desk, DeskAdmin) and desk.queue]
    queues = [_waiting(desk) for desk in desks if desk.has_view_permission(request) and _is_waited_for(request, desk)]
    return sorted(queues, key=lambda queue: -queue.count)


def _is_waited_for(request: HttpRequest, desk: DeskAdmin) -> bool:
    right = desk.queue.right if desk.queue else ""
    return not right or bool(request.user.has_perm(right))


def _waiting(desk: DeskAdmin) -> Waiting:
    queue = desk.queue
    assert queue is not None  # chosen so
    address = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
    return Waiting(queue.title, queue.rows().count(), f"{address}?{queue.query}" if queue.query else address)
