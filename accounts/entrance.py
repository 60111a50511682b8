"""The addresses of sign-up and sign-in: those of allauth that this site uses, and no others.

A form that comes back with errors answers 422, as all our forms do. What must not tell by time whether an address has
an account answers evenly; what changes how somebody signs in asks for a proof first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as connections
from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.views.generic import RedirectView

from accounts import beside, connected, stepup
from accounts.connected import offered
from accounts.http import signed_in
from accounts.pace import evenly
from accounts.views import factors, security

View = Callable[..., HttpResponseBase]


def door(view: View) -> View:
    """The same view beside a work of the day; a form sent back for correction has the status 422."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data.setdefault("at", "security")
            response.context_data["beside"] = beside.work_of_the_day()
            response.context_data["providers"] = connected.providers(request)
        if request.method == "POST" and isinstance(response, TemplateResponse) and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


def sensitive(view: View) -> View:
    """A page of one's settings that changes how one signs in."""
    return signed_in(stepup.recently(door(view)))


to_security = signed_in(RedirectView.as_view(pattern_name="accounts:security"))

urlpatterns = [
    path("login/", evenly(door(views.login)), name="account_login"),
    path("login/code/", evenly(door(views.request_login_code)), name="account_request_login_code"),
    path("login/code/confirm/", door(views.confirm_login_code), name="account_confirm_login_code"),
    path("login/passkey/", factors.passkey_sign_in, name="mfa_login_webauthn"),
    path("login/factor/", door(mfa.authenticate), name="mfa_authenticate"),
    path("logout/", door(views.logout), name="account_logout"),
    path("signup/", evenly(door(views.signup)), name="account_signup"),
    path("signup/passkey/", evenly(door(views.signup_by_passkey)), name="account_signup_by_passkey"),
    path("signup/passkey/making/", door(factors.first_passkey), name="mfa_signup_webauthn"),
    path("confirm-email/", door(views.email_verification_sent), name="account_email_verification_sent"),
    path("inactive/", door(views.account_inactive), name="account_inactive"),
    path("reauthenticate/", door(views.reauthenticate), name="account_reauthenticate"),
    path("reauthenticate/factor/", door(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", signed_in(door(factors.prove_by_passkey)), name="mfa_reauthenticate_webauthn"),
    path("reauthenticate/code/", security.prove_by_code, name="account_reauthenticate_by_code"),
    path("email/", evenly(sensitive(views.email)), name="account_email"),
    path(
        "password/change/",
        signed_in(stepup.recently_if_doubled(door(views.password_change))),
        name="account_change_password",
    ),
    path("password/set/", sensitive(views.password_set), name="account_set_password"),
    path("password/reset/", evenly(door(views.password_reset)), name="account_reset_password"),
    path(
        "password/reset/confirm/",
        door(views.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("password/reset/complete/", door(views.complete_password_reset), name="account_complete_password_reset"),
]

urlpatterns += [
    path("factors/", to_security, name="mfa_index"),
    path("passkeys/", to_security, name="mfa_list_webauthn"),
    path("passkeys/add/", sensitive(factors.add_passkey), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/name/", sensitive(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/removal/", sensitive(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("app/", sensitive(factors.set_up_app), name="mfa_activate_totp"),
    path("app/removal/", sensitive(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", sensitive(factors.show_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", sensitive(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
]

urlpatterns += [
    path("connected/", sensitive(connections.connections), name="socialaccount_connections"),
    path("connected/signup/", door(connections.signup), name="socialaccount_signup"),
    path("connected/cancelled/", door(connections.login_cancelled), name="socialaccount_login_cancelled"),
    path("connected/error/", door(connections.login_error), name="socialaccount_login_error"),
    path("google/login/", offered("google")(google.oauth2_login), name="google_login"),
    path("google/login/callback/", offered("google")(google.oauth2_callback), name="google_callback"),
    path("github/login/", offered("github")(github.oauth2_login), name="github_login"),
    path("github/login/callback/", offered("github")(github.oauth2_callback), name="github_callback"),
    path("oidc/<slug:provider_id>/login/", offered("openid_connect")(oidc.login), name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        offered("openid_connect")(oidc.callback),
        name="openid_connect_callback",
    ),
]
