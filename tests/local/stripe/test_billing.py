"""Subscriptions: begun on the hosted page, renewed, changed in the middle, behind with a payment, ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
import time_machine

from marketplace.local.stripe import periods
from tests.payments.local_stripe import TOKEN, LocalStripe

PLUS, PRO, YEARLY = 1200, 3000, 12_000


def price(amount: int, interval: str = "month") -> dict[str, Any]:
    return {"currency": "eur", "unit_amount": amount, "product": "plus", "recurring": {"interval": interval}}


@pytest.fixture
def subscription(local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller) -> stripe.Subscription:
    """A plan at 12 euros a month, begun on the hosted page on Monday, 23 November 2026, at nine."""
    api.products.create({"id": "plus", "name": "Plus"})
    session = api.checkout.sessions.create(
        {
            "mode": "subscription",
            "success_url": "https://s/done",
            "customer_email": "cleo@example.org",
            "line_items": [{"quantity": 1, "price_data": price(PLUS)}],
            "subscription_data": {"metadata": {"our_id": "7"}},
        }
    )
    assert local.pay(session.url) == "https://s/done"
    begun = api.checkout.sessions.retrieve(session.id).subscription
    return api.subscriptions.retrieve(begun)


def newest_invoice(api: stripe.V1Services, subscription: stripe.Subscription) -> stripe.Invoice:
    return api.invoices.retrieve(api.subscriptions.retrieve(subscription.id).latest_invoice)


def change(api: stripe.V1Services, subscription: stripe.Subscription, to: dict[str, Any], **how: Any) -> Any:
    items = [{"id": subscription["items"].data[0].id, "price_data": to}]
    return api.subscriptions.update(subscription.id, {"items": items, **how})


def pays_with(api: stripe.V1Services, subscription: stripe.Subscription, card: str) -> None:
    kept = api.payment_methods.attach(TOKEN[card], {"customer": subscription.customer})
    api.subscriptions.update(subscription.id, {"default_payment_method": kept.id})


class TestBeginning:
    def test_the_first_period_is_paid_and_its_invoice_says_for_what(
        self, api: stripe.V1Services, subscription: stripe.Subscription
    ) -> None:
        invoice = api.invoices.retrieve(
            subscription.latest_invoice, {"expand": ["payments.data.payment.payment_intent"]}
        )
        assert (subscription.status, subscription.metadata["our_id"]) == ("active", "7")
        assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", PLUS, "subscription_create")
        assert invoice.parent.subscription_details.metadata["our_id"] == "7"
        assert invoice.payments.data[0].payment.payment_intent.status == "succeeded"
        assert subscription.default_payment_method

    def test_a_declined_first_payment_leaves_it_incomplete_until_it_lapses(
        self, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        api.products.create({"id": "plus", "name": "Plus"})
        customer = api.customers.create({}).id
        kept = api.payment_methods.attach(TOKEN["fails_later"], {"customer": customer}).id
        wanted = {"customer": customer, "default_payment_method": kept, "items": [{"price_data": price(PLUS)}]}
        begun = api.subscriptions.create(wanted)
        assert begun.status == "incomplete"
        clock.shift(timedelta(hours=23))
        assert api.subscriptions.retrieve(begun.id).status == "incomplete_expired"
        assert api.invoices.retrieve(begun.latest_invoice).status == "void"

    def test_or_nothing_is_made_at_all(self, api: stripe.V1Services) -> None:
        api.products.create({"id": "plus", "name": "Plus"})
        customer = api.customers.create({}).id
        kept = api.payment_methods.attach(TOKEN["fails_later"], {"customer": customer}).id
        wanted = {"customer": customer, "default_payment_method": kept, "items": [{"price_data": price(PLUS)}]}
        with pytest.raises(stripe.CardError):
            api.subscriptions.create({**wanted, "payment_behavior": "error_if_incomplete"})
        assert api.subscriptions.list({"customer": customer}).data == []


class TestRenewing:
    def test_each_month_is_billed_and_collected_an_hour_later(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(datetime(2026, 12, 23, 9, 0, tzinfo=UTC))
        assert newest_invoice(api, subscription).status == "draft"
        clock.shift(timedelta(hours=1))
        invoice = newest_invoice(api, subscription)
        assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_cycle")
        item = api.subscriptions.retrieve(subscription.id)["items"].data[0]
        assert datetime.fromtimestamp(item.current_period_end, UTC) == datetime(2027, 1, 23, 9, 0, tzinfo=UTC)

    def test_a_declined_card_is_tried_three_times_more_then_it_ends(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        pays_with(api, subscription, "fails_later")
        clock.move_to(datetime(2026, 12, 23, 10, 0, tzinfo=UTC))
        assert api.subscriptions.retrieve(subscription.id).status == "past_due"
        for days, tries in ((3, 2), (5, 3), (7, 4)):
            clock.shift(timedelta(days=days))
            assert newest_invoice(api, subscription).attempt_count == tries
        ended = api.subscriptions.retrieve(subscription.id)
        assert (ended.status, ended.cancellation_details.reason) == ("canceled", "payment_failed")

    def test_an_open_invoice_is_paid_on_its_page_and_all_is_well_again(
        self,
        local: LocalStripe,
        api: stripe.V1Services,
        subscription: stripe.Subscription,
        clock: time_machine.Traveller,
    ) -> None:
        pays_with(api, subscription, "fails_later")
        clock.move_to(datetime(2026, 12, 23, 10, 0, tzinfo=UTC))
        url = newest_invoice(api, subscription).hosted_invoice_url
        assert local.pay(url, "asks").startswith(url)
        assert newest_invoice(api, subscription).status == "paid"
        assert api.subscriptions.retrieve(subscription.id).status == "active"

    def test_an_open_invoice_is_paid_with_another_card(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        pays_with(api, subscription, "fails_later")
        clock.move_to(datetime(2026, 12, 23, 10, 0, tzinfo=UTC))
        kept = api.payment_methods.attach(TOKEN["good"], {"customer": subscription.customer})
        paid = api.invoices.pay(newest_invoice(api, subscription).id, {"payment_method": kept.id})
        assert paid.status == "paid"


class TestChanging:
    def test_a_dearer_plan_is_asked_for_the_rest_of_the_month(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(days=15))
        how = {"proration_behavior": "always_invoice"}
        items = [{"id": subscription["items"].data[0].id, "price_data": price(PRO)}]
        preview = api.invoices.create_preview(
            {"subscription": subscription.id, "subscription_details": {"items": items, **how}}
        )
        change(api, subscription, price(PRO), **how)
        invoice = newest_invoice(api, subscription)
        assert [line.amount for line in invoice.lines.data] == [-PLUS // 2, PRO // 2]
        assert (invoice.status, invoice.total, preview.total) == ("paid", 900, 900)

    def test_a_cheaper_plan_leaves_something_over_that_pays_the_next_invoice(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(days=15))
        change(api, subscription, price(200), proration_behavior="always_invoice")
        assert api.customers.retrieve(subscription.customer).balance == -500
        clock.move_to(datetime(2026, 12, 23, 10, 0, tzinfo=UTC))
        invoice = newest_invoice(api, subscription)
        assert (invoice.total, invoice.amount_due) == (200, 0)
        assert api.customers.retrieve(subscription.customer).balance == -300

    def test_nothing_changes_where_the_difference_cannot_be_paid(
        self, api: stripe.V1Services, subscription: stripe.Subscription
    ) -> None:
        pays_with(api, subscription, "fails_later")
        with pytest.raises(stripe.CardError):
            change(
                api,
                subscription,
                price(PRO),
                proration_behavior="always_invoice",
                payment_behavior="error_if_incomplete",
            )
        kept = api.subscriptions.retrieve(subscription.id)
        assert (kept.status, kept["items"].data[0].price.unit_amount) == ("active", PLUS)

    def test_the_difference_can_wait_for_the_next_invoice(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(days=15))
        change(api, subscription, price(PRO))
        clock.move_to(datetime(2026, 12, 23, 10, 0, tzinfo=UTC))
        assert newest_invoice(api, subscription).total == PRO + 900

    def test_another_interval_begins_a_new_period_now(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(days=15))
        changed = change(api, subscription, price(YEARLY, "year"))
        until = datetime.fromtimestamp(changed["items"].data[0].current_period_end, UTC)
        assert until == datetime(2027, 12, 8, 9, 0, tzinfo=UTC)
        assert newest_invoice(api, subscription).total == YEARLY - PLUS // 2


class TestEnding:
    def test_at_the_end_of_the_period_and_not_before(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        ending = api.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
        assert datetime.fromtimestamp(ending.cancel_at, UTC) == datetime(2026, 12, 23, 9, 0, tzinfo=UTC)
        clock.move_to(datetime(2026, 12, 23, 8, 59, 59, tzinfo=UTC))
        assert api.subscriptions.retrieve(subscription.id).status == "active"
        clock.shift(timedelta(seconds=1))
        assert api.subscriptions.retrieve(subscription.id).status == "canceled"

    def test_it_can_be_taken_back_before(
        self, api: stripe.V1Services, subscription: stripe.Subscription, clock: time_machine.Traveller
    ) -> None:
        api.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
        assert api.subscriptions.update(subscription.id, {"cancel_at_period_end": False}).cancel_at is None
        clock.move_to(datetime(2026, 12, 23, 10, 0, tzinfo=UTC))
        assert api.subscriptions.retrieve(subscription.id).status == "active"

    def test_at_once(self, api: stripe.V1Services, subscription: stripe.Subscription) -> None:
        assert api.subscriptions.cancel(subscription.id).status == "canceled"
        assert api.events.list({"type": "customer.subscription.deleted"}).data


class TestPeriods:
    def test_the_thirty_first_comes_back_after_a_short_month(self) -> None:
        anchor = int(datetime(2027, 1, 31, 12, tzinfo=UTC).timestamp())
        monthly = {"interval": "month", "interval_count": 1}
        ends = [datetime.fromtimestamp(periods.end_of(anchor, monthly, number), UTC) for number in (1, 2, 13)]
        assert [(end.month, end.day) for end in ends] == [(2, 28), (3, 31), (2, 29)]

    def test_a_share_is_by_the_second_and_rounded_once(self) -> None:
        assert periods.share(1000, 0, 300, 100) == 667
        assert periods.share(1000, 0, 300, 0) == 1000
        assert periods.share(1000, 0, 300, 400) == 0
