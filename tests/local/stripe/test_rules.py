"""What every call meets: the key, the version, whose it is, what may be sent, how lists are read."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe

from marketplace.local.stripe import API_VERSION
from tests.payments.local_stripe import KEY, LocalStripe


def ask(local: LocalStripe, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
    """GET without the stripe package, which would put things right."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(local.address).port, timeout=5)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


class TestWhoAsks:
    def test_nobody_gets_in_without_the_key(self, local: LocalStripe) -> None:
        status, body = ask(local, "/v1/balance")
        assert (status, body["error"]["type"]) == (401, "invalid_request_error")

    def test_another_key_is_refused(self, local: LocalStripe) -> None:
        other = stripe.StripeClient("sk_test_other", base_addresses={"api": local.address}, max_network_retries=0)
        with pytest.raises(stripe.AuthenticationError):
            other.v1.balance.retrieve()

    def test_another_version_is_refused(self, local: LocalStripe) -> None:
        said = {"Authorization": f"Bearer {KEY}", "Stripe_Version": "2020-08-27"}
        status, body = ask(local, "/v1/balance", **said)
        assert status == 400
        assert API_VERSION in body["error"]["message"]

    def test_an_account_that_is_not_there_is_refused(self, api: stripe.V1Services) -> None:
        with pytest.raises(stripe.PermissionError):
            api.balance.retrieve({}, {"stripe_account": "acct_nobody"})

    def test_an_unknown_address_says_so(self, local: LocalStripe) -> None:
        status, body = ask(local, "/v1/unheard_of", Authorization=f"Bearer {KEY}")
        assert status == 404
        assert "Unrecognized request URL" in body["error"]["message"]


class TestWhatIsSent:
    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"amount": 1000}, "parameter_missing"),
            ({"amount": 1000, "currency": "eur", "colour": "red"}, "parameter_unknown"),
            ({"amount": "many", "currency": "eur"}, "parameter_invalid_integer"),
            ({"amount": 49, "currency": "eur"}, "amount_too_small"),
            ({"amount": 100_000_000, "currency": "eur"}, "amount_too_large"),
            ({"amount": 1005, "currency": "kwd"}, "parameter_invalid_integer"),
            ({"amount": 1000, "currency": "eur", "customer": "cus_nobody"}, "resource_missing"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, api: stripe.V1Services, wrong: Any, code: str) -> None:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.payment_intents.create(wrong)
        assert refused.value.code == code

    def test_metadata_are_merged_and_an_empty_text_takes_a_name_away(self, api: stripe.V1Services) -> None:
        made = api.customers.create({"email": "ada@example.org", "metadata": {"a": "1", "b": "2"}})
        changed = api.customers.update(made.id, {"metadata": {"a": "", "c": "3"}, "name": "Ada"})
        assert changed.metadata.to_dict() == {"b": "2", "c": "3"}
        assert (changed.email, changed.name) == ("ada@example.org", "Ada")

    def test_what_belongs_to_a_connected_account_is_not_the_platforms(self, api: stripe.V1Services) -> None:
        account = api.accounts.create({"type": "express", "country": "DE"})
        theirs = api.customers.create({}, {"stripe_account": account.id})
        with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
            api.customers.retrieve(theirs.id)


class TestLists:
    def test_they_are_read_page_by_page_newest_first(self, api: stripe.V1Services) -> None:
        made = [api.customers.create({"name": str(number)}).id for number in range(7)]
        first = api.customers.list({"limit": 3})
        assert [each.id for each in first.data] == made[:3:-1]
        assert first.has_more
        assert [each.id for each in first.auto_paging_iter()] == made[::-1]

    def test_they_are_read_backwards_from_a_known_one(self, api: stripe.V1Services) -> None:
        made = [api.customers.create({}).id for _ in range(5)]
        page = api.customers.list({"limit": 2, "ending_before": made[1]})
        assert [each.id for each in page.data] == [made[3], made[2]]

    def test_they_are_narrowed(self, api: stripe.V1Services) -> None:
        api.customers.create({"email": "ada@example.org"})
        ben = api.customers.create({"email": "ben@example.org"})
        assert [each.id for each in api.customers.list({"email": "ben@example.org"}).data] == [ben.id]


class TestExpand:
    def test_ids_are_replaced_as_deep_as_is_asked(self, api: stripe.V1Services) -> None:
        paid = {"amount": 1000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
        intent = api.payment_intents.create({**paid, "expand": ["latest_charge.balance_transaction"]})
        assert intent.latest_charge.balance_transaction.net == 1000 - 15 - 25

    def test_it_reaches_into_lists(self, api: stripe.V1Services) -> None:
        api.payment_intents.create(
            {"amount": 1000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
        )
        found = api.payment_intents.list({"expand": ["data.latest_charge"]})
        assert found.data[0].latest_charge.status == "succeeded"

    def test_what_is_no_id_is_refused(self, api: stripe.V1Services) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
            api.customers.create({"expand": ["shoes"]})
