"""The sample deal: made once by our own acts through the local Stripe, some weeks ago, and its books are right."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts.models import User
from marketplace.kit import clock as kit_clock
from marketplace.kit import outbox
from marketplace.kit.money import Money
from marketplace.sample import campaign, deal, sign_ins
from payments import outgoing, reconciling, wallets
from payments.models import Chargeback, Difference, Document, Payout, Reconciliation
from projects.models import Contract, Milestone
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings, tmp_path, local_stripe, topics, monkeypatch):
    """The sample sign-ins of a first start, and their deal alone."""
    monkeypatch.setattr(campaign, "make", lambda *_args, **_people: False)
    settings.EMBEDDED, settings.VAR_DIR = True, tmp_path
    call_command("sample_sign_ins")
    return User.objects.get(email="ada@daybook.example"), User.objects.get(email="cleo@daybook.example")


def purse(person):
    (only,) = wallets.of(person.party)
    return only


def test_its_milestones_are_released_submitted_and_in_escrow(made):
    assert list(Milestone.objects.order_by("position").values_list("status", flat=True)) == [
        "released", "submitted", "funded",
    ]  # fmt: skip
    contract = Contract.objects.get()
    assert contract.status == "active"
    assert contract.project.listing.is_sample
    assert contract.project.title.startswith("Sample:")


def test_both_wallets_show_it_and_a_payout_is_on_its_way(made, local_stripe):
    client, freelancer = made
    assert purse(client).holding == Money(1100, "EUR")
    assert (purse(freelancer).earning, purse(freelancer).available) == (Money(1100, "EUR"), Money(70, "EUR"))
    assert Payout.objects.get().amount == Money(250, "EUR")
    assert not Chargeback.objects.exists()
    assert_books_balance()


def test_its_papers_follow(made):
    outbox.deliver()
    assert set(Document.objects.values_list("sort", flat=True)) >= {"RC", "IN"}
    assert_books_balance()


def test_what_the_gateway_says_is_what_the_books_say(made, local_stripe, clock):
    for _round in range(2):
        local_stripe.deliver(times=2)
        outgoing.send_due()
    first = Reconciliation.objects.get()
    assert (first.error, first.matched) == ("", 7)
    clock.shift(timedelta(days=2))
    local_stripe.deliver()
    assert Payout.objects.get().status == "paid"
    clock.shift(timedelta(minutes=10))  # what was only just booked is looked for later
    reconciling.run("stripe")
    assert list(Difference.objects.values_list("sort", "kind", "reference")) == []
    assert_books_balance()


def test_a_second_start_makes_no_second_one(made):
    call_command("sample_sign_ins")
    assert Contract.objects.count() == 1


def test_where_no_local_stripe_runs_nothing_is_made(settings, tmp_path, topics):
    settings.EMBEDDED, settings.VAR_DIR = True, tmp_path
    call_command("sample_sign_ins")
    assert not Contract.objects.exists()


def test_where_money_is_real_nothing_is_made(made, settings):
    settings.MONEY_IS_REAL = True
    ada, cleo = made
    assert deal.make(print, client=ada, freelancer=cleo) is False


def test_the_clock_goes_on_as_it_was():
    before = kit_clock.now()
    with kit_clock.as_of(before - timedelta(days=20)):
        assert kit_clock.now() == before - timedelta(days=20)
        assert kit_clock.today() == (before - timedelta(days=20)).date()
    assert kit_clock.now() >= before


def test_every_sample_role_has_its_sign_in():
    assert sign_ins.of("client").name == "Ada Holm"


def test_its_room_is_lived_in(made, client_of):
    client, freelancer = made
    contract = Contract.objects.get()
    assert (
        "these messages were made with this copy" in client_of(client).get(f"/contracts/{contract.pk}/messages/").text
    )
    assert "Set the 142 recipes" in client_of(freelancer).get(f"/contracts/{contract.pk}/board/").text
    files = client_of(client).get(f"/contracts/{contract.pk}/files/").text
    assert "grid.txt" in files
    assert "Version 2" in files
