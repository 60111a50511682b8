"""The same writes as plain SQL: tables of the same columns, checks and indexes, no function, no trigger, no reference.

pgbench sends one statement at a time, prepared: begin, the entry, each balance, each posting with both balances after
it, commit. Nothing is looked up, refused, or written once only; who plays against the rules is not held back.
"""

import re
import subprocess
import tempfile
from pathlib import Path

from bench.books import cases
from bench.books.cases import Case

TABLES = f"""
    CREATE TABLE plain_entry (LIKE payments_entry INCLUDING ALL);
    CREATE TABLE plain_posting (LIKE payments_posting INCLUDING ALL);
    CREATE TABLE plain_balance (LIKE payments_accountbalance INCLUDING ALL);
    ALTER TABLE plain_balance SET (fillfactor = 50);
    INSERT INTO plain_balance (account_id, currency, may_overdraw, balance)
        SELECT id, 'EUR', false, 100000000000 FROM generate_series(1, {cases.ACCOUNTS}) id
        UNION VALUES ({cases.GATEWAY}, 'EUR', true, 0), ({cases.COMMISSION}, 'EUR', false, 0);
"""

_ENTRY = """
INSERT INTO plain_entry (id, ref, kind, hash, size, at)
    VALUES (uuidv7(), 'bench:' || gen_random_uuid(), 'bench', repeat('0', 64), {size}, now())
    RETURNING id AS entry \\gset
"""
_BALANCE = """
UPDATE plain_balance SET balance = balance {sign} {amount} WHERE account_id = :{account}
    RETURNING balance AS {after} \\gset
"""
_POSTING = """
INSERT INTO plain_posting
    (entry_id, place, source_id, destination_id, currency, amount, source_after, destination_after)
    VALUES (:entry, {place}, :{source}, :{destination}, 'EUR', {amount}, :{source_after}, :{destination_after});
"""


def rate(pgbench: Path, url: str, seconds: int, case: Case) -> float:
    """Entries a second of as many clients as the case has workers."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_script(case))
        script.flush()
        said = _run(pgbench, url, script.name, case.workers, seconds)
    return float(re.findall(r"^tps = ([\d.]+)", said, re.MULTILINE)[-1]) * cases.SHAPES[case.shape]


def _run(pgbench: Path, url: str, script: str, clients: int, seconds: int) -> str:
    command = [str(pgbench), "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2))]
    done = subprocess.run([*command, "-T", str(seconds), "-f", script, url], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def _script(case: Case) -> str:
    return _transfer(case.is_hot) if case.shape == "transfer" else _escrow(case.is_hot)


def _transfer(is_hot: bool) -> str:
    """Balances in the order of the accounts, or two clients would wait for each other."""
    source = str(cases.GATEWAY) if is_hot else f"random(1, {cases.ACCOUNTS})"
    low, high = "least(:source, :destination)", "greatest(:source, :destination)"
    lines = [
        f"\\set source {source}",
        f"\\set other random(1, {cases.ACCOUNTS - 1})",
        "\\set destination case when :other >= :source then :other + 1 else :other end",
        f"\\set low {low}",
        f"\\set high {high}",
        "BEGIN;",
        _ENTRY.format(size=1),
        _BALANCE.format(sign="-", amount=100, account="low", after="low_after"),
        _BALANCE.format(sign="+", amount=100, account="high", after="high_after"),
        _POSTING.format(
            place=1, source="low", destination="high", amount=100, source_after="low_after",
            destination_after="high_after",
        ),
        "COMMIT;",
    ]  # fmt: skip
    return "\n".join(lines)


def _escrow(is_hot: bool) -> str:
    """Holds, payers, payees and takers are each a range of ids, so the order of locks is known."""
    who = {"hold": _among(cases.HOLDS), "payee": _among(cases.PAYEES)}
    who |= {
        "payer": str(cases.GATEWAY) if is_hot else _among(cases.PAYERS),
        "taker": str(cases.COMMISSION) if is_hot else _among(cases.TAKERS),
    }
    fund = [
        _ENTRY.format(size=1),
        _BALANCE.format(sign="+", amount=400, account="hold", after="hold_after"),
        _BALANCE.format(sign="-", amount=400, account="payer", after="payer_after"),
        _posting(1, "payer", "hold", 400),
    ]
    release = [
        _ENTRY.format(size=2),
        _BALANCE.format(sign="-", amount=400, account="hold", after="hold_after"),
        _BALANCE.format(sign="+", amount=320, account="payee", after="payee_after"),
        _BALANCE.format(sign="+", amount=80, account="taker", after="taker_after"),
        _posting(1, "hold", "payee", 320),
        _posting(2, "hold", "taker", 80),
    ]
    sets = [f"\\set {name} {value}" for name, value in who.items()]
    return "\n".join([*sets, "BEGIN;", *fund, "COMMIT;", "BEGIN;", *release, "COMMIT;"])


def _posting(place: int, source: str, destination: str, amount: int) -> str:
    return _POSTING.format(
        place=place, source=source, destination=destination, amount=amount, source_after=f"{source}_after",
        destination_after=f"{destination}_after",
    )  # fmt: skip


def _among(numbers: range) -> str:
    return f"random({numbers.start}, {numbers.stop - 1})"
