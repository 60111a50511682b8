"""A bonus and an expense are paid beside the milestones, and go to the freelancer at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit.models import IllegalMove
from marketplace.kit.money import Money
from payments import chart, ledger
from payments.ports import payables
from projects import contract_endings, extras
from projects.models import Extra
from social.models import Notice
from tests.payments.books import assert_books_balance
from tests.projects import contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


@pytest.fixture
def contract(ada, cleo, topics, clock):
    return contract_story.signed(ada, cleo)


@pytest.fixture
def expense(cleo, contract):
    return extras.claim(contract, Money("38.50", "EUR"), what="Proof prints", by=cleo)


def clearing(person):
    return ledger.balance(chart.clearing(person.party), "EUR")


def at(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


class TestBonus:
    def test_the_page_leads_to_its_checkout(self, ada, contract, client_of):
        answer = client_of(ada).post(at("give_bonus", contract), {"amount": "50", "what": "Faster than agreed"})
        assert answer.url.startswith("/checkout/")
        bonus = Extra.objects.get()
        assert (bonus.kind, bonus.amount, bonus.status) == ("bonus", Money(50, "EUR"), "open")

    def test_paid_it_goes_to_the_freelancer_less_the_fee_of_the_contract(self, ada, cleo, contract):
        bonus = extras.give(contract, Money(50, "EUR"), what="Faster than agreed", by=ada)
        contract_story.pay(ada, "bonus", bonus.pk)
        assert (fresh(bonus).status, clearing(cleo)) == ("paid", Money(40, "EUR"))
        assert Notice.objects.filter(user=cleo, kind="bonus_paid").exists()
        assert_books_balance()

    def test_what_is_taken_back_while_it_is_being_paid_goes_back(self, ada, cleo, contract):
        bonus = extras.give(contract, Money(50, "EUR"), what="Faster than agreed", by=ada)
        quote = payables.of("bonus").quote(bonus.pk, by=ada)
        extras.withdraw(bonus, by=ada)
        hold = contract_story.settle("bonus", bonus.pk, quote, by=ada)
        assert (fresh(hold).status, clearing(cleo)) == ("refunded", Money(0, "EUR"))
        assert_books_balance()

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_only_the_client_gives(self, request, contract, who):
        with pytest.raises(NotAllowed):
            extras.give(contract, Money(50, "EUR"), what="Mine", by=request.getfixturevalue(who))

    @pytest.mark.parametrize(
        "sent", [{"amount": "0", "what": "x"}, {"amount": "5", "what": ""}, {"amount": "", "what": "x"}]
    )
    def test_what_is_wrong_is_said(self, ada, contract, client_of, sent):
        assert client_of(ada).post(at("give_bonus", contract), sent).status_code == 422
        assert not Extra.objects.exists()

    def test_none_after_the_end(self, ada, contract):
        contract_endings.end(contract, by=ada)
        with pytest.raises(Refused):
            extras.give(contract, Money(50, "EUR"), what="Late", by=ada)


class TestExpense:
    def test_paid_it_comes_back_whole(self, ada, cleo, contract, expense):
        contract_story.pay(ada, "expense", expense.pk)
        assert clearing(cleo) == Money("38.50", "EUR")
        assert fresh(expense).status == "paid"
        assert_books_balance()

    def test_it_does_not_count_towards_the_lower_fee(self, ada, contract, expense):
        contract_story.pay(ada, "expense", expense.pk)
        quote = payables.of("milestone").quote(contract.milestones.first().pk, by=ada)
        assert quote.terms.take(Money(250, "EUR")).fee == Money(50, "EUR")

    def test_its_receipt_is_read_by_the_two_sides_alone(self, ada, cleo, eve, contract, client_of):
        receipt = SimpleUploadedFile("receipt.txt", b"Proof prints, 38.50\n")
        sent = {"amount": "38,50", "what": "Proof prints", "receipt": receipt}
        client_of(cleo).post(at("claim_expense", contract), sent)
        address = at("extra_receipt", Extra.objects.get())
        assert b"".join(client_of(ada).get(address).streaming_content) == b"Proof prints, 38.50\n"
        assert client_of(eve).get(address).status_code == 404

    def test_it_waits_for_the_client_on_the_page(self, ada, contract, expense, client_of):
        contract_story.funded(contract)
        shown = client_of(ada).get(contract.get_absolute_url()).text
        assert "Pay €38.50" in shown
        assert client_of(ada).post(at("pay_extra", expense)).url.startswith("/checkout/")

    def test_declined_the_freelancer_reads_why(self, ada, cleo, contract, expense, client_of):
        client_of(ada).post(at("decline_extra", expense), {"why": "It was part of the price."})
        assert fresh(expense).status == "declined"
        assert "It was part of the price." in client_of(cleo).get(contract.get_absolute_url()).text
        assert Notice.objects.filter(user=cleo, kind="expense_declined").exists()

    def test_taken_back_it_is_not_paid(self, ada, cleo, expense, client_of):
        client_of(cleo).post(at("withdraw_extra", expense))
        with pytest.raises(Refused):
            payables.of("expense").quote(expense.pk, by=ada)

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_only_the_freelancer_claims(self, request, contract, who):
        with pytest.raises(NotAllowed):
            extras.claim(contract, Money(5, "EUR"), what="Mine", by=request.getfixturevalue(who))

    def test_it_is_answered_once(self, ada, cleo, expense):
        extras.decline(expense, answer="No.", by=ada)
        with pytest.raises(IllegalMove):
            extras.withdraw(expense, by=cleo)

    def test_a_stranger_finds_nothing(self, eve, expense, client_of):
        for name in ("pay_extra", "decline_extra", "withdraw_extra"):
            assert client_of(eve).post(at(name, expense)).status_code == 404

    def test_in_another_currency_it_is_refused(self, cleo, contract):
        with pytest.raises(Refused):
            extras.claim(contract, Money(5, "USD"), what="Taxi", by=cleo)
