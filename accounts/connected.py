"""Signing in with the log-in of another site, where this copy has the keys for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
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

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Those of the environment, and no others: none can be slipped in through a table."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]


View = Callable[..., HttpResponseBase]


def offered(kind: str) -> Callable[[View], View]:
    """Let the pages of a provider exist only where its keys are set."""

    def guard(view: View) -> View:
        @wraps(view)
        def there(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if kind not in settings.SOCIALACCOUNT_PROVIDERS:
                raise Http404
            try:
                return view(request, *args, **kwargs)
            except SocialApp.DoesNotExist:
                raise Http404 from None

        return there

    return guard


def providers(request: HttpRequest) -> list[Any]:
    """The log-ins that can be used here, as allauth's providers. Empty where no key is set."""
    return list(get_adapter().list_providers(request)) if settings.SOCIALACCOUNT_PROVIDERS else []
