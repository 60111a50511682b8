"""What one writes into a thread."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.kit import uploads
from social.talk.threads import MOST_FILES, MOST_LETTERS


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each judged by its content. Cleaned to a list of Upload."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": ManyFiles(), "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > MOST_FILES:
            raise ValidationError(_("Send at most %(n)d files.") % {"n": MOST_FILES})
        return [uploads.check(super(FilesField, self).clean(one, initial), uploads.DOCUMENTS) for one in sent]


class MessageForm(forms.Form):
    """A message with its files. key: the same form sent twice is one message."""

    body = forms.CharField(
        label=_("Message"), required=False, max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 3})
    )
    attached = FilesField(label=_("Attach files"))
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        is_empty = not typed.get("body", "").strip() and not typed.get("attached")
        if is_empty and not self.errors:
            self.add_error("body", ValidationError(_("Write something, or attach a file."), "empty"))
        return typed


class EditForm(forms.Form):
    """Other words for a message."""

    body = forms.CharField(label=_("Message"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, may_be_empty: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].required = not may_be_empty  # its files speak for themselves
