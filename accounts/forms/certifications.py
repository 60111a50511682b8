"""A certification and its document."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Certification
from marketplace.kit import clock, uploads

PROOFS = uploads.Rule(
    frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"}),
    10 * uploads.MEGABYTE,
    "PDF, JPEG, PNG, WebP",
)
COLUMNS = ("name", "issuer", "issued_on", "expires_on")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
EARLIEST = date(1900, 1, 1)


class CertificationForm(forms.Form):
    """What it is, who gave it and when; the document is for the reviewers only."""

    name = forms.CharField(
        label=_("Name of the certification"), max_length=140, error_messages={"required": _("Give its name.")}
    )
    issuer = forms.CharField(
        label=_("Who issued it?"), max_length=140, error_messages={"required": _("Name who issued it.")}
    )
    issued_on = forms.DateField(
        label=_("Issued on"), widget=DAY, error_messages={"required": _("Give the day on which it was issued.")}
    )
    expires_on = forms.DateField(
        label=_("Runs out on"), required=False, widget=DAY, help_text=_("Empty if it is good for ever.")
    )
    document = forms.FileField(
        label=_("Document"), required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png,image/webp"}),
        help_text=_("PDF or a picture, at most 10 MB. Only you and the reviewers can open it."),
    )  # fmt: skip

    @classmethod
    def of(cls, certification: Certification, data: Any = None, files: Any = None) -> "CertificationForm":
        """The form filled with what it says now."""
        return cls(data, files, initial={name: getattr(certification, name) for name in COLUMNS})

    def clean_issued_on(self) -> date:
        day: date = self.cleaned_data["issued_on"]
        if not EARLIEST <= day <= clock.today():
            raise ValidationError(_t("Give a day that has passed."))
        return day

    def clean_document(self) -> uploads.Upload | None:
        sent = self.cleaned_data["document"]
        return uploads.check(sent, PROOFS) if sent else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("issued_on"), cleaned.get("expires_on")
        if begins and ends and ends <= begins:
            self.add_error("expires_on", _t("Give a day after the one on which it was issued."))
        return cleaned
