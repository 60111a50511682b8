"""Passkeys, app codes and recovery codes, where allauth's pages do not do what ours should."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth, flows
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.next import next_page


class AddPasskey(views.AddWebAuthnView):
    """A key that the device keeps and opens with a finger, a face or a PIN: fit to sign in with it alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}  # noqa: FBT003
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        return _as_proof(self.request, super().form_valid(form))


class SetUpApp(totp.ActivateTOTPView):
    """An app for codes; whoever has just typed one need not type the next."""

    def form_valid(self, form: Any) -> HttpResponse:
        return _as_proof(self.request, super().form_valid(form))


class PasskeySignIn(views.LoginWebAuthnView):
    """Signs in, and goes on to the page that was asked for."""

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = flows.perform_passwordless_login(self.request, authenticator, login)
        return response


class FirstPasskey(views.SignupWebAuthnView):
    """The last step of joining with a passkey. Recovery codes come with it, for the day it is lost."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = self.request.user
        if not user.is_authenticated:
            return response
        RecoveryCodes.activate(user)
        _as_proof(self.request, response)
        going_on = urlencode({"next": response["Location"]})
        return HttpResponseRedirect(f"{reverse('mfa_view_recovery_codes')}?{going_on}")


class ProveByPasskey(views.ReauthenticateWebAuthnView):
    """Says on the same page what was wrong."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


class ShowCodes(codes.ViewRecoveryCodesView):
    """The codes, once, on the way to where somebody was going."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "going_on": next_page(self.request, "accounts:security")}


def _as_proof(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A factor that was shown in order to set it up is a proof of who is here, too."""
    record_authentication(request, request.user, "mfa", reauthenticated=True)
    return response


add_passkey = AddPasskey.as_view()
passkey_sign_in = PasskeySignIn.as_view()
first_passkey = FirstPasskey.as_view()
prove_by_passkey = ProveByPasskey.as_view()
show_codes = ShowCodes.as_view()
set_up_app = SetUpApp.as_view()
