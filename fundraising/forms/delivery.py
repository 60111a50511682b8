"""What is typed about parcels: who carries them, what is wrong with one, and the table of all of them."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fundraising import carriers
from marketplace.kit import uploads
from marketplace.kit.forms import TOO_SHORT
from projects.forms.fields import LineField

SHEET = uploads.Rule(frozenset({"text/plain"}), 10 * uploads.MEGABYTE, "CSV")
REWARD_FILE = uploads.Rule(
    uploads.DOCUMENTS.types | {"application/zip", "image/gif"}, 25 * uploads.MEGABYTE,
    "PDF, ZIP, Word, Excel, OpenDocument, plain text, JPEG, PNG, WebP, AVIF, GIF",
)  # fmt: skip


class CarrierField(LineField):
    """A carrier by its name; those that we know are offered while one types."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "carriers", "autocomplete": "off"}
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        return carriers.known_as(super().clean(value))


class SentForm(forms.Form):
    """One parcel that has left."""

    carrier = CarrierField(label=_("Carrier"))
    tracking = LineField(label=_("Tracking number"), max_length=60, required=False)


class ManySentForm(forms.Form):
    """Several that left together."""

    carrier = CarrierField(label=_("Carrier"))


class ProblemForm(forms.Form):
    """What is wrong with what came, or did not."""

    problem = forms.CharField(
        label=_("What is wrong?"), min_length=10, max_length=500, error_messages=TOO_SHORT,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The maker reads it and answers."),
    )  # fmt: skip


class RefundForm(forms.Form):
    """Why the money should come back."""

    why = forms.CharField(
        label=_("Why?"), min_length=10, max_length=500, error_messages=TOO_SHORT,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The maker has seven days to answer; silence grants it."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What a maker says to it."""

    answer = forms.CharField(
        label=_("Your answer"), min_length=10, max_length=500, error_messages=TOO_SHORT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class AgainForm(forms.Form):
    """A word with the parcel that goes out once more."""

    answer = LineField(label=_("A word with it"), max_length=500, required=False)


class SheetForm(forms.Form):
    """The table that comes back."""

    sheet = forms.FileField(
        label=_("The table, filled in"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("The CSV file from here, with carriers and tracking numbers. At most 10 MB."),
    )  # fmt: skip

    def clean_sheet(self) -> uploads.Upload:
        return uploads.check(_as_utf8(self.cleaned_data["sheet"]), SHEET)


class RewardFileForm(forms.Form):
    """A file for everybody who paid for a reward."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, ZIP, text or picture, at most 25 MB."))

    def clean_file(self) -> uploads.Upload:
        return uploads.check(self.cleaned_data["file"], REWARD_FILE)


def _as_utf8(sent: UploadedFile) -> "File[Any]":
    """The same table in UTF-8: Excel on Windows writes its own letters, unless it is asked not to."""
    if (sent.size or 0) > SHEET.most_bytes:
        return sent
    raw = sent.read()
    sent.seek(0)
    try:
        raw.decode()
    except UnicodeDecodeError:
        return ContentFile(raw.decode("cp1252", errors="replace").encode(), name=sent.name)
    return sent
