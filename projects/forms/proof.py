"""What is typed to show delivered work, and to check it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from portfolios.models import Portfolio
from projects.forms.fields import LineField

LARGEST = 200 * 1024 * 1024


class ProofForm(forms.Form):
    """The draft of the work: its title, a text, and where it hangs."""

    title = LineField(label=_("Title of the work"), max_length=120)
    text = forms.CharField(
        label=_("What it was"), max_length=8_000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The task, what you did, what came of it. Markdown works. You can leave it for later."),
    )  # fmt: skip
    portfolio = forms.ModelChoiceField(
        label=_("Portfolio"), queryset=Portfolio.objects.none(), required=False,
        empty_label=_("A new one: Delivered work"),
    )  # fmt: skip

    def __init__(self, *args: Any, portfolios: "QuerySet[Portfolio]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = portfolios  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """A file whose fingerprint is compared. It is read and thrown away."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file first.")})

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise ValidationError(_t("The file is larger than 200 MB: check it with JavaScript on, or by its SHA-256."))
        return sent
