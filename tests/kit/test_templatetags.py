"""The tags that every page uses."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from moneyed import Money

from marketplace.kit import times
from marketplace.kit.templatetags import ui

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def drawn(source: str, **context: Any) -> str:
    return Template("{% load ui fields %}" + source).render(Context(context))


class TestIcons:
    def test_one_is_hidden_from_screen_readers(self) -> None:
        assert drawn('{% icon "search" %}') == '<svg class="icon" aria-hidden="true"><use href="#i-search"/></svg>'

    def test_a_name_that_is_not_in_the_set_is_refused(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="no icon “unicorn”"):
            drawn('{% icon "unicorn" %}')

    def test_the_sprite_holds_every_symbol_once(self) -> None:
        sprite = drawn("{% icon_sprite %}")
        assert all(sprite.count(f'id="i-{name}"') == 1 for name in ui.icon_names())


class TestMoney:
    def test_it_shows_the_cents(self) -> None:
        assert drawn("{{ sum|money }}", sum=Money("1234.50", "EUR")) == "€1,234.50"

    def test_whole_leaves_out_only_what_is_nothing(self) -> None:
        assert drawn('{{ a|money:"whole" }} {{ b|money:"whole" }}', a=Money(600, "GBP"), b=Money("600.5", "GBP")) == (
            "£600 £600.50"
        )

    def test_a_sum_that_is_not_there_is_nothing(self) -> None:
        assert drawn("{{ sum|money }}{% minor None 'EUR' %}", sum=None) == ""

    def test_minor_units_follow_their_currency(self) -> None:
        assert drawn('{% minor 500 "JPY" %} {% minor 12300 "EUR" "exact" %}') == "¥500 €123.00"

    def test_it_is_written_as_the_reader_writes(self) -> None:
        with translation.override("de"):
            assert drawn("{{ sum|money }}", sum=Money("1234.5", "EUR")).replace("\xa0", " ") == "1.234,50 €"


class TestShares:
    @pytest.mark.parametrize(("permille", "text"), [(894, "89 %"), (999, "99 %"), (11_500, "1,150 %"), (None, "")])
    def test_they_are_rounded_down(self, permille: int | None, text: str) -> None:
        assert drawn("{{ n|share }}", n=permille) == text

    def test_a_goal_that_was_passed_stays_marked(self) -> None:
        page = drawn('{% include "components/progress.html" with permille=1280 label="128 % of €10" %}')
        assert 'style="--goal: 78.1%"' in page
        assert 'max="128" value="128"' in page

    def test_a_goal_that_is_reached_exactly_needs_no_mark(self) -> None:
        assert "--goal" not in drawn('{% include "components/progress.html" with permille=1000 label="100 %" %}')


class TestRating:
    def test_it_says_how_many_stand_behind_it(self) -> None:
        assert "4.9" in drawn("{% rating 487 31 %}")
        assert '(31<span class="visually-hidden"> reviews</span>)' in drawn("{% rating 487 31 %}")

    def test_nobody_has_rated(self) -> None:
        assert drawn("{% rating None 0 %}") == ""


class TestTimes:
    @pytest.mark.parametrize(
        ("passed", "words"),
        [
            (timedelta(seconds=59), "just now"),
            (timedelta(minutes=1), "1 minute ago"),
            (timedelta(hours=23, minutes=59), "23 hours ago"),
            (timedelta(days=59), "59 days ago"),
            (timedelta(days=400), "13 months ago"),
            (timedelta(days=3000), "8 years ago"),
        ],
    )
    def test_the_past(self, passed: timedelta, words: str) -> None:
        assert times.ago(NOON - passed, NOON) == words

    @pytest.mark.parametrize(
        ("until", "words"),
        [
            (timedelta(seconds=0), "ended"),
            (timedelta(seconds=1), "1 minute left"),
            (timedelta(hours=47, minutes=59), "47 hours left"),
            (timedelta(days=3, hours=23), "3 days left"),
        ],
    )
    def test_what_is_left_is_never_promised_longer_than_it_is(self, until: timedelta, words: str) -> None:
        assert times.left(NOON + until, NOON) == words

    def test_the_exact_moment_is_on_hover(self) -> None:
        assert 'datetime="2026-11-23T12:00:00Z" title="23 November 2026, 12:00 UTC"' in drawn("{% ago at %}", at=NOON)


class TestPictures:
    def listing(self, **columns: Any) -> SimpleNamespace:
        plain = {"id": "7", "title": "Ada Birch", "cover": "", "cover_alt": "", "cover_style": "type"}
        return SimpleNamespace(**{**plain, **columns})

    def test_a_listing_without_one_gets_its_drawn_cover(self) -> None:
        assert 'src="/covers/type/AB-7.svg" alt=""' in drawn("{% cover listing %}", listing=self.listing())

    def test_the_browser_chooses_among_the_widths(self) -> None:
        page = drawn("{% cover listing %}", listing=self.listing(cover="c/vik-1280.webp", cover_alt="Basalt & sea"))
        assert 'srcset="/media/c/vik-640.webp 640w, /media/c/vik-1280.webp 1280w"' in page
        assert 'alt="Basalt &amp; sea"' in page

    def test_the_first_screen_does_not_wait(self) -> None:
        assert 'fetchpriority="high"' in drawn("{% cover listing eager=True %}", listing=self.listing())
        assert 'loading="lazy"' in drawn("{% cover listing %}", listing=self.listing())

    def test_somebody_without_a_photograph_gets_their_initial(self) -> None:
        page = drawn('{% avatar party "m" %}', party=SimpleNamespace(id="1", name="Ada", photo=None))
        assert page.startswith('<svg class="avatar avatar--m" aria-hidden="true"')


class TestQuery:
    def test_it_changes_one_parameter_and_keeps_the_others(self) -> None:
        request = RequestFactory().get("/discover/?kind=project&topic=a&topic=b&after=x")
        assert drawn('{% query sort="newest" after=None %}', request=request) == (
            "?kind=project&amp;sort=newest&amp;topic=a&amp;topic=b"
        )


class Price(forms.TextInput):
    unit = "EUR"


class OfferForm(forms.Form):
    title = forms.CharField(label="Title", help_text="Say what it is.")
    price = forms.DecimalField(label="Price", widget=Price)
    kinds = forms.MultipleChoiceField(
        label="Kinds", widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")]
    )
    agree = forms.BooleanField(label="Agreed", required=False)


class TestFields:
    def test_the_help_is_tied_to_its_field(self) -> None:
        page = str(OfferForm()["title"].as_field_group())
        assert '<span class="field__hint" id="id_title_helptext">Say what it is.</span>' in page
        assert 'aria-describedby="id_title_helptext"' in page

    def test_so_is_the_error_and_what_was_typed_is_kept(self) -> None:
        page = str(OfferForm({"title": "", "price": "abc"})["price"].as_field_group())
        assert 'id="id_price_error"' in page
        assert 'aria-describedby="id_price_error"' in page
        assert 'value="abc"' in page

    def test_a_sum_stands_beside_its_currency(self) -> None:
        assert '<span class="field__money"><span>EUR</span><input' in str(OfferForm()["price"].as_field_group())

    def test_several_boxes_share_a_legend(self) -> None:
        page = str(OfferForm()["kinds"].as_field_group())
        assert '<legend class="field__label">Kinds' in page
        assert page.count('<label class="choice">') == 2

    def test_only_what_may_be_left_out_is_marked(self) -> None:
        page = str(OfferForm())
        assert page.count("field__optional") == 0
        assert 'class="choice"' in page

    def test_the_summary_links_to_every_wrong_field(self) -> None:
        page = str(OfferForm({"title": "x", "price": "1"}))
        assert "There is a problem" in page
        assert '<a href="#id_kinds">' in page
        assert page.index("There is a problem") < page.index('id="id_title"')


class TestBlocks:
    def test_a_callout_carries_its_tone(self) -> None:
        page = drawn('{% callout "wait" "clock" %}<b>{{ who }}</b>{% endcallout %}', who="A & B")
        assert page.startswith('<div class="callout callout--wait">')
        assert "<b>A &amp; B</b>" in page

    def test_a_dialog_is_named_by_its_title(self) -> None:
        page = drawn('{% dialog "sure" title %}Yes{% enddialog %}', title="A <b>")
        assert 'id="sure" aria-labelledby="sure-title"' in page
        assert "A &lt;b&gt;" in page
