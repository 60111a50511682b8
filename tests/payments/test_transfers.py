"""The cash of a payee follows the books: there when it is theirs, back when it is not."""

from datetime import timedelta

import pytest

from marketplace.kit import timers
from payments import backing, chart, transfers
from payments.gateways.port import Disagrees
from payments.models import GatewayRequest, Transfer
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import money
from tests.payments.earning import cleared, on, released, there, wallet

Status = Transfer.Status
DAY = timedelta(days=1)


def clear(hold, clock):
    clock.move_to(hold.parts.get().clearing.due_at)
    timers.run_due()


def test_what_is_released_stays_with_the_platform_until_it_has_cleared(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = released(ada, cleo, "400.00 EUR")
    assert not Transfer.objects.exists()
    clear(hold, clock)
    assert [transfer.amount for transfer in stripe_says.transferred(cleo.party)] == [money("320.00 EUR")]
    assert there(cleo) == money("320.00 EUR")
    assert on(chart.gateway("stripe")) == money("-80.00 EUR")
    assert_books_balance()


def test_it_names_the_charge_that_brought_the_money(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    body = GatewayRequest.objects.get(kind="transfer").body
    assert body["source_transaction"] == hold.payment.charge
    assert body["transfer_group"] == f"hold:{hold.pk}"


def test_it_waits_for_the_payees_account_and_goes_when_that_is_there(deals, ada, cleo, clock):
    clear(released(ada, cleo, "400.00 EUR"), clock)
    assert Transfer.objects.get().status == Status.WAITING
    stripe_says.opened(cleo.party)
    stripe_says.opened(cleo.party)
    assert Transfer.objects.get().status == Status.REQUESTED
    assert GatewayRequest.objects.filter(kind="transfer").count() == 1


def test_the_same_answer_twice_is_booked_once(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "400.00 EUR", clock)
    transfer = Transfer.objects.get()
    transfers.settle(transfer.pk, {"id": "tr_other", "amount": 320_00, "currency": "eur"})
    assert there(cleo) == money("320.00 EUR")
    assert_books_balance()


def test_another_sum_is_not_believed(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    clear(released(ada, cleo, "400.00 EUR"), clock)
    with pytest.raises(Disagrees):
        transfers.settle(Transfer.objects.get().pk, {"id": "tr_1", "amount": 1, "currency": "eur"})


def test_one_that_is_refused_is_tried_again_the_next_day_under_another_key(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    clear(released(ada, cleo, "400.00 EUR"), clock)
    stripe_says.refused(Transfer.objects.get())
    assert wallet(cleo) == money("320.00 EUR")
    clock.shift(DAY)
    timers.run_due()
    timers.run_due()
    assert list(GatewayRequest.objects.filter(kind="transfer").values_list("key", flat=True).order_by("key")) == [
        f"transfer:{Transfer.objects.get().pk}:1",
        f"transfer:{Transfer.objects.get().pk}:2",
    ]
    stripe_says.transferred(cleo.party)
    assert there(cleo) == money("320.00 EUR")
    assert_books_balance()


def test_what_a_gateway_cannot_count_goes_with_the_next_sum(deals, ada, cleo, clock):
    """Stripe takes no third decimal: 12.005 dinars less 20 % are 9.604, of which 9.600 can go now."""
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "12.005 KWD", clock)
    assert Transfer.objects.get().amount == money("9.600 KWD")
    cleared(ada, cleo, "12.010 KWD", clock)
    standing = backing.of(cleo.party, "KWD")
    assert standing.gap == money("0.002 KWD")
    assert_books_balance()


def test_in_a_currency_without_decimals_nothing_is_lost(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "1005 JPY", clock)
    assert Transfer.objects.get().amount == money("804 JPY")
    assert backing.of(cleo.party, "JPY").gap == money("0 JPY")
    assert_books_balance()
