"""Sums in the currency in which their reader reckons: about, marked as converted, and never paid by."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from marketplace.kit.money import Money
from payments import worth
from payments.models import ExchangeRate
from tests.projects import story

pytestmark = pytest.mark.django_db
PAGE = "{% load worth %}{% about low high %}"


def drawn(user, low, high=None, page=PAGE, **more) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return Template(page).render(Context({"request": request, "low": low, "high": high, **more}))


class TestAbout:
    def test_it_is_marked_as_converted_with_the_day_of_its_rates(self, cleo):
        said = drawn(cleo, Money(1000, "USD"))
        assert "about €895" in said
        assert 'title="Converted at the rates of the European Central Bank of 30 October 2026"' in said
        assert "(converted)" in said

    def test_a_small_sum_keeps_its_cents(self, cleo):
        assert "about €8.95" in drawn(cleo, Money(10, "USD"))

    def test_a_range_is_one(self, cleo):
        assert "about €895–1,790" in drawn(cleo, Money(1000, "USD"), Money(2000, "USD"))

    def test_zero_decimal_currencies_are_whole(self, cleo):
        cleo.currency = "JPY"
        assert "about ¥17,568" in drawn(cleo, Money(100, "EUR"))

    @pytest.mark.parametrize("amount", [Money(1000, "EUR"), Money(1000, "KWD"), None])
    def test_it_says_nothing_where_there_is_nothing_to_convert(self, cleo, amount):
        assert drawn(cleo, amount) == ""

    def test_visitors_see_prices_as_they_are(self):
        assert drawn(AnonymousUser(), Money(1000, "USD")) == ""

    def test_without_rates_it_says_nothing(self, cleo):
        ExchangeRate.objects.all().delete()
        assert drawn(cleo, Money(1000, "USD")) == ""

    def test_twenty_sums_take_one_look_up(self, cleo, django_assert_num_queries):
        page = "{% load worth %}{% for n in many %}{% about low %}{% endfor %}"
        with django_assert_num_queries(1):
            drawn(cleo, Money(1000, "USD"), page=page, many=range(20))


def test_several_currencies_are_added_up():
    found = worth.about([Money(10, "USD"), Money(10, "EUR"), Money(1000, "JPY")], "EUR", worth.table())
    assert found.amount == Money("24.64", "EUR")


def test_a_job_in_another_currency_says_what_it_is_about(ada, cleo, topics, client_of):
    job = story.posted(ada, currency="USD", budget_low=60_000, budget_high=90_000, milestones=())
    assert "about €537–806" in client_of(cleo).get(job.get_absolute_url()).text
    assert "converted" not in client_of(ada).get("/").text
