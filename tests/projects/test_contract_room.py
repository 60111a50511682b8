"""The page of a contract: who reads it, where its money is, whose move it is; its document, its entries, the list."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import companies
from marketplace.kit.money import Money
from projects import contract_endings, milestones, refund_requests
from projects.terms import Step
from tests.accounts.running import joined
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada, cleo, topics, clock):
    return contract_story.signed(ada, cleo)


def page(client_of, person, row):
    return client_of(person).get(row.get_absolute_url()).text


class TestWhoReadsIt:
    @pytest.mark.parametrize("name", ["contract", "entries", "plan", "end", "pause_contract"])
    def test_only_its_two_sides(self, ada, cleo, eve, contract, client_of, client, name):
        address = reverse(f"projects:{name}", args=[contract.pk])
        assert [client_of(person).get(address).status_code for person in (ada, cleo, eve)] == [200, 200, 404]
        assert client.get(address).url.startswith("/accounts/login/")

    def test_a_member_of_the_company_reads_and_has_no_buttons(self, ada, cleo, ben, topics, client_of):
        company = companies.found("Ridge Press", by=ada)
        joined(company, ben, by=ada)
        job = story.posted(ada)
        job.listing.owner = company.party
        job.listing.save()
        contract = contract_story.proposals.accept(story.proposed(job, cleo), revision=1, by=ada).contract
        shown = page(client_of, ben, contract)
        assert "Waiting for" not in shown.split("<h1>")[0]
        assert "Owners and managers of the company answer and change." in shown
        assert "Sign the contract" not in page(client_of, ben, contract.versions.get())
        assert "Sign the contract" in page(client_of, ada, contract.versions.get())


class TestItsMoney:
    def test_the_strip_adds_up(self, ada, contract, client_of):
        contract_story.submitted(contract)
        shown = page(client_of, ada, contract)
        assert "<b>€250.00</b>in escrow" in shown
        assert "To fund <strong>€500.00</strong>" in shown
        assert "Contract <strong>€750.00</strong>" in shown

    def test_every_movement_stands_among_the_entries(self, ada, contract, client_of):
        milestones.release(contract_story.submitted(contract), by=ada, key="1")
        shown = client_of(ada).get(reverse("projects:entries", args=[contract.pk])).text
        for said in ("Paid in", "To the freelancer", "€200.00", "Fee", "€50.00"):
            assert said in shown
        assert_books_balance()

    def test_before_any_money_has_moved_it_says_so(self, ada, contract, client_of):
        assert "No money has moved" in client_of(ada).get(reverse("projects:entries", args=[contract.pk])).text

    def test_it_takes_the_same_queries_for_two_milestones_and_for_twenty(self, ada, cleo, topics, client_of, queries):
        def count(steps):
            plan = tuple(Step(f"Part {n}", Money(10, "EUR"), n) for n in range(1, steps + 1))
            contract = contract_story.signed(ada, cleo, steps=plan, price=10 * steps, title=f"A job of {steps} parts")
            contract_story.funded(contract)
            return queries(lambda: client_of(ada).get(contract.get_absolute_url()))

        assert count(2) == count(10)


class TestWhoseTurnItIs:
    def test_first_both_are_to_sign(self, ada, cleo, topics, client_of):
        contract = contract_story.offered(ada, cleo)
        contract_story.sign(contract.versions.get(), ada)
        assert "Waiting for Cleo Marsh: sign the contract" in page(client_of, ada, contract)
        assert "It is your turn: sign the contract" in page(client_of, cleo, contract)
        assert "Lapses by itself" in page(client_of, cleo, contract)

    def test_then_the_client_is_to_fund(self, ada, cleo, contract, client_of):
        assert "Fund milestone · €250.00" in page(client_of, ada, contract)
        shown = page(client_of, cleo, contract)
        assert "Waiting for Ada Brandt: Master pages" in shown
        assert "may close the contract without a mark" in shown
        assert "Fund milestone" not in shown

    def test_then_the_freelancer_is_to_work(self, ada, cleo, contract, client_of):
        contract_story.funded(contract)
        assert "It is your turn: Master pages" in page(client_of, cleo, contract)
        assert "Waiting for Cleo Marsh: Master pages" in page(client_of, ada, contract)

    def test_then_the_client_has_fourteen_days(self, ada, contract, client_of, clock):
        contract_story.submitted(contract)
        clock.shift(timedelta(days=5))
        shown = page(client_of, ada, contract)
        assert "Release €250.00" in shown
        assert "Releases by itself" in shown
        assert "5 of 14 days have passed" in shown

    def test_a_wish_for_money_back_waits_for_the_freelancer(self, ada, cleo, contract, client_of):
        refund_requests.ask(contract_story.funded(contract), why="The printer has closed.", by=ada)
        shown = page(client_of, cleo, contract)
        assert "asks for €250.00 back" in shown
        assert "Goes back by itself" in shown

    def test_in_the_end_nothing_is_open(self, ada, contract, client_of):
        for place in (0, 1):
            milestones.release(contract_story.submitted(contract, place), by=ada, key="1")
        assert "Nothing is open" in page(client_of, ada, contract)
        contract_endings.end(contract, by=ada)
        assert "This contract ended on" in page(client_of, ada, contract)

    @pytest.mark.parametrize("stage", ["funded", "submitted"])
    def test_the_page_of_the_milestone_says_the_same(self, ada, cleo, contract, client_of, stage):
        milestone = getattr(contract_story, stage)(contract)
        mine, theirs = (cleo, ada) if stage == "funded" else (ada, cleo)
        assert "It is your turn" in page(client_of, mine, milestone)
        assert "Waiting for" in page(client_of, theirs, milestone)


class TestTheList:
    def test_it_holds_one_s_own(self, ada, cleo, eve, contract, client_of):
        lists = [client_of(person).get("/my/contracts/").text for person in (ada, cleo, eve)]
        assert [contract.get_absolute_url() in shown for shown in lists] == [True, True, False]
        assert "No contracts yet" in lists[2]

    def test_it_takes_the_same_queries_for_one_and_for_twenty(self, ada, cleo, topics, client_of, queries, clock):
        contract_story.offered(ada, cleo, title="The first of all jobs")
        browser = client_of(ada)
        one = queries(lambda: browser.get("/my/contracts/"))
        for number in range(19):
            clock.shift(timedelta(hours=12))  # for the proposals that one sends in a day
            contract_story.offered(ada, cleo, title=f"Another job, number {number}")
        assert queries(lambda: browser.get("/my/contracts/")) == one <= 12


def test_one_s_contracts_say_what_lies_in_escrow_and_what_waits_with_as_many_queries_for_two_as_for_one(
    ada, cleo, topics, client_of, queries
):
    first = contract_story.signed(ada, cleo)
    contract_story.hand_in(contract_story.funded(first))
    address = reverse("projects:my_contracts")
    one = queries(lambda: client_of(ada).get(address))
    contract_story.funded(contract_story.signed(ada, cleo, title="Another journal"))
    assert queries(lambda: client_of(ada).get(address)) == one
    page = client_of(ada).get(address)
    assert {row.held for row in page.context["page"].items} == {first.milestones.first().price}
    assert "is released by itself" in page.text
    assert_books_balance()
