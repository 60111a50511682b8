"""How staff do things in the admin: open the act's page, give a reason, confirm."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

REASON = "It breaks the third rule of the house."


def page_of(row: Model) -> str:
    """Where the row is read."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act_page(row: Model, name: str) -> str:
    """Where the act asks for its reason."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_act", args=[row.pk, name])


def do(desk: Client, row: Model, name: str, *, reason: str = REASON, **more: Any) -> HttpResponse:
    """Confirm an act on one row."""
    return desk.post(act_page(row, name), {"confirmed": "yes", "reason": reason, **more}, follow=True)


def do_to_all(desk: Client, rows: list[Any], name: str, *, reason: str = REASON, **more: Any) -> HttpResponse:
    """Confirm an act chosen below the list."""
    meta = rows[0]._meta
    chosen = {"action": name, "_selected_action": [str(row.pk) for row in rows]}
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return desk.post(address, {**chosen, "confirmed": "yes", "reason": reason, **more}, follow=True)
