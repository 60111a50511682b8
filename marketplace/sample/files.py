"""The shipped sample as rows of text: `sample/*.csv`, `*.jsonl`, either of them gzipped."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

SAMPLE = Path(settings.BASE_DIR) / "sample"

Row = dict[str, Any]


def rows(name: str, folder: Path = SAMPLE) -> Iterator[Row]:
    """The rows of one file, by its name without an ending. Raises FileNotFoundError."""
    path = _find(name, folder)
    with _open(path) as text:
        if ".csv" in path.suffixes:
            yield from csv.DictReader(text)
        else:
            yield from (json.loads(line) for line in text if line.strip())


def _find(name: str, folder: Path) -> Path:
    for ending in (".csv", ".csv.gz", ".jsonl", ".jsonl.gz"):
        if (path := folder / f"{name}{ending}").exists():
            return path
    raise FileNotFoundError(f"There is no {name} in {folder}.")


def _open(path: Path) -> io.TextIOBase:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
