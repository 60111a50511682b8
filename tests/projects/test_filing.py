"""What a client's side keeps for itself of proposals; files that go with them; how many may be sent a day."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from projects import filing, proposal_files, proposals
from projects.models import Filing, Proposal, ProposalFile
from projects.proposals import Changed, TooMany
from tests.projects import story

pytestmark = pytest.mark.django_db


def act(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


def inbox(proposal):
    return reverse("projects:inbox", args=[proposal.project.listing.slug])


def text(name="sketch.txt"):
    return SimpleUploadedFile(name, b"Three sketches of the cover, in words.\n")


class TestNote:
    def test_only_the_clients_side_reads_it(self, ada, cleo, proposal, client_of):
        client_of(ada).post(act("note", proposal), {"note": "Ask about March."})
        assert "Ask about March." in client_of(ada).get(proposal.get_absolute_url()).text
        assert "Ask about March." in client_of(ada).get(inbox(proposal)).text
        assert "Ask about March." not in client_of(cleo).get(proposal.get_absolute_url()).text

    def test_nobody_else_writes_one(self, cleo, eve, proposal, client_of):
        for other in (cleo, eve):
            assert client_of(other).post(act("note", proposal), {"note": "x"}).status_code == 404
            with pytest.raises(NotAllowed):
                filing.note(proposal, "x", by=other)

    @pytest.mark.parametrize("words", ["x" * 2500, "\0zero", ""])
    def test_whatever_is_typed_is_kept_as_far_as_it_goes(self, ada, proposal, client_of, words):
        assert client_of(ada).post(act("note", proposal), {"note": words}).status_code == 303
        assert len(Filing.objects.get().note) <= filing.LONGEST


class TestAside:
    def test_it_leaves_the_list_and_its_writer_sees_nothing(self, ada, cleo, proposal, client_of):
        browser = client_of(ada)
        answer = browser.post(act("put_aside", proposal), follow=True)
        assert "Cleo Marsh" not in answer.text
        assert "Cleo Marsh" in browser.get(inbox(proposal), {"show": "aside"}).text
        assert "Put it aside" not in client_of(cleo).get(proposal.get_absolute_url()).text
        assert Proposal.objects.get().status == "sent"

    def test_it_comes_back(self, ada, proposal, client_of):
        for name in ("put_aside", "put_aside", "take_back"):
            client_of(ada).post(act(name, proposal))
        assert "Cleo Marsh" in client_of(ada).get(inbox(proposal)).text

    def test_it_is_the_clients_alone(self, cleo, eve, proposal, client_of):
        for name in ("put_aside", "take_back"):
            assert client_of(cleo).post(act(name, proposal)).status_code == 404
            assert client_of(eve).get(act(name, proposal)).status_code == 405


class TestFiles:
    def test_a_file_begins_the_draft_and_goes_with_it(self, ada, cleo, job, client_of):
        browser = client_of(cleo)
        browser.post(reverse("projects:add_draft_file", args=[job.listing.slug]), {"file": text()})
        browser.post(reverse("projects:propose", args=[job.listing.slug]), story.proposal_data())
        proposal = Proposal.objects.get()
        assert (proposal.status, proposal.files.get().name) == ("sent", "sketch.txt")
        assert "sketch.txt" in client_of(ada).get(proposal.get_absolute_url()).text

    def test_only_the_two_sides_read_it(self, ada, cleo, eve, proposal, client_of, client):
        client_of(cleo).post(act("add_proposal_file", proposal), {"file": text()})
        address = act("proposal_file", ProposalFile.objects.get())
        assert b"Three sketches" in b"".join(client_of(ada).get(address).streaming_content)
        assert client_of(eve).get(address).status_code == 404
        assert client.get(address).status_code == 302

    def test_who_read_it_without_the_file_cannot_accept_it(self, ada, cleo, proposal, client_of):
        client_of(cleo).post(act("add_proposal_file", proposal), {"file": text()})
        with pytest.raises(Changed):
            proposals.accept(proposal, revision=1, by=ada)

    def test_a_program_is_refused_in_words(self, cleo, proposal, client_of):
        sent = SimpleUploadedFile("x.exe", b"MZ\x90\x00" + b"\0" * 60)
        answer = client_of(cleo).post(act("add_proposal_file", proposal), {"file": sent}, follow=True)
        assert "This kind of file cannot be taken." in answer.text

    def test_it_is_taken_away_by_its_writer_until_the_answer(self, ada, cleo, proposal, client_of):
        client_of(cleo).post(act("add_proposal_file", proposal), {"file": text()})
        file = ProposalFile.objects.get()
        assert client_of(ada).post(act("remove_proposal_file", file)).status_code == 404
        proposals.decline(proposal, reason="price", by=ada)
        with pytest.raises(Refused, match="being answered"):
            proposal_files.remove(file, by=cleo)


class TestAllowance:
    def test_the_first_week_has_a_limit_of_its_own_and_the_form_says_how_many_are_left(
        self, ada, ben, topics, client_of
    ):
        jobs = [story.posted(ada, title=f"A job of the number {n}") for n in range(11)]
        for job in jobs[:10]:
            story.proposed(job, ben)
        with pytest.raises(TooMany, match="first week"):
            story.proposed(jobs[10], ben)
        assert (
            "You can send none just now."
            in client_of(ben).get(reverse("projects:propose", args=[jobs[10].listing.slug])).text
        )

    def test_after_it_the_limit_is_that_of_the_plan(self, cleo, job, client_of, clock):
        address = reverse("projects:propose", args=[job.listing.slug])
        assert "You can send 10 more today." in client_of(cleo).get(address).text
        clock.shift(timedelta(days=7, seconds=1))
        assert "You can send 20 more today." in client_of(cleo).get(address).text
