"""What is agreed about the fees of a deal: by kind, plan, topic and what the two did before; frozen from then on."""

from datetime import date, timedelta

import pytest

from accounts.models import Party
from marketplace.kit import clock as kit_clock
from marketplace.kit.money import Money
from payments import fees
from payments.models import Business, PaidPlan, RuleSet
from payments.pricelist import PriceList
from payments.terms import Terms
from tests.payments.members import on_plan

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 1)


def test_the_first_five_hundred_of_a_pair_cost_the_higher_share(ada, cleo):
    terms = Terms.agree("milestone", payee=cleo.party, payer=ada.party)
    taken = terms.take(Money(750, "EUR"), earned_before=Money(300, "EUR"))
    assert (terms.line, taken.fee, taken.tax, taken.net) == ("standard", eur(95), eur(0), eur(655))


@pytest.mark.parametrize(("plan", "fee"), [("plus", 60), ("pro", "37.50")])
def test_a_plan_lowers_the_share_and_has_no_line(ada, cleo, plan, fee):
    on_plan(cleo.party, plan)
    assert Terms.agree("milestone", payee=cleo.party, payer=ada.party).take(eur(750)).fee == eur(fee)


def test_the_plan_of_the_payer_does_not_count(ada, cleo):
    on_plan(ada.party, "pro")
    assert Terms.agree("milestone", payee=cleo.party, payer=ada.party).line == "standard"


def test_a_plan_for_investors_lowers_no_commission(ada, cleo):
    on_plan(cleo.party, "pro", side=PaidPlan.Side.INVEST)
    assert Terms.agree("milestone", payee=cleo.party, payer=ada.party).line == "standard"


@pytest.mark.parametrize("kind", ["pledge", "donation", "reward", "presale", "recurring"])
def test_of_raised_money_five_percent_are_kept_in_any_currency(ben, cleo, kind):
    terms = Terms.agree(kind, payee=cleo.party, payer=ben.party)
    assert terms.take(Money(10_000, "XAF")).fee == Money(500, "XAF")


def test_raised_money_costs_the_same_on_every_plan(ben, cleo):
    on_plan(cleo.party, "plus")
    assert Terms.agree("pledge", payee=cleo.party, payer=ben.party).line == "raised"


@pytest.mark.parametrize("kind", ["equity", "revenue_share", "series"])
def test_of_securities_no_share_is_kept_but_a_fixed_fee_is_named(ben, cleo, kind):
    terms = Terms.agree(kind, payee=cleo.party, payer=ben.party)
    assert terms.take(eur(1_000_000)).fee == eur(0)
    assert PriceList.of_day().line(terms.line).fixed("EUR") == eur(490)


def test_a_fixed_fee_is_refused_in_a_currency_without_one():
    with pytest.raises(fees.NoFeeForCurrency):
        PriceList.of_day().line("securities").fixed("XAF")


def test_a_line_may_hold_for_a_topic_and_all_below_it(ada, cleo, topics):
    price_list({"name": "books", "when": {"topics": ["design"]}, "permyriad": 300})
    deal = {"payee": cleo.party, "payer": ada.party, "on": NEXT_YEAR}
    assert Terms.agree("milestone", topics=[topics["typesetting"]], **deal).line == "books"
    assert Terms.agree("milestone", topics=[topics["translation"]], **deal).line == "standard"


def test_a_line_may_hold_for_those_who_worked_together_before(ada, cleo, eve):
    price_list({"name": "again", "when": {"relations": ["returning"]}, "permyriad": 300})
    Business.objects.create(payer=ada.party, payee=cleo.party, currency="EUR", released_minor=1)
    assert Terms.agree("milestone", payee=cleo.party, payer=ada.party, on=NEXT_YEAR).line == "again"
    assert Terms.agree("milestone", payee=eve.party, payer=ada.party, on=NEXT_YEAR).line == "standard"


def test_a_line_holds_only_where_every_condition_is_met(ada, cleo):
    price_list({"name": "both", "when": {"plans": ["pro"], "kinds": ["order"]}, "permyriad": 300})
    on_plan(cleo.party, "pro")
    assert Terms.agree("order", payee=cleo.party, on=NEXT_YEAR).line == "both"
    assert Terms.agree("milestone", payee=cleo.party, on=NEXT_YEAR).line == "standard"


def test_what_was_agreed_outlives_plan_price_list_and_tax(ada, cleo):
    on_plan(cleo.party, "plus")
    at_home_in(cleo.party, "DE")
    kept = Terms.agree("milestone", payee=cleo.party, payer=ada.party).as_json()
    PaidPlan.objects.all().delete()
    RuleSet.objects.all().delete()
    taken = Terms.from_json(kept).take(eur(1000))
    assert (taken.fee, taken.tax, taken.net) == (eur(80), eur("15.20"), eur("904.80"))


def test_terms_that_were_kept_before_there_was_tax_are_read_as_they_were():
    kept = {"first_permyriad": 2000, "then_permyriad": 1000, "first_up_to": {"EUR": 50_000}, "rule": "x"}
    taken = Terms.from_json(kept).take(eur(400))
    assert (taken.fee, taken.tax, taken.net) == (eur(80), eur(0), eur(320))


def test_a_cancelled_plan_counts_until_its_end(cleo, clock):
    plan = on_plan(cleo.party, "pro")
    plan.ends_at = kit_clock.now() + timedelta(days=1)
    plan.save()
    assert Terms.agree("milestone", payee=cleo.party).line == "pro"
    clock.shift(timedelta(days=1))
    assert Terms.agree("milestone", payee=cleo.party).line == "standard"


def eur(amount: object) -> Money:
    return Money(str(amount), "EUR")


def price_list(*lines: dict) -> None:
    """Another price list from next year on."""
    standard = {"first_permyriad": 2000, "then_permyriad": 1000, "first_up_to": {"EUR": 50_000}}
    RuleSet.objects.create(
        kind=fees.KIND, value={**standard, "lines": list(lines)}, valid_from=NEXT_YEAR, source="the next price list"
    )


def at_home_in(party: Party, country: str) -> None:
    party.profile.country = country
    party.profile.save()
