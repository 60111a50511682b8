"""A wrong invoice is taken back and issued anew: nothing that was issued changes, nobody else can, and once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from marketplace.kit.refusals import NotAllowed, Refused
from payments import billing, corrections, paperwork, sheets, yearly
from payments.models import Document, HoldPart
from tests.payments.books import assert_books_balance
from tests.payments.deals import money
from tests.payments.test_papers import FRENCH, GERMAN, adds_tax, paper, released

pytestmark = pytest.mark.usefixtures("deals", "clock")
Browser = Callable[[User], Client]


@pytest.fixture
def invoice(ada: User, cleo: User) -> Document:
    """From Cleo to Ada, issued before either had said where they live."""
    return paper("release", released(ada, cleo))


def address(document: Document) -> str:
    return reverse("payments:correct_document", args=[document.pk])


class TestCorrection:
    def test_a_credit_note_takes_it_back_and_it_is_issued_anew(self, invoice: Document, ada: User, cleo: User) -> None:
        billing.change(ada.party, by=ada, **FRENCH)
        anew = corrections.correct(invoice, by=ada)
        note = invoice.corrections.get()
        assert (note.total, anew.total) == (invoice.total, invoice.total)
        assert sheets.of(anew).recipient.lines[0] == FRENCH["street"]
        assert sheets.of(Document.objects.get(pk=invoice.pk)).recipient.lines == ()
        assert ("Replaces", invoice.number) in sheets.of(anew).facts
        assert_books_balance()

    def test_who_registered_for_tax_shows_it_and_the_year_counts_it_once(
        self, invoice: Document, ada: User, cleo: User
    ) -> None:
        adds_tax(cleo, "DE123456789", **GERMAN)
        anew = corrections.correct(invoice, by=cleo)
        assert (anew.net, anew.tax) == (money("336.13 EUR"), money("63.87 EUR"))
        lines = yearly.of(cleo.party, 2026).sums[0].supply_tax
        assert lines == [("", 0, 0, 0), ("DE", 1900, 33613, 6387)]

    def test_it_can_be_corrected_again_from_where_it_is_now(self, invoice: Document, ada: User) -> None:
        billing.change(ada.party, by=ada, **FRENCH)
        second = corrections.correct(invoice, by=ada)
        billing.change(ada.party, by=ada, **GERMAN)
        third = corrections.correct(second, by=ada)
        assert sheets.of(third).recipient.lines[0] == GERMAN["street"]
        assert third.body["cause"] == second.body["cause"] == ["release", str(invoice.source)]

    def test_the_sites_own_invoice_can_be_corrected_too(self, ada: User, cleo: User) -> None:
        fee = paper("fee", released(ada, cleo))
        billing.change(cleo.party, by=cleo, **GERMAN)
        anew = corrections.correct(fee, by=cleo)
        assert (anew.number, anew.tax) == ("IN-2026-000002", fee.tax)


class TestRefusals:
    def test_a_stranger_cannot(self, invoice: Document, ada: User, eve: User, client_of: Browser) -> None:
        billing.change(ada.party, by=ada, **FRENCH)
        with pytest.raises(NotAllowed):
            corrections.correct(invoice, by=eve)
        assert client_of(eve).post(address(invoice)).status_code == 404

    def test_nothing_is_issued_that_would_say_the_same(self, invoice: Document, ada: User) -> None:
        with pytest.raises(Refused, match="would say the same"):
            corrections.correct(invoice, by=ada)
        assert not corrections.may_correct(invoice)

    def test_one_that_was_taken_back_stays_so(self, invoice: Document, ada: User) -> None:
        billing.change(ada.party, by=ada, **FRENCH)
        corrections.correct(invoice, by=ada)
        billing.change(ada.party, by=ada, **GERMAN)
        with pytest.raises(Refused, match="corrected already"):
            corrections.correct(invoice, by=ada)

    def test_a_receipt_is_never_corrected(self, invoice: Document, ada: User) -> None:
        part = invoice.source
        receipt = paperwork.now("payment", _payment_of(part))
        billing.change(ada.party, by=ada, **FRENCH)
        assert receipt is not None
        assert not corrections.may_correct(receipt)

    def test_two_at_once_take_it_back_once(
        self, invoice: Document, ada: User, cleo: User, two_connections: Callable[..., list[Any]]
    ) -> None:
        billing.change(ada.party, by=ada, **FRENCH)
        made = two_connections(*[lambda by=by: corrections.correct(invoice, by=by) for by in (ada, cleo, ada, cleo)])
        assert sorted(type(one).__name__ for one in made) == ["Document", "Refused", "Refused", "Refused"]
        assert_books_balance()


class TestPage:
    def test_the_button_stands_where_something_would_change(
        self, invoice: Document, ada: User, client_of: Browser
    ) -> None:
        browser = client_of(ada)
        assert address(invoice) not in browser.get(invoice.get_absolute_url()).content.decode()
        billing.change(ada.party, by=ada, **FRENCH)
        assert address(invoice) in browser.get(invoice.get_absolute_url()).content.decode()
        assert browser.post(address(invoice)).status_code == 303
        page = browser.get(invoice.get_absolute_url()).content.decode()
        assert address(invoice) not in page
        assert f"corrected by {invoice.corrections.get().number}" in page

    def test_it_is_posted_to_by_the_signed_in_alone(
        self, invoice: Document, ada: User, client: Client, client_of: Browser
    ) -> None:
        assert client.post(address(invoice)).status_code == 302
        assert client_of(ada).get(address(invoice)).status_code == 405
        answer = client_of(ada).post(address(invoice), follow=True)
        assert "It would say the same" in answer.content.decode()


def _payment_of(part: Any) -> Any:
    return HoldPart.objects.get(pk=part).hold.payment_id
