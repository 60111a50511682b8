"""A local Stripe that runs: in a process of its own for `bin/run`, in a thread for tests."""

from __future__ import annotations

from threading import Thread

from marketplace.local.stripe import clockwork, doors, housekeeping
from marketplace.local.stripe.courier import Courier
from marketplace.local.stripe.doors import Doors
from marketplace.local.stripe.server import Server
from marketplace.local.stripe.store import Store
from marketplace.local.stripe.world import Pace, World


class Running:
    """One local Stripe, from start to stop."""

    def __init__(
        self,
        *,
        path: str,
        port: int,
        key: str,
        site: Doors,
        pace: Pace | None = None,
    ) -> None:
        self.world = World(Store(path), key=key, hosted="", pace=pace or Pace())
        self.server = Server(("127.0.0.1", port), self.world)
        self.world.hosted = self.address
        with self.world.turn():
            housekeeping.begin(self.world)
            doors.serve(self.world, site)
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
