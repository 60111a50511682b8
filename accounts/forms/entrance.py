"""The forms of sign-up and sign-in: allauth's rules in our words, with labels instead of placeholders.

Passwords are typed once and can be looked at (`data-reveal`), so nothing is asked for twice.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.socialaccount import forms as connected_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import people, throttle
from accounts.models import Role, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

MAIL = _("E-mail")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
LENGTH_HINT = _("At least 10 characters. A sentence is good.")
CODE_HINT = _("Letters and a dash, as in the mail. Capitals do not matter.")


WHEN_EMPTY = {
    "name": _("Give your name."),
    "login": _("Give your e-mail address."),
    "email": _("Give your e-mail address."),
    "password": _("Type your password."),
    "password1": _("Choose a password."),
    "oldpassword": _("Type the password that you have now."),
    "code": _("Type the code from the mail."),
    "kinds": _("Choose at least one role."),
}


class InOurWords(forms.Form):
    """Labels, hints and errors of ours over fields of allauth's; no placeholders, nothing to be typed twice."""

    words: ClassVar["dict[str, tuple[Words, Words]]"] = {}
    without: ClassVar[set[str]] = set()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.without & self.fields.keys():
            del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label or "", ""))
            field.error_messages["required"] = WHEN_EMPTY.get(name, field.error_messages["required"])
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["data-reveal"] = f"{_t('Show')}|{_t('Hide')}"


class LoginForm(InOurWords, allauth_forms.LoginForm):
    words = {"login": (MAIL, ""), "password": (PASSWORD, ""), "remember": (_("Stay signed in on this device"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class Newcomer(InOurWords):
    """Name, address, and what somebody is here for."""

    words = {
        "name": (_("Your name"), _("As others are to see it. You can change it later.")),
        "email": (MAIL, _("A code will be sent there. Nobody else sees it.")),
        "password1": (PASSWORD, LENGTH_HINT),
        "kinds": (_("What brings you here?"), _("Choose as many as you like. One account can be all of them.")),
    }
    field_order = ["name", "email", "password1", "kinds"]

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    kinds = forms.MultipleChoiceField(choices=Role.Kind, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = ROLES_AT_THE_DOOR  # type: ignore[attr-defined]

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.errors:
            _ask_for_mail(self.cleaned_data["email"], at="email", form=self)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the sign-in is made."""
        people.join(user, name=self.cleaned_data["name"], kinds=self.cleaned_data["kinds"])


class SignupForm(Newcomer, allauth_forms.SignupForm):
    """With a password, or with a passkey that is made once the address is confirmed."""

    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account takes the work of hashing, too, so that time does not tell them apart."""
        if self.account_already_exists and "password1" in self.cleaned_data:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ConnectedSignupForm(Newcomer, connected_forms.SignupForm):
    """What the other site did not tell of a newcomer."""


ROLES_AT_THE_DOOR = [
    (Role.Kind.FREELANCER, _("I look for work and show what I make")),
    (Role.Kind.CLIENT, _("I hire")),
    (Role.Kind.INVESTOR, _("I back or invest in what others make")),
]


class RequestLoginCodeForm(InOurWords, allauth_forms.RequestLoginCodeForm):
    words = {"email": (MAIL, "")}

    def clean_email(self) -> str:
        _ask_for_mail(self.cleaned_data["email"])
        return str(super().clean_email())


class ConfirmLoginCodeForm(InOurWords, allauth_forms.ConfirmLoginCodeForm):
    words = {"code": (_("Code"), CODE_HINT)}


class ConfirmEmailCodeForm(InOurWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    words = {"code": (_("Code"), CODE_HINT)}


class ConfirmResetCodeForm(InOurWords, allauth_forms.ConfirmPasswordResetCodeForm):
    words = {"code": (_("Code"), CODE_HINT)}


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):
    words = {"email": (MAIL, "")}

    def clean_email(self) -> str:
        _ask_for_mail(self.cleaned_data["email"])
        return str(super().clean_email())


class NewPasswordForm(InOurWords, allauth_forms.ResetPasswordKeyForm):
    """After a reset: the new one, once."""

    words = {"password1": (NEW_PASSWORD, LENGTH_HINT)}
    without = {"password2"}


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):
    words = {"oldpassword": (_("Password now"), ""), "password1": (NEW_PASSWORD, LENGTH_HINT)}
    without = {"password2"}


class SetPasswordForm(InOurWords, allauth_forms.SetPasswordForm):
    """For somebody who has none yet."""

    words = {"password1": (NEW_PASSWORD, LENGTH_HINT)}
    without = {"password2"}


class ReauthenticateForm(InOurWords, allauth_forms.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class ProofCodeForm(InOurWords):
    """The code that was mailed as proof."""

    words = {"code": (_("Code"), CODE_HINT)}
    code = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))


class AddEmailForm(InOurWords, allauth_forms.AddEmailForm):
    words = {"email": (_("New e-mail"), _("A code will be sent there first. The old address stays until you type it."))}

    def clean_email(self) -> str:
        _ask_for_mail(self.cleaned_data["email"])
        return str(super().clean_email())


def _ask_for_mail(email: str, *, at: str = "", form: forms.Form | None = None) -> None:
    """Count a mail to this address; refuse at the field where there were too many."""
    try:
        throttle.try_mail(context.request, email)
    except throttle.TooMany as refused:
        if form is None:
            raise forms.ValidationError(str(refused)) from None
        form.add_error(at, str(refused))
