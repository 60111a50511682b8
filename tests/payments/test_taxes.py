"""Tax on the platform's own fees: by the buyer's country, reversed for businesses elsewhere in the Union."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import companies
from accounts.models import Party, User
from marketplace.kit.money import Money, from_minor, to_minor
from payments import taxes
from payments.models import RuleSet
from payments.taxes import Tax
from payments.terms import Terms

DAY = date(2026, 11, 23)


@pytest.mark.django_db
class TestWhoseTax:
    @pytest.mark.parametrize(("country", "permyriad"), [("DE", 1900), ("HU", 2700), ("FI", 2550), ("US", 0), ("", 0)])
    def test_a_person_pays_the_rate_of_their_country(self, cleo, country, permyriad):
        at_home_in(cleo.party, country)
        assert taxes.on_fees_of(cleo.party, DAY).permyriad == permyriad

    def test_a_business_elsewhere_in_the_union_accounts_for_it_itself(self, cleo):
        tax = taxes.on_fees_of(company(cleo, "AT", "ATU12345678"), DAY)
        assert (tax.permyriad, tax.is_reversed, tax.country) == (0, True, "AT")

    def test_a_business_at_home_pays_it(self, cleo):
        tax = taxes.on_fees_of(company(cleo, "DE", "DE123456789"), DAY)
        assert (tax.permyriad, tax.is_reversed) == (1900, False)

    def test_a_business_without_a_number_pays_it(self, cleo):
        assert taxes.on_fees_of(company(cleo, "AT", ""), DAY).permyriad == 2000

    def test_nothing_is_reversed_for_a_platform_outside_the_union(self, cleo, settings):
        settings.PLATFORM_COUNTRY = "US"
        assert not taxes.on_fees_of(company(cleo, "AT", "ATU12345678"), DAY).is_reversed

    def test_a_new_rate_holds_from_its_day(self, cleo):
        at_home_in(cleo.party, "DE")
        value = {"permyriad": 2100, "name": "VAT", "union": "EU"}
        RuleSet.objects.create(
            kind="fee_tax", jurisdiction="DE", value=value, valid_from=date(2027, 1, 1), source="law"
        )
        assert taxes.on_fees_of(cleo.party, date(2026, 12, 31)).permyriad == 1900
        assert taxes.on_fees_of(cleo.party, date(2027, 1, 1)).permyriad == 2100

    def test_the_payee_bears_the_tax_on_the_fee(self, ada, cleo):
        at_home_in(cleo.party, "DE")
        taken = Terms.agree("milestone", payee=cleo.party, payer=ada.party).take(Money(400, "EUR"))
        assert (taken.fee, taken.tax, taken.net) == (Money(80, "EUR"), Money("15.20", "EUR"), Money("304.80", "EUR"))


@pytest.mark.parametrize(("net", "tax"), [(100, 19), (50, 10), (150, 28), (250, 48), (3, 1), (2, 0), (0, 0)])
def test_it_is_rounded_once_to_the_nearest_cent_and_a_half_to_even(net, tax):
    assert to_minor(Tax(1900).on(from_minor(net, "EUR"))) == tax


@given(gross=st.integers(0, 10**9), permyriad=st.integers(0, 2700))
def test_what_is_within_a_price_is_what_was_on_its_net(gross, permyriad):
    tax = Tax(permyriad)
    price = from_minor(gross, "EUR")
    net = price - tax.within(price)
    assert abs(to_minor(tax.on(net)) - to_minor(tax.within(price))) <= 1


@given(gross=st.integers(1, 10**6), before=st.integers(0, 10**6), first=st.integers(0, 10_000))
def test_fee_and_tax_never_take_more_than_there_is(gross, before, first):
    kept = {"first_permyriad": first, "then_permyriad": 1000, "first_up_to": {"EUR": 50_000}}
    terms = Terms.from_json({**kept, "tax": {"permyriad": 2700}})
    taken = terms.take(from_minor(gross, "EUR"), earned_before=from_minor(before, "EUR"))
    assert taken.gross == taken.net + taken.fee + taken.tax
    assert min(taken.net.amount, taken.fee.amount, taken.tax.amount) >= 0


def at_home_in(party: Party, country: str) -> None:
    party.profile.country = country
    party.profile.save()


def company(founder: User, country: str, number: str) -> Party:
    made = companies.found(name="Marsh & Co", by=founder)
    made.country, made.vat_number = country, number
    made.save()
    return made.party
