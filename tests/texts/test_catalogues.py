"""The texts in other languages: found in the code, complete where a language is offered."""

from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from marketplace.texts import catalogues, extraction

PYTHON = """\
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext, pgettext_lazy

A = _t("Two lines that "
       "are one text")
B = ngettext("%(n)d day", "%(n)d days", 2)
C = pgettext_lazy("job", "Open")
D = somebody_elses("Not a text")
"""
TEMPLATE = """\
{% load i18n %}{% translate "Half is 50%" %}
  {% blocktranslate count n=days trimmed %}
    {{ n }} day
  {% plural %}
    {{ n }} days
  {% endblocktranslate %}
<p title="{{ title|default:_('No title') }}">{% translate "Open" context "job" %}</p>
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A tree of one module and one template."""
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "acts.py").write_text(PYTHON)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def german(**translated: str) -> Catalog:
    """A catalogue with these texts."""
    catalogue = Catalog(locale="de")
    for text, said in translated.items():
        catalogue.add(text.replace("_", " "), said)
    return catalogue


class TestExtraction:
    def test_it_finds_the_texts_of_python_under_any_name(self, code: Path) -> None:
        texts = extraction.collect(code)
        assert "Two lines that are one text" in texts
        assert texts.get("Open", "job")
        assert "Not a text" not in texts

    def test_it_finds_the_texts_of_templates_as_they_will_be_drawn(self, code: Path) -> None:
        texts = extraction.collect(code)
        assert "Half is 50%%" in texts
        assert "No title" in texts
        assert texts["%(n)s day"].id == ("%(n)s day", "%(n)s days")

    def test_it_says_where_a_text_stands(self, code: Path) -> None:
        text = extraction.collect(code).get("Open", "job")
        assert text
        assert {path for path, _line in text.locations} == {"accounts/acts.py", "templates/page.html"}

    def test_it_reads_the_whole_product(self) -> None:
        texts = extraction.collect()
        assert "Sign in" in texts
        assert len(texts) > 1000


class TestGaps:
    def test_a_text_without_a_translation_is_missing(self) -> None:
        found = list(catalogues.gaps(german(), german(Saved="")))
        assert [str(gap) for gap in found] == ["missing: 'Saved'"]

    def test_a_translation_with_another_placeholder_is_wrong(self) -> None:
        texts, ours = Catalog(locale="de"), Catalog(locale="de")
        texts.add("Hello %(name)s")
        ours.add("Hello %(name)s", "Hallo %(nom)s")
        assert [gap.fault for gap in catalogues.gaps(ours, texts)] == ["other placeholders or tags"]

    def test_every_form_of_a_plural_is_needed(self) -> None:
        texts, ours = Catalog(locale="de"), Catalog(locale="de")
        texts.add(("%(n)d day", "%(n)d days"))
        ours.add(("%(n)d day", "%(n)d days"), ("%(n)d Tag", ""))
        assert [gap.fault for gap in catalogues.gaps(ours, texts)] == ["missing"]

    def test_a_good_translation_has_no_gap(self) -> None:
        assert list(catalogues.gaps(german(Saved="Gespeichert"), german(Saved=""))) == []


class TestUpdate:
    def test_it_keeps_what_is_translated_and_drops_what_the_code_no_longer_says(self, tmp_path: Path) -> None:
        path = tmp_path / "de" / "LC_MESSAGES" / "django.po"
        catalogues.update(path, german(Saved="", Gone=""))
        path.write_text(path.read_text().replace('msgid "Saved"\nmsgstr ""', 'msgid "Saved"\nmsgstr "Gespeichert"'))
        catalogues.update(path, german(Saved="", New=""))
        with path.open("rb") as file:
            now = read_po(file)
        assert {message.id: message.string for message in now if message.id} == {"Saved": "Gespeichert", "New": ""}

    def test_a_second_update_changes_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "de" / "LC_MESSAGES" / "django.po"
        assert catalogues.update(path, german(Saved=""))
        assert not catalogues.update(path, german(Saved=""))


class TestOfferedLanguages:
    def test_every_text_is_there_in_every_language_that_is_offered(self) -> None:
        texts = extraction.collect()
        for language in [code for code, _name in settings.LANGUAGES if code != "en"]:
            ours = catalogues.read(catalogues.file_of(language))
            missing = [str(gap) for gap in catalogues.gaps(ours, texts)]
            assert missing == [], f"{language}: run bin/messages and translate these"
