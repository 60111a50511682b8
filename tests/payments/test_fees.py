"""The commission: exact, dated, the same however a price is cut."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from marketplace.kit.money import from_minor, to_minor
from payments import fees, rulesets
from payments.fees import FeeSchedule, NoFeeForCurrency
from payments.models import RuleSet

STANDARD = FeeSchedule(2000, 1000, {"EUR": 50_000, "GBP": 50_000, "JPY": 80_000, "KWD": 150_000})


@pytest.mark.parametrize(
    ("price", "earned_before", "fee"),
    [
        ("0 EUR", "0 EUR", "0 EUR"),
        ("400 EUR", "0 EUR", "80 EUR"),
        ("500 EUR", "0 EUR", "100 EUR"),
        ("500.01 EUR", "0 EUR", "100 EUR"),
        ("750 GBP", "0 GBP", "125 GBP"),
        ("750 GBP", "300 GBP", "95 GBP"),
        ("750 GBP", "500 GBP", "75 GBP"),
        ("0.04 EUR", "0 EUR", "0 EUR"),
        ("0.05 EUR", "0 EUR", "0.01 EUR"),
        ("100000 JPY", "0 JPY", "18000 JPY"),
        ("7 JPY", "0 JPY", "1 JPY"),
        ("150.005 KWD", "0 KWD", "30 KWD"),
        ("1000000000 EUR", "0 EUR", "100000050 EUR"),
    ],
)
def test_it_keeps_the_higher_share_up_to_the_line_and_the_lower_above(price, earned_before, fee):
    quote = STANDARD.quote(money(price), earned_before=money(earned_before))
    assert quote.fee == money(fee)
    assert quote.net == money(price) - money(fee)


@given(cuts=st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=8))
def test_the_fees_of_milestones_add_up_to_the_fee_of_their_sum(cuts):
    before, kept = 0, 0
    for cut in cuts:
        kept += to_minor(STANDARD.quote(from_minor(cut, "EUR"), earned_before=from_minor(before, "EUR")).fee)
        before += cut
    assert kept == to_minor(STANDARD.quote(from_minor(sum(cuts), "EUR")).fee)


@given(price=st.integers(0, 10**9), before=st.integers(0, 10**9))
def test_the_parts_add_up_to_price_and_fee(price, before):
    quote = STANDARD.quote(from_minor(price, "GBP"), earned_before=from_minor(before, "GBP"))
    zero = Money(0, "GBP")
    assert sum((part.amount for part in quote.parts), zero) == quote.price
    assert sum((part.fee for part in quote.parts), zero) == quote.fee
    assert quote.net + quote.fee == quote.price


def test_it_shows_both_parts_of_a_price_that_crosses_the_line():
    parts = STANDARD.quote(Money(750, "GBP")).parts
    assert [(str(part.percent), part.amount, part.fee) for part in parts] == [
        ("20", Money(500, "GBP"), Money(100, "GBP")),
        ("10", Money(250, "GBP"), Money(25, "GBP")),
    ]


def test_it_refuses_a_currency_without_a_line():
    with pytest.raises(NoFeeForCurrency):
        STANDARD.quote(Money(10, "XAF"))


@pytest.mark.parametrize(("price", "before"), [("-1 EUR", "0 EUR"), ("1 EUR", "-1 EUR"), ("1 EUR", "1 GBP")])
def test_it_refuses_sums_that_make_no_sense(price, before):
    with pytest.raises(ValueError, match="one currency"):
        STANDARD.quote(money(price), earned_before=money(before))


@pytest.mark.django_db
class TestScheduleOfADay:
    def test_a_new_database_has_the_standard_schedule(self):
        assert fees.schedule(date(2026, 6, 1)).quote(Money(400, "EUR")).net == Money(320, "EUR")

    def test_it_takes_the_rule_of_the_day_asked_for(self):
        cheaper = {"first_permyriad": 500, "then_permyriad": 500, "first_up_to": {"EUR": 0}}
        RuleSet.objects.create(kind="commission", value=cheaper, valid_from=date(2027, 1, 1), source="a new price list")
        assert fees.schedule(date(2026, 12, 31)).first_percent == 20
        assert fees.schedule(date(2027, 1, 1)).first_percent == 5

    def test_it_says_so_when_no_rule_is_in_force(self):
        with pytest.raises(rulesets.NoRule):
            fees.schedule(date(2019, 1, 1))

    def test_a_rule_ends_on_the_day_it_names(self):
        RuleSet.objects.update(valid_to=date(2026, 7, 1))
        assert fees.schedule(date(2026, 6, 30))
        with pytest.raises(rulesets.NoRule):
            fees.schedule(date(2026, 7, 1))

    def test_installing_twice_changes_nothing(self):
        before = RuleSet.objects.update(source="mended by staff")
        rulesets.install_standard()
        assert RuleSet.objects.filter(source="mended by staff").count() == RuleSet.objects.count() == before


def money(text: str) -> Money:
    amount, code = text.split()
    return Money(amount, code)
