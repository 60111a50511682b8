"""What the forms of all steps of the editor have in common: typed values kept, rows below, problems by their place."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from fundraising.models import Fundraiser
from fundraising.said import Said
from marketplace.kit.rows import RowSet, row_set
from projects.forms import typed


class StepForm(forms.Form):
    """One step. It may be saved with any of it missing or wrong; `said()` then holds what is right."""

    row: ClassVar[type[forms.Form] | None] = None  # what there may be several of
    prefix_of_rows: ClassVar[str] = "row"
    most_rows: ClassVar[int] = 20
    spare_rows: ClassVar[int] = 2  # empty ones to write in
    rows: RowSet | None = None

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, fundraiser: Fundraiser, typed_before: Any = None
    ) -> None:
        self.fundraiser = fundraiser
        super().__init__(data, initial=self.first_values() | self._typed(typed_before))
        if self.row:
            first = typed.rows(typed_before, self.prefix_of_rows) if typed_before else self.first_rows()
            self.rows = row_set(
                self.row,
                prefix=self.prefix_of_rows,
                most=self.most_rows,
                spare=self.spare_rows,
                data=data,
                initial=first,
                fundraiser=fundraiser,
            )

    def first_values(self) -> dict[str, Any]:
        """What stands in the fields when the step is opened."""
        return {}

    def first_rows(self) -> Iterable[Mapping[str, Any]]:
        """What stands in the rows."""
        return []

    def said(self) -> Said:
        """What is right of it, as the acts take it: the columns that are called as its fields, unless a step says."""
        return Said(columns=dict(self.cleaned_data))

    def is_valid(self) -> bool:
        """The fields and the rows, each judged whatever the other is like."""
        is_right = super().is_valid()
        are_rows_right = self.rows is None or self.rows.is_valid()
        return is_right and are_rows_right and self.rows_fit()

    def rows_fit(self) -> bool:
        """Whether the rows are right as a whole; if not, their `misfit` says why."""
        return True

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the control as the page has it."""
        found = {name: [str(error) for error in errors] for name, errors in self.errors.items()}
        return found | (self.rows.problems() if self.rows else {})

    @property
    def note(self) -> str:
        """What the whole comes to, in a sentence that follows the typing; empty where there is nothing to say."""
        return ""

    def _typed(self, before: Any) -> dict[str, Any]:
        """As it was typed last. A box that was not ticked is not sent, so it is set back before."""
        if not before:
            return {}
        fields = self.base_fields.items()
        unticked = {name: "" for name, field in fields if isinstance(field.widget, forms.CheckboxInput)}
        return unticked | typed.as_initial(before)


class FundraiserRow(forms.Form):
    """A row of a fundraiser's list."""

    use_required_attribute = False

    def __init__(self, *args: Any, fundraiser: Fundraiser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fundraiser = fundraiser
        self.prepare()

    def prepare(self) -> None:
        """What depends on whose it is."""
