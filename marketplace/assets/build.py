"""Builds `static/built`, `static/vendor` and the compiled texts of `locale`.

Each step is done again only when what it reads has changed. Files are written aside and moved into place, so a server
that reads them never sees half a file; a lock keeps two builds from doing the same work at once.
"""

import fcntl
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from marketplace.assets.places import BUILT, HERE, ROOT, write
from marketplace.assets.problems import CannotBuildError

STAMP = BUILT / ".stamp.json"


@dataclass(frozen=True)
class Step:
    """One thing to build. `reads` are the files whose content decides whether it is done again; `makes` must exist."""

    name: str
    reads: tuple[Path, ...]
    makes: tuple[Path, ...]
    run: Callable[[], None]

    def digest(self) -> str:
        """The content of everything it reads, as one figure."""
        whole = hashlib.sha256()
        for path in self.reads:
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
        return whole.hexdigest()

    def is_done(self, stamps: dict[str, str]) -> bool:
        """Whether what it makes is there and as new as what it reads."""
        return all(path.exists() for path in self.makes) and stamps.get(self.name) == self.digest()


def main() -> int:
    """Build what is out of date and say what was built. 1 and one sentence where that failed."""
    BUILT.mkdir(parents=True, exist_ok=True)
    try:
        with _alone():
            done = [step.name for step in _run(steps())]
    except CannotBuildError as error:
        sys.stderr.write(f"build-static: {error}\n")
        return 1
    sys.stdout.write(f"build-static: {', '.join(done)} built\n" if done else "build-static: nothing has changed\n")
    return 0


def steps() -> Iterator[Step]:
    """All steps in order. Tools are imported by the step that needs them: a second run must take no time."""
    lock = ROOT / "package-lock.json"
    texts = tuple(sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")))
    css, js, icons = _files("css", "*.css"), _files("js/site", "*.js"), _files("icons", "*.svg")
    yield Step("packages", (lock,), (ROOT / "node_modules",), _packages)
    yield Step("fonts", (lock, HERE / "fonts.py"), (BUILT / "fonts" / "inter.woff2",), _fonts)
    yield Step("styles", (*css, HERE / "styles.py"), (BUILT / "site.css",), _styles)
    yield Step("scripts", (*js, HERE / "scripts.py"), (BUILT / "site.js",), _scripts)
    yield Step("texts", texts, tuple(text.with_suffix(".mo") for text in texts), _texts)
    yield Step("icons", (*icons, HERE / "icons.py"), (BUILT / "icons" / "any-512.png",), _icons)


def _files(folder: str, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "static" / folder).rglob(pattern)))


def _run(todo: Iterable[Step]) -> Iterator[Step]:
    stamps = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    for step in todo:
        if not step.is_done(stamps):
            step.run()
            stamps[step.name] = step.digest()
            write(STAMP, json.dumps(stamps, indent=1).encode())
            yield step


@contextmanager
def _alone() -> Iterator[None]:
    with (BUILT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _packages() -> None:
    from marketplace.assets import packages

    packages.install()


def _fonts() -> None:
    from marketplace.assets import fonts

    fonts.build()


def _styles() -> None:
    from marketplace.assets import styles

    styles.build()


def _scripts() -> None:
    from marketplace.assets import scripts

    scripts.build()


def _texts() -> None:
    from marketplace.texts import catalogues

    catalogues.compile_all()


def _icons() -> None:
    from marketplace.assets import icons

    icons.build()
