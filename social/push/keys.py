"""The pair of keys by which push services know us (VAPID, RFC 8292). Whoever loses it loses every device."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings


@dataclass(frozen=True)
class Keys:
    """Both keys as PEM, and the public one as browsers take it."""

    private: bytes
    public: bytes
    shown: str


def is_on() -> bool:
    """Whether this copy of the site can push at all."""
    return bool(settings.VAPID_PRIVATE_KEY)


def own() -> Keys:
    """This site's pair. Raises ValueError where the setting holds no key."""
    return _pair(settings.VAPID_PRIVATE_KEY)


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding, as browsers write it. Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


@cache
def _pair(secret: str) -> Keys:
    private = ec.derive_private_key(int.from_bytes(decoded(secret), "big"), ec.SECP256R1())
    public = private.public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Keys(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        urlsafe_b64encode(point).rstrip(b"=").decode(),
    )
