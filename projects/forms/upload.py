"""A file for the brief, judged by its content."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.kit import uploads


class FileForm(forms.Form):
    """One file. Its name is shown; what it is kept under is ours."""

    file = forms.FileField(
        label=_("Add a file"),
        help_text=_("PDF, Word, Excel, OpenDocument, text or pictures, at most 25 MB. Everybody can read it."),
    )

    @classmethod
    def for_client(cls) -> "FileForm":
        """The same, where only the client and the writer of a proposal read the file."""
        form = cls()
        form.fields["file"].help_text = _(
            "PDF, Word, Excel, OpenDocument, text or pictures, at most 25 MB. Only the client reads it."
        )
        return form

    def clean_file(self) -> uploads.Upload:
        return uploads.check(self.cleaned_data["file"], uploads.DOCUMENTS)
