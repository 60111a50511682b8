"""Everything of an owner taken out of sight for a while, and put back as it was."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from marketplace.catalog.models import Listing
from marketplace.kit import clock, pagestore

_COLUMNS = ("is_live", "is_open", "state")


@transaction.atomic
def hide_all(owners: Iterable[UUID]) -> list[dict[str, Any]]:
    """Let nobody find what these parties show; returns what to give to `show_again`, as JSON takes it."""
    shown = Listing.objects.filter(owner__in=list(owners), is_live=True)
    rows = shown.values_list("pk", *_COLUMNS)
    hidden = [{"id": str(pk), **dict(zip(_COLUMNS, was, strict=True))} for pk, *was in rows]
    shown.update(is_live=False, is_open=False, updated_at=clock.now())
    transaction.on_commit(pagestore.turn_over, robust=True)
    return hidden


@transaction.atomic
def show_again(hidden: Iterable[dict[str, Any]]) -> None:
    """Put back what was hidden, as it was. What is gone meanwhile stays gone."""
    for one in hidden:
        was = {column: one[column] for column in _COLUMNS}
        Listing.objects.filter(pk=one["id"], published_at__isnull=False).update(**was, updated_at=clock.now())
    transaction.on_commit(pagestore.turn_over, robust=True)


@transaction.atomic
def forget_face(listings: Iterable[UUID], **left: Any) -> int:
    """Take away everything public about these listings but the columns of `left`; returns how many there were.

    The rows stay, for what others have with them; no search and no page shows them any more.
    """
    blank: dict[str, Any] = {
        "summary": "",
        "cover": "",
        "cover_alt": "",
        "place": "",
        "country": "",
        "facts": {},
        "search": None,
    }
    rows = Listing.objects.filter(pk__in=list(listings))
    changed = rows.update(**{**blank, "is_live": False, "is_open": False, "updated_at": clock.now(), **left})
    transaction.on_commit(pagestore.turn_over, robust=True)
    return changed
