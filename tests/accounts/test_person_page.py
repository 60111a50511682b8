"""The page of a person, and of a company: who may open it, and what it prints."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from accounts import companies, page, people
from accounts.models import Part, Party, Profile, Record, User
from accounts.ports import Tab
from marketplace.catalog.models import Listing, Topic
from marketplace.kit import panels
from tests import cast

pytestmark = pytest.mark.django_db

CLEO = "/people/cleo-marsh/"


@pytest.fixture
def shown(cleo: User, topics: dict[str, Topic]) -> Profile:
    """Cleo's page, complete and shown to everybody."""
    mine = cleo.party.profile
    people.change(
        mine, by=cleo, headline="Book designer", bio="I make **books**.", city="Leeds", country="GB",
        timezone="Europe/London", languages=["en", "de"], rate_minor=4500, currency="GBP", level="expert",
        free_from=date(2026, 12, 1), hours_a_week=20, links=["https://example.org/cleo"],
    )  # fmt: skip
    people.choose_skills(mine, [topics["typesetting"]], by=cleo)
    people.publish_profile(mine, by=cleo)
    return Profile.objects.with_page().get(pk=mine.pk)


def artist() -> Party:
    """A painter from a public record: a party that nobody signs in to."""
    party = Party.objects.create(kind="person", name="Clara Gray", slug="clara-gray")
    listing = Listing.objects.create(
        kind="person", owner=party, slug=party.slug, title=party.name, is_live=True, published_at="2026-01-01T00:00Z"
    )
    Profile.objects.create(
        listing=listing, party=party, born=1775, died=1851, birth_place="London", death_place="Chelsea"
    )
    Record.objects.create(
        party=party, kind="public", source="Tate collection", licence="CC0", url="https://example.org/7"
    )
    return party


class TestWhoMayOpenIt:
    def test_a_hidden_page_is_not_found(self, cleo: User, eve: User, client: Client, client_of: Any) -> None:
        assert client.get(CLEO).status_code == 404
        assert client_of(eve).get(CLEO).status_code == 404

    def test_its_owner_sees_it_and_is_told_that_others_do_not(self, cleo: User, client_of: Any) -> None:
        assert "Only you see this page" in client_of(cleo).get(CLEO).content.decode()

    def test_of_the_staff_those_see_it_who_look_after_people(self, cleo: User, dev: User, client_of: Any) -> None:
        assert client_of(cast.in_group(dev, "moderator")).get(CLEO).status_code == 200
        assert client_of(cast.in_group(dev, "finance")).get(CLEO).status_code == 404

    def test_a_page_that_is_shown_opens_for_anybody(self, shown: Profile, client: Client) -> None:
        assert client.get(CLEO).status_code == 200


class TestWhatItPrints:
    def test_rate_freedom_and_experience(self, shown: Profile, client: Client, clock: Any) -> None:
        facts = [(fact.name, fact.value, fact.note) for fact in page.facts_of_person(shown, Part.values)]
        assert facts == [("Rate", "£45", "an hour"), ("Free", "1 Dec", "20 hours a week"), ("Experience", "Expert", "")]

    def test_the_time_that_it_is_there(self, shown: Profile, client: Client, clock: Any) -> None:
        assert "Leeds, United Kingdom, 09:00 there now" in client.get(CLEO).content.decode()

    def test_text_skills_languages_and_links(self, shown: Profile, client: Client) -> None:
        text = client.get(CLEO).content.decode()
        for piece in ("<strong>books</strong>", "Typesetting", "German", 'href="https://example.org/cleo"'):
            assert piece in text

    def test_a_rating_from_elsewhere_says_so(self, shown: Profile) -> None:
        Record.objects.create(
            party=shown.party, kind="sample", source="A public data set", rating=490, rating_count=186
        )
        Listing.objects.filter(pk=shown.pk).update(rating=490, rating_count=186)
        shown = Profile.objects.with_page().get(pk=shown.pk)
        assert ("4.9", "from 186 reviews elsewhere") in [
            (f.value, f.note) for f in page.facts_of_person(shown, Part.values)
        ]

    def test_an_artist_of_a_public_record(self, client: Client) -> None:
        text = client.get(artist().get_absolute_url()).content.decode()
        for piece in ("1775", "Chelsea", "Public record", "Tate collection", "CC0"):
            assert piece in text
        assert "Rate" not in text.split("<main")[1].split("</main>")[0]

    def test_a_text_cannot_carry_a_script(self, shown: Profile, cleo: User, client: Client) -> None:
        people.change(shown, by=cleo, bio="<script>alert(1)</script>[x](javascript:alert(1))", headline="</title><b>")
        text = client.get(CLEO).content.decode()
        assert "<script>alert" not in text
        assert 'href="javascript:' not in text
        assert "</title><b>" not in text


class TestSections:
    def test_a_panel_gets_its_tab(self, shown: Profile, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def works(request: HttpRequest, party: Party) -> panels.Panel:
            return "accounts/people/_facts.html", {"facts": [page.Fact("Works", "22")], "tab": Tab("work", "Work", 22)}

        panels.register("person_page", works)
        try:
            text = client.get(CLEO).content.decode()
        finally:
            panels.unregister("person_page", works)
        assert '<a href="#work"' in text
        assert "Works" in text

    def test_without_sections_there_are_no_tabs(
        self, shown: Profile, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(panels, "at", lambda place: [])
        assert 'class="tabs' not in client.get(CLEO).content.decode()


class TestForMachines:
    def test_it_says_what_the_page_says(self, shown: Profile, client: Client) -> None:
        text = client.get(CLEO).content.decode()
        found = re.search(r'application/ld\+json">(.*?)</script>', text)
        assert found
        node = next(node for node in json.loads(found[1])["@graph"] if node["@type"] == "ProfilePage")
        assert node["mainEntity"]["name"] == "Cleo Marsh"
        assert node["mainEntity"]["knowsAbout"] == ["Typesetting"]

    def test_the_title_stays_under_sixty_characters(self, shown: Profile, cleo: User, client: Client) -> None:
        people.change(shown, by=cleo, name="Maximiliane Alexandra von Hohenstein-Wittgenbach zu Wallerstein")
        found = re.search(r"<title>(.*?)</title>", client.get(CLEO).content.decode())
        assert found
        assert found[1].startswith("Maximiliane")
        assert len(found[1]) <= 60

    def test_a_hidden_page_is_not_to_be_indexed(self, cleo: User, client_of: Any) -> None:
        text = client_of(cleo).get(CLEO).content.decode()
        assert "noindex" in text
        assert "ld+json" not in text


def test_one_skill_and_fifteen_take_the_same_queries(
    shown: Profile, cleo: User, client: Client, topics: dict[str, Topic], queries: Callable[..., int]
) -> None:
    few = queries(lambda: client.get(CLEO))
    more = [Topic.objects.create(slug=f"skill-{n}", name=f"Skill {n}", kind="skill", lineage=[n]) for n in range(15)]
    people.choose_skills(shown, more, by=cleo)
    assert queries(lambda: client.get(CLEO)) == few <= 14


def test_a_client_from_the_sample_shows_what_it_spent_elsewhere(ada: User, client: Client) -> None:
    company = companies.found("Slowtide Coffee", by=ada)
    Record.objects.create(
        party=company.party, kind="sample", source="A public data set", spent_minor=1_230_000, since="2014-03-01"
    )
    companies.publish_company(company, by=ada)
    text = client.get("/companies/slowtide-coffee/").content.decode()
    assert "$12,300" in text
    assert "2014" in text
