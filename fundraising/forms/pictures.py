"""Pictures of a fundraiser."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.kit import uploads
from projects.forms.fields import LineField


class WordsForm(forms.Form):
    """What a picture shows, and what stands below it."""

    alt = LineField(
        label=_("What it shows"), max_length=200, help_text=_("For who can't see it: a loaf of rye bread on a stone."),
    )  # fmt: skip
    caption = LineField(label=_("Caption"), max_length=300, required=False)


class PictureForm(WordsForm):
    """A picture, judged by its content."""

    picture = forms.FileField(
        label=_("Picture"), help_text=_("JPEG, PNG, WebP, AVIF or GIF, at most 20 MB. Wide ones look best: 3 to 2."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip
    field_order = ["picture", "alt", "caption"]

    def clean_picture(self) -> uploads.Upload:
        return uploads.check(self.cleaned_data["picture"], uploads.PICTURES)
