"""The languages that somebody speaks, and how well: one row each, and some empty ones for more."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from marketplace.kit import regions

MOST = 12
EMPTY_ROWS = 2

Spoken = Sequence[tuple[str, str]]  # code and fluency


class LanguageRows(forms.Form):
    """Fields `language_0` and `fluency_0`, `language_1` …; cleaned to `languages` (codes) and `fluency` (by code)."""

    def __init__(self, *args: Any, spoken: Spoken = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(self._count(len(spoken))):
            code, fluency = spoken[number] if number < len(spoken) else ("", "")
            self.fields[f"language_{number}"] = _language(number, regions.language_name(code) if code else "")
            self.fields[f"fluency_{number}"] = _fluency(number, fluency)

    def language_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields, for the page."""
        return [(self[f"language_{number}"], self[f"fluency_{number}"]) for number in self._numbers()]

    @cached_property
    def language_names(self) -> list[str]:
        """What the field suggests."""
        return regions.language_names()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        spoken: dict[str, str] = {}
        for number in self._numbers():
            name, fluency = cleaned.pop(f"language_{number}", ""), cleaned.pop(f"fluency_{number}", "")
            if code := self._code(number, name):
                spoken.setdefault(code, fluency)
        cleaned["languages"] = list(spoken)
        cleaned["fluency"] = {code: fluency for code, fluency in spoken.items() if fluency}
        return cleaned

    def _code(self, number: int, name: str) -> str | None:
        code = regions.language_code(name) if name.strip() else None
        if name.strip() and code is None:
            said = _t("No language is called “%(name)s”. Check the spelling.") % {"name": name.strip()}
            self.add_error(f"language_{number}", said)
        return code

    def _numbers(self) -> Iterator[int]:
        return (number for number in range(MOST) if f"language_{number}" in self.fields)

    def _count(self, known: int) -> int:
        """A row for each that is known or was sent, and some more."""
        sent = [number for number in range(MOST) if f"language_{number}" in self.data]
        return min(MOST, max(known + EMPTY_ROWS, max(sent, default=-1) + 1))


def _language(number: int, name: str) -> forms.CharField:
    return forms.CharField(
        label=_t("Language %(n)d") % {"n": number + 1}, max_length=60, required=False, initial=name,
        widget=forms.TextInput(attrs={"list": "language-names", "autocomplete": "off"}),
    )  # fmt: skip


def _fluency(number: int, fluency: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_t("How well, language %(n)d") % {"n": number + 1}, required=False, initial=fluency,
        choices=[("", _("Not said")), *Profile.Fluency.choices],
    )  # fmt: skip
