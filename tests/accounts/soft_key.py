"""A passkey in software: what a browser and its device would answer (WebAuthn level 2, attestation “none”)."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

HERE, ORIGIN = "localhost", "http://localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


class SoftKey:
    """One passkey for one person."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.user = b""

    def made(self, options: dict[str, Any], *, is_verified: bool = True, origin: str = ORIGIN) -> str:
        """The answer to creation options, as the form's `credential`."""
        asked = options["creation_options"]["publicKey"]
        self.user = asked["user"]["id"].encode()
        key = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        about = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        data = self._data(WITH_KEY, is_verified=is_verified) + about
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = _said("webauthn.create", asked["challenge"], origin)
        return self._answer({"clientDataJSON": text(said), "attestationObject": text(attestation)})

    def shown(self, options: dict[str, Any], *, is_verified: bool = True, origin: str = ORIGIN) -> str:
        """The answer to request options, as the form's `credential`."""
        said = _said("webauthn.get", options["request_options"]["publicKey"]["challenge"], origin)
        data = self._data(is_verified=is_verified)
        signature = self.private.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": text(said), "authenticatorData": text(data), "signature": text(signature),
            "userHandle": self.user.decode(),
        })  # fmt: skip

    def _data(self, flags: int = 0, *, is_verified: bool) -> bytes:
        flags |= PRESENT | (VERIFIED if is_verified else 0)
        return hashlib.sha256(HERE.encode()).digest() + bytes([flags]) + bytes(4)

    def _answer(self, response: dict[str, str]) -> str:
        key = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**key, "response": response})


def _said(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()
