"""Rows of a form: things of which there may be several, one under the other. A row left empty is none of them.

rows = row_set(BudgetRow, prefix="budget", most=30, data=request.POST, currency="EUR")
rows.is_valid(), [row.cleaned_data for row in rows.filled], rows.problems()
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

SPARE = 2  # empty rows to write in

if TYPE_CHECKING:
    Rows = BaseFormSet[Any]
else:
    Rows = BaseFormSet  # which takes no type when the code runs


class RowSet(Rows):
    """The rows together. What does not fit as a whole stands in `misfit`."""

    misfit = ""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()  # so that any row may be emptied

    @property
    def filled(self) -> list[Any]:
        """The rows that say something and are right."""
        return [row for row in self.forms if row.has_changed() and row.is_valid()] if self.is_bound else []

    @property
    def complaint(self) -> str:
        """What is wrong with the rows as a whole: their sum, or a form that came back in pieces."""
        return self.misfit or " ".join(str(error) for error in self.non_form_errors() if self.is_bound)

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the control as the page has it."""
        found: dict[str, list[str]] = {}
        for row in self.forms if self.is_bound else []:
            found |= {row.add_prefix(name): [str(error) for error in errors] for name, errors in row.errors.items()}
        if self.complaint:
            found[self.forms[0].add_prefix(next(iter(self.forms[0].fields))) if self.forms else ""] = [self.complaint]
        return found


def row_set(
    row: type[forms.Form],
    *,
    prefix: str,
    most: int,
    kind: type[RowSet] = RowSet,
    spare: int = SPARE,
    data: Mapping[str, Any] | None = None,
    initial: Iterable[Mapping[str, Any]] = (),
    **for_each: Any,
) -> Any:
    """The rows as sent (data), or to be filled in (initial), with some empty ones below.

    for_each: what every row is made with besides, the currency of its sums for example.
    """
    if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
        data = {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}  # sent without any rows
    factory = formset_factory(row, formset=kind, extra=spare, max_num=most, absolute_max=most + spare)
    made = cast(type[RowSet], factory)
    first = [dict(one) for one in initial] if data is None else []  # so that a row that was emptied counts as empty
    return made(data, initial=first, prefix=prefix, form_kwargs=for_each)
