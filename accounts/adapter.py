"""Where our product and django-allauth meet."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import devices, guests, letters, security, stepup, throttle
from accounts.models import Device, User

WAYS_OF_PROOF = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use your app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "code": _("Send me a code"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by address and code; no user names. Says things in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("E-mail and password do not match. Check both, or sign in by code."),
        "email_taken": _("Another account uses this address."),
        "enter_current_password": _("This is not your password now."),
        "incorrect_code": _("This is not the code of the newest mail."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again, or sign in by code."),
        "rate_limited": _("A code has just been sent. Wait a moment before you ask for the next one."),
    }

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Newcomers say what they are interested in first."""
        return reverse("accounts:welcome")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:security")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("accounts:security")

    def get_login_stages(self) -> list[str]:
        """Ours asks for the second factor: not on a device that is remembered."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A second factor where there is one; else the password; else a code by mail."""
        ways = super().get_reauthentication_methods(user)
        if not user.is_authenticated:
            return []
        by_code = {"id": "code", "url": reverse("account_reauthenticate_by_code")}
        if stepup.has_second_factor(user):
            ways = [way for way in ways if way["id"] != "reauthenticate"]
        else:
            ways = [*ways, by_code]
        return [{**way, "description": WAYS_OF_PROOF[way["id"]]} for way in ways]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One rule for allauth's pages and for ours."""
        return not stepup.is_proved(self.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            self.attempt = throttle.try_password(request, credentials.get("email", ""))
        except throttle.TooMany:
            raise self.validation_error("too_many_login_attempts") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            self.attempt.forgive()
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Note on which device; somebody who was in before is told of one that is new."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        is_to_be_remembered = getattr(request, "is_device_to_be_remembered", False)
        guests.claim(user)
        device, is_new = devices.arrive(request, response, user, is_to_be_remembered=is_to_be_remembered)
        if is_new and Device.objects.filter(user=user).exclude(pk=device.pk).exists():
            security.tell(user, "signed_in_anew", request=request, device=device.label)
        return response

    def logout(self, request: HttpRequest) -> None:
        devices.leave(request)
        super().logout(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Later and by a worker, in our look: templates/account/email."""
        letters.put(template_prefix, email, context)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: accounts.allauth_events hears of the same and tells it in one way, see accounts.security."""
