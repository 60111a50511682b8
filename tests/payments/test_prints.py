"""The printed paper in every shape that it takes: tagged and whole, however long, small or foreign what it says."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from marketplace.kit import pdf
from payments import prints, sheets
from payments.billing import Side
from payments.models import Document

ADA = Side("Brandt & Töchter GmbH", ("Lange Reihe 14", "20099 Hamburg"), "DE", "DE123456789", "", "HRB 1", True, True)
CLEO = Side("Cleo Marsh", ("12 Rue des Abbesses", "75018 Paris"), "FR")
AMIRA = Side("أميرة حداد", ("شارع الحمرا ١٢", "بيروت"), "LB")
LONG = "Typesetting of “The Winter Almanac”, four hundred pages with plates, notes and an index " * 3


def line(title: str = "A deal", total: int = 40_000, **rest: Any) -> dict[str, Any]:
    return {"title": title, "note": "", "to": "", "what": "", "net": total, "tax": 0, "total": total, **rest}


def paper(*lines: dict[str, Any], of: Side = CLEO, to: Side = ADA, **rest: Any) -> Document:
    body = {"issuer": of.as_json(), "recipient": to.as_json(), "lines": lines or (line(),), "real": False}
    row = {"currency": "EUR", "language": "en", "sort": "IN", "number": "IN-2026-000001", **rest}
    total = sum(one["total"] for one in body["lines"])
    issued = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Document(body={**body, "why": "unregistered"}, net_minor=total, total_minor=total, issued_at=issued, **row)


def printed(document: Document) -> bytes:
    return pdf.render(prints.LAYOUT, sheets.of(document).as_json(), made=document.issued_at)


def pages(content: bytes) -> int:
    found = re.search(rb"/Type\s*/Pages.*?/Count (\d+)", content, re.DOTALL)
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    "document",
    [
        paper(),
        paper(line(LONG, note=LONG)),
        paper(line(total=1_500_000), currency="JPY"),
        paper(line(total=1_234_567), currency="KWD"),
        paper(line(total=99_999_999)),
        paper(language="de"),
        paper(sort="RC"),
        paper(of=AMIRA),
        paper(line("تصميم غلاف الكتاب"), to=AMIRA, language="ar"),
        paper(line("*bold* #panic() $x$ <label> @ref \\ // `raw`")),
    ],
    ids=["plain", "long", "yen", "dinar", "much", "german", "receipt", "arabic name", "arabic", "markup"],
)
def test_every_shape_is_tagged_and_fits_a_page(document: Document) -> None:
    content = printed(document)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert pages(content) == 1


def test_many_lines_go_on_over_pages() -> None:
    content = printed(paper(*[line(f"Chapter {number}") for number in range(60)]))
    assert pages(content) == 3
    assert b"pdfuaid" in content


def test_a_yen_has_no_decimals_and_a_dinar_three() -> None:
    assert sheets.of(paper(line(total=1_500_000), currency="JPY")).sums == (("Total", "¥1,500,000"),)
    dinar = sheets.of(paper(line(total=1_234_567), currency="KWD")).sums
    assert dinar == (("Total", "KWD\N{NO-BREAK SPACE}1,234.567"),)


def test_it_names_itself_in_its_title_and_language() -> None:
    content = printed(paper(language="de"))
    assert b"IN-2026-000001" in content
    assert re.search(rb"/Lang ?\(de\)", content)
