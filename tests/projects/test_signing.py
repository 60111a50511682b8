"""A contract is drawn up when a proposal is accepted, and holds once both have signed it."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import audit, timers
from marketplace.kit.models import AuditEntry, IllegalMove
from marketplace.kit.money import Money
from projects import contracts, documents, proposals
from projects.models import Contract, ContractVersion, Milestone, Project, Signature
from projects.terms import Step
from social.models import Notice
from tests import cast
from tests.projects import contract_story, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada, cleo, topics):
    return contract_story.offered(ada, cleo)


def at(version, name="sign"):
    return reverse(f"projects:{name}", args=[version.contract_id, version.number])


def form(version, name):
    return {"name": name, "read": version.hash}


class TestDrawingUp:
    def test_the_parts_of_the_proposal_become_its_milestones(self, contract):
        rows = contract.milestones.values_list("name", "price_minor", "days", "status")
        assert list(rows) == [("Master pages", 25_000, 7, "draft"), ("All pages set", 50_000, 14, "draft")]

    def test_without_parts_those_of_the_client_do_if_they_make_the_price(self, ada, cleo, topics):
        contract = contract_story.offered(ada, cleo, steps=(), price=750)
        assert list(contract.milestones.values_list("name", flat=True)) == ["Master pages", "All pages set"]

    def test_without_parts_the_whole_price_is_one(self, ada, cleo, topics):
        contract = contract_story.offered(ada, cleo, steps=(), price=800)
        assert list(contract.milestones.values_list("name", "price_minor")) == [(story.TITLE, 80_000)]

    def test_hourly_work_begins_with_its_rate_and_no_milestones(self, ada, cleo, topics):
        contract = contract_story.offered(ada, cleo, steps=(), price=50, basis="hourly", milestones=(), due_on=None)
        assert contract.rate == Money(50, "EUR")
        assert not contract.milestones.exists()
        assert "€50.00 an hour" in contract.versions.get().document

    def test_the_document_says_who_what_and_for_how_much(self, contract):
        text = contract.versions.get().document
        for said in ("Ada Brandt", "Cleo Marsh", story.TITLE, "€250.00", "€750.00", "14 days to release", "20 %"):
            assert said in text
        assert "> A book and journal in one" in text

    def test_a_name_cannot_dress_itself_as_another_text(self, ada, cleo, topics):
        steps = (Step("**Total** [pay here](https://evil.example)", Money(750, "EUR")),)
        text = contract_story.offered(ada, cleo, steps=steps).versions.get().document
        assert r"\*\*Total\*\* \[pay here\]" in text

    def test_it_is_written_in_the_language_of_the_job(self, ada, cleo, topics):
        assert contract_story.offered(ada, cleo, language="de").language == "de"

    def test_twice_gives_the_first_one(self, ada, contract):
        assert contracts.draw_up(contract.proposal, by=ada) == contract

    def test_fees_are_those_of_the_day_it_was_drawn_up(self, contract):
        assert contract.fees["first_permyriad"] == 2000


class TestSign:
    def test_with_the_second_name_it_is_in_force(self, ada, cleo, contract, client_of, clock):
        version = contract.versions.get()
        client_of(ada).post(at(version), form(version, "ada brandt"))
        assert contract_story.fresh(contract).status == "offered"
        answer = client_of(cleo).post(at(version), form(version, "Cleo  Marsh"))
        assert answer.url == contract.get_absolute_url()
        contract, version = contract_story.fresh(contract), contract_story.fresh(version)
        assert (contract.status, version.status) == ("active", "in_force")
        assert set(contract.milestones.values_list("status", flat=True)) == {"agreed"}

    def test_days_after_the_start_become_days(self, ada, cleo, contract, clock):
        contract_story.sign(contract.versions.get(), ada, cleo)
        assert [str(day) for day in contract.milestones.values_list("due_on", flat=True)] == [
            "2026-11-30",
            "2026-12-07",
        ]

    def test_it_keeps_name_time_address_and_hash(self, ada, contract, client_of, clock):
        version = contract.versions.get()
        client_of(ada).post(at(version), form(version, "Ada Brandt"), REMOTE_ADDR="198.51.100.4")
        kept = Signature.objects.get()
        assert (kept.name, kept.address, kept.signed_hash) == (
            "Ada Brandt",
            "198.51.100.4",
            documents.hash_of(version.document),
        )
        assert kept.at.isoformat() == "2026-11-23T09:00:00+00:00"

    def test_the_audit_knows_it_and_names_nobody(self, ada, contract):
        contract_story.sign(contract.versions.get(), ada)
        line = AuditEntry.objects.get(kind="contract_signed")
        assert line.data["hash"] == contract.versions.get().hash
        assert "Ada" not in str(line.data)
        assert audit.verify().is_whole

    def test_the_other_side_is_told_then_both(self, ada, cleo, contract):
        contract_story.sign(contract.versions.get(), ada)
        assert Notice.objects.filter(kind="contract_signed").get().user == cleo
        contract_story.sign(contract.versions.get(), cleo)
        assert set(Notice.objects.filter(kind="contract_in_force").values_list("user", flat=True)) == {ada.pk, cleo.pk}

    def test_twice_signs_once(self, ada, contract):
        for _twice in range(2):
            contract_story.sign(contract.versions.get(), ada)
        assert Signature.objects.count() == 1

    @pytest.mark.parametrize("name", ["Cleo Marsh", "Ada", "", "A"])
    def test_it_refuses_a_name_that_is_not_one_s_own(self, ada, contract, client_of, name):
        version = contract.versions.get()
        answer = client_of(ada).post(at(version), form(version, name))
        assert answer.status_code == 422
        assert not Signature.objects.exists()

    def test_it_refuses_a_text_that_was_not_the_one_read(self, ada, contract, client_of):
        answer = client_of(ada).post(at(contract.versions.get()), {"name": "Ada Brandt", "read": "0" * 64})
        assert "The text is not the one that you read." in answer.text

    def test_a_stranger_finds_nothing(self, eve, contract, client_of):
        version = contract.versions.get()
        assert client_of(eve).post(at(version), form(version, "Eve Stone")).status_code == 404
        with pytest.raises(NotAllowed):
            contract_story.sign(version, eve)

    def test_it_is_posted_never_got(self, ada, contract, client_of):
        assert client_of(ada).get(at(contract.versions.get())).status_code == 405

    def test_two_at_once_bring_it_into_force_once(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        version = contract_story.offered(ada, cleo).versions.get()
        two_connections(lambda: contract_story.sign(version, ada), lambda: contract_story.sign(version, cleo))
        assert Contract.objects.get().status == "active"
        assert Notice.objects.filter(kind="contract_in_force").count() == 2


class TestWhatWasSignedStays:
    """The database itself refuses."""

    @pytest.mark.parametrize("change", [{"document": "another"}, {"hash": "0" * 64}, {"plan": {}}])
    def test_the_text_of_a_version(self, ada, contract, change):
        with pytest.raises(Error, match="signed_stays"), transaction.atomic():
            ContractVersion.objects.update(**change)

    @pytest.mark.parametrize("change", [{"name": "Eve Stone"}, {"signed_hash": "0" * 64}, {"address": "10.0.0.1"}])
    def test_a_signature(self, ada, contract, change):
        contract_story.sign(contract.versions.get(), ada)
        with pytest.raises(Error, match="signed_stays"), transaction.atomic():
            Signature.objects.update(**change)

    def test_a_signature_and_its_text_are_not_deleted(self, ada, contract):
        contract_story.sign(contract.versions.get(), ada)
        for table in (Signature, ContractVersion):
            with pytest.raises(Error, match="signed_stays"), transaction.atomic():
                table.objects.all()._raw_delete("default")

    def test_only_the_address_may_be_taken_out(self, ada, contract):
        contract_story.sign(contract.versions.get(), ada)
        Signature.objects.update(address=None)
        assert Signature.objects.get().address is None


class TestNotSigned:
    @pytest.mark.parametrize(
        ("who", "name", "state"), [("cleo", "decline_contract", "declined"), ("ada", "withdraw_contract", "withdrawn")]
    )
    def test_it_comes_to_nothing_and_the_other_is_told_why(
        self, request, ada, cleo, contract, client_of, who, name, state
    ):
        person, other = request.getfixturevalue(who), {"cleo": ada, "ada": cleo}[who]
        client_of(person).post(reverse(f"projects:{name}", args=[contract.pk]), {"why": "We found another way."})
        contract = contract_story.fresh(contract)
        assert contract.status == state
        assert set(contract.milestones.values_list("status", flat=True)) == {"cancelled"}
        assert "We found another way." in client_of(other).get(contract.get_absolute_url()).text
        assert Notice.objects.filter(user=other, kind=f"contract_{state}").exists()

    def test_the_job_is_off_with_its_only_contract(self, cleo, contract):
        contracts.decline(contract, why="No time", by=cleo)
        assert Project.objects.get().status == "cancelled"

    def test_a_job_for_two_looks_for_another(self, ada, cleo, eve, topics):
        job = story.posted(ada, hires=2)
        first, second = story.proposed(job, cleo), story.proposed(job, eve)
        contracts.decline(proposals.accept(first, revision=1, by=ada).contract, why="No time", by=cleo)
        proposals.accept(second, revision=1, by=ada)
        assert Project.objects.get().status == "open"

    def test_it_needs_a_reason(self, cleo, contract, client_of):
        answer = client_of(cleo).post(reverse("projects:decline_contract", args=[contract.pk]), {"why": ""})
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("who", "act"), [("ada", contracts.decline), ("cleo", contracts.withdraw), ("eve", contracts.decline)]
    )
    def test_it_refuses_the_wrong_side(self, request, contract, who, act):
        with pytest.raises(NotAllowed):
            act(contract, by=request.getfixturevalue(who))

    def test_it_refuses_once_it_is_in_force(self, ada, cleo, topics):
        with pytest.raises(IllegalMove):
            contracts.decline(contract_story.signed(ada, cleo), by=cleo)

    def test_after_fourteen_days_it_lapses_and_not_a_second_before(self, ada, cleo, topics, clock):
        contract = contract_story.offered(ada, cleo)
        contract_story.sign(contract.versions.get(), ada)
        clock.shift(timedelta(days=14, seconds=-1))
        timers.run_due()
        assert contract_story.fresh(contract).status == "offered"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert (contract_story.fresh(contract).status, contract.versions.get().status) == ("withdrawn", "lapsed")
        assert Notice.objects.filter(kind="contract_lapsed").count() == 2

    def test_what_lapsed_is_not_signed(self, ada, cleo, topics, clock):
        contract = contract_story.offered(ada, cleo)
        clock.shift(timedelta(days=14))
        timers.run_due()
        with pytest.raises(Refused):
            contract_story.sign(contract.versions.get(), cleo)


class TestAcceptedBefore:
    """Proposals that were accepted before there were contracts."""

    def test_their_client_draws_up_the_contract(self, ada, cleo, proposal, client_of):
        accepted = proposals.accept(proposal, revision=1, by=ada)
        ContractVersion.objects.all().delete()
        Milestone.objects.all().delete()
        Contract.objects.all().delete()
        assert "Draw up the contract" in client_of(ada).get(accepted.get_absolute_url()).text
        answer = client_of(ada).post(reverse("projects:draw_up", args=[proposal.pk]))
        assert answer.url == Contract.objects.get().get_absolute_url()

    def test_nobody_else_does(self, ada, cleo, proposal, client_of):
        assert client_of(cleo).post(reverse("projects:draw_up", args=[proposal.pk])).status_code == 404
        with pytest.raises(Refused):
            contracts.draw_up(proposal, by=ada)
