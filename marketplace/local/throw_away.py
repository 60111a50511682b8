"""Services for one run of the tests: fast, careless of crashes, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marketplace.local import services
from marketplace.local.places import Places
from marketplace.local.processes import Record
from marketplace.local.progress import say
from marketplace.local.signals import Signals
from marketplace.local.supervisor import Supervisor


@contextmanager
def site(root: Path, signals: Signals) -> Iterator[Places]:
    """A `var` directory of its own with Postgres and Redis, named in the environment while the block runs."""
    var = Path(tempfile.mkdtemp(prefix="daybook-test-"))
    var.chmod(0o755)  # the user that Postgres runs as must get in; what is private inside has modes of its own
    places = Places(root, var)
    places.make()
    supervisor = Supervisor(Record(places.run / "site.json"), signals, say)
    chosen = services.choose(places, {}, throw_away=True)
    before = dict(os.environ)
    try:
        chosen.start(supervisor)
        os.environ.update({**chosen.addresses, **services.site_environment(places), "VAR_DIR": str(var)})
        yield places
    finally:
        os.environ.clear()
        os.environ.update(before)
        supervisor.stop()
        for directory in {var, chosen.home}:
            shutil.rmtree(directory, ignore_errors=True)
