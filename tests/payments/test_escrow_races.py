"""Escrow when several act at the same moment, each on a connection of their own."""

from marketplace.kit.refusals import Refused
from payments import chart, escrow, ledger
from payments.escrow import NotHeld
from payments.models import Hold, HoldPart
from tests.payments.deals import held, money, opened

Status = Hold.Status


def test_c1_many_releases_at_once_of_one_hold_are_one(deals, ada, cleo, two_connections):
    hold = held(ada, cleo, "400.00 EUR")
    acts = [lambda n=n: escrow.release(hold, by=ada, key=f"release:{n}") for n in range(8)]
    results = two_connections(*acts)
    assert sum(isinstance(one, HoldPart) for one in results) == 1
    assert sum(isinstance(one, NotHeld) for one in results) == 7
    assert ledger.balance(chart.clearing(cleo.party), "EUR") == money("320.00 EUR")


def test_two_releases_at_once_to_one_payee_do_not_both_pay_the_higher_share(deals, ada, cleo, two_connections):
    holds = [held(ada, cleo, "500.00 EUR"), held(ada, cleo, "500.00 EUR")]
    acts = [lambda hold=hold: escrow.release(hold, by=ada, key=f"{hold.pk}") for hold in holds]
    parts = two_connections(*acts)
    assert sorted(part.fee_minor for part in parts) == [50_00, 100_00]


def test_two_who_open_a_hold_for_one_deal_at_once_get_one(deals, ada, cleo, two_connections):
    subject = opened(ada, cleo, "1.00 EUR").subject
    escrow.void(Hold.objects.get(subject=subject))
    results = two_connections(*[lambda: opened(ada, cleo, "400.00 EUR", subject=subject)] * 4)
    assert Hold.objects.filter(subject=subject, status=Status.PENDING).count() == 1
    assert all(isinstance(one, Hold | Refused) for one in results)
