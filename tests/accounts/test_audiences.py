"""Parts of a page for everybody, for members, for oneself; what is not for everybody is in no filter and no markup."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts import people
from accounts.models import Part, Profile, User
from marketplace.catalog.models import Listing

pytestmark = pytest.mark.django_db

PAGE = "/people/cleo-marsh/"
SIGNS = {
    "place": "Leeds", "rate": "£45", "languages": "German", "links": "example.org/cleo", "interests": "Interested in",
    "certifications": "Guild of Printers",
}  # fmt: skip


@pytest.fixture
def shown(cleo: User, topics: Any) -> Profile:
    """Cleo's page with something in every part."""
    mine = people.change(
        cleo.party.profile, by=cleo, city="Leeds", country="GB", languages=["de"], rate_minor=4500, currency="GBP",
        links=["https://example.org/cleo"], free_from=date(2026, 1, 1), hours_a_week=20,
    )  # fmt: skip
    people.choose_interests(mine, [topics["writing"]], by=cleo)
    mine.certifications.create(name="Master typesetter", issuer="Guild of Printers", issued_on=date(2026, 1, 1))
    people.publish_profile(mine, by=cleo)
    return mine


def seen(browser: Client) -> str:
    return browser.get(PAGE).content.decode()


@pytest.mark.parametrize("part", SIGNS)
class TestOnThePage:
    def test_a_part_for_members(
        self, shown: Profile, cleo: User, eve: User, client: Client, client_of: Any, part: str
    ) -> None:
        people.choose_audiences(shown, {part: "members"}, by=cleo)
        assert SIGNS[part] not in seen(client)
        assert SIGNS[part] in seen(client_of(eve))

    def test_a_part_for_oneself(
        self, shown: Profile, cleo: User, eve: User, client: Client, client_of: Any, part: str
    ) -> None:
        people.choose_audiences(shown, {part: "private"}, by=cleo)
        assert SIGNS[part] not in seen(client)
        assert SIGNS[part] not in seen(client_of(eve))
        assert SIGNS[part] in seen(client_of(cleo))

    def test_a_part_for_everybody(self, shown: Profile, cleo: User, client: Client, part: str) -> None:
        people.choose_audiences(shown, {part: "public"}, by=cleo)
        assert SIGNS[part] in seen(client)


class TestOutsideThePage:
    def test_a_rate_for_members_is_on_no_card_and_in_no_filter(self, shown: Profile, cleo: User) -> None:
        people.choose_audiences(shown, {"rate": "members"}, by=cleo)
        card = Listing.objects.get(pk=shown.pk)
        assert (card.price_low, card.price_eur, card.basis, card.is_open) == (None, None, "", True)

    def test_a_place_for_oneself_is_on_no_card(self, shown: Profile, cleo: User) -> None:
        people.choose_audiences(shown, {"place": "private"}, by=cleo)
        card = Listing.objects.get(pk=shown.pk)
        assert (card.place, card.country) == ("", "")

    def test_when_one_is_free_is_in_no_filter(self, shown: Profile, cleo: User, client: Client) -> None:
        assert "Cleo Marsh" in client.get("/discover/?kind=person&free=now").content.decode()
        people.choose_audiences(shown, {"availability": "members"}, by=cleo)
        assert "Cleo Marsh" not in client.get("/discover/?kind=person&free=now").content.decode()

    def test_search_engines_read_what_everybody_sees(self, shown: Profile, cleo: User, client_of: Any) -> None:
        people.choose_audiences(shown, dict.fromkeys(Part.values, "members"), by=cleo)
        found = re.findall(r"ld\+json[^>]*>(.*?)</script>", seen(client_of(cleo)), re.DOTALL)
        text = json.dumps([json.loads(one) for one in found])
        assert not [sign for sign in ("Leeds", "example.org/cleo", '"de"') if sign in text]


class TestChoosing:
    def test_it_is_saved_and_shown_again(self, cleo: User, client_of: Any) -> None:
        sent = {**dict.fromkeys(Part.values, "public"), "rate": "private"}
        assert client_of(cleo).post("/settings/audiences/", sent).status_code == 303
        page = client_of(cleo).get("/settings/audiences/").content.decode()
        assert '<option value="private" selected>' in page

    def test_an_audience_that_does_not_exist_is_refused(self, cleo: User, client_of: Any) -> None:
        sent = {**dict.fromkeys(Part.values, "public"), "rate": "friends"}
        assert client_of(cleo).post("/settings/audiences/", sent).status_code == 422
