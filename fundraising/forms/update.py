"""An update as its maker types it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fundraising.forms.pictures import PictureForm
from marketplace.kit import clock
from projects.forms.fields import LineField


class UpdateForm(forms.Form):
    """Title, text, and who reads it."""

    title = LineField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("What you did, what went wrong, what comes next. Markdown works."),
    )  # fmt: skip
    is_for_backers = forms.BooleanField(label=_("For backers only"), required=False)
    is_report = forms.BooleanField(
        label=_("This is the report"), required=False,
        help_text=_("The part of the money that is held back until it follows, once your backers have looked."),
    )  # fmt: skip

    def __init__(self, *args: Any, waits_for_report: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not waits_for_report:
            del self.fields["is_report"]


class MomentForm(forms.Form):
    """When it is published by itself."""

    at = forms.DateTimeField(
        label=_("Publish it by itself on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at <= clock.now() or at.year > clock.today().year + 2:
            raise forms.ValidationError(_("Choose a moment to come, within two years."))
        return at


class UpdatePictureForm(PictureForm):
    """A picture with what it shows."""

    caption = None  # type: ignore[assignment]  # an update says in its text what belongs there
