"""What a payee is told they would get, before anything is agreed."""

import pytest
from django.template.loader import render_to_string

from marketplace.kit.money import Money
from payments import receiving
from payments.models import BillingProfile, Business
from tests.payments.members import on_plan
from tests.payments.test_terms import at_home_in

pytestmark = pytest.mark.django_db


def test_a_visitor_sees_the_standard_share():
    said = words(receiving.of(eur(750), kind="milestone"))
    assert "Fee, 20 % of the first €500 with this client, then 10 %" in said
    assert "−€125.00" in said
    assert "You get" in said
    assert "€625.00" in said


def test_what_the_two_did_before_counts(ada, cleo):
    released(ada, cleo, 300)
    got = receiving.of(eur(750), kind="milestone", payee=cleo.party, payer=ada.party)
    assert (got.taken.fee, got.earned) == (eur(95), eur(300))


def test_beyond_the_line_the_lower_share_is_named_alone(ada, cleo):
    released(ada, cleo, 800)
    said = words(receiving.of(eur(750), kind="milestone", payee=cleo.party, payer=ada.party))
    assert "Fee, 10 %, as more than €500 are earned with this client" in said


@pytest.mark.parametrize(
    ("plan", "said"), [("plus", "Fee, 8 % with your Plus plan"), ("pro", "Fee, 5 % with your Pro plan")]
)
def test_a_plan_is_named_as_the_reason(ada, cleo, plan, said):
    on_plan(cleo.party, plan)
    assert said in words(receiving.of(eur(750), kind="milestone", payee=cleo.party, payer=ada.party))


def test_the_tax_on_the_fee_is_a_line_of_its_own(ada, cleo):
    at_home_in(cleo.party, "FI")
    said = words(receiving.of(eur(100), kind="milestone", payee=cleo.party, payer=ada.party))
    assert "VAT on the fee, 25.5 %" in said
    assert "−€5.10" in said
    assert "€74.90" in said


def test_a_business_elsewhere_is_told_that_it_accounts_for_the_tax(ada, cleo):
    BillingProfile.objects.create(party=cleo.party, country="AT", is_business=True, vat_number="ATU12345678")
    said = words(receiving.of(eur(100), kind="milestone", payee=cleo.party, payer=ada.party))
    assert "VAT on the fee: you account for it in AT yourself" in said


def test_an_hour_is_shown_below_and_above_the_line(ada, cleo):
    got = receiving.of(eur(50), kind="hourly", payee=cleo.party, payer=ada.party, is_hourly=True)
    assert (got.taken.net, got.later.net) == (eur(40), eur(45))


def test_an_hour_beyond_the_line_is_shown_once(ada, cleo):
    released(ada, cleo, 500)
    got = receiving.of(eur(50), kind="hourly", payee=cleo.party, payer=ada.party, is_hourly=True)
    assert (got.taken.net, got.later) == (eur(45), None)


def test_without_a_line_in_its_currency_nothing_can_be_told(ada, cleo):
    assert receiving.of(Money(100, "XAF"), kind="milestone", payee=cleo.party, payer=ada.party) is None


def released(payer, payee, amount: int) -> None:
    Business.objects.create(payer=payer.party, payee=payee.party, currency="EUR", released_minor=amount * 100)


def eur(amount: object) -> Money:
    return Money(str(amount), "EUR")


def words(got) -> str:
    return " ".join(render_to_string("payments/_receive.html", {"got": got}).split())


class TestFeesOfMany:
    def test_each_has_the_fee_of_their_own_plan_and_history(self, ada, ben, cleo, eve):
        on_plan(ben.party, "plus")
        released(ada, cleo, 500)
        prices = [(person.party, eur(100)) for person in (ben, cleo, eve)]
        assert receiving.fees(prices, kind="milestone", payer=ada.party) == [eur(8), eur(10), eur(20)]

    def test_without_a_line_in_the_currency_only_a_plan_knows_it(self, ada, ben, cleo):
        on_plan(ben.party, "plus")
        prices = [(person.party, Money(100, "XAF")) for person in (ben, cleo)]
        assert receiving.fees(prices, kind="milestone", payer=ada.party) == [Money(8, "XAF"), None]

    def test_nobody_pays_nothing(self, ada):
        assert receiving.fees([], kind="milestone", payer=ada.party) == []

    def test_many_take_the_same_queries_as_one(self, ada, ben, cleo, eve, queries):
        prices = [(person.party, eur(100)) for person in (ben, cleo, eve)]
        one = queries(lambda: receiving.fees(prices[:1], kind="milestone", payer=ada.party))
        assert queries(lambda: receiving.fees(prices, kind="milestone", payer=ada.party)) == one
