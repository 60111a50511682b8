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

from accounts import beside


def door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same view beside a work of the day; a form sent back for correction has the status 422."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data["beside"] = beside.work_of_the_day()
        if request.method == "POST" and isinstance(response, TemplateResponse) and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


urlpatterns = [
    path("login/", door(views.login), name="account_login"),
    path("login/code/", door(views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", door(views.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", door(views.logout), name="account_logout"),
    path("signup/", door(views.signup), name="account_signup"),
    path("confirm-email/", door(views.email_verification_sent), name="account_email_verification_sent"),
    path("inactive/", door(views.account_inactive), name="account_inactive"),
    path("reauthenticate/", door(views.reauthenticate), name="account_reauthenticate"),
    path("email/", door(views.email), name="account_email"),
    path("password/change/", door(views.password_change), name="account_change_password"),
    path("password/set/", door(views.password_set), name="account_set_password"),
    path("password/reset/", door(views.password_reset), name="account_reset_password"),
    path(
        "password/reset/confirm/",
        door(views.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("password/reset/complete/", door(views.complete_password_reset), name="account_complete_password_reset"),
]
