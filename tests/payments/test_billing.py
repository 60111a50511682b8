"""What stands on documents: said by whom it is about, checked as far as it can be, and kept to those it concerns."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import companies
from accounts.models import User
from accounts.privacy import port
from marketplace.kit.models import AuditEntry
from marketplace.kit.refusals import NotAllowed
from payments import billing, taxes, vat_numbers
from payments.models import BillingProfile

Browser = Callable[[User], Client]
GERMAN = {"name": "Ada Brandt", "street": "Lange Reihe 14", "postcode": "20099", "city": "Hamburg", "country": "DE"}


def page_of(user: User) -> str:
    return reverse("payments:billing_of", args=[user.party.slug])


class TestPage:
    def test_it_saves_what_is_said_and_shows_it_again(self, ada: User, client_of: Browser) -> None:
        browser = client_of(ada)
        said = {**GERMAN, "is_business": "on", "vat_number": "de 123 456.789", "adds_tax": "on"}
        assert browser.post(page_of(ada), said).status_code == 303
        assert billing.of(ada.party).vat_number == "DE123456789"
        assert 'value="Lange Reihe 14"' in browser.get(page_of(ada)).content.decode()

    def test_who_deals_for_a_company_says_it_for_the_company(self, ada: User, client_of: Browser) -> None:
        firm = companies.found(by=ada, name="Brandt Verlag")
        address = reverse("payments:billing_of", args=[firm.party.slug])
        assert client_of(ada).post(address, GERMAN).status_code == 303
        assert billing.of(firm.party).address == ("Lange Reihe 14", "20099 Hamburg")
        assert not billing.of(ada.party).is_whole

    def test_a_stranger_finds_nothing_and_changes_nothing(self, ada: User, eve: User, client_of: Browser) -> None:
        assert client_of(eve).get(page_of(ada)).status_code == 404
        assert client_of(eve).post(page_of(ada), GERMAN).status_code == 404
        with pytest.raises(NotAllowed):
            billing.change(ada.party, by=eve, **GERMAN)

    def test_who_has_not_signed_in_is_asked_to(self, ada: User, client: Client) -> None:
        assert client.get(page_of(ada)).status_code == 302
        assert client.get(reverse("payments:billing")).status_code == 302

    @pytest.mark.parametrize(
        ("wrong", "where"),
        [
            ({"is_business": "on", "vat_number": "DE12"}, "vat_number"),
            ({"is_business": "on", "vat_number": "FR12345678901"}, "vat_number"),
            ({"is_business": "on", "vat_number": "DE123456789", "country": ""}, "country"),
            ({"vat_number": "DE123456789"}, "is_business"),
            ({"adds_tax": "on", "tax_number": "22/1/2"}, "is_business"),
            ({"adds_tax": "on", "is_business": "on"}, "vat_number"),
            ({"adds_tax": "on", "is_business": "on", "tax_number": "1", "country": ""}, "country"),
            ({"country": "XX"}, "country"),
            ({"street": "x" * 121}, "street"),
        ],
    )
    def test_it_says_beside_the_field_what_cannot_be(
        self, ada: User, client_of: Browser, wrong: dict[str, str], where: str
    ) -> None:
        answer: Any = client_of(ada).post(page_of(ada), {**GERMAN, **wrong})
        assert answer.status_code == 422
        assert where in answer.context["form"].errors
        assert not BillingProfile.objects.exists()


class TestDetails:
    def test_without_them_a_page_says_what_it_shows(self, ada: User) -> None:
        ada.party.profile.country = "GB"
        ada.party.profile.save()
        side = billing.of(ada.party)
        assert (side.name, side.country, side.is_whole) == ("Ada Brandt", "GB", False)

    def test_a_number_of_a_company_that_is_none_is_left_out(self, ada: User) -> None:
        firm = companies.found(by=ada, name="Brandt Verlag")
        companies.change(firm, by=ada, country="DE", vat_number="applied for")
        assert billing.of(firm.party).vat_number == ""

    def test_the_tax_on_fees_follows_them(self, ada: User) -> None:
        billing.change(ada.party, by=ada, is_business=True, country="FR", vat_number="FR12345678901")
        assert taxes.on_fees_of(ada.party).is_reversed
        billing.change(ada.party, by=ada, is_business=False, vat_number="")
        assert taxes.on_fees_of(ada.party).percent == 20

    def test_a_change_is_written_down_without_what_was_said(self, ada: User) -> None:
        billing.change(ada.party, by=ada, **GERMAN)
        line = AuditEntry.objects.get(kind="billing_changed")
        assert line.data == {"changed": ["city", "country", "name", "postcode", "street"]}
        assert "Lange Reihe" not in str(line.data)

    def test_they_are_forgotten_with_their_person(self, ada: User) -> None:
        billing.change(ada.party, by=ada, **GERMAN)
        handler = port.handler_of("payments.billingprofile")
        assert [row["street"] for row in handler.export(ada)] == ["Lange Reihe 14"]
        assert handler.erase(ada).deleted == 1


class TestNumbers:
    @pytest.mark.parametrize(
        ("typed", "country"),
        [
            ("DE 123 456 789", "DE"), ("atu12345678", "AT"), ("EL123456789", "GR"), ("XI123456789", "GB"),
            ("GB123456789", "GB"), ("NL123456789B01", "NL"), ("CHE-123.456.789 MWST", "CH"), ("IE1234567WA", "IE"),
            ("12345678", "US"),
        ],
    )  # fmt: skip
    def test_a_number_of_the_country_is_taken(self, typed: str, country: str) -> None:
        assert vat_numbers.is_well_formed(vat_numbers.tidy(typed), country)

    @pytest.mark.parametrize(
        ("typed", "country"),
        [
            ("DE12345678", "DE"),
            ("123456789", "DE"),
            ("GR123456789", "GR"),
            ("FR123", "FR"),
            ("", "DE"),
            ("DE1;--", "US"),
        ],
    )
    def test_another_is_not(self, typed: str, country: str) -> None:
        assert not vat_numbers.is_well_formed(vat_numbers.tidy(typed), country)
