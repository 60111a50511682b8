"""Securities money goes through a custodian's hands, never through the platform's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from moneyed import Money

from marketplace.local import custodian as outside
from payments import chart, custody, gateways, ledger, outgoing, sweeper
from payments.custody import Status
from payments.models import CustodyInstruction, GatewayRequest
from tests import cast
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
STAKE = Money("5000.00", "EUR")


@pytest.fixture(autouse=True)
def _own_books(settings, tmp_path):
    settings.CUSTODIAN_BOOKS = tmp_path / "custodian.sqlite3"


@pytest.fixture
def waiting(ben, ada):
    return custody.send(custody.commit("stake", uuid4(), investor=ben.party, issuer=ada.party, amount=STAKE, by=ben))


@pytest.fixture
def funded(waiting):
    outside.move(waiting.reference, outside.FUNDED)
    return custody.look(waiting)


def held() -> Money:
    return ledger.balance(chart.custodian("custodian"), "EUR")


def test_the_investor_is_told_where_to_send_the_money_and_nothing_is_in_the_books_yet(waiting):
    assert waiting.status == Status.WAITING
    assert waiting.action_url.endswith(f"/custodian/{waiting.reference}/")
    assert held() == Money(0, "EUR")


def test_what_has_come_is_with_the_custodian_and_not_with_the_platform(funded):
    assert (funded.status, held()) == (Status.FUNDED, -STAKE)
    assert ledger.balance(chart.gateway("stripe"), "EUR") == Money(0, "EUR")
    assert_books_balance()


@pytest.mark.parametrize(("act", "status"), [("collect", Status.COLLECTED), ("give_back", Status.RETURNED)])
def test_it_goes_on_to_the_issuer_or_back_once(funded, dev, act, status):
    for _time in range(2):
        getattr(custody, act)(funded, by=dev, why="the round has ended")
    outgoing.send_due()
    assert custody.look(funded).status == status
    assert held() == Money(0, "EUR")
    assert [one["reference"] for one in outside.kept()[status.value]] == [funded.reference]
    assert_books_balance()


def test_it_cannot_go_both_ways(funded, dev):
    custody.collect(funded, by=dev, why="closed")
    with pytest.raises(custody.NotInCustody):
        custody.give_back(funded, by=dev, why="second thoughts")


def test_money_that_never_came_goes_nowhere(waiting, dev):
    with pytest.raises(custody.NotInCustody):
        custody.collect(waiting, by=dev, why="closed")
    custody.withdraw(waiting, by=dev, why="changed their mind")
    outgoing.send_due()
    assert CustodyInstruction.objects.get().status == Status.CANCELLED
    assert outside.find(reference=waiting.reference)["state"] == outside.CANCELLED


def test_money_that_came_while_it_was_withdrawn_is_found_and_goes_back(waiting, dev):
    outside.move(waiting.reference, outside.FUNDED)
    custody.withdraw(waiting, by=dev, why="changed their mind")
    outgoing.send_due()
    assert GatewayRequest.objects.get(key=f"withdraw:{waiting.pk}").status == GatewayRequest.Status.REFUSED
    custody.withdraw(custody.look(waiting), by=dev, why="changed their mind")
    outgoing.send_due()
    assert CustodyInstruction.objects.get().status == Status.RETURNED
    assert_books_balance()


def test_the_sweeper_hears_of_what_came_while_nobody_looked(waiting):
    outside.move(waiting.reference, outside.FUNDED)
    assert sweeper.sweep()["missed"] == 1
    assert CustodyInstruction.objects.get().status == Status.FUNDED
    assert sweeper.sweep()["missed"] == 0
    assert_books_balance()


def test_another_sum_than_was_agreed_is_not_booked(waiting):
    answer = {**outside.find(reference=waiting.reference), "amount": "4999.99", "state": outside.FUNDED}
    with pytest.raises(custody.Disagrees):
        custody.settle(waiting.pk, answer)
    assert held() == Money(0, "EUR")


def test_its_page_says_that_it_is_not_live_and_sends_the_money(waiting, client_of, ben):
    page = client_of(ben).get(f"/custodian/{waiting.reference}/")
    assert b"no real money moves" in page.content
    back = client_of(ben).post(f"/custodian/{waiting.reference}/transfer/")
    assert client_of(ben).get(back["Location"]).status_code == 302
    assert CustodyInstruction.objects.get().status == Status.FUNDED


def test_a_stranger_does_not_see_it(waiting, client_of, eve):
    assert client_of(eve).get(f"/payments/custody/{waiting.pk}/return/").status_code == 404


def test_without_a_custodian_nobody_can_commit(ben, ada, settings):
    settings.EMBEDDED = settings.DEBUG = False
    assert not gateways.custodian().is_on()
    with pytest.raises(custody.NoCustodian):
        custody.commit("stake", uuid4(), investor=ben.party, issuer=ada.party, amount=STAKE, by=ben)


def test_a_second_click_is_the_same_instruction(waiting, ben, ada):
    again = custody.commit("stake", waiting.subject, investor=ben.party, issuer=ada.party, amount=STAKE, by=ben)
    assert again == waiting
    assert timedelta(days=1) < gateways.custodian().keys_last


def test_two_windows_at_the_same_moment_are_one_instruction(two_connections):
    ben, ada, stake = cast.ben(), cast.ada(), uuid4()

    def commit() -> CustodyInstruction:
        return custody.commit("stake", stake, investor=ben.party, issuer=ada.party, amount=STAKE, by=ben)

    results = two_connections(commit, commit)
    assert CustodyInstruction.objects.count() == 1
    assert all(isinstance(one, CustodyInstruction | custody.BeingCommitted) for one in results)
