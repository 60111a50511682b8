"""Our ledger through its Python API, told what to do line by line: `processes.talk("bench.books.ours", …)`."""

import os
import random
import time
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup()

from django.db import connection, connections  # noqa: E402

from bench.books import cases, crowd  # noqa: E402
from marketplace.kit.money import Money  # noqa: E402
from payments import books, chart, ledger, sealing  # noqa: E402
from payments.chart import AccountName  # noqa: E402
from payments.ledger import Posting  # noqa: E402

ACCOUNTS = {number: AccountName("wallet", UUID(int=number)) for number in range(1, cases.ACCOUNTS + 1)}
# Not a gateway: what moves cash there must name an object of it (payments.invariants.gateway).
ACCOUNTS |= {cases.GATEWAY: chart.DISPUTES, cases.COMMISSION: chart.COMMISSION}

# As many entries as wanted through the same function, so that they are like any others, in transactions of a thousand.
_GROW = """
    DO $$
    DECLARE a integer; b integer;
    BEGIN
        FOR number IN 1..{many} LOOP
            IF number % 1000 = 0 THEN COMMIT; END IF;
            a := 1 + floor(random() * 1000); b := 1 + (a + floor(random() * 999)::integer) % 1000;
            PERFORM ledger_post(
                uuidv7(), 'grown:' || gen_random_uuid(), 'grown', repeat('0', 64), NULL, NULL, now(), '',
                ARRAY['wallet', 'wallet'], ARRAY[lpad(to_hex(a), 32, '0')::uuid, lpad(to_hex(b), 32, '0')::uuid],
                ARRAY['EUR', 'EUR'], ARRAY[1]::smallint[], ARRAY[2]::smallint[], ARRAY[100]::bigint[]);
        END LOOP;
    END $$
"""


def fill() -> int:
    """Give every account enough to spend."""
    plenty = Money(1_000_000_000, "EUR")
    for number in range(1, cases.ACCOUNTS + 1):
        _post(f"fill:{number}", Posting(ACCOUNTS[cases.GATEWAY], ACCOUNTS[number], plenty))
    return cases.ACCOUNTS


def grow(many: int) -> int:
    """Write this many entries more, and seal all there are."""
    with connection.cursor() as cursor:
        cursor.execute(_GROW.format(many=many))
    return sealing.seal_waiting()


def measure(shape: str, workers: int, is_hot: bool, seconds: float) -> float:
    """Entries a second."""
    connections.close_all()
    act = {"transfer": _transfer, "escrow": _escrow}[shape]
    return crowd.rate(
        lambda chance: act(chance, is_hot), workers=workers, seconds=seconds, ready=_connect, beside=_seal
    )


def faults() -> list[str]:
    """What is wrong with the books after all that. Entries that were made in bulk have no hashes of their own."""
    return [line for line in books.faults() if not line.startswith("I9")]


def _seal() -> None:
    """What the worker does every five seconds; here every second, so that each case pays for its own seals."""
    sealing.seal_waiting()
    time.sleep(1)


def _connect() -> None:
    connection.ensure_connection()


def _transfer(chance: random.Random, is_hot: bool) -> int:
    source, destination = chance.sample(range(1, cases.ACCOUNTS + 1), 2)
    source = cases.GATEWAY if is_hot else source
    _post(str(uuid4()), Posting(ACCOUNTS[source], ACCOUNTS[destination], Money("1.00", "EUR")))
    return 1


def _escrow(chance: random.Random, is_hot: bool) -> int:
    hold, payee = ACCOUNTS[chance.choice(cases.HOLDS)], ACCOUNTS[chance.choice(cases.PAYEES)]
    payer = ACCOUNTS[cases.GATEWAY if is_hot else chance.choice(cases.PAYERS)]
    taker = ACCOUNTS[cases.COMMISSION if is_hot else chance.choice(cases.TAKERS)]
    _post(str(uuid4()), Posting(payer, hold, Money("4.00", "EUR")))
    _post(str(uuid4()), Posting(hold, payee, Money("3.20", "EUR")), Posting(hold, taker, Money("0.80", "EUR")))
    return 2


def _post(ref: str, *postings: Posting) -> None:
    ledger.post("bench", postings, ref=f"bench:{ref}")


if __name__ == "__main__":
    crowd.answer({"fill": fill, "grow": grow, "measure": measure, "faults": faults})
