"""What must not lie readable in the database: the seeds of app codes and recovery codes, mails that hold a code.

Sealed with keys made from SECRET_KEY; what was sealed under one of SECRET_KEY_FALLBACKS can still be opened.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class NotOurs(ValueError):
    """The text was not sealed here, or its key is gone."""


def seal(text: str) -> str:
    """The text, readable only with `unseal`. AES-128-CBC with HMAC-SHA256 (Fernet)."""
    return _sealer(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises NotOurs."""
    try:
        return _sealer(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise NotOurs("This was sealed with another key.") from error


@lru_cache(maxsize=4)
def _sealer(*keys: str) -> MultiFernet:
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(b"accounts.secrets:" + key.encode()).digest())) for key in keys]
    )
