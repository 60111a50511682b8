"""Rows as an export shows them: every column but the secret ones, and what each column is."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.fields.files import FieldFile

BATCH = 2000  # rows that are deleted at once
_NOT_SAID = (SearchVectorField, models.GeneratedField)


def as_dict(
    row: models.Model, *, hidden: Collection[str] = (), parts: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The row by column. parts: accessors of its parts, which stand inside it; they hold nothing hidden."""
    said = {field.name: _value(row, field) for field in columns(type(row), hidden)}
    return {**said, **{name: _part(row, name) for name in parts or {}}}


def columns(model: type[models.Model], hidden: Collection[str] = ()) -> list["models.Field[Any, Any]"]:
    """The columns that an export shows."""
    return [
        field
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.name not in hidden and not isinstance(field, _NOT_SAID)
    ]


def described(model: type[models.Model], hidden: Collection[str] = ()) -> dict[str, str]:
    """What each column is: its type, its length, what it points to."""
    return {field.name: _describe(field) for field in columns(model, hidden)}


def delete(found: "models.QuerySet[Any]", *, batch: int = BATCH) -> int:
    """Delete these rows in pieces, because one statement takes so many values and no more; returns how many."""
    gone = 0
    while some := list(found.order_by("pk").values_list("pk", flat=True)[:batch]):
        found.model._default_manager.filter(pk__in=some).delete()
        gone += len(some)
    return gone


def blanks(model: type[models.Model], *, keep: Collection[str] = ()) -> dict[str, Any]:
    """What empties every column of the person's own words and figures: for `update()`. Keys to other rows stay."""
    own = [field for field in model._meta.concrete_fields if not field.remote_field and not field.primary_key]
    return {field.name: _blank(field) for field in own if field.name not in keep and not isinstance(field, _NOT_SAID)}


def empty(found: "models.QuerySet[Any]", *, keep: Collection[str] = ()) -> int:
    """Empty these rows of the person's own words and figures; returns how many were not empty before."""
    values = blanks(found.model, keep=keep)
    full = [row.pk for row in found if any(getattr(row, name) != value for name, value in values.items())]
    return int(found.model._default_manager.filter(pk__in=full).update(**values))


def _blank(field: "models.Field[Any, Any]") -> Any:
    return None if field.null else field.get_default()


def _value(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    if field.many_to_many:
        return [str(pk) for pk in getattr(row, field.name).values_list("pk", flat=True)]
    value = getattr(row, field.attname)
    return value.name if isinstance(value, FieldFile) else value


def _part(row: models.Model, name: str) -> Any:
    parts = getattr(row, name, None)
    if parts is None:
        return None
    return as_dict(parts) if isinstance(parts, models.Model) else [as_dict(part) for part in parts.all()]


def _describe(field: "models.Field[Any, Any]") -> str:
    if field.remote_field:
        return f"id of {field.remote_field.model._meta.label}"
    kind = type(field).__name__.removesuffix("Field").lower()
    return f"{kind}, at most {field.max_length} characters" if getattr(field, "max_length", None) else kind
