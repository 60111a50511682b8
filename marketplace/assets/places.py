"""Where the sources stand, where the built files go, and how a file is put there."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STATIC = ROOT / "static"
BUILT = STATIC / "built"


def write(path: Path, content: bytes) -> None:
    """Put the whole file in place in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)
