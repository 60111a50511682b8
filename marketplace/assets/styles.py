"""One style sheet from many: joined in the order of css/index.css, layers kept, comments and idle space taken out."""

import re

from marketplace.assets.places import BUILT, STATIC, write
from marketplace.assets.problems import CannotBuildError

INDEX = STATIC / "css" / "index.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\((\w+)\))?;')
_SHEET = re.compile(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|\s+', re.DOTALL)


def build() -> None:
    """Write static/built/site.css."""
    index = INDEX.read_text()
    layers = re.search(r"@layer [^;]+;", index)
    if layers is None:
        raise CannotBuildError("css/index.css does not name its layers")
    sheets = [layers[0], *(_sheet(name, layer) for name, layer in _IMPORT.findall(index))]
    write(BUILT / "site.css", minified("\n".join(sheets)).replace("../built/", "").encode())


def _sheet(name: str, layer: str) -> str:
    path = INDEX.parent / name
    if not path.exists():
        raise CannotBuildError(f"css/index.css names {name}, which does not exist")
    return f"@layer {layer} {{\n{path.read_text()}\n}}" if layer else path.read_text()


def minified(css: str) -> str:
    """The same rules in fewer bytes. Strings are left alone, and so is the space that a selector or calc() may need."""
    tight = _SHEET.sub(_shorter, css)
    tight = re.sub(r'("(?:[^"\\]|\\.)*")|\s*([{};,])\s*', lambda found: found[1] or found[2], tight)
    tight = re.sub(r'("(?:[^"\\]|\\.)*")|:\s+(?=[^{}]*[;}])', lambda found: found[1] or ":", tight)
    return tight.replace(";}", "}").strip() + "\n"


def _shorter(found: re.Match[str]) -> str:
    text = found.group()
    if text.startswith('"'):
        return text
    return "" if text.startswith("/*") else " "
