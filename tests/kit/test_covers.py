"""Drawn covers: the same for the same listing for ever, whatever its title holds."""

import hashlib

import pytest
from django.test import Client

from marketplace.kit import covers, raster

# A style is a format: when one of these changes, every cover of that style on the site has changed.
AS_DRAWN = {
    "type": "1b5874cb8a85fe6c",
    "grid": "27034e4e4d355e17",
    "organic": "a55d81c387b6c36e",
    "architectural": "17d42620063734fe",
    "data": "01cbf7396612188c",
}


@pytest.mark.parametrize("style", covers.STYLES)
def test_the_same_listing_has_the_same_cover_for_ever(style: str) -> None:
    svg = covers.cover("listing-0412", "SF", style).svg()
    assert hashlib.sha256(svg.encode()).hexdigest()[:16] == AS_DRAWN[style]


@pytest.mark.parametrize("style", covers.STYLES)
def test_two_listings_differ(style: str) -> None:
    assert covers.cover("one", "SF", style) != covers.cover("two", "SF", style)


@pytest.mark.parametrize("style", covers.STYLES)
def test_a_cover_weighs_at_most_seven_kilobytes(style: str) -> None:
    assert all(len(covers.cover(f"listing-{n}", "MW", style).svg()) < 7_000 for n in range(50))


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("Sigmund Freud Typeface", "SF"),
        ("The art of bread", "AB"),
        ("Élan vital", "EV"),
        ("97 photographs", "9P"),
        ("“Quoted” words", "W"),
        ("日本の陶器", "O"),
        ("", "O"),
        ("ßoße", "S"),
    ],
)
def test_initials_carry_the_title(title: str, letters: str) -> None:
    assert covers.initials(title) == letters


def test_a_name_in_any_script_has_a_portrait() -> None:
    for name in ("Ada", "Ødegård", "李", "", "M"):
        assert covers.monogram("x", name).svg().startswith("<svg")


class TestTheCoverIsServed:
    def test_at_the_address_that_a_card_prints(self, client: Client) -> None:
        answer = client.get(covers.url("type", "0198-77", "Sigmund Freud"))
        assert answer.content.decode() == covers.cover("0198-77", "SF", "type").svg()

    def test_to_be_kept_for_good(self, client: Client) -> None:
        answer = client.get("/covers/grid/0198-77.svg")
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"

    def test_packed_where_the_browser_can_unpack(self, client: Client) -> None:
        answer = client.get("/covers/data/0198-77.svg", headers={"accept-encoding": "gzip"})
        assert answer["Content-Encoding"] == "gzip"
        assert len(answer.content) < 3_000

    def test_with_a_portrait_of_initials(self, client: Client) -> None:
        assert client.get("/covers/person/A-0198.svg").content.decode() == covers.monogram("0198", "A").svg()

    @pytest.mark.parametrize(
        "path", ["cubist/1.svg", "grid/1.png", "grid/%3Cscript%3E.svg", "person/AB-1.svg", "grid/.svg"]
    )
    def test_and_nothing_else_is(self, client: Client, path: str) -> None:
        assert client.get(f"/covers/{path}").status_code == 404

    def test_but_not_to_a_post(self, client: Client) -> None:
        assert client.post("/covers/grid/1.svg").status_code == 405


class TestTheCoverAsAPicture:
    def test_it_has_the_size_asked_for(self) -> None:
        assert raster.picture(covers.cover("x"), 120, 63).size == (120, 63)

    def test_its_ground_is_the_palette_s(self) -> None:
        drawing = covers.cover("x", style="organic")
        corner = raster.picture(drawing, 64, 48).getpixel((63, 0))
        assert corner == tuple(bytes.fromhex(drawing.ground[1:]))

    def test_a_quarter_circle_bulges_outwards(self) -> None:
        (outline,) = raster.outlines("M0 10a10 10 0 0 1 10 -10v10z")
        assert any(abs(x - 2.93) < 0.1 and abs(y - 2.93) < 0.1 for x, y in outline)

    def test_every_style_can_be_flattened(self) -> None:
        for style in covers.STYLES:
            raster.picture(covers.cover("x", "MW", style), 32, 24)
