"""A local Stripe that runs: in a process of its own for `bin/run`, in a thread for tests."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread

from marketplace.local.stripe import clockwork
from marketplace.local.stripe.courier import Courier
from marketplace.local.stripe.server import Server
from marketplace.local.stripe.store import Store
from marketplace.local.stripe.world import Pace, World


@dataclass(frozen=True)
class Webhooks:
    """Where the site listens, and with which secrets: its own events, and those of connected accounts."""

    url: str = ""
    secret: str = ""
    connect_url: str = ""
    connect_secret: str = ""
    host: str = ""  # the name in the Host header, where it is another than the address says


class Running:
    """One local Stripe, from start to stop."""

    def __init__(
        self,
        *,
        path: str,
        port: int,
        key: str,
        webhooks: Webhooks,
        hosted: str = "",
        pace: Pace | None = None,
    ) -> None:
        self.world = World(Store(path), key=key, hosted=hosted, pace=pace or Pace())
        self.server = Server(("127.0.0.1", port), self.world)
        self.world.hosted = hosted or self.address
        self._listen(webhooks)
        self._courier: Courier | None = None
        self._thread: Thread | None = None

    @property
    def address(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.server.port}"

    def start(self, *, delivers: bool) -> None:
        """Answer in a thread. delivers: send webhooks, and let time do its work, without being asked."""
        if delivers:
            self._courier = Courier(self.world, clockwork.run_due)
            self._courier.start()
        self._thread = Thread(target=self.server.serve_forever, args=(0.1,), name="local-stripe", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End everything that was started and close the file."""
        if self._courier:
            self._courier.stop()
        if self._thread:
            self.server.shutdown()
            self._thread.join(timeout=5)
        self.server.server_close()
        self.world.store.close()

    def _listen(self, webhooks: Webhooks) -> None:
        """Write down the site's two endpoints; those of an earlier start are replaced."""
        ways = [
            ("we_1Site", webhooks.url, webhooks.secret, False),
            ("we_1SiteConnect", webhooks.connect_url, webhooks.connect_secret, True),
        ]
        with self.world.turn():
            for reference, url, secret, is_connect in ways:
                if old := self.world.store.get("webhook_endpoint", reference):
                    self.world.store.remove(old)
                if url:
                    self.world.make(
                        "webhook_endpoint",
                        id=reference,
                        url=url,
                        _connect=is_connect,
                        _secrets=[secret],
                        _host=webhooks.host,
                    )
