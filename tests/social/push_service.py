"""A push service and a browser behind it, on this machine: checks who sends and opens what was sealed for the browser.

Written against RFC 8291 (sealing) and RFC 8292 (signature) with the primitives alone, not with the library under test.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_bytes
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Browser:
    """The keys of one subscription, and what was shown with them."""

    def __init__(self) -> None:
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), token_bytes(16)
        self.shown: list[dict[str, str]] = []

    @property
    def fields(self) -> dict[str, str]:
        """As `subscription.toJSON()` gives them."""
        return {"p256dh": written(self._point), "auth": written(self.auth)}

    def open(self, sealed: bytes) -> dict[str, str]:
        """Unseal a message (RFC 8291, section 3.4; RFC 8188). Raises InvalidTag for one that was sealed for another."""
        salt, size = sealed[:16], sealed[20]
        sender, text = sealed[21 : 21 + size], sealed[21 + size :]
        secret = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        common = derived(self.auth, secret, b"WebPush: info\0" + self._point + sender, 32)
        key = derived(salt, common, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(salt, common, b"Content-Encoding: nonce\0", 12)
        opened: dict[str, str] = json.loads(AESGCM(key).decrypt(nonce, text, None).rstrip(b"\0")[:-1])
        return opened

    @property
    def _point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class PushService(ThreadingHTTPServer):
    """Takes messages for browsers under `/<name>`. `answers` is the status that it gives, 201 until told otherwise."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mailbox)
        self.browsers: dict[str, Browser] = {}
        self.answers = 201
        self.asked: list[dict[str, str]] = []
        self.signed_by: list[dict[str, Any]] = []

    def __enter__(self) -> "PushService":
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.shutdown()
        self.server_close()

    def new_browser(self, name: str = "one") -> dict[str, str]:
        """A browser that lets somebody push; returns what it gives the site."""
        self.browsers[name] = browser = Browser()
        return {"endpoint": f"http://127.0.0.1:{self.server_address[1]}/{name}", **browser.fields}

    def shown(self, name: str = "one") -> list[str]:
        """The sentences that the browser has shown."""
        return [message["text"] for message in self.browsers[name].shown]


class _Mailbox(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        sealed = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append({name.lower(): value for name, value in self.headers.items()})
        self.server.signed_by.append(self._who())
        if self.server.answers < 300:
            browser = self.server.browsers[self.path.strip("/")]
            browser.shown.append(browser.open(sealed))
        self.send_response(self.server.answers)
        self.end_headers()

    def _who(self) -> dict[str, Any]:
        """The claims of the signature, checked against the key that came with it (RFC 8292, section 3)."""
        parts = dict(
            part.strip().split("=", 1) for part in self.headers["authorization"].removeprefix("vapid ").split(",")
        )
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(parts["k"]))
        claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience="http://127.0.0.1")
        return {**claims, "key": parts["k"]}

    def log_message(self, *_line: object) -> None:
        """Keep the test's output clean."""


def derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF with SHA-256."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def written(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """The bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
