"""One call over HTTP to a gateway that has no library of its own: JSON out, JSON in, and what a failure means."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from payments.gateways.port import Answer, Rejected, Unclear

LARGEST = 5_000_000  # bytes of an answer
NOT_SURE = (401, 403, 408, 409, 423, 425, 429)  # of the 4xx: nothing is wrong with what was asked


def call(
    method: str, url: str, *, headers: Mapping[str, str], body: Mapping[str, Any] | bytes | None = None
) -> Answer | list[Any]:
    """Make one call. Raises Rejected where the gateway will not do it, for good, and Unclear where it is not sure."""
    sent = json.dumps(body).encode() if isinstance(body, Mapping) else body
    kind = {"Content-Type": "application/json"} if isinstance(body, Mapping) else {}
    request = urllib.request.Request(url, sent, {**kind, **headers}, method=method)  # noqa: S310  (the operator's URL)
    try:
        with urllib.request.urlopen(request, timeout=settings.GATEWAY_TIMEOUT) as response:  # noqa: S310
            return _read(response.read(LARGEST))
    except urllib.error.HTTPError as error:
        raise _meant(error) from error
    except (OSError, ValueError, EOFError) as error:
        raise Unclear(f"{type(error).__name__}: {error}") from error


def _read(body: bytes) -> Answer | list[Any]:
    """Raises ValueError where half of the answer is missing."""
    read: Answer | list[Any] = json.loads(body) if body.strip() else {}
    return read


def _meant(error: urllib.error.HTTPError) -> Exception:
    if error.code >= 500 or error.code in NOT_SURE:
        return Unclear(f"HTTP {error.code}")
    try:
        said = _read(error.read(LARGEST))
    except (OSError, ValueError):
        said = {}
    about = said if isinstance(said, dict) else {}
    details = about.get("details") or [{}]
    issue = details[0].get("issue") if isinstance(details[0], dict) else None
    words = about.get("message") or about.get("description") or f"HTTP {error.code}"
    code = issue or about.get("name") or about.get("code") or ("resource_missing" if error.code == 404 else "refused")
    return Rejected(str(code), str(words), about)
