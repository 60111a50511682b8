"""What a person says of how they want to be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from social.families import Ways
from social.models import Notice

PAUSES = (1, 3, 7, 14, 30)


@dataclass(frozen=True)
class Line:
    """One line of the table: a family or a kind, and how it comes now. A locked one leaves only the push to choose."""

    name: str
    label: str | Promise
    about: str | Promise
    ways: Ways
    is_locked: bool


class WaysForm(forms.Form):
    """A table of families or kinds by ways. What is locked is not read from what was sent."""

    def __init__(self, lines: Sequence[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self._add(line)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each line with its three controls."""
        for line in self.lines:
            yield {"line": line, **{way: self[f"{line.name}-{way}"] for way in ("page", "mail", "push")}}

    def chosen(self) -> dict[str, Ways]:
        """The ways of each line, by name. Only for a valid form."""
        said = self.cleaned_data
        return {
            line.name: Ways(said[f"{line.name}-page"], said[f"{line.name}-mail"], said[f"{line.name}-push"])
            for line in self.lines
        }

    def _add(self, line: Line) -> None:
        names = {"label": line.label}
        fields: dict[str, forms.Field] = {
            "page": forms.BooleanField(
                label=_t("%(label)s, on the page") % names, required=False, disabled=line.is_locked
            ),
            "mail": forms.ChoiceField(
                label=_t("%(label)s, by mail") % names, choices=Notice.Mail.choices, required=False,
                disabled=line.is_locked,
            ),
            "push": forms.BooleanField(label=_t("%(label)s, on devices") % names, required=False),
        }  # fmt: skip
        for way, field in fields.items():
            field.initial = getattr(line.ways, way)
            field.widget.attrs["aria-label"] = field.label
            self.fields[f"{line.name}-{way}"] = field


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class QuietForm(forms.Form):
    """Hours of each day in which mail and pushes wait."""

    begins = forms.TimeField(label=_("From"), required=False, widget=_clock())
    ends = forms.TimeField(label=_("Until"), required=False, widget=_clock())


class PauseForm(forms.Form):
    """For how many days there is peace."""

    days = forms.TypedChoiceField(label=_("For how long"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(days, _days(days)) for days in PAUSES]  # type: ignore[attr-defined]


def _days(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
