"""Everything in the database that guards the books, and an attack on each that it alone refuses.

test_guards.py makes each attack twice: with the guard, where it must be refused with these words, and without it, where
it must get through, so that no guard can be lost without a test that says so.
"""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """A trigger or constraint of a table. attack: SQL. words: what the refusal says. behind: guards that would refuse
    it first, and stand aside."""

    name: str
    table: str
    attack: str
    words: str = ""
    sort: str = "constraint"
    behind: tuple["Guard", ...] = ()

    @property
    def refusal(self) -> str:
        return self.words or self.name

    @property
    def drop(self) -> str:
        return {
            "trigger": f"DROP TRIGGER {self.name} ON {self.table}",
            "constraint": f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name} CASCADE",
            "index": f"DROP INDEX {self.name}",
        }[self.sort]


def trigger(name: str, table: str, attack: str, words: str) -> Guard:
    return Guard(name, f"payments_{table}", attack, words, "trigger")


def constraint(name: str, table: str, attack: str, behind: tuple[Guard, ...] = ()) -> Guard:
    return Guard(name, f"payments_{table}", attack, behind=behind)


def index(name: str, table: str, attack: str) -> Guard:
    return Guard(name, f"payments_{table}", attack, sort="index")


def refused(act: str, table: str) -> str:
    return f"ledger_append_only: {act} of payments_{table} refused"


# The stage (test_guards.py): the gateway, account -1, has paid 1.00 EUR into wallet -2 by the entry …01. Wallet -3 is
# empty; -4 is a wallet and -5 the gateway in USD. One hold waits for its payment, one is held and was released in part.
STAGE = """
    INSERT INTO payments_account (id, code, owner, currency, may_overdraw) VALUES
        (-1, 'gateway:test', '00000000-0000-0000-0000-000000000000', 'EUR', true),
        (-2, 'wallet', '00000000-0000-0000-0000-000000000002', 'EUR', false),
        (-3, 'wallet', '00000000-0000-0000-0000-000000000003', 'EUR', false),
        (-4, 'wallet', '00000000-0000-0000-0000-000000000002', 'USD', false),
        (-5, 'gateway:test', '00000000-0000-0000-0000-000000000000', 'USD', true);
"""
FIRST, NEW, OTHER = (f"'00000000-0000-0000-0000-00000000000{number}'" for number in (1, 2, 3))
PENDING, HELD = "WHERE status = 'pending'", "WHERE status = 'held'"


def entry(size: int = 1, ref: str = "new", reverses: str = "NULL", its: str = NEW) -> str:
    return (
        "INSERT INTO payments_entry (id, ref, kind, hash, size, reverses_id, at) "
        f"VALUES ({its}, '{ref}', 'x', 'x', {size}, {reverses}, now());"
    )


def posting(
    source: int = -1, destination: int = -2, amount: int = 100, place: int = 1, currency: str = "EUR", of: str = NEW
) -> str:
    return (
        "INSERT INTO payments_posting (entry_id, place, source_id, destination_id, currency, amount, source_after, "
        f"destination_after) VALUES ({of}, {place}, {source}, {destination}, '{currency}', {amount}, 0, 0);"
    )


def account(code: str = "wallet", currency: str = "EUR", may_overdraw: bool = False) -> str:
    return (
        "INSERT INTO payments_account (code, owner, currency, may_overdraw) "
        f"VALUES ('{code}', '00000000-0000-0000-0000-000000000009', '{currency}', {may_overdraw});"
    )


def balance(account: int = -3, **values: object) -> str:
    row = {"account_id": account, "currency": "'EUR'", "may_overdraw": False, "balance": 0, **values}
    return f"INSERT INTO payments_accountbalance ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))});"


def hold(where: str, **values: str) -> str:
    return f"UPDATE payments_hold SET {', '.join(f'{name} = {value}' for name, value in values.items())} {where}"


def part(**values: object) -> str:
    """Another part like the one that is there, but for these values."""
    other = json.dumps({"id": NEW.strip("'"), "key": "new", **values})
    return (
        f"INSERT INTO payments_holdpart SELECT (jsonb_populate_record(part, '{other}')).* FROM payments_holdpart part"
    )


def seal(number: int = 2, size: int = 1, **values: str) -> str:
    """A seal like the first one, that follows it."""
    other = json.dumps({"number": number, "size": size, **values})
    return (
        "INSERT INTO payments_seal "
        f"SELECT (jsonb_populate_record(seal, '{other}'::jsonb || jsonb_build_object('before', seal.hash))).* "
        "FROM payments_seal seal"
    )


def changed(act: str, table: str) -> str:
    return f"ledger_append_only: {act} of payments_{table} refused"


MOVES = trigger("posting_moves_money", "posting", posting(of=FIRST, place=2), "ledger_late_posting")
WRONG = "ledger_other_currency: no EUR"
ALONE = trigger(
    "balance_by_postings", "accountbalance", "UPDATE payments_accountbalance SET balance = 5 WHERE account_id = -3",
    "ledger_balance_by_postings: UPDATE refused",
)  # fmt: skip

TRIGGERS = [
    MOVES,
    trigger("posting_moves_money", "posting", posting(), MOVES.words),  # of an entry that is not there
    trigger("posting_moves_money", "posting", entry() + posting(-5, -2), WRONG),
    trigger("posting_moves_money", "posting", entry() + posting(-1, -4), WRONG),
    trigger("posting_moves_money", "posting", entry() + posting(-1, -6), WRONG),  # to an account that is not there
    ALONE,
    trigger("entry_is_whole", "entry", entry(size=2) + posting(), "ledger_entry_not_whole"),
    trigger("entry_append_only", "entry", "UPDATE payments_entry SET kind = 'y'", changed("UPDATE", "entry")),
    trigger("entry_not_emptied", "entry", "TRUNCATE payments_entry CASCADE", changed("TRUNCATE", "entry")),
    trigger("posting_append_only", "posting", "DELETE FROM payments_posting", changed("DELETE", "posting")),
    trigger("posting_not_emptied", "posting", "TRUNCATE payments_posting", changed("TRUNCATE", "posting")),
    trigger("account_append_only", "account", "UPDATE payments_account SET code = 'y'", changed("UPDATE", "account")),
    trigger("account_not_emptied", "account", "TRUNCATE payments_account CASCADE", changed("TRUNCATE", "account")),
    trigger(
        "balance_not_deleted", "accountbalance", "DELETE FROM payments_accountbalance",
        changed("DELETE", "accountbalance"),
    ),
    trigger(
        "balance_not_emptied", "accountbalance", "TRUNCATE payments_accountbalance",
        changed("TRUNCATE", "accountbalance"),
    ),
    trigger("hold_keeps_to_its_chart", "hold", hold(HELD, status="'void'", ended_at="now()"), "hold_off_its_chart"),
    trigger("hold_not_deleted", "hold", f"DELETE FROM payments_hold {HELD}", changed("DELETE", "hold")),
    trigger("part_append_only", "holdpart", "UPDATE payments_holdpart SET why = 'y'", changed("UPDATE", "holdpart")),
    trigger("seal_follows", "seal", seal(number=3, hash="new"), "seal_follows: 3 does not follow 1"),
    trigger("seal_append_only", "seal", "UPDATE payments_seal SET size = 2", changed("UPDATE", "seal")),
    trigger("seal_not_emptied", "seal", "TRUNCATE payments_seal CASCADE", changed("TRUNCATE", "seal")),
    trigger("sealed_append_only", "sealedentry", "DELETE FROM payments_sealedentry", changed("DELETE", "sealedentry")),
    trigger("sealed_not_emptied", "sealedentry", "TRUNCATE payments_sealedentry", changed("TRUNCATE", "sealedentry")),
    trigger("part_not_emptied", "holdpart", "TRUNCATE payments_holdpart CASCADE", changed("TRUNCATE", "holdpart")),
]  # fmt: skip

CONSTRAINTS = [
    constraint("entry_moves_something", "entry", entry(size=0)),
    constraint("entry_once", "entry", entry(ref="first") + posting()),
    constraint("payments_entry_pkey", "entry", entry(its=FIRST)),
    index(
        "entry_reversed_once", "entry",
        entry(reverses=FIRST) + posting(-2, -1, 40)
        + entry(reverses=FIRST, ref="again", its=OTHER) + posting(-2, -1, 40, of=OTHER),
    ),
    constraint(
        "payments_entry_reverses_id_1a610e71_fk_payments_entry_id", "entry", entry(reverses=OTHER) + posting()
    ),
    constraint("posting_in_its_place", "posting", posting(of=FIRST)),
    constraint("posting_amount_positive", "posting", entry() + posting(amount=-100)),
    constraint("posting_moves", "posting", entry() + posting(-2, -2)),
    constraint("account_once", "account", account() + account()),
    constraint("account_only_mirrors_overdraw", "account", account(may_overdraw=True)),
    constraint("account_currency_is_a_code", "account", account(currency="eur")),
    constraint("balance_not_below_zero", "accountbalance", entry() + posting(-3, -2)),
    constraint("payments_accountbalance_pkey", "accountbalance", balance(), behind=(ALONE,)),
    constraint(
        "balance_of_a_kind", "accountbalance",
        "UPDATE payments_accountbalance SET may_overdraw = true WHERE account_id = -3", behind=(ALONE,),
    ),
    constraint(
        "balance_of_a_kind", "accountbalance",
        "UPDATE payments_accountbalance SET currency = 'USD' WHERE account_id = -3", behind=(ALONE,),
    ),
    constraint("hold_of_something", "hold", hold(PENDING, amount_minor="0")),
    constraint("hold_between_two", "hold", hold(PENDING, payee_id="payer_id")),
    constraint("hold_held_was_paid", "hold", hold(PENDING, status="'held'")),
    constraint("hold_ends_once", "hold", hold(PENDING, status="'void'")),
    index("hold_lives_once", "hold", hold(PENDING, subject=f"(SELECT subject FROM payments_hold {HELD})")),
    constraint("part_adds_up", "holdpart", part(gross_minor=1)),
    constraint("part_not_below_zero", "holdpart", part(gross_minor=80, fee_minor=-20, net_minor=100)),
    constraint("part_refund_is_whole", "holdpart", part(kind="refund")),
    constraint("seal_of_something", "seal", seal(size=0, hash="new")),
    constraint("seal_once", "seal", seal()),
    constraint("payments_holdpart_key_key", "holdpart", part(key="part")),
]  # fmt: skip

# Keys that only let others refer to a table, and what Django checks of small numbers: nothing of ours hangs on them.
TECHNICAL = {
    "account_of_a_kind", "payments_entry_size_check", "payments_posting_place_check",
    "payments_seal_size_check",
}  # fmt: skip
