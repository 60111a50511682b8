"""When the static files are collected anew."""

import os
from pathlib import Path

import pytest

from marketplace.local.static_files import fingerprint


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one style sheet and an environment."""
    for name in (".venv/installed.json", "static/css/site.css"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("{}")
    return tmp_path


def test_nothing_changed_means_nothing_to_do(checkout: Path) -> None:
    before = fingerprint(checkout)
    (checkout / "static" / ".lock").touch()
    assert fingerprint(checkout) == before


@pytest.mark.parametrize("changed", ["static/css/site.css", ".venv/installed.json", "static/css/new.css"])
def test_a_changed_style_sheet_or_package_is_noticed(checkout: Path, changed: str) -> None:
    before = fingerprint(checkout)
    (checkout / changed).write_text("{ color: red }")
    assert fingerprint(checkout) != before


def test_a_change_that_keeps_the_size_is_noticed(checkout: Path) -> None:
    before = fingerprint(checkout)
    os.utime(checkout / "static/css/site.css", ns=(1, 1))
    assert fingerprint(checkout) != before
