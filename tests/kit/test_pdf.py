"""PDF from a layout and data: readable by machines and by people who listen, whatever was typed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst
from pytest_django.fixtures import Settings

from marketplace.kit import pdf

MADE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LAYOUT = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title)
#set text(font: ("Inter", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Thai"), lang: "en")
= #d.title
"""


@pytest.fixture(autouse=True)
def layouts(settings: Settings, tmp_path: Path) -> Path:
    """A folder of layouts with one in it."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/one.typ").write_text(LAYOUT)
    return tmp_path / "templates"


def rendered(title: str) -> bytes:
    return pdf.render("one.typ", {"title": title}, made=MADE)


class TestPdf:
    def test_it_is_tagged_and_says_which_standards_it_keeps(self) -> None:
        made = rendered("Invoice")
        assert made.startswith(b"%PDF-1.7")
        assert b"/MarkInfo" in made
        assert b"<pdfuaid:part>1</pdfuaid:part>" in made
        assert b"<pdfaid:part>3</pdfaid:part>" in made

    def test_the_same_data_gives_the_same_bytes(self) -> None:
        assert rendered("Invoice") == rendered("Invoice") != rendered("Receipt")

    def test_what_people_wrote_is_never_markup(self) -> None:
        assert b"*bold* #panic() $x$" in rendered("*bold* #panic() $x$")  # as its title, unchanged

    @pytest.mark.parametrize("text", ["Žluťoučký kůň", "Αθήνα", "Привет", "العربية", "हिन्दी", "ภาษาไทย", "₹ ₩ zł €"])
    def test_it_has_letters_for_many_scripts(self, text: str) -> None:
        assert b"pdfuaid" in rendered(text)

    def test_a_letter_without_a_font_costs_the_standard_and_not_the_paper(self) -> None:
        made = rendered("Invoice \U0001347a")
        assert made.startswith(b"%PDF")
        assert b"pdfuaid" not in made

    def test_a_wrong_layout_is_an_error(self, layouts: Path) -> None:
        (layouts / "one.typ").write_text("#nothing-of-this-name")
        with pytest.raises(typst.TypstError):
            rendered("Invoice")
