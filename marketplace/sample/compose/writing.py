"""Writing the sample's files: CSV and JSON lines, the same bytes for the same rows."""

import csv
import dataclasses
import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def table(path: Path, rows: Sequence[Any]) -> None:
    """Dataclass rows as CSV with a header; a name that ends in .gz is compressed."""
    names = [field.name for field in dataclasses.fields(rows[0]) if field.metadata.get("kept", True)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(getattr(row, name)) for name in names] for row in rows)
    _write(path, text.getvalue())


def objects(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """One JSON object a line."""
    _write(path, "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "|".join(value) if isinstance(value, list) else str(value)


def _write(path: Path, text: str) -> None:
    body = text.encode()
    if path.suffix == ".gz":
        buffer = io.BytesIO()
        # No name and no time in the header, so that the same rows make the same file.
        with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as file:
            file.write(body)
        body = buffer.getvalue()
    path.write_bytes(body)
