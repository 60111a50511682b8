"""Reading the lists of words in `words/`: plain text, one entry a line."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"


def lines(name: str) -> list[str]:
    """The lines of a list that say something; # begins a comment."""
    text = (WORDS / name).read_text(encoding="utf-8")
    return [line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def columns(name: str) -> list[list[str]]:
    """A list whose entries are columns between bars."""
    return [[cell.strip() for cell in line.split(" | ")] for line in lines(name)]


@cache
def lists(name: str) -> dict[str, tuple[str, ...]]:
    """The named lists of a TOML file."""
    return {key: entries(value) for key, value in toml(name).items() if isinstance(value, str)}


def tables(folder_or_file: str, table: str) -> Iterator[dict[str, Any]]:
    """The tables of a TOML file, or of all TOML files of a folder in the order of their names."""
    path = WORDS / folder_or_file
    for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
        yield from toml(str(file.relative_to(WORDS)))[table]


def entries(text: str) -> tuple[str, ...]:
    """One entry a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@cache
def toml(name: str) -> dict[str, Any]:
    """A TOML file as it stands."""
    return tomllib.loads((WORDS / name).read_text(encoding="utf-8"))
