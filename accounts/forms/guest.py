"""What somebody types who gives money without an account."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


class GuestForm(forms.Form):
    """Name and address. `key` names the form, so that it counts once however often it is sent.

    Stands beside what else is sent: `class GuestPledgeForm(GuestForm, PledgeForm)`. needs_name: not where they give
    without their name.
    """

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Give your name, or choose not to show one.")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("The receipt and the way back to your pledge go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Give your address: without it there is no way back to your pledge.")},
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, needs_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = needs_name
        self.fields["key"].initial = uuid4

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or _t("A guest")

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()
