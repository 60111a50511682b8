"""What a request is to our views."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User


class SiteRequest(HttpRequest):
    """Any visitor's request, after all middleware."""

    htmx: "HtmxDetails"  # its id is in META["HTTP_X_REQUEST_ID"], see kit.requests


class SignedInRequest(SiteRequest):
    """The request of somebody who has signed in: what a view behind `login_required` gets."""

    user: "User"
