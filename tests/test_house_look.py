"""Rules of style sheets and templates that a reader would otherwise have to remember."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "email" not in path.parts]


def found(pattern: str, paths: list[Path], allowed: str = r"(?!)") -> list[str]:
    """Where the pattern stands, file by file, except in lines that are allowed."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path, number, line in lines(paths)
        if re.search(pattern, line) and not re.search(allowed, line)
    ]


def lines(paths: list[Path]) -> Iterator[tuple[Path, int, str]]:
    for path in paths:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            yield path, number, line


def test_a_style_attribute_holds_variables_only() -> None:
    """Looks live in style sheets, where dark, print and forced colours reach them; the content policy relies on it."""
    assert found(r'style="(?!--)', TEMPLATES) == []


def test_no_script_stands_in_a_page() -> None:
    """The content policy would not run it: a behaviour is a file in static/js, attached by a data attribute."""
    assert found(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)|\son[a-z]+=", TEMPLATES) == []


def test_a_z_index_is_a_step_of_the_ladder() -> None:
    assert found(r"z-index:", SHEETS, allowed=r"z-index: (var\(--z-\w+\)|calc\(var\(--z-\w+\) \+ 1\))") == []


def test_a_colour_is_a_token() -> None:
    """A colour written where it is used is missing from dark mode; paper white and ink black on paper are meant."""
    places = [path for path in SHEETS if path.name != "tokens.css"]
    assert found(r"#[0-9a-f]{3,8}\b", places, allowed=r"#fff|#000|url\(|@media print") == []


def test_nothing_is_styled_by_its_id() -> None:
    """An id wins over every class, so that no layer could change it."""
    assert found(r"(^|[\s,>+~])#[a-z][\w-]*[\s,.:{]", SHEETS) == []


def test_left_and_right_follow_the_script() -> None:
    """Logical properties, so that a right-to-left page is laid out by the same rules."""
    assert (
        found(
            r"(?<![\w-])((margin|padding|border)-(left|right|top|bottom)\b|(left|right|top|bottom|width|height):)",
            SHEETS,
        )
        == []
    )


def test_nothing_is_aligned_to_the_left_or_right() -> None:
    """Text, floats, corners and offsets are named by start and end: left and right are the reader's, not the page's."""
    sides = r"(text-align|float|clear|justify-\w+): (left|right)|border-(top|bottom)-(left|right)-radius|translateX\("
    corners = r"border-radius: ([^\s;]+) (?!\5 )[^\s;]+ [^\s;]+ [^\s;]+;"  # of four, unlike at the top
    assert found(f"{sides}|{corners}", SHEETS) == []


def test_a_shared_piece_opens_with_what_it_takes() -> None:
    pieces = [path for path in (ROOT / "templates" / "components").rglob("*.html") if path.parent.name != "cards"]
    assert [path.name for path in pieces if not path.read_text().startswith("{# ")] == []


def test_every_icon_that_a_page_names_is_in_the_set() -> None:
    known = set(re.findall(r'id="i-([\w-]+)"', (ROOT / "static" / "icons" / "icons.svg").read_text()))
    used = {name for _, _, line in lines(TEMPLATES) for name in re.findall(r'{% icon "([\w-]+)"', line)}
    assert used - known == set()


def test_nothing_shouts() -> None:
    """No exclamation marks in what people read."""
    assert found(r'{% translate ["\'][^"\']*!|trimmed %}[^{]*!', TEMPLATES) == []
