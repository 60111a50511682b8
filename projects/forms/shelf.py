"""What is brought to the folder of a contract."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.kit import uploads
from projects.forms.contract import FilesField
from projects.forms.fields import LineField

HELP = _("PDF, Word, Excel, OpenDocument, text or pictures, each at most 25 MB. Only the two sides read them.")


class AddForm(forms.Form):
    """Files for the folder, several at once."""

    brought = FilesField(label=_("Add files"), required=True, help_text=HELP)

    def clean_brought(self) -> list[uploads.Upload]:
        brought: list[uploads.Upload] = self.cleaned_data["brought"]
        if not brought:
            raise ValidationError(_t("Choose a file first."), "required")
        return brought


class RenewForm(forms.Form):
    """A new version of one file, and what is new in it."""

    file = forms.FileField(label=_("New version"), help_text=HELP)
    note = LineField(label=_("What is new"), required=False, max_length=200)

    def clean_file(self) -> uploads.Upload:
        return uploads.check(self.cleaned_data["file"], uploads.DOCUMENTS)


class RenameForm(forms.Form):
    """Another name for it."""

    name = LineField(label=_("Name"), max_length=120)
