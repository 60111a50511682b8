"""The documents that are written from the code: the data model, the state charts, and what floors above add.

    describe.DOCUMENTS["rights.md"] = rights.as_document           # in AppConfig.ready

They are generated so that they cannot lie: a test compares the files under docs/ with what these functions return.
"""

import inspect
from collections.abc import Callable, Iterator

from django.apps import apps
from django.conf import settings
from django.db import models

from marketplace.kit.models import Stateful

_INTRODUCTION = "Lowest floor first. Public ids are time-ordered UUIDs; amounts are minor units beside a currency."
NOTE = "<!-- Written by `manage.py describe`; edit the models instead. -->"


def data_model() -> str:
    """Every table of ours, floor by floor: what it is, its columns, and what it must always satisfy."""
    parts = ["# Data model", NOTE, _INTRODUCTION]
    for label in _our_labels():
        config = apps.get_app_config(label)
        tables = [_table(model) for model in _models_of(label)]
        if tables:
            parts += [f"## {config.verbose_name}", (config.__doc__ or "").strip(), *tables]
    return "\n\n".join(parts) + "\n"


def state_charts() -> str:
    """Every chart of `MOVES`, as a table and a diagram."""
    charts = [_chart(model) for label in _our_labels() for model in _models_of(label) if _moves(model)]
    rule = "A status moves only along these arrows, and each move is written down."
    return "\n\n".join(["# States", NOTE, rule, *charts]) + "\n"


def _our_labels() -> list[str]:
    return [config.label for config in apps.get_app_configs() if config.name in settings.OUR_APPS]


def _models_of(label: str) -> list[type[models.Model]]:
    """The app's own models, and none that somebody else (a test) has added to it."""
    config = apps.get_app_config(label)
    return [model for model in config.get_models() if model.__module__.startswith(f"{config.name}.")]


def _table(model: type[models.Model]) -> str:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    rows = ["| column | type | |", "| --- | --- | --- |", *map(_row, fields)]
    rules = [f"- `{rule.name}`" for rule in model._meta.constraints]
    head = [f"### {model.__name__}", inspect.cleandoc(_doc(model)), "\n".join(rows)]
    return "\n\n".join([*head, "Always true:\n\n" + "\n".join(rules)] if rules else head)


def _row(field: "models.Field[object, object]") -> str:
    return f"| `{field.name}` | {_type(field)} | {_notes(field)} |"


def _doc(model: type[models.Model]) -> str:
    return "" if (model.__doc__ or "").startswith(f"{model.__name__}(") else model.__doc__ or ""


def _type(field: "models.Field[object, object]") -> str:
    if field.remote_field:
        return f"→ {field.remote_field.model.__name__}"
    length = getattr(field, "max_length", None)
    return type(field).__name__.removesuffix("Field").lower() + (f" ({length})" if length else "")


def _notes(field: "models.Field[object, object]") -> str:
    claims = (("key", field.primary_key), ("unique", field.unique), ("may be empty", field.null))
    notes = [word for word, is_true in claims if is_true]
    if field.choices:
        notes.append(" · ".join(str(value) for value, _label in field.flatchoices))
    return ", ".join(notes)


def _moves(model: type[models.Model]) -> dict[str, set[str]]:
    return dict(model.MOVES) if issubclass(model, Stateful) else {}


def _chart(model: type[models.Model]) -> str:
    arrows = list(_arrows(model))
    diagram = "```mermaid\nstateDiagram-v2\n" + "\n".join(f"    {old} --> {new}" for old, new in arrows) + "\n```"
    return f"## {str(model._meta.verbose_name).capitalize()}\n\n{diagram}"


def _arrows(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    for old, news in _moves(model).items():
        for new in sorted(str(value) for value in news):
            yield str(old), new


DOCUMENTS: dict[str, Callable[[], str]] = {"data-model.md": data_model, "states.md": state_charts}
