"""The two web fonts, cut down to what the pages use: about 59 kB together.

Both keep their weights between 400 and 720; the headings keep the optical size axis, without which they lose their
character. Latin letters beyond Latin-1 go to a second file that only pages with such a letter fetch.
"""

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from marketplace.assets.places import BUILT, ROOT, write
from marketplace.assets.problems import CannotBuildError

PACKAGES = ROOT / "node_modules" / "@fontsource-variable"
WEIGHTS = {"wght": (400, 720)}

# Headings set letters, figures, common signs and the euro, pound and yen; text adds currencies, arrows and mathematics.
LETTERS = "20-7E A0 A3 A5 A7 AB B7 BB BF-FF 2013 2014 2018-201A 201C-201E 2026 202F 20AC 2192 2212"
SIGNS = (
    "A1-BE 131 152 153 2C6 2DA 2DC 2002-200A 2010-2015 2020-2022 2032 2033 2039 203A 2044 20A0-20C0 2116 2122 2190-2193"
)
MATHEMATICS = "2215 2248 2260 2264 2265"
FURTHER_LATIN = "100-17F 218-21B 1E80-1E85 1E9E 1EF2 1EF3"


@dataclass(frozen=True)
class Cut:
    """One file: where it comes from, which characters and features it keeps.

    steady: the design whose kerning is kept for all others. Kerning that varies along two axes weighs as much as the
    letters themselves, and the difference between its designs is below a tenth of a pixel at 40 px.
    """

    name: str
    source: str
    characters: str
    features: tuple[str, ...]
    steady: tuple[tuple[str, float], ...] = ()


BRICOLAGE = "bricolage-grotesque/files/bricolage-grotesque"
STEADY = (("wght", 660), ("opsz", 40))
STEADY_TABLES = ("GPOS", "GDEF")
CUTS = (
    Cut("bricolage", f"{BRICOLAGE}-latin-opsz-normal.woff2", LETTERS, ("kern", "tnum", "locl", "mark", "ccmp"), STEADY),
    Cut("bricolage-ext", f"{BRICOLAGE}-latin-ext-opsz-normal.woff2", FURTHER_LATIN, ("kern", "locl", "ccmp"), STEADY),
    Cut(
        "inter",
        "inter/files/inter-latin-wght-normal.woff2",
        f"{LETTERS} {SIGNS} {MATHEMATICS}",
        ("kern", "tnum", "cv11", "ss03", "locl"),
    ),
    Cut("inter-ext", "inter/files/inter-latin-ext-wght-normal.woff2", FURTHER_LATIN, ("kern", "tnum", "locl", "ccmp")),
)


def build() -> None:
    """Write every cut to static/built/fonts, and the headings once more as TTF for pictures that we draw."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    for cut in CUTS:
        write(BUILT / "fonts" / f"{cut.name}.woff2", _as_bytes(_cut(cut), "woff2"))
    drawn = instancer.instantiateVariableFont(_subset(CUTS[0]), dict(STEADY))
    write(BUILT / "fonts" / "heading.ttf", _as_bytes(drawn, None))


def _cut(cut: Cut) -> TTFont:
    kept = _as_bytes(_subset(cut), None)
    font = TTFont(io.BytesIO(kept))
    for table in STEADY_TABLES if cut.steady else ():
        del font[table]
    font = instancer.instantiateVariableFont(font, WEIGHTS)
    if cut.steady:
        still = instancer.instantiateVariableFont(TTFont(io.BytesIO(kept)), dict(cut.steady))
        for table in STEADY_TABLES:
            font[table] = still[table]
    return font


def _subset(cut: Cut) -> TTFont:
    """Before the axes are limited, which takes the longer the more there is to limit."""
    font = _open(cut)
    options = subset.Options(layout_features=list(cut.features), hinting=False, name_IDs=[0, 1, 2, 13, 14])
    knife = subset.Subsetter(options)
    knife.populate(unicodes=code_points(cut.characters))
    knife.subset(font)
    return font


def code_points(ranges: str) -> Iterable[int]:
    """The characters of "20-7E A0": hexadecimal code points and ranges."""
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _open(cut: Cut) -> TTFont:
    path: Path = PACKAGES / cut.source
    if not path.exists():
        raise CannotBuildError(f"{path.name} is missing from node_modules; delete node_modules and run it again")
    return TTFont(path)


def _as_bytes(font: TTFont, flavor: str | None) -> bytes:
    font.flavor = flavor
    whole = io.BytesIO()
    font.save(whole)
    return whole.getvalue()
