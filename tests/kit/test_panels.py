"""Pages of lower floors leave a place; higher floors fill it."""

from collections.abc import Iterator

import pytest
from django.template import engines
from django.test import RequestFactory

from marketplace.kit import panels

PLACE = "test_page"
TAGS = "marketplace.kit.templatetags.panels"


@pytest.fixture
def place(settings) -> Iterator[str]:
    """An empty place, and a template "said.html" for its panels."""
    loader = ("django.template.loaders.locmem.Loader", {"said.html": "[{{ word }} {{ subject }}]"})
    options = {
        "loaders": [loader],
        "libraries": {"panels": TAGS},
        "context_processors": ["django.template.context_processors.request"],
    }
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": options}]
    yield PLACE
    panels._places.pop(PLACE, None)


def says(word: str) -> panels.MakesPanel:
    return lambda request, subject: ("said.html", {"word": word})


def drawn() -> str:
    request = RequestFactory().get("/")
    return str(panels.draw(PLACE, request, "X"))


class TestPanels:
    def test_an_empty_place_draws_nothing(self, place):
        assert drawn() == ""

    def test_they_come_in_their_order_not_that_of_registration(self, place):
        panels.register(place, says("second"), order=20)
        panels.register(place, says("first"), order=10)
        assert drawn() == "[first X][second X]"

    def test_one_with_nothing_to_say_leaves_no_trace(self, place):
        panels.register(place, lambda request, subject: None)
        assert drawn() == ""

    def test_registering_one_again_shows_it_once(self, place):
        panel = says("once")
        panels.register(place, panel, order=10)
        panels.register(place, panel, order=30)
        assert drawn() == "[once X]"

    def test_one_can_be_taken_away(self, place):
        panel = says("gone")
        panels.register(place, panel)
        panels.unregister(place, panel)
        assert drawn() == ""

    def test_what_it_shows_is_escaped(self, place):
        panels.register(place, says("<b>"))
        assert drawn() == "[&lt;b&gt; X]"


def test_the_tag_draws_the_place_for_its_subject(place):
    panels.register(place, says("hello"))
    page = engines["django"].from_string('{% load panels %}{% panels "test_page" thing %}')
    assert page.render({"thing": "Y"}, RequestFactory().get("/")) == "[hello Y]"
