"""The same transfers with django-hordak 2, in its own Python: `processes.talk("bench.books.hordak.talk", …)`."""

import os
import random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.books.hordak.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from hordak.models import Account, Leg, Transaction  # noqa: E402
from moneyed import Money  # noqa: E402

from bench.books import cases, crowd  # noqa: E402

ACCOUNTS: dict[int, Any] = {}


def fill() -> int:
    """Make the accounts."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        for number in range(1, cases.COMMISSION + 1):
            kind = Account.TYPES.asset if number == cases.GATEWAY else Account.TYPES.liability
            ACCOUNTS[number] = Account.objects.create(name=f"Account {number}", type=kind, currencies=["EUR"])
    return len(ACCOUNTS)


def measure(shape: str, workers: int, is_hot: bool, seconds: float) -> float:
    """Entries a second."""
    connections.close_all()
    act = {"transfer": _transfer, "escrow": _escrow}[shape]
    return crowd.rate(lambda chance: act(chance, is_hot), workers=workers, seconds=seconds, ready=_connect)


def _connect() -> None:
    connection.ensure_connection()


def _transfer(chance: random.Random, is_hot: bool) -> int:
    source, destination = chance.sample(range(1, cases.ACCOUNTS + 1), 2)
    with transaction.atomic():
        ACCOUNTS[cases.GATEWAY if is_hot else source].transfer_to(ACCOUNTS[destination], Money("1.00", "EUR"))
    return 1


def _escrow(chance: random.Random, is_hot: bool) -> int:
    hold, payee = ACCOUNTS[chance.choice(cases.HOLDS)], ACCOUNTS[chance.choice(cases.PAYEES)]
    payer = ACCOUNTS[cases.GATEWAY if is_hot else chance.choice(cases.PAYERS)]
    taker = ACCOUNTS[cases.COMMISSION if is_hot else chance.choice(cases.TAKERS)]
    with transaction.atomic():
        payer.transfer_to(hold, Money("4.00", "EUR"))
    with transaction.atomic():
        release = Transaction.objects.create()
        Leg.objects.create(transaction=release, account=hold, debit=Money("4.00", "EUR"))
        Leg.objects.create(transaction=release, account=payee, credit=Money("3.20", "EUR"))
        Leg.objects.create(transaction=release, account=taker, credit=Money("0.80", "EUR"))
    return 2


if __name__ == "__main__":
    crowd.answer({"fill": fill, "measure": measure})
