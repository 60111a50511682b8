"""The receipt that is mailed: once, line by line, with its document."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from accounts.models import User
from marketplace.kit import outbox
from payments import charges, checkouts, paying
from payments.models import Document, Payment
from payments.ports import payables
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe
from tests.payments.stall import Stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall(local_stripe: LocalStripe) -> Iterator[Stall]:
    opened = stalls.opened()
    yield opened
    payables.unplug("print")


@pytest.fixture
def paid(stall: Stall, local_stripe: LocalStripe, ada: User, cleo: User) -> Payment:
    things = [
        stall.hang("Loaf", "400.00 EUR", payer=ada, payee=cleo),
        stall.hang("Plan", "12 EUR", payer=ada, payee=None),
    ]
    checkout = checkouts.open([("print", one.pk) for one in things], by=ada)
    payment = charges.send(paying.begin(checkout, by=ada, seen=checkouts.mark(checkout)))
    local_stripe.pay(payment.action_url)
    return charges.look(payment)


def receipts() -> list[Any]:
    return [message for message in mail.outbox if message.subject.startswith("Receipt")]


def test_it_says_line_by_line_what_was_paid_and_carries_the_document(paid: Payment) -> None:
    outbox.deliver()
    (message,) = receipts()
    assert message.to == ["ada@example.org"]
    assert message.subject == "Receipt: €412.00"
    for piece in ("Loaf · Cleo Marsh: €400.00", "Plan: €12.00", "Paid: €412.00", "Visa …4242", "In escrow since"):
        assert piece in message.body
    name, content, kind = message.attachments[0]
    paper = Document.objects.get(source_kind="payment")
    assert (name, kind) == (f"{paper.number}.pdf", "application/pdf")
    assert content.startswith(b"%PDF")
    assert_books_balance()


def test_it_is_sent_once_however_often_the_news_comes(paid: Payment, local_stripe: LocalStripe) -> None:
    local_stripe.deliver(times=2)
    for _ in range(2):
        outbox.deliver()
    assert len(receipts()) == 1


def test_it_waits_for_its_document_but_not_for_ever(
    paid: Payment, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payments.receipt_mail.documents.issued", lambda source: None)
    clock.move_to(paid.succeeded_at)
    outbox.deliver()
    assert receipts() == []
    clock.shift(timedelta(minutes=5))
    outbox.deliver()
    assert receipts()[0].attachments == []


def test_the_notice_beside_the_bell_is_not_mailed_as_well(paid: Payment) -> None:
    outbox.deliver()
    assert [message.subject for message in mail.outbox] == ["Receipt: €412.00"]


def test_what_the_site_sold_itself_is_invoiced_beside_the_receipt(paid: Payment) -> None:
    outbox.deliver()
    receipt, invoice = Document.objects.order_by("-sort")
    assert (receipt.sort, receipt.total_minor) == ("RC", 41_200)
    assert (invoice.source_kind, invoice.issuer, invoice.total_minor) == ("line", None, 1_200)
    assert_books_balance()
