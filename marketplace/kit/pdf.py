"""PDF pages from a Typst layout and plain data.

    pdf.render("payments/documents/paper.typ", {"title": "Invoice IN-2026-000001", …}, made=document.issued_at)

A layout lies among the templates and reads `json(bytes(sys.inputs.data))`: what people wrote goes in as data and is
never read as markup. The result is tagged, so that a screen reader can read it (PDF/UA-1), and holds all that it needs
to be read in ten years (PDF/A-3a). The same data gives the same bytes.

Fonts come with the installed packages; Latin, Greek, Cyrillic, Arabic, Devanagari and Thai are there. Others are taken
from the machine where it has them (`fonts-noto-cjk` on Debian). A letter that no font has is drawn as a box, and the
file then claims no standard.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from typst import PDFStandard

log = structlog.get_logger(__name__)

STANDARDS: "list[PDFStandard]" = ["a-3a", "ua-1"]
FONT_PACKAGES = [
    "fontpkg_inter",
    "fontpkg_bricolage_grotesque",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_devanagari",
    "fontpkg_noto_sans_thai",
]
_NO_SUCH_LETTER = "could not be displayed"


def render(layout: str, data: Mapping[str, Any], *, made: datetime) -> bytes:
    """The PDF of this layout with this data. layout: its path among the templates. made: the date that the file names.

    Raises typst.TypstError for a layout that is wrong.
    """
    try:
        return _compile(layout, data, made, STANDARDS)
    except typst.TypstError as error:
        if _NO_SUCH_LETTER not in str(error):
            raise
        log.warning("pdf_letter_without_font", layout=layout, said=str(error)[:200])
        return _compile(layout, data, made, [])


def _compile(layout: str, data: Mapping[str, Any], made: datetime, standards: "list[PDFStandard]") -> bytes:
    compiler = typst.Compiler(root=templates(), font_paths=fonts())  # one for each: it is not for two threads at once
    made_of: dict[str, str] = {"data": json.dumps(data, cls=DjangoJSONEncoder)}
    pages = compiler.compile(
        templates() / layout,
        format="pdf",
        sys_inputs=made_of,
        pdf_standards=standards,
        timestamp=made.replace(microsecond=0),  # it takes whole seconds alone
    )
    assert isinstance(pages, bytes)
    return pages


def templates() -> Path:
    """Where layouts lie; they may import each other from there."""
    return Path(settings.BASE_DIR) / "templates"


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts of the packages, then those of the machine. Read once in each process."""
    places = [str(files(package) / "files") for package in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=places)
