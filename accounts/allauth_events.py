"""What allauth says has happened, written down and told by accounts.security. Connected when the app is ready."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social_signals
from django.http import HttpRequest
from django.urls import reverse

from accounts import devices, guests, security
from accounts.models import User

Type = Authenticator.Type
ADDED = {Type.TOTP: "app_added", Type.WEBAUTHN: "passkey_added"}
REMOVED = {Type.TOTP: "app_removed", Type.WEBAUTHN: "passkey_removed"}


def connect() -> None:
    """Listen from now on. Calling it again changes nothing."""
    for signal in (account_signals.password_changed, account_signals.password_reset):
        signal.connect(_password_changed, dispatch_uid="accounts")
    account_signals.password_set.connect(_password_set, dispatch_uid="accounts")
    account_signals.email_changed.connect(_email_changed, dispatch_uid="accounts")
    account_signals.email_confirmed.connect(_email_confirmed, dispatch_uid="accounts")
    mfa_signals.authenticator_added.connect(_factor_added, dispatch_uid="accounts")
    mfa_signals.authenticator_removed.connect(_factor_removed, dispatch_uid="accounts")
    mfa_signals.authenticator_reset.connect(_codes_made, dispatch_uid="accounts")
    mfa_signals.authenticator_used.connect(_factor_used, dispatch_uid="accounts")
    social_signals.social_account_added.connect(_connected, dispatch_uid="accounts")
    social_signals.social_account_removed.connect(_disconnected, dispatch_uid="accounts")


def _password_changed(request: HttpRequest, user: User, **_more: Any) -> None:
    _other_sessions_ended(request, user)
    security.tell(user, "password_changed", request=request)


def _password_set(request: HttpRequest, user: User, **_more: Any) -> None:
    _other_sessions_ended(request, user)
    security.tell(user, "password_set", request=request)


def _other_sessions_ended(request: HttpRequest, user: User) -> None:
    """A session counts for one password only, so a new password has ended all but this one."""
    is_here = request.user.is_authenticated
    devices.others_have_ended(user, but_not=devices.current(request) if is_here else None)
    if is_here:
        devices.seen(request)


def _email_changed(request: HttpRequest, user: User, from_email_address: Any, to_email_address: Any, **_m: Any) -> None:
    if from_email_address:
        old, new = from_email_address.email, to_email_address.email
        security.tell(user, "email_changed", request=request, to=old, old=old, new=new)


def _email_confirmed(request: HttpRequest, email_address: Any, **_more: Any) -> None:
    """Whoever reads the address confirmed it by signing in with a code. A password that was set before that by who
    first typed the address may be a stranger's, who waited for this. What a guest gave under it is theirs now."""
    guests.claim(email_address.user)
    if request.path == reverse("account_confirm_login_code") and email_address.user.has_usable_password():
        email_address.user.set_unusable_password()
        email_address.user.save(update_fields=["password"])


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type in ADDED and request.user.is_authenticated:
        security.tell(user, ADDED[authenticator.type], request=request, name=str(authenticator))


def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type in REMOVED:
        security.tell(user, REMOVED[authenticator.type], request=request, name=str(authenticator))


def _codes_made(request: HttpRequest, user: User, **_more: Any) -> None:
    security.tell(user, "codes_made", request=request)


def _factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Type.WEBAUTHN:
        about, name = f"passkey:{authenticator.pk}", str(authenticator)
        security.tell(user, "passkey_first_used", request=request, about=about, name=name)
    elif authenticator.type == Type.RECOVERY_CODES:
        authenticator.refresh_from_db()  # allauth marked the code as used on a row of its own
        left = len(authenticator.wrap().get_unused_codes())
        security.tell(user, "code_used", request=request, left=str(left))


def _connected(request: HttpRequest, sociallogin: Any, **_more: Any) -> None:
    security.tell(sociallogin.user, "connected", request=request, name=_name_of(sociallogin.account))


def _disconnected(request: HttpRequest, socialaccount: Any, **_more: Any) -> None:
    security.tell(socialaccount.user, "disconnected", request=request, name=_name_of(socialaccount))


def _name_of(account: Any) -> str:
    return str(account.get_provider().name)
