"""Passkeys and recovery codes, where allauth's pages do not do what ours should."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth, flows
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.next import next_page


class AddPasskey(views.AddWebAuthnView):
    """A key that the device keeps and opens with a finger, a face or a PIN: fit to sign in with it alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}  # noqa: FBT003
        return context


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
        record_authentication(self.request, user, "mfa", type=Authenticator.Type.WEBAUTHN)
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


add_passkey = AddPasskey.as_view()
passkey_sign_in = PasskeySignIn.as_view()
first_passkey = FirstPasskey.as_view()
prove_by_passkey = ProveByPasskey.as_view()
show_codes = ShowCodes.as_view()
