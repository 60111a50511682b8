"""A modular alphabet of squares and quarter circles, so that drawn covers need no font.

A letter is 3 by 5 cells (M and W: 5 by 5): `#` is a full cell and `.` an empty one; q, w, a and s are cells with their
top-left, top-right, bottom-left or bottom-right corner rounded.
"""

import re
import unicodedata

LETTERS = {
    "A": "q#w #.# ### #.# #.#", "B": "##w #.s ##. #.w ##s", "C": "q## #.. #.. #.. a##",
    "D": "##w #.# #.# #.# ##s", "E": "q## #.. ##. #.. a##", "F": "q## #.. ##. #.. #..",
    "G": "q## #.. #.# #.# a##", "H": "#.# #.# ### #.# #.#", "I": ".#. .#. .#. .#. .#.",
    "J": "..# ..# ..# #.# a#s", "K": "#.# #.s ##. #.w #.#", "L": "#.. #.. #.. #.. a##",
    "M": "q###w #.#.# #.#.# #.#.# #.#.#", "N": "##w #.# #.# #.# #.#", "O": "q#w #.# #.# #.# a#s",
    "P": "##w #.# ##s #.. #..", "Q": "q#w #.# #.# ### a##", "R": "##w #.# ##s #.w #.#",
    "S": "q## #.. a#w ..# ##s", "T": "### .#. .#. .#. .#.", "U": "#.# #.# #.# #.# a#s",
    "V": "#.# #.# #.# #.# .#s", "W": "#.#.# #.#.# #.#.# #.#.# a###s", "X": "#.# a.s .#. q.w #.#",
    "Y": "#.# #.# a#s .#. .#.", "Z": "##w ..# .#s #.. a##", "&": "q#. #.. a## #.# a##",
    "0": "q#w #.# #.# #.# a#s", "1": ".#. ##. .#. .#. .#.", "2": "##w ..# q## #.. a##",
    "3": "##w ..s .## ..w ##s", "4": "#.# #.# a## ..# ..#", "5": "### #.. ##w ..# ##s",
    "6": "q## #.. ##w #.# a#s", "7": "##w ..# .#s .#. .#.", "8": "q#w a.s q#w #.# a#s",
    "9": "q#w #.# a## ..# ##s",
}  # fmt: skip

_RUN = re.compile(r"#+|[qwas]")
_CORNERS = {
    "#": "M{x:g} {y:g}h{s:g}v{s:g}h{n:g}z",
    "q": "M{x:g} {b:g}a{s:g} {s:g} 0 0 1 {s:g} {n:g}v{s:g}z",
    "w": "M{x:g} {y:g}a{s:g} {s:g} 0 0 1 {s:g} {s:g}h{n:g}z",
    "a": "M{x:g} {y:g}h{s:g}v{s:g}a{s:g} {s:g} 0 0 1 {n:g} {n:g}z",
    "s": "M{x:g} {y:g}h{s:g}a{s:g} {s:g} 0 0 1 {n:g} {s:g}z",
}


def cell(kind: str, x: float, y: float, size: float) -> str:
    """One cell as SVG path text, its top-left corner at x, y; nothing for an empty one."""
    return _CORNERS[kind].format(x=x, y=y, s=size, n=-size, b=y + size) if kind in _CORNERS else ""


def glyph(letter: str, x: float, y: float, size: float) -> str:
    """A letter as SVG path text, its top-left corner at x, y, its cells of the given size."""
    rows = enumerate(_rows(letter))
    return "".join(_run(run, x, y + j * size, size) for j, row in rows for run in _RUN.finditer(row))


def _run(run: re.Match[str], x: float, y: float, size: float) -> str:
    """Full cells side by side as one bar, so that no seam shows between them; a rounded cell alone."""
    left, cells = x + run.start() * size, run.group()
    if cells[0] != "#":
        return cell(cells, left, y, size)
    return f"M{left:g} {y:g}h{len(cells) * size:g}v{size:g}h{-len(cells) * size:g}z"


def width_of(letter: str) -> int:
    """How many cells wide the letter is: 3, or 5 for M and W."""
    return len(_rows(letter)[0])


def plain(word: str) -> str:
    """The word's first letter without its accent, if the alphabet has it: É is E; nothing for what it does not have."""
    letter = unicodedata.normalize("NFKD", word[:1].upper())[:1]
    return letter if letter in LETTERS else ""


def _rows(letter: str) -> list[str]:
    return LETTERS[plain(letter) or "O"].split()
