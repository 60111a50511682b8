"""What a browser asks of the site itself, and the frame that is drawn once."""

import json

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from accounts.models import User


class TestTheManifest:
    def test_it_can_be_kept_on_a_home_screen(self, client: Client) -> None:
        answer = client.get("/manifest.webmanifest")
        described = json.loads(answer.content)
        assert answer["Content-Type"] == "application/manifest+json"
        assert {icon["purpose"] for icon in described["icons"]} == {"any", "maskable"}
        assert {"192x192", "512x512"} <= {icon["sizes"] for icon in described["icons"]}

    def test_its_icons_are_built(self, client: Client) -> None:
        for icon in json.loads(client.get("/manifest.webmanifest").content)["icons"]:
            assert (settings.BASE_DIR / icon["src"].lstrip("/")).is_file()


class TestTheServiceWorker:
    def test_its_reach_is_the_whole_site(self, client: Client) -> None:
        answer = client.get("/service-worker.js")
        assert answer["Content-Type"] == "text/javascript"
        assert '"/offline/"' in answer.content.decode()

    def test_the_page_it_keeps_says_nothing_of_the_viewer(self, client: Client, ada: User) -> None:
        before = client.get("/offline/").content
        client.force_login(ada)
        assert client.get("/offline/").content == before


class TestPagesThatSayWhatWentWrong:
    @pytest.mark.django_db
    def test_not_found_offers_a_search_and_a_way_back(self, client: Client) -> None:
        answer = client.get("/nowhere/")
        page = answer.content.decode()
        assert answer.status_code == 404
        assert 'name="q"' in page
        assert 'href="/"' in page
        assert '<meta name="robots" content="noindex">' in page

    def test_our_own_fault_is_drawn_without_request_and_database(self) -> None:
        page = render_to_string("500.html")
        assert "Something broke on our side" in page
        assert f"<title>Our mistake · {settings.SITE_NAME}</title>" in page

    def test_the_proxy_s_page_needs_nothing_either(self) -> None:
        assert "Closed for a moment" in render_to_string("errors/maintenance.html")


class TestKeep:
    SOURCE = "{% load frame i18n %}{% keep section %}{{ word }} {{ section }}{% endkeep %}"

    def drawn(self, page: Template, **context: str) -> str:
        return page.render(Context(context))

    def test_it_is_drawn_once(self) -> None:
        page = Template(self.SOURCE)
        assert self.drawn(page, word="first", section="jobs") == "first jobs"
        assert self.drawn(page, word="second", section="jobs") == "first jobs"

    def test_once_for_each_value_it_varies_by(self) -> None:
        page = Template(self.SOURCE)
        assert self.drawn(page, word="first", section="jobs") != self.drawn(page, word="first", section="fund")

    def test_once_for_each_language(self) -> None:
        page = Template(self.SOURCE)
        self.drawn(page, word="English", section="")
        with translation.override("de"):
            assert self.drawn(page, word="Deutsch", section="") == "Deutsch "


@pytest.mark.django_db
def test_no_visitor_sees_the_frame_of_another(client: Client, ada: User) -> None:
    assert "Sign in" in client.get("/shortcuts/").content.decode()
    client.force_login(ada)
    page = client.get("/shortcuts/").content.decode()
    assert ada.party.name in page
    assert "Sign in" not in page
    client.logout()
    assert ada.party.name not in client.get("/shortcuts/").content.decode()


def test_what_names_no_icon_gets_the_site_s(client):
    assert client.get("/favicon.ico").url.endswith("built/icons/any-192.png")
