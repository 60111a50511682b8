"""The forms of passkeys, app codes and recovery codes: allauth's rules in our words, with our throttles."""

import re
from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import throttle
from accounts.forms.entrance import InOurWords

CODE = _("Code")
NAME = _("Name of the passkey")
# What a key that is none of ours, or a text that is no answer of a browser at all, makes its reader stumble over.
BROKEN = (AttributeError, IndexError, KeyError, LookupError, TypeError, UnicodeError, ValueError)


class Throttled(forms.Form):
    """A code that can be guessed only slowly, and by nobody at the cost of somebody else."""

    user: Any

    def clean_code(self) -> str:
        try:
            attempt = throttle.try_factor(context.request, self.user)
        except throttle.TooMany as refused:
            raise ValidationError(str(refused)) from None
        code = str(super().clean_code())  # type: ignore[misc]
        attempt.forgive()
        return code


class ActivateAppForm(InOurWords, Throttled, totp_forms.ActivateTOTPForm):
    words = {"code": (CODE, _("The six digits that the app shows now."))}


class SecondFactorForm(InOurWords, Throttled, base_forms.AuthenticateForm):
    """At sign-in; a device can be remembered, except by staff."""

    words = {
        "code": (CODE, _("From your app, or one of your recovery codes.")),
        "remember": (_("Do not ask again on this device for a month"), ""),
    }
    remember = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user.is_staff:
            del self.fields["remember"]

    def save(self) -> None:
        super().save()
        context.request.is_device_to_be_remembered = bool(self.cleaned_data.get("remember"))


class ProofForm(InOurWords, Throttled, base_forms.ReauthenticateForm):
    words = {"code": (CODE, _("From your app, or one of your recovery codes."))}


class Answer(forms.JSONField):
    """What a browser answers about a key, as text. A number of thousands of digits is as little one as a bare word."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise get_adapter().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Never shown again: each ceremony gives a new one, and this may be anything."""
        return None


class Unbroken:
    """Whatever a browser sends for a key is an error at the field, never an error of the site."""

    def _or_refuse(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except BROKEN:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyProof(Unbroken, InOurWords, passkey_forms.AuthenticateWebAuthnForm):
    """A passkey shown."""

    words = {"credential": (_("Passkey"), "")}
    credential = Answer(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        return self._or_refuse(super().clean_credential)


class SecondFactorPasskeyForm(PasskeyProof):
    """At sign-in, after the password or the code by mail."""


class ProofPasskeyForm(PasskeyProof, passkey_forms.ReauthenticateWebAuthnForm):
    """Before a sensitive act."""


class PasskeySignInForm(PasskeyProof, passkey_forms.LoginWebAuthnForm):
    """Instead of a password."""


class PasskeyMade(Unbroken, InOurWords):
    """A passkey that the browser has just made."""

    words = {"name": (NAME, _("So that you know it among others.")), "credential": (_("Passkey"), "")}
    credential = Answer(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 80  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["maxlength"] = 80
        self.fields["name"].required = True

    def clean_name(self) -> str:
        return str(super().clean_name())[:80]  # type: ignore[misc]

    def clean_credential(self) -> dict[str, Any]:
        return self._or_refuse(lambda: _needed(self.cleaned_data["credential"]))

    def clean(self) -> Any:
        """A passkey is one only if the device asked for the finger, the face or the PIN."""
        self.cleaned_data["passwordless"] = True
        return self._or_refuse(super().clean)


class AddPasskeyForm(PasskeyMade, passkey_forms.AddWebAuthnForm):
    without = {"passwordless"}


class FirstPasskeyForm(PasskeyMade, passkey_forms.SignupWebAuthnForm):
    """While joining."""


def _needed(sent: Any) -> dict[str, Any]:
    """What is stored of a browser's answer: these texts in base64url, and nothing else that somebody may have sent."""
    response = sent["response"]
    return {
        "id": _base64url(sent["id"]),
        "rawId": _base64url(sent["rawId"]),
        "type": "public-key",
        "response": {name: _base64url(response[name]) for name in ("clientDataJSON", "attestationObject")},
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def _base64url(text: Any) -> str:
    if not isinstance(text, str) or not re.fullmatch(r"[\w=-]{1,8000}", text, re.ASCII):
        raise ValueError("This is not base64url.")
    return text


class RenamePasskeyForm(InOurWords, passkey_forms.EditWebAuthnForm):
    words = {"name": (NAME, "")}
    name = forms.CharField(max_length=80)
