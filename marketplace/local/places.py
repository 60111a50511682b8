"""Where a running site keeps its files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def _var() -> Path:
    """`var` in the checkout, or VAR_DIR, by which one checkout can hold several sites."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


@dataclass(frozen=True)
class Places:
    """The directories of one copy of the site. Everything that is made at run time lies under `var`."""

    root: Path = ROOT
    var: Path = field(default_factory=_var)

    @property
    def run(self) -> Path:
        """Locks, ports, process records and `services.env`."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        """One log file a process."""
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        """Keys made on the first start. Only the owner can read them."""
        return self.var / "secrets"

    @property
    def services_env(self) -> Path:
        """The addresses of the embedded services while they run; the settings read it too."""
        return self.run / "services.env"

    def make(self) -> None:
        """Create the directories that do not exist yet."""
        for directory in (self.var, self.run, self.log):
            directory.mkdir(parents=True, exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)
