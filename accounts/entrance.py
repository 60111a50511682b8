"""The addresses of sign-up and sign-in: those of allauth that this site uses, and no others.

A form that comes back with errors answers 422, as all our forms do.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path


def kept(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same view; a form sent back for correction has the status 422."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse) and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


urlpatterns = [
    path("login/", kept(views.login), name="account_login"),
    path("login/code/", kept(views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", kept(views.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", kept(views.signup), name="account_signup"),
    path("confirm-email/", kept(views.email_verification_sent), name="account_email_verification_sent"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", kept(views.reauthenticate), name="account_reauthenticate"),
    path("email/", kept(views.email), name="account_email"),
    path("password/change/", kept(views.password_change), name="account_change_password"),
    path("password/set/", kept(views.password_set), name="account_set_password"),
    path("password/reset/", kept(views.password_reset), name="account_reset_password"),
    path(
        "password/reset/confirm/", kept(views.confirm_password_reset_code), name="account_confirm_password_reset_code"
    ),
    path("password/reset/complete/", kept(views.complete_password_reset), name="account_complete_password_reset"),
]
