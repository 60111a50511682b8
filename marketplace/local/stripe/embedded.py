"""The local Stripe as one of the services of a one-machine run: its keys, its port and its process."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from marketplace.local import ports, secret_store
from marketplace.local.places import Places
from marketplace.local.processes import Program

KEYS = {
    "STRIPE_SECRET_KEY": ("stripe", "sk_test_local_"),
    "STRIPE_WEBHOOK_SECRET": ("stripe-webhooks", "whsec_"),
    "STRIPE_CONNECT_WEBHOOK_SECRET": ("stripe-connect-webhooks", "whsec_"),
}


@dataclass(frozen=True)
class LocalStripe:
    """One local Stripe. It needs no other user, keeps one file, and is told its keys by the environment."""

    places: Places
    port: int

    @property
    def addresses(self) -> dict[str, str]:
        """What the settings read: where it is, and the keys that it and the site share."""
        keys = {
            name: beginning + secret_store.read_or_make(self.places.secrets / file)
            for name, (file, beginning) in KEYS.items()
        }
        return {"STRIPE_API_BASE": f"http://{ports.LOOPBACK}:{self.port}", **keys}

    def make(self) -> None:
        """Nothing is to be made before it starts: its file is made by itself."""

    def program(self) -> Program:
        """The server process."""
        return Program(
            name="stripe",
            command=[sys.executable, "-m", "marketplace.local.stripe", str(self.places.var / "stripe")],
            log=self.places.log / "stripe.log",
            directory=self.places.root,
            env={**self.addresses, "STRIPE_LOCAL_PORT": str(self.port), "PYTHONUNBUFFERED": "1"},
            is_ready=self.is_ready,
            is_service=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        connection = http.client.HTTPConnection(ports.LOOPBACK, self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def serve(environment: Mapping[str, str]) -> None:
    """Tell a local Stripe that runs already, beside the other services, where the site is now."""
    there = urlsplit(environment["STRIPE_API_BASE"])
    said = urlencode({"url": environment["SITE_URL"], "port": environment["PORT"]})
    headers = {
        "Authorization": f"Bearer {environment['STRIPE_SECRET_KEY']}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection(there.hostname or "", there.port, timeout=5)
    connection.request("POST", "/v1/_local/site", said, headers)
    connection.getresponse()
    connection.close()


def embedded(places: Places, environment: Mapping[str, str]) -> LocalStripe:
    """The one of this copy. STRIPE_LOCAL_PORT: where it answers; else where it did before, else any free port."""
    asked = environment.get("STRIPE_LOCAL_PORT", "")
    return LocalStripe(places, int(asked) if asked.isdigit() else ports.keep_or_pick(places.run / "stripe.port"))
