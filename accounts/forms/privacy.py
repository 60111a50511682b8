"""Forms of privacy: agreeing to the papers, and typing that one means it."""

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

# What is typed before an account is deleted: one word in the reader's language.
WORD = pgettext_lazy("typed to delete an account", "delete")


class AgreementForm(forms.Form):
    """One box, not ticked beforehand."""

    agrees = forms.BooleanField(
        label=_("I agree to the terms and have read the privacy page"),
        error_messages={"required": _("Tick the box to go on. If you do not agree, sign out or delete your account.")},
    )


class ErasureForm(forms.Form):
    """The word, so that nobody leaves by a slip of the hand."""

    word = forms.CharField(
        label=_("Confirm"), max_length=40, error_messages={"required": _("Type the word.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["word"].help_text = gettext("Type “%(word)s”.") % {"word": WORD}

    def clean_word(self) -> str:
        typed: str = self.cleaned_data["word"]
        if typed.strip().casefold() != str(WORD).casefold():
            raise forms.ValidationError(gettext("This is not the word. Type “%(word)s”.") % {"word": WORD})
        return typed
