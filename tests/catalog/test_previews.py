"""The picture that stands beside a shared address."""

import io

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from marketplace.catalog import listings, previews
from marketplace.catalog.models import Listing


@pytest.fixture
def work(cleo: User) -> Listing:
    """A work of Cleo's that anybody may find."""
    listing = listings.register("work", owner=cleo.party, title="Low sun")
    return listings.publish(listing, listings.Face(title="Low sun", url="/works/low-sun/"))


def test_it_is_a_picture_of_the_size_that_others_ask_for(client: Client, work: Listing) -> None:
    answer = client.get(f"/previews/{work.pk}.png")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_it_is_drawn_once(client: Client, work: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(f"/previews/{work.pk}.png").content
    monkeypatch.setattr(previews, "png", lambda listing: b"again")
    assert client.get(f"/previews/{work.pk}.png").content == first


def test_it_is_drawn_again_when_the_listing_has_changed(client: Client, work: Listing) -> None:
    first = client.get(f"/previews/{work.pk}.png").content
    listings.publish(work, listings.Face(title="High sun", url="/works/low-sun/"))
    assert client.get(f"/previews/{work.pk}.png").content != first


def test_what_cannot_be_found_has_no_picture(client: Client, work: Listing) -> None:
    listings.withdraw(work)
    assert client.get(f"/previews/{work.pk}.png").status_code == 404


def test_a_long_title_is_set_smaller_and_then_cut() -> None:
    short, largest = previews.fitted("Low sun")
    long, smallest = previews.fitted("A title of many words that nobody would read to its end " * 6)
    assert (short, largest) == (["Low sun"], max(previews.SIZES))
    assert smallest == min(previews.SIZES)
    assert len(long) == previews.LINES
    assert long[-1].endswith("…")


def test_letters_that_the_font_lacks_lose_their_accents_or_are_left_out() -> None:
    assert previews.fitted("Győr 日本")[0] == ["Gyor"]
