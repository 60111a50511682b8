"""Finding a browser for the tests, and bringing one."""

import os
from pathlib import Path

import pytest

from marketplace.local import browser, unpacked_browser
from marketplace.local.problem import Problem


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """A machine that has no browser, and on which none can be fetched."""
    monkeypatch.setattr(browser, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(browser, "ON_MACOS", tmp_path / "none")
    for fetch in ("_download", "_install_as_root", "_unpack"):
        monkeypatch.setattr(browser, fetch, lambda log: False)
    return {"PATH": str(tmp_path / "bin"), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "downloads")}


def put(path: Path, *, starts: bool = True) -> Path:
    """A program that looks like a browser."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {0 if starts else 127}\n")
    path.chmod(0o755)
    return path


def test_the_one_that_was_named_comes_first(bare: dict[str, str], tmp_path: Path) -> None:
    put(tmp_path / "bin" / "chromium")
    named = put(tmp_path / "mine")
    assert browser.find({**bare, "CHROMIUM": str(named)}) == named


def test_one_that_does_not_start_is_passed_over(bare: dict[str, str], tmp_path: Path) -> None:
    put(tmp_path / "bin" / "chromium", starts=False)
    downloaded = put(tmp_path / "downloads" / "chromium-1255" / "chrome-linux64" / "chrome")
    assert browser.find(bare) == downloaded


def test_where_there_is_none_and_no_way_to_one_it_says_what_to_install(bare: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"need Chromium: install it .* or name it with CHROMIUM"):
        browser.find_or_fetch(bare, tmp_path / "log")


def test_one_that_was_fetched_is_used(bare: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_unpack", lambda log: bool(put(unpacked_browser.path_in(tmp_path / "cache"))))
    assert browser.find_or_fetch(bare, tmp_path / "log") == tmp_path / "cache" / "chromium" / "chromium"


def test_an_unpacked_one_starts_with_its_own_libraries_and_fonts(tmp_path: Path) -> None:
    home = tmp_path / "it's here"
    put(home / "root/usr/lib/chromium/chromium").write_text('#!/bin/sh\necho "$LD_LIBRARY_PATH|$FONTCONFIG_FILE|$1"\n')
    put(home / "root/usr/lib/x86_64-linux-gnu/libnss3.so")
    unpacked_browser.write_start(home)
    libraries, fonts, argument = os.popen(f'"{home}/chromium" --headless').read().strip().split("|")
    assert f"{home}/root/usr/lib/x86_64-linux-gnu" in libraries.split(":")
    assert Path(fonts).is_file()
    assert argument == "--headless"
