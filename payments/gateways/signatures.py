"""Who sent a webhook: `t=…,v1=…`, the HMAC-SHA256 of time and body under a shared secret."""

import hashlib
import hmac
from collections.abc import Iterable

from marketplace.kit import clock
from payments.gateways.port import BadSignature

TOLERANCE = 300  # seconds, to both sides: a time ahead of ours would make a copied message good for longer


def check(payload: bytes, header: str, secrets: Iterable[str]) -> None:
    """Whether one of the signatures was made with one of the secrets, near to now. Raises BadSignature.

    Several signatures, and several secrets, stand side by side while a secret is being changed.
    """
    fields = [part.strip().partition("=") for part in header.split(",")]
    moment = next((value for name, _, value in fields if name == "t"), "")
    given = [value for name, _, value in fields if name == "v1"]
    if not moment.isdecimal() or len(moment) > 12 or not given:
        raise BadSignature("no signature")
    if abs(clock.now().timestamp() - int(moment)) > TOLERANCE:
        raise BadSignature("too far from now")
    if not any(_matches(payload, moment, secret, given) for secret in secrets if secret):
        raise BadSignature("another secret or another body")


def sign(payload: bytes, moment: int, secret: str) -> str:
    """The header that goes with a payload."""
    return f"t={moment},v1={_made(payload, str(moment), secret)}"


def _matches(payload: bytes, moment: str, secret: str, given: list[str]) -> bool:
    expected = _made(payload, moment, secret).encode()
    return any(hmac.compare_digest(expected, value.encode()) for value in given)


def _made(payload: bytes, moment: str, secret: str) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + payload, hashlib.sha256).hexdigest()
