"""Second factors and passkeys, where our product and allauth.mfa meet."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import browsers, secrets
from accounts.models import User


class FactorAdapter(DefaultMFAAdapter):
    """Seeds are sealed before they are stored; a new passkey is called after the browser that made it."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used already. Type the one that stands there now."),
        "unverified_email": _("Confirm your address first."),
        "cannot_generate_recovery_codes": _("Recovery codes come with an app or a passkey. Set one of them up first."),
    }

    def encrypt(self, text: str) -> str:
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unseal(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  (allauth's name)
        return browsers.label(browsers.of(self.request))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}
