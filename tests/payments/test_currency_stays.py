"""An account has its currency for ever, also while money comes in: tried with two real connections."""

import pytest
from django.db import Error, connection

from marketplace.kit.money import Money
from payments import chart, ledger
from payments.ledger import Posting
from payments.models import Account
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, opened

FIVE = Money(5, "EUR")


def deposited(party, n):
    return ledger.post("test", [Posting(chart.LOSSES, chart.wallet(party), FIVE)], ref=f"deposit:{n}")


def changed(table, row, currency="USD"):
    """What somebody with the database in hand would try: returns how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET currency = %s WHERE id = %s", [currency, row])
        return cursor.rowcount


def wallet_of(party):
    return Account.objects.get(code="wallet", owner=party.pk, currency="EUR")


@pytest.mark.parametrize("turn", range(5))
def test_c14_while_a_deposit_comes_in_its_currency_cannot_be_changed(cleo, two_connections, turn):
    deposited(cleo.party, "first")
    account = wallet_of(cleo.party).pk
    done, refusal = two_connections(
        lambda: deposited(cleo.party, "second"), lambda: changed("payments_account", account)
    )
    assert done.is_new
    assert isinstance(refusal, Error)
    assert wallet_of(cleo.party).pk == account
    assert ledger.balance(chart.wallet(cleo.party), "EUR") == FIVE * 2
    assert_books_balance()


def test_c14_nor_afterwards_nor_while_nothing_is_on_it(cleo, transactional_db):
    deposited(cleo.party, "first")
    ledger.post("test", [Posting(chart.wallet(cleo.party), chart.LOSSES, FIVE)], ref="taken")
    with pytest.raises(Error, match="append"):
        changed("payments_account", wallet_of(cleo.party).pk)
    assert ledger.balance(chart.wallet(cleo.party), "USD") == Money(0, "USD")
    assert_books_balance()


def test_c14_many_deposits_of_two_currencies_open_one_account_each(cleo, two_connections):
    dollars = [Posting(chart.LOSSES, chart.wallet(cleo.party), Money(7, "USD"))]
    acts = [lambda n=n: deposited(cleo.party, n) for n in range(4)]
    acts += [lambda n=n: ledger.post("test", dollars, ref=f"dollars:{n}") for n in range(4)]
    two_connections(*acts)
    assert Account.objects.filter(code="wallet", owner=cleo.party.pk).count() == 2
    assert ledger.balance(chart.wallet(cleo.party), "EUR") == FIVE * 4
    assert ledger.balance(chart.wallet(cleo.party), "USD") == Money(28, "USD")
    assert_books_balance()


def test_c14_a_hold_keeps_the_currency_in_which_it_was_paid(deals, ada, cleo):
    paid, waiting = held(ada, cleo, "400.00 EUR"), opened(ada, cleo, "50.00 EUR")
    with pytest.raises(Error):
        changed("payments_hold", paid.pk)
    assert waiting.currency == "EUR"
