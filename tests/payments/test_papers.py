"""Which papers follow from which act, and what they say."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts import companies
from accounts.models import Party, User
from marketplace.kit import outbox
from marketplace.kit.money import format_money, from_minor, to_minor
from payments import billing, bodies, conversions, escrow, paperwork, prints, rates, refunds, sheets
from payments.models import Document, HoldPart, NumberSeries
from payments.numbering import code_of
from tests.payments import deals as story
from tests.payments.books import assert_books_balance
from tests.payments.deals import money

GERMAN = {"street": "Lange Reihe 14", "postcode": "20099", "city": "Hamburg", "country": "DE"}
FRENCH = {"street": "12 Rue des Abbesses", "postcode": "75018", "city": "Paris", "country": "FR"}

pytestmark = pytest.mark.usefixtures("deals", "clock")


def released(payer: User, payee: User, amount: str = "400.00 EUR", part: str | None = None) -> HoldPart:
    """A deal whose money, or a part of it, was released, and whose papers were issued."""
    hold = story.held(payer, payee, amount)
    made = escrow.release(hold, amount=money(part) if part else None, by=payer, key=f"release:{hold.pk}")
    outbox.deliver()
    return made


def paper(kind: str, cause: Any) -> Document:
    return Document.objects.for_source(kind, cause.pk).get()


def adds_tax(user: User, number: str, **where: str) -> None:
    billing.change(user.party, by=user, is_business=True, adds_tax=True, vat_number=number, **where)


class TestRelease:
    def test_the_payee_invoices_the_payer_and_the_site_its_commission(self, ada: User, cleo: User) -> None:
        part = released(ada, cleo)
        invoice, fee = paper("release", part), paper("fee", part)
        assert (invoice.issuer, invoice.recipient, invoice.total) == (cleo.party, ada.party, money("400.00 EUR"))
        assert (fee.issuer, fee.recipient, fee.net) == (None, cleo.party, part.fee)
        assert invoice.number == f"IN-{code_of(cleo.party)}-2026-000001"
        assert fee.number == "IN-2026-000001"
        assert_books_balance()

    def test_no_act_waits_in_the_line_for_a_number(self, ada: User, cleo: User) -> None:
        escrow.release(story.held(ada, cleo, "400.00 EUR"), by=ada, key="release:1")
        assert not NumberSeries.objects.exists()
        assert outbox.waiting().filter(kind=paperwork.PAPER).count() == 2

    def test_what_is_delivered_twice_is_issued_once(self, ada: User, cleo: User) -> None:
        part = released(ada, cleo)
        again = {paperwork.now(kind, part.pk) for kind in ("release", "fee")}
        assert again == {paper("release", part), paper("fee", part)}
        assert Document.objects.count() == 2

    def test_a_part_says_of_how_much_it_is_one(self, ada: User, cleo: User) -> None:
        part = released(ada, cleo, part="150.00 EUR")
        row = sheets.of(paper("release", part)).rows[0]
        assert (row.title, row.notes) == ("A deal", ("part of €400.00",))
        assert row.figures == ("1", "€150.00")

    def test_without_commission_there_is_no_invoice_for_it(self, ada: User, cleo: User) -> None:
        part = released(ada, cleo, "0.01 EUR")
        assert part.fee_minor == 0
        assert not Document.objects.for_source("fee", part.pk).exists()


class TestTax:
    def test_a_registered_payee_shows_the_tax_within_the_price(self, ada: User, cleo: User) -> None:
        adds_tax(cleo, "DE123456789", **GERMAN)
        sheet = sheets.of(invoice := paper("release", released(ada, cleo)))
        assert (invoice.net, invoice.tax) == (money("336.13 EUR"), money("63.87 EUR"))
        assert sheet.sums[1:] == (("VAT 19 % (Germany)", "€63.87"), ("Total", "€400.00"))
        assert ("VAT number", "DE123456789") in sheet.sender.numbers

    def test_a_business_elsewhere_in_the_union_accounts_for_it_itself(self, ada: User, cleo: User) -> None:
        adds_tax(cleo, "DE123456789", **GERMAN)
        billing.change(ada.party, by=ada, is_business=True, vat_number="FR12345678901", **FRENCH)
        sheet = sheets.of(invoice := paper("release", released(ada, cleo)))
        assert (invoice.net, invoice.tax) == (money("400.00 EUR"), money("0 EUR"))
        assert "Reverse charge" in sheet.notes[0]
        assert sheet.recipient.numbers == (("VAT number", "FR12345678901"),)

    def test_a_private_person_elsewhere_pays_the_payees_rate(self, ada: User, cleo: User) -> None:
        adds_tax(cleo, "DE123456789", **GERMAN)
        billing.change(ada.party, by=ada, **FRENCH)
        assert paper("release", released(ada, cleo)).tax == money("63.87 EUR")

    def test_a_business_outside_the_union_pays_none(self, ada: User, cleo: User) -> None:
        adds_tax(cleo, "DE123456789", **GERMAN)
        billing.change(ada.party, by=ada, is_business=True, country="US", street="1 Main St", city="Springfield")
        sheet = sheets.of(paper("release", released(ada, cleo)))
        assert sheet.notes[0].startswith("Outside the scope of value added tax in Germany")

    def test_who_is_not_registered_shows_none_and_says_so(self, ada: User, cleo: User) -> None:
        sheet = sheets.of(invoice := paper("release", released(ada, cleo)))
        assert invoice.tax_minor == 0
        assert sheet.notes[0] == "No value added tax is shown: the issuer is not registered for it."
        assert sheet.sums == (("Total", "€400.00"),)

    def test_tax_on_an_invoice_in_other_money_is_stated_in_that_of_its_country(self, ada: User, cleo: User) -> None:
        adds_tax(cleo, "DE123456789", **GERMAN)
        sheet = sheets.of(invoice := paper("release", released(ada, cleo, "400.00 USD")))
        rate = rates.latest().between("USD", "EUR")
        stated = from_minor(invoice.body["national"]["tax"], "EUR")
        assert stated == conversions.convert(money("63.87 USD"), "EUR", rate.rate)
        assert f"The value added tax is {format_money(stated)}" in sheet.notes[0]
        assert "European Central Bank" in sheet.notes[0]

    def test_the_site_adds_tax_to_its_own_fee(self, ada: User, cleo: User) -> None:
        billing.change(cleo.party, by=cleo, **GERMAN)
        fee = paper("fee", released(ada, cleo))
        assert (fee.net, fee.tax, fee.total) == (money("80.00 EUR"), money("15.20 EUR"), money("95.20 EUR"))
        assert_books_balance()


class TestReceipt:
    def test_it_names_everything_that_was_paid_at_once(self, ada: User, ben: User, cleo: User) -> None:
        holds = [story.opened(ada, ben, "10.00 EUR"), story.opened(ada, cleo, "20.00 EUR")]
        receipt = paperwork.now("payment", story.paid(holds, by=ada).pk)
        assert receipt is not None
        sheet = sheets.of(receipt)
        assert [(row.notes, row.figures) for row in sheet.rows] == [
            (("for Ben Okoro",), ("€10.00",)),
            (("for Cleo Marsh",), ("€20.00",)),
        ]
        assert sheet.sums == (("Paid", "€30.00"),)

    def test_it_states_the_rate_of_what_was_paid_in_other_money(self, ada: User, cleo: User) -> None:
        payment = story.sent([story.opened(ada, cleo, "100.00 GBP")], by=ada)
        offer = conversions.offer(money("100.00 GBP"), "EUR")
        line = payment.checkout.lines.get()
        line.rate, line.paid_minor = offer.quote, to_minor(offer.paid)
        line.save()
        payment.amount, payment.succeeded_at = offer.paid, payment.created_at
        payment.save()
        row = sheets.of(paperwork.issue(bodies.receipt(payment))).rows[0]
        assert row.figures == (format_money(offer.paid),)
        assert row.notes[1].startswith("price £100.00, 1 GBP = ")

    def test_money_that_goes_back_is_credited_against_it(self, ada: User, cleo: User) -> None:
        hold = story.held(ada, cleo, "400.00 EUR")
        escrow.refund(hold, amount=money("150.00 EUR"), by=cleo, key="back", why="Called off")
        sent = hold.refunds.get()
        told = {"id": "re_1", "object": "refund", "amount": 15000, "currency": "eur", "status": "succeeded"}
        refunds.settle(sent.pk, told)
        outbox.deliver()
        note = paper("refund", sent)
        assert note.corrects == paper("payment", hold.payment)
        assert (note.number, note.total) == ("CN-2026-000001", money("150.00 EUR"))
        assert "had not been released" in " ".join(sheets.of(note).notes)
        assert_books_balance()


class TestWhatStands:
    def test_it_stays_when_the_details_change(self, ada: User, cleo: User) -> None:
        billing.change(ada.party, by=ada, name="Ada Brandt Verlag", **GERMAN)
        invoice = paper("release", released(ada, cleo))
        billing.change(ada.party, by=ada, name="Another name", **FRENCH)
        recipient = sheets.of(Document.objects.get(pk=invoice.pk)).recipient
        assert (recipient.name, recipient.lines) == (
            "Ada Brandt Verlag",
            ("Lange Reihe 14", "20099 Hamburg", "Germany"),
        )

    def test_it_is_in_the_language_of_whom_it_is_for(self, ada: User, cleo: User) -> None:
        User.objects.filter(pk=ada.pk).update(language="de")
        ada.refresh_from_db()
        sheet = sheets.of(paper("release", released(ada, cleo)))
        assert sheet.language == "de"
        assert sheet.sums[-1][1] == "400,00\N{NO-BREAK SPACE}€"
        assert sheet.facts[0][1] == "23. November 2026"

    def test_it_says_when_no_real_money_moved(self, ada: User, cleo: User, settings: Settings) -> None:
        play = paper("release", released(ada, cleo))
        settings.MONEY_IS_REAL = True
        assert sheets.of(play).warning.startswith("No real money moved")
        assert sheets.of(paper("release", released(ada, cleo, "1.00 EUR"))).warning == ""

    def test_a_company_stands_with_its_form_and_its_numbers(self, ada: User, cleo: User) -> None:
        firm = companies.found(by=ada, name="Brandt Verlag")
        companies.change(firm, by=ada, legal_form="GmbH", register_number="HRB 1", country="DE", vat_number="DE1")
        side = billing.of(Party.objects.get(pk=firm.party_id))
        assert (side.name, side.register, side.country, side.is_business) == ("Brandt Verlag GmbH", "HRB 1", "DE", True)


class TestPrint:
    def test_it_is_made_once_and_stays(self, ada: User, cleo: User, clock: Any) -> None:
        invoice = paper("release", released(ada, cleo))
        first, name = prints.of(invoice).read(), invoice.file.name
        clock.shift(timedelta(days=400))
        again = Document.objects.get(pk=invoice.pk)
        assert first.startswith(b"%PDF")
        assert (prints.of(again).read(), again.file.name) == (first, name)

    def test_it_follows_the_paper_by_itself(self, ada: User, cleo: User) -> None:
        part = released(ada, cleo)
        outbox.deliver()
        invoice = paper("release", part)
        assert invoice.file.name.startswith("documents/2026/11/")
        assert len(invoice.file_hash) == 64

    def test_two_who_make_it_keep_one(self, ada: User, cleo: User) -> None:
        invoice = paper("release", released(ada, cleo))
        one, other = Document.objects.get(pk=invoice.pk), Document.objects.get(pk=invoice.pk)
        one.file = other.file = ""
        assert prints.of(one).name == prints.of(other).name
