"""Signing in with the log-in of another site, where this copy has the keys for it."""

from typing import Any, ClassVar

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ConnectedAdapter(DefaultSocialAccountAdapter):
    """Says things in our words; leads back to the security page."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _("An account with this address is here already. Sign in, then connect %s in its settings."),
        "invalid_token": _("The other site did not confirm who you are. Try again."),
        "no_password": _("Without it you could not sign in. Set a password first."),
        "no_verified_email": _("Without it you could not sign in. Confirm your address first."),
        "connected_other": _("That log-in belongs to another account here."),
    }

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("socialaccount_connections")
