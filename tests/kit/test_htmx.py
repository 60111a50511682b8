"""One view answers a plain browser and htmx."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from marketplace.kit.htmx import after_act, is_fragment, render_form, render_page

PARTIALS = "template_partials.templatetags.partials"
PAGE = "<h1>Page</h1>{% partialdef results inline %}<p>{{ form.name.value|default:'rows' }}</p>{% endpartialdef %}"


class NameForm(forms.Form):
    name = forms.CharField(max_length=3)


@pytest.fixture
def page(settings) -> str:
    """The name of a template with a partial "results"."""
    pages = ("django.template.loaders.locmem.Loader", {"page.html": PAGE})
    options = {"loaders": [("template_partials.loader.Loader", [pages])], "builtins": [PARTIALS]}
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": options}]
    assert engines["django"].get_template("page.html")
    return "page.html"


def asked(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    return request


class TestIsFragment:
    @pytest.mark.parametrize(
        ("headers", "answer"),
        [
            ({}, False),
            ({"HX_Request": "true"}, True),
            ({"HX_Request": "true", "HX_Boosted": "true"}, False),
            ({"HX_Request": "true", "HX_History_Restore_Request": "true"}, False),
        ],
    )
    def test_only_htmx_asking_for_a_piece_counts(self, headers, answer):
        assert is_fragment(asked(**headers)) is answer


class TestRenderPage:
    def test_a_browser_gets_the_whole_page(self, page):
        assert b"<h1>" in render_page(asked(), page, {}, fragment="results").content

    def test_htmx_gets_the_piece(self, page):
        assert render_page(asked(HX_Request="true"), page, {}, fragment="results").content == b"<p>rows</p>"

    def test_caches_are_told_of_the_difference(self, page):
        assert "HX-Request" in render_page(asked(), page, {})["Vary"]


class TestRenderForm:
    def test_a_wrong_form_is_422_and_keeps_what_was_typed(self, page):
        response = render_form(asked(), page, NameForm({"name": "too long"}))
        assert response.status_code == 422
        assert b"too long" in response.content

    def test_a_fresh_form_is_200(self, page):
        assert render_form(asked(), page, NameForm()).status_code == 200


class TestAfterAct:
    def test_a_browser_is_sent_on_with_a_get(self):
        response = after_act(asked(), "/my/jobs/", said="Posted.")
        assert (response.status_code, response["Location"]) == (303, "/my/jobs/")

    def test_htmx_is_sent_on_too(self):
        response = after_act(asked(HX_Request="true"), "/my/jobs/")
        assert (response.status_code, response["HX-Redirect"]) == (200, "/my/jobs/")

    def test_it_says_on_the_next_page_what_was_done(self):
        request = asked()
        after_act(request, "/my/jobs/", said="Posted.")
        assert [str(message) for message in get_messages(request)] == ["Posted."]
