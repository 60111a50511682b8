"""Links that lie elsewhere, one a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

MOST_LINKS = 10


class LinksField(forms.CharField):
    """Web addresses, one a line. Cleaned to a list."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"label": _("Links"), "required": False, "max_length": 6_000, "help_text": _("One a line, at most 10.")}
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 2}), **said, **kwargs})

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_t("Name at most %(n)d links.") % {"n": MOST_LINKS})
        check = URLValidator(schemes=["http", "https"])
        for line in lines:
            try:
                check(line)
            except ValidationError as error:
                raise ValidationError(_t("“%(line)s” is not a link.") % {"line": line[:80]}) from error
        if any(len(line) > 500 for line in lines):
            raise ValidationError(_t("A link has at most 500 letters."))
        return lines
