"""Delivered work shown as such: asked for, agreed to, withdrawn; and checked by anybody, file by file."""

import hashlib
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import people
from accounts.privacy import port
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import uploads
from marketplace.kit.models import IllegalMove
from projects import manifests, milestones, proofs
from projects.models import Proof
from social.models import Notice
from tests.projects import contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh
TEXT = b"Page one. Page two.\n"


def at(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


def sent(content=TEXT, name="pages.txt"):
    return SimpleUploadedFile(name, content, "text/plain")


@pytest.fixture
def released(ada, cleo, topics, clock):
    """A milestone that Ada released, with a file that was handed in."""
    milestone = contract_story.funded(contract_story.signed(ada, cleo))
    upload = uploads.check(sent(), uploads.DOCUMENTS)
    contract_story.hand_in(milestone, note="All pages.", links=["https://example.org/a"], evidence=[upload])
    milestones.release(milestone, by=ada, key="1")
    return fresh(milestone)


@pytest.fixture
def proof(released, cleo):
    people.publish_profile(cleo.party.profile, by=cleo)
    return proofs.ask(released, title="A toolbox journal", text="Set in **one** week.", by=cleo)


@pytest.fixture
def shown(proof, ada, cleo):
    return proofs.show(proofs.grant(proof, by=ada), by=cleo)


class TestAsking:
    def test_it_makes_a_draft_that_nobody_else_sees_and_asks_the_client(self, ada, cleo, eve, released, client_of):
        client_of(cleo).post(at("offer_proof", released), {"title": "A toolbox journal", "text": "In a week."})
        proof = Proof.objects.get()
        assert (proof.status, proof.work.listing.title, proof.work.listing.is_live) == (
            "asked",
            "A toolbox journal",
            False,
        )
        assert client_of(eve).get(proof.get_absolute_url()).status_code == 404
        assert Notice.objects.filter(user=ada, kind="proof_asked").exists()
        assert "May Cleo Marsh show this" in client_of(ada).get(proof.get_absolute_url()).text

    def test_twice_asks_once(self, proof, released, cleo, client_of):
        assert proofs.ask(released, title="Another", by=cleo) == proof
        assert client_of(cleo).get(at("offer_proof", released)).url == proof.get_absolute_url()

    def test_only_the_freelancer_asks(self, released, ada, eve, client_of):
        for person in (ada, eve):
            with pytest.raises(NotAllowed):
                proofs.ask(released, title="Mine", by=person)
        assert client_of(eve).get(at("offer_proof", released)).status_code == 404

    def test_only_for_what_was_released(self, ada, cleo, topics, clock):
        milestone = contract_story.submitted(contract_story.signed(ada, cleo))
        with pytest.raises(Refused, match="handed in and released"):
            proofs.ask(milestone, title="Early", by=cleo)

    @pytest.mark.parametrize("typed", [{}, {"title": "x" * 121}, {"title": "A\0"}, {"title": "A", "portfolio": "x"}])
    def test_what_is_wrong_is_said(self, cleo, released, client_of, typed):
        assert client_of(cleo).post(at("offer_proof", released), typed).status_code == 422
        assert not Proof.objects.exists()

    def test_the_manifest_is_the_fingerprints_of_what_was_accepted(self, proof):
        lines = {(line.kind, line.sha) for line in manifests.lines_of(proof.manifest)}
        hashes = [("note", b"All pages."), ("link", b"https://example.org/a"), ("file", TEXT)]
        assert lines == {(kind, hashlib.sha256(data).hexdigest()) for kind, data in hashes}
        assert proof.hash == hashlib.sha256(proof.manifest.encode()).hexdigest()


class TestAnswering:
    def test_agreed_the_freelancer_publishes_and_the_work_carries_the_mark(self, ada, cleo, proof, client, client_of):
        client_of(ada).post(at("grant_proof", proof))
        assert "The client agrees" in client_of(cleo).get(proof.get_absolute_url()).text
        client_of(cleo).post(at("show_proof", proof))
        page = client.get(fresh(proof).work.get_absolute_url()).text
        assert "Delivered here, and accepted" in page
        assert "accepted by Ada Brandt" in page

    def test_before_it_cannot_be_published(self, proof, cleo):
        with pytest.raises(Refused, match="once the client agrees"):
            proofs.show(proof, by=cleo)

    def test_refused_the_freelancer_reads_why_and_others_nothing(self, ada, cleo, proof, client, client_of):
        client_of(ada).post(at("refuse_proof", proof), {"why": "It is still secret."})
        assert "It is still secret." in client_of(cleo).get(proof.get_absolute_url()).text
        assert client.get(proof.get_absolute_url()).status_code == 404

    def test_withdrawn_the_mark_says_so_and_nothing_else(self, ada, shown, client, client_of):
        client_of(ada).post(at("withdraw_proof", shown), {"why": "We have parted."})
        work, page = client.get(shown.work.get_absolute_url()).text, client.get(shown.get_absolute_url()).text
        assert "withdrew their consent" in work
        assert "This proof was withdrawn" in page
        for said in ("Ada Brandt", shown.hash, "We have parted."):
            assert said not in page
        assert proofs.grant(fresh(shown), by=ada).is_granted

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_nobody_but_the_client_answers(self, request, proof, who):
        person = request.getfixturevalue(who)
        for act in (proofs.grant, proofs.refuse, proofs.withdraw):
            with pytest.raises(NotAllowed):
                act(proof, by=person, **({} if act is proofs.grant else {"answer": ""}))

    def test_twice_is_refused(self, proof, ada):
        proofs.grant(proof, by=ada)
        with pytest.raises(IllegalMove):
            proofs.grant(proof, by=ada)

    def test_a_get_changes_nothing(self, proof, ada, client_of):
        assert client_of(ada).get(at("grant_proof", proof)).status_code == 405


class TestChecking:
    def test_the_file_that_was_accepted_is_known_and_another_is_not(self, shown, client):
        assert "This file is part of what was accepted." in client.post(at("check_proof", shown), {"file": sent()}).text
        other = client.post(at("check_proof", shown), {"file": sent(TEXT + b".")})
        assert '<p role="status"><b>This file is not part of what was accepted.' in other.text

    def test_no_file_is_said(self, shown, client):
        assert client.post(at("check_proof", shown), {}).status_code == 422

    def test_nothing_is_checked_against_what_is_not_shown(self, proof, client):
        assert client.post(at("check_proof", proof), {"file": sent()}).status_code == 404

    def test_a_withdrawn_one_answers_nothing(self, ada, shown, client):
        proofs.withdraw(shown, answer="", by=ada)
        answer = client.post(at("check_proof", shown), {"file": sent()})
        assert answer.status_code == 422
        assert "is part of what" not in answer.text

    def test_a_file_is_read_in_pieces(self):
        from io import BytesIO

        file = SimpleNamespace(open=lambda mode: BytesIO(b"x" * (3 << 20)))
        assert manifests.sha_of(file) == hashlib.sha256(b"x" * (3 << 20)).hexdigest()


def test_the_milestone_offers_it_to_the_freelancer_alone(ada, cleo, released, client_of):
    assert at("offer_proof", released) in client_of(cleo).get(released.get_absolute_url()).text
    assert at("offer_proof", released) not in client_of(ada).get(released.get_absolute_url()).text


def test_forgotten_a_client_takes_consent_along(ada, shown):
    port.handler_of("projects.proof").erase(ada)
    assert fresh(shown).status == "withdrawn"
