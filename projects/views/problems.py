"""What is wrong with a form that has rows below it, as the summary on top of the page lists it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form


class Problem(NamedTuple):
    """One sentence, and the id of the control that it is about (empty: the form as a whole)."""

    anchor: str
    words: str
    label: str = ""


def problems_of(form: Form, found: Mapping[str, list[str]]) -> list[Problem]:
    """Every problem in the order of the page. "This field is required" is said with the name of its field."""
    order = {name: place for place, name in enumerate(form.fields)}
    names = sorted(found, key=lambda name: order.get(name, len(order)))
    return [_problem(form, name, words) for name in names for words in found[name]]


def _problem(form: Form, name: str, words: str) -> Problem:
    if name == NON_FIELD_ERRORS:
        return Problem("", words)
    field: Any = form.fields.get(name)
    return Problem(f"id_{name}", words, str(field.label) if field else "")
