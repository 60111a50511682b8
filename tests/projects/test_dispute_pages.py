"""The pages of a dispute: who reads them, what each act is on the page, bad input, files, the list."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import companies
from accounts.privacy import port
from accounts.refusals import Refused
from projects import refund_requests
from projects.disputes import disputes
from projects.models import Dispute, DisputeFile
from tests.accounts.running import joined
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, dispute_story, story
from tests.projects.dispute_story import WHY, answered, fresh, offer_of, opened

pytestmark = pytest.mark.django_db

PROOF = ("proof.txt", b"Pages 3 and 4 do not open.", "text/plain")


def at(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


@pytest.fixture
def submitted(ada, cleo, topics, clock):
    return contract_story.submitted(contract_story.signed(ada, cleo))


@pytest.fixture
def dispute(ada, submitted):
    return opened(submitted, by=ada)


def sent(**more):
    return {"why": WHY, "share": "part", "amount": "100", **more}


class TestOpening:
    def test_from_the_page_of_the_milestone(self, ada, cleo, submitted, client_of):
        page = client_of(ada).get(submitted.get_absolute_url()).text
        address = f"{at('open_dispute', submitted.contract)}?milestone={submitted.pk}"
        assert address in page
        form = client_of(ada).get(address)
        assert f'value="{submitted.pk}" ' in form.text
        files = SimpleUploadedFile(*PROOF)
        said = sent(about=[str(submitted.pk)], links="https://example.org/a", evidence=files)
        answer = client_of(ada).post(at("open_dispute", submitted.contract), said)
        dispute = Dispute.objects.get()
        assert answer.url == dispute.get_absolute_url()
        shown = client_of(cleo).get(answer.url).text
        for words in (WHY, "https://example.org/a", "proof.txt", "€100.00", "It is your turn: answer the dispute"):
            assert words in shown

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"why": "Bad."}, "at least 20 letters"),
            ({"amount": "250.01"}, "€250.00 is at stake"),
            ({"amount": ""}, "Enter a sum"),
            ({"amount": "1e9"}, "Enter a sum"),
            ({"share": "everything"}, "Select a valid choice"),
            ({"about": ["nothing"]}, "Select a valid choice"),
            ({"links": "not a link"}, "is not a link"),
            ({"why": "a\x00" * 30}, "Null characters"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, ada, submitted, client_of, wrong, words):
        said = {**sent(about=[str(submitted.pk)]), **wrong}
        answer = client_of(ada).post(at("open_dispute", submitted.contract), said)
        assert answer.status_code == 422
        assert words in answer.text
        assert not Dispute.objects.exists()

    def test_sent_empty_it_names_what_is_missing_and_nothing_was_chosen(self, ada, submitted, client_of):
        form = client_of(ada).get(at("open_dispute", submitted.contract)).text
        assert not re.search(r'name="share"[^>]*checked', form)
        empty = client_of(ada).post(at("open_dispute", submitted.contract), {}).text
        for words in ("Choose what it is about.", "Say how you see it.", "Choose whose the money should be."):
            assert words in empty
        assert "This field is required." not in empty

    def test_what_a_bank_has_left_is_what_can_be_asked_for(self, ada, submitted, client_of):
        payment = fresh(submitted.hold).payment
        for status in ({}, {"status": "lost"}):
            stripe_says.disputed(payment, "50.00 EUR", moves="taken", **status)
        assert "Master pages, €200.00" in client_of(ada).get(at("open_dispute", submitted.contract)).text
        said = sent(share="client", amount="", about=[str(submitted.pk)])
        client_of(ada).post(at("open_dispute", submitted.contract), said)
        assert offer_of(Dispute.objects.get(), "client").of == dispute_story.euro(200)

    def test_who_comes_second_is_told_so(self, ada, cleo, submitted):
        opened(submitted, by=ada)
        with pytest.raises(Refused, match="meanwhile"):
            opened(submitted, by=cleo)

    def test_the_room_and_a_wish_for_money_lead_there(self, ada, cleo, topics, client_of):
        contract = contract_story.signed(ada, cleo)
        asked = refund_requests.ask(contract_story.funded(contract), why="The printer has closed.", by=ada)
        for page in (contract.get_absolute_url(), at("refuse_refund", asked)):
            assert at("open_dispute", contract) in client_of(cleo).get(page).text

    def test_with_nothing_in_escrow_there_is_nothing_to_dispute(self, ada, cleo, topics, client_of):
        contract = contract_story.signed(ada, cleo)
        answer = client_of(ada).get(at("open_dispute", contract), follow=True)
        assert "there is nothing to dispute" in answer.text


class TestWhoReadsIt:
    @pytest.mark.parametrize("name", ["dispute", "answer_dispute", "state_in_dispute", "withdraw_dispute"])
    def test_only_its_two_sides(self, ada, cleo, eve, dispute, client_of, client, name):
        codes = [client_of(person).get(at(name, dispute)).status_code for person in (ada, cleo, eve)]
        assert codes[2] == 404
        assert set(codes[:2]) <= {200, 302}
        assert client.get(at(name, dispute)).url.startswith("/accounts/login/")

    def test_a_stranger_with_the_ids_of_everything(self, eve, dispute, client_of):
        browser, offer = client_of(eve), offer_of(dispute, "client")
        for name in ("accept_offer", "decline_offer"):
            assert browser.post(at(name, offer)).status_code == 404
        assert browser.post(reverse("projects:accept_offer", args=[uuid4()])).status_code == 404

    def test_a_member_of_the_company_reads_and_has_no_buttons(self, ada, cleo, ben, topics, client_of, clock):
        company = companies.found("Ridge Press", by=ada)
        joined(company, ben, by=ada)
        job = story.posted(ada)
        job.listing.owner = company.party
        job.listing.save()
        contract = contract_story.proposals.accept(story.proposed(job, cleo), revision=1, by=ada).contract
        contract_story.sign(contract.versions.get(), ada, cleo)
        milestone = fresh(contract).milestones.first()
        contract_story.pay(ada, "milestone", milestone.pk)
        dispute = opened(fresh(milestone), by=cleo, to_freelancer=1)
        shown = client_of(ben).get(dispute.get_absolute_url()).text
        assert "As a member you see everything." in shown
        assert at("answer_dispute", dispute) not in shown
        assert at("answer_dispute", dispute) in client_of(ada).get(dispute.get_absolute_url()).text

    def test_files_of_either_kind_are_for_who_reads_the_dispute(self, ada, cleo, eve, dev, dispute, client_of):
        answer = sent(evidence=SimpleUploadedFile(*PROOF))
        client_of(cleo).post(at("answer_dispute", dispute), answer)
        address = reverse("projects:dispute_file", args=[DisputeFile.objects.get().pk])
        dev = dispute_story.staff(dev)
        codes = [client_of(person).get(address).status_code for person in (ada, cleo, dev, eve)]
        assert codes == [200, 200, 200, 404]


class TestActing:
    def test_the_journey_to_an_agreement(self, ada, cleo, dispute, client_of):
        client_of(cleo).post(at("answer_dispute", dispute), sent(share="freelancer"))
        client_of(ada).post(at("offer_in_dispute", dispute), {"share": "part", "amount": "150"})
        offer = offer_of(dispute, "client")
        page = client_of(cleo).get(at("accept_offer", offer)).text
        for sum_ in ("€250.00", "€100.00", "€30.00", "€120.00"):  # at stake, back, fee, hers
            assert sum_ in page
        for _twice in range(2):
            client_of(cleo).post(at("accept_offer", offer))
        shown = client_of(cleo).get(dispute.get_absolute_url()).text
        assert "€150.00 went to Cleo Marsh and €100.00 back to Ada Brandt" in shown
        assert_books_balance()

    def test_the_wrong_side_is_sent_back(self, ada, dispute, client_of):
        answer = client_of(ada).post(at("answer_dispute", dispute), sent(), follow=True)
        assert "This is for the other side of the contract to do." in answer.text
        assert fresh(dispute).status == "open"

    @pytest.mark.parametrize("name", ["all_is_shown"])
    def test_posted_never_got(self, ada, dispute, client_of, name):
        assert client_of(ada).get(at(name, dispute)).status_code == 405

    def test_in_the_wrong_state_it_is_refused_in_words(self, ada, cleo, dispute, client_of):
        answer = client_of(ada).post(at("all_is_shown", dispute), follow=True)
        assert "The evidence is closed already." in answer.text
        assert client_of(ada).post(at("call_mediator", dispute)).status_code == 422

    def test_withdrawn_it_says_so(self, ada, dispute, client_of):
        client_of(ada).post(at("withdraw_dispute", dispute), {"why": "Found it."}, follow=True)
        assert "Withdrawn on" in client_of(ada).get(dispute.get_absolute_url()).text


class TestElsewhere:
    def test_the_room_says_whose_move_it_is(self, ada, cleo, dispute, client_of):
        room = dispute.contract.get_absolute_url()
        assert "It is your turn: answer the dispute" in client_of(cleo).get(room).text
        assert "Waiting for Cleo Marsh: answer the dispute" in client_of(ada).get(room).text
        assert dispute.get_absolute_url() in client_of(cleo).get(room).text

    def test_so_do_the_milestone_and_its_hold(self, cleo, dispute, submitted, client_of):
        page = client_of(cleo).get(submitted.get_absolute_url()).text
        assert "Ada Brandt asks for this: all of €250.00 back to Ada Brandt." in page
        assert dispute.get_absolute_url() in page
        assert "must answer the dispute" in client_of(cleo).get(fresh(submitted).hold.get_absolute_url()).text

    def test_the_list_holds_one_s_own_in_the_same_queries(self, ada, cleo, eve, topics, client_of, queries, clock):
        def another(number):
            contract = contract_story.signed(ada, cleo, title=f"Another job, number {number}")
            return opened(contract_story.funded(contract), by=ada)

        another(1)
        one = queries(lambda: client_of(ada).get("/my/disputes/"))
        for number in range(2, 6):
            another(number)
        assert queries(lambda: client_of(ada).get("/my/disputes/")) == one
        assert "No disputes" in client_of(eve).get("/my/disputes/").text

    def test_the_page_takes_the_same_queries_for_two_lines_and_for_ten(self, ada, cleo, dispute, client_of, queries):
        answered(dispute, by=cleo)
        few = queries(lambda: client_of(ada).get(dispute.get_absolute_url()))
        for number in range(8):
            disputes.state(dispute, why=f"And this is point {number}.", by=ada)
        assert queries(lambda: client_of(ada).get(dispute.get_absolute_url())) == few


class TestPrivacy:
    def test_it_is_handed_out_and_keeps_one_from_being_forgotten(self, ada, cleo, dispute):
        handler = next(one for one in port.handlers() if one.label == "projects.dispute")
        assert handler.count(cleo) == 1
        assert WHY in str(list(handler.export(cleo)))
        assert [hold.url for hold in handler.holds(cleo)] == [dispute.get_absolute_url()]

    def test_the_help_names_the_figures_of_the_code(self, client):
        assert "5 business days" in client.get("/help/disputes/").text


def test_the_clock_stands_on_the_page(ada, cleo, dispute, client_of, clock):
    clock.shift(timedelta(days=2))
    assert "2 of 7 days have passed" in client_of(cleo).get(dispute.get_absolute_url()).text
