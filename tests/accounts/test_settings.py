"""One's own settings: the page, the photo, the roles, the display."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Profile, User
from marketplace.catalog.models import Listing
from tests.cast import CLIENT, INVESTOR

pytestmark = pytest.mark.django_db

PAGE = "/settings/profile/"
FULL = {
    "name": "Cleo Marsh", "headline": "Typesetter", "bio": "I set type.", "city": "Leeds", "country": "GB",
    "timezone": "Europe/London", "language_0": "English", "fluency_0": "native", "language_1": "Deutsch",
    "rate": "45.50", "currency": "GBP", "level": "expert", "links": "example.org/cleo\nhttps://example.org/two",
}  # fmt: skip


def picture(width: int = 700, kind: str = "PNG") -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (width, 500), "teal").save(made, kind)
    return SimpleUploadedFile("me.png", made.getvalue())


class TestProfile:
    def test_it_saves_everything(self, cleo: User, client_of: Any) -> None:
        assert client_of(cleo).post(PAGE, FULL)["Location"] == PAGE
        mine = Profile.objects.get(party__user=cleo)
        assert (mine.rate_minor, mine.currency, mine.languages) == (4550, "GBP", ["en", "de"])
        assert mine.fluency == {"en": "native"}
        assert mine.links == ["https://example.org/cleo", "https://example.org/two"]

    def test_it_shows_again_what_was_saved(self, cleo: User, client_of: Any) -> None:
        browser = client_of(cleo)
        browser.post(PAGE, FULL)
        page = browser.get(PAGE).content.decode()
        for piece in ('value="English"', 'value="German"', 'value="45.50"', "I set type."):
            assert piece in page

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("name", "", "Give your name"),
            ("rate", "-3", "greater than or equal"),
            ("rate", "45.555", "smallest amount"),
            ("currency", "XXX", "not one of the available choices"),
            ("country", "Narnia", "not one of the available choices"),
            ("timezone", "Mars/Olympus", "not one of the available choices"),
            ("language_1", "Qwertish", "No language is called “Qwertish”"),
            ("fluency_0", "like a god", "not one of the available choices"),
            ("interests", "no-such-topic", "not one of the available choices"),
            ("links", "not a link at all", "is not the address of a page"),
            ("links", "javascript://alert(1)", "is not the address of a page"),
            ("headline", "x" * 141, "at most 140 characters"),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_the_rest(
        self, cleo: User, client_of: Any, field: str, value: str, said: str
    ) -> None:
        response = client_of(cleo).post(PAGE, {**FULL, field: value})
        page = response.content.decode()
        assert response.status_code == 422
        assert "There is a problem" in page
        assert said in page
        assert "I set type." in page
        assert Profile.objects.get(party__user=cleo).headline == ""

    def test_a_yen_has_no_fractions(self, cleo: User, client_of: Any) -> None:
        assert client_of(cleo).post(PAGE, {**FULL, "currency": "JPY"}).status_code == 422

    def test_the_preview_saves_nothing_and_keeps_what_was_typed(self, cleo: User, client_of: Any) -> None:
        page = client_of(cleo).post(f"{PAGE}preview/", {**FULL, "bio": "I **set** type."}).content.decode()
        assert "<strong>set</strong>" in page
        assert "Typesetter" in page
        assert Profile.objects.get(party__user=cleo).bio == ""

    def test_the_preview_alone_for_a_fragment(self, cleo: User, client_of: Any) -> None:
        response = client_of(cleo).post(f"{PAGE}preview/", {"bio": "**b**"}, headers={"HX-Request": "true"})
        assert response.content.decode().strip().startswith('<div id="preview"')


class TestShowing:
    def test_it_shows_and_hides_the_page(self, cleo: User, client_of: Any) -> None:
        browser = client_of(cleo)
        browser.post(f"{PAGE}publication/")
        assert Listing.objects.live().filter(owner=cleo.party).exists()
        browser.post(f"{PAGE}withdrawal/")
        assert not Listing.objects.live().exists()

    @pytest.mark.parametrize("act", ["publication", "withdrawal"])
    def test_twice_is_as_good_as_once(self, cleo: User, client_of: Any, act: str) -> None:
        browser = client_of(cleo)
        assert [browser.post(f"{PAGE}{act}/").status_code for _ in range(2)] == [303, 303]

    def test_only_the_own_page_is_touched(self, cleo: User, eve: User, client_of: Any) -> None:
        client_of(eve).post(f"{PAGE}publication/")
        assert not Listing.objects.live().filter(owner=cleo.party).exists()


class TestPhoto:
    def test_it_is_kept_without_its_name_and_shown(self, cleo: User, client_of: Any) -> None:
        assert client_of(cleo).post("/settings/photo/", {"photo": picture()})["Location"] == PAGE
        cleo.party.refresh_from_db()
        assert cleo.party.photo.name.startswith("photos/")
        assert "me" not in cleo.party.photo.name.split("/")[1].split("-")

    def test_the_one_before_is_deleted(
        self, cleo: User, client_of: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        browser = client_of(cleo)
        browser.post("/settings/photo/", {"photo": picture()})
        cleo.party.refresh_from_db()
        first = cleo.party.photo.name
        with django_capture_on_commit_callbacks(execute=True):
            browser.post("/settings/photo/", {"photo": picture(800)})
        assert not default_storage.exists(first)

    def test_what_is_no_picture_is_refused_at_the_field(self, cleo: User, client_of: Any) -> None:
        sent = SimpleUploadedFile("me.png", b"<svg onload=alert(1)>")
        response = client_of(cleo).post("/settings/photo/", {"photo": sent})
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()
        assert not Profile.objects.get(party__user=cleo).party.photo

    def test_none_chosen_is_said(self, cleo: User, client_of: Any) -> None:
        assert client_of(cleo).post("/settings/photo/").status_code == 422

    def test_it_can_be_removed_and_removed_again(self, cleo: User, client_of: Any) -> None:
        browser = client_of(cleo)
        browser.post("/settings/photo/", {"photo": picture()})
        assert [browser.post("/settings/photo/removal/").status_code for _ in range(2)] == [303, 303]
        assert not Profile.objects.get(party__user=cleo).party.photo


class TestRoles:
    def test_it_saves_the_chosen_ones(self, ada: User, client_of: Any) -> None:
        client_of(ada).post("/settings/roles/", {"kinds": [CLIENT, INVESTOR]})
        assert {role.kind for role in ada.roles.all()} == {CLIENT, INVESTOR}

    def test_it_refuses_none(self, ada: User, client_of: Any) -> None:
        response = client_of(ada).post("/settings/roles/", {})
        assert response.status_code in (200, 422)
        assert ada.plays(CLIENT)


DISPLAY = {"timezone": "Europe/Berlin", "currency": "CHF", "scheme": "dark", "density": "compact"}


class TestDisplay:
    def test_times_stand_in_the_chosen_zone(self, ada: User, client_of: Any) -> None:
        client_of(ada).post("/settings/display/", DISPLAY)
        ada.refresh_from_db()
        assert (ada.timezone, ada.currency) == ("Europe/Berlin", "CHF")

    def test_a_zone_that_does_not_exist_is_refused(self, ada: User, client_of: Any) -> None:
        assert client_of(ada).post("/settings/display/", {**DISPLAY, "timezone": "Mars/X"}).status_code == 422

    def test_colours_and_density_stand_on_every_page(self, ada: User, client_of: Any) -> None:
        browser = client_of(ada)
        assert "data-density" not in browser.get("/settings/").content.decode()
        browser.post("/settings/display/", DISPLAY)
        page = browser.get("/settings/").content.decode()
        assert 'data-scheme="dark"' in page
        assert 'data-density="compact"' in page

    def test_shortcuts_can_be_turned_off_and_on(self, ada: User, client_of: Any) -> None:
        browser = client_of(ada)
        browser.post("/settings/display/", DISPLAY)
        assert 'data-shortcuts="off"' in browser.get("/settings/").content.decode()
        browser.post("/settings/display/", {**DISPLAY, "has_shortcuts": "on"})
        assert "data-shortcuts=" not in browser.get("/settings/").content.decode()


@pytest.mark.parametrize(
    "act", ["profile/publication", "profile/withdrawal", "profile/preview", "photo", "photo/removal", "skills/search"]
)
def test_an_act_answers_no_get(ada: User, client_of: Any, act: str) -> None:
    assert client_of(ada).get(f"/settings/{act}/").status_code == 405


def test_somebody_without_a_name_is_asked_for_one_first(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("root@example.org", "pw"))
    assert client.get("/settings/")["Location"] == "/welcome/"
    assert client.get("/welcome/").status_code == 200


@pytest.mark.parametrize("query", ["q=a%00", "topics=a%00", "q=%00&topics=%00"])
@pytest.mark.parametrize("page", ["/settings/skills/", "/welcome/skills/"])
def test_a_zero_byte_finds_no_skill_and_breaks_nothing(ada: User, client_of: Any, page: str, query: str) -> None:
    assert client_of(ada).get(f"{page}?chosen=1&{query}").status_code == 200
