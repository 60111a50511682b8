"""A comment as it is typed."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from social import comments


class CommentForm(forms.Form):
    """What somebody says. key: of this form, so that sending it twice says it once."""

    body = forms.CharField(
        label=_("Your comment"), max_length=comments.MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> "CommentForm":
        return cls(initial={"key": uuid4().hex})
