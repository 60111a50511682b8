"""Finds every text for people in Python and templates. Pure Python: no machine needs the gettext programs."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = (
    "accounts", "analytics", "discovery", "fundraising", "marketplace", "payments", "portfolios", "projects", "social",
)  # fmt: skip
TEMPLATES = ("*.html", "*.txt", "*.xml", "*.js")

# Which arguments of a function of gettext are text: in babel's words, (1, 2) are singular and plural, "c" the context.
_SHAPES: dict[str, tuple[int | tuple[int, str], ...]] = {
    "gettext": (1,),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_IN_TEMPLATES = {**_SHAPES, "_": (1,)}
_NOTE = "Translators:"


def collect(root: Path = ROOT) -> Catalog:
    """All texts of the product, each with the files it stands in and the notes to translators beside it."""
    found = Catalog(project="Daybook", version="", charset="utf-8")
    for path in _python_files(root):
        _add(found, path.relative_to(root), _in_python(path.read_text()))
    for path in _template_files(root):
        _add(found, path.relative_to(root), _in_template(path.read_text(), str(path)))
    return found


def _python_files(root: Path) -> list[Path]:
    files = (path for folder in CODE for path in (root / folder).rglob("*.py"))
    return sorted(path for path in files if "migrations" not in path.parts)


def _template_files(root: Path) -> list[Path]:
    return sorted(path for pattern in TEMPLATES for path in (root / "templates").rglob(pattern))


def _in_python(source: str) -> Iterator[tuple[int, object, list[str], str | None]]:
    keywords = _names_of_gettext(source)
    return extract.extract("python", io.BytesIO(source.encode()), keywords, (_NOTE,)) if keywords else iter(())


def _names_of_gettext(source: str) -> dict[str, tuple[int | tuple[int, str], ...]]:
    """Under which names this file calls gettext: `from django.utils.translation import gettext as _t`."""
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    names = (name for node in imports if node.module == "django.utils.translation" for name in node.names)
    shapes = ((name.asname or name.name, _SHAPES.get(name.name.removesuffix("_lazy"))) for name in names)
    return {name: shape for name, shape in shapes if shape}


def _in_template(source: str, origin: str) -> Iterator[tuple[int, object, list[str], str | None]]:
    """Django turns the tags into calls, trims and escapes as it will when it draws; brackets spare us the indents."""
    code = f"({templatize(source, origin)}\n)"
    return extract.extract("python", io.BytesIO(code.encode()), _IN_TEMPLATES, (_NOTE,))


def _add(found: Catalog, path: Path, texts: Iterator[tuple[int, object, list[str], str | None]]) -> None:
    for line, text, notes, context in texts:
        found.add(text, locations=[(path.as_posix(), line)], auto_comments=notes, context=context)  # type: ignore[arg-type]
