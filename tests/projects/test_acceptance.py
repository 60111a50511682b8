"""A client shortlists, compares, declines and accepts; two who press at once accept once."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import outbox
from marketplace.kit.models import IllegalMove
from projects import projects, proposals
from projects.models import Contract, Project, Proposal
from projects.proposals import Changed
from social.models import Notice
from tests import cast
from tests.projects import story

pytestmark = pytest.mark.django_db


def act(name, proposal):
    return reverse(f"projects:{name}", args=[proposal.pk])


def state(row):
    return type(row).objects.get(pk=row.pk).status


class TestAccept:
    def test_the_work_begins_and_both_are_told_on_the_page_and_by_mail(self, ada, cleo, proposal, client_of):
        answer = client_of(ada).post(act("accept", proposal), {"revision": 1})
        assert answer.url == Contract.objects.get(proposal=proposal).get_absolute_url()
        assert (state(proposal), state(proposal.project)) == ("accepted", "in_progress")
        assert Notice.objects.filter(user=cleo, kind="proposal_accepted").exists()
        assert Notice.objects.filter(user=ada, kind="acceptance_noted").exists()
        outbox.deliver()
        told = {message.to[0]: message for message in mail.outbox if "accepted" in message.subject}
        assert set(told) == {ada.email, cleo.email}
        assert "The contract waits for both signatures." in told[cleo.email].body
        assert answer.url in told[cleo.email].body

    def test_the_page_leads_to_the_contract_that_both_sign(self, ada, cleo, proposal, client_of):
        contract = proposals.accept(proposal, revision=1, by=ada).contract
        for person in (ada, cleo):
            page = client_of(person).get(proposal.get_absolute_url()).text
            assert "The contract waits for both signatures. Nothing is paid before." in page
            assert contract.get_absolute_url() in page

    def test_the_others_are_closed_not_declined_and_told(self, ada, eve, proposal):
        other = story.proposed(proposal.project, eve, 650)
        proposals.accept(proposal, revision=1, by=ada)
        assert state(other) == "expired"
        told = Notice.objects.get(user=eve)
        assert told.kind == "job_filled"

    def test_twice_accepts_once_and_says_so(self, ada, cleo, proposal, client_of):
        browser = client_of(ada)
        browser.post(act("accept", proposal), {"revision": 1})
        answer = browser.post(act("accept", proposal), {"revision": 1}, follow=True)
        assert "You have accepted this proposal already." in answer.text
        assert Notice.objects.filter(kind="proposal_accepted").count() == 1

    def test_a_second_tab_with_another_proposal_gets_a_clear_answer(self, ada, eve, proposal, client_of):
        other = story.proposed(proposal.project, eve)
        proposals.accept(proposal, revision=1, by=ada)
        answer = client_of(ada).post(act("accept", other), {"revision": 1}, follow=True)
        assert "You have accepted another proposal, so this job is filled." in answer.text
        assert state(other) == "expired"

    def test_it_refuses_what_has_changed_since_the_page_was_read(self, ada, cleo, proposal, client_of):
        proposals.change(proposal, story.offer(900), by=cleo)
        with pytest.raises(Changed):
            proposals.accept(proposal, revision=1, by=ada)
        answer = client_of(ada).post(act("accept", proposal), {"revision": 1}, follow=True)
        assert "has changed since you opened it" in answer.text
        assert state(proposal.project) == "open"

    @pytest.mark.parametrize("sent", [{}, {"revision": "x"}, {"revision": "-1"}])
    def test_it_refuses_an_acceptance_of_nothing_that_was_read(self, ada, proposal, client_of, sent):
        client_of(ada).post(act("accept", proposal), sent)
        assert state(proposal) == "sent"

    def test_it_refuses_a_withdrawn_one(self, ada, cleo, proposal):
        proposals.withdraw(proposal, by=cleo)
        with pytest.raises(IllegalMove):
            proposals.accept(proposal, revision=1, by=ada)

    def test_a_paused_job_can_be_filled(self, ada, proposal):
        projects.pause(proposal.project, by=ada)
        proposals.accept(proposal, revision=1, by=ada)
        assert state(proposal.project) == "in_progress"

    def test_a_job_for_two_stays_open_until_both_are_found(self, ada, cleo, eve, topics):
        job = story.posted(ada, hires=2)
        first, second = story.proposed(job, cleo), story.proposed(job, eve)
        proposals.accept(first, revision=1, by=ada)
        assert (state(job), state(second)) == ("open", "sent")
        proposals.accept(second, revision=1, by=ada)
        assert state(job) == "in_progress"

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_only_the_client_accepts(self, request, proposal, client_of, who):
        person = request.getfixturevalue(who)
        assert client_of(person).post(act("accept", proposal), {"revision": 1}).status_code == 404
        with pytest.raises(NotAllowed):
            proposals.accept(proposal, revision=1, by=person)

    def test_an_anonymous_visitor_is_asked_to_sign_in(self, client, proposal):
        assert client.post(act("accept", proposal), {"revision": 1}).url.startswith("/accounts/login/")

    @pytest.mark.parametrize("name", ["accept", "shortlist", "unlist"])
    def test_an_answer_is_posted_never_got(self, ada, proposal, client_of, name):
        assert client_of(ada).get(act(name, proposal)).status_code == 405


class TestTwoAtOnce:
    """Each on a connection of its own."""

    def test_two_tabs_accept_two_proposals_once(self, two_connections):
        cast.topics()
        ada, cleo, eve = cast.ada(), cast.cleo(), cast.eve()
        job = story.posted(ada)
        one, other = story.proposed(job, cleo), story.proposed(job, eve)
        results = two_connections(
            lambda: proposals.accept(one, revision=1, by=ada), lambda: proposals.accept(other, revision=1, by=ada)
        )
        assert sorted(type(result).__name__ for result in results) == ["Proposal", "Refused"]
        assert sorted(Proposal.objects.values_list("status", flat=True)) == ["accepted", "expired"]
        assert Notice.objects.filter(kind="proposal_accepted").count() == 1

    def test_a_double_click_accepts_once(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        one = story.proposed(story.posted(ada), cleo)
        results = two_connections(*[lambda: proposals.accept(one, revision=1, by=ada)] * 2)
        assert sorted(type(result).__name__ for result in results) == ["Proposal", "Refused"]

    def test_an_acceptance_and_a_withdrawal_do_not_both_happen(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        one = story.proposed(story.posted(ada), cleo)
        results = two_connections(
            lambda: proposals.accept(one, revision=1, by=ada), lambda: proposals.withdraw(one, by=cleo)
        )
        assert sorted(isinstance(result, Exception) for result in results) == [False, True]
        assert (state(one), Project.objects.get().status) in {("accepted", "in_progress"), ("withdrawn", "open")}

    def test_a_double_click_sends_one_proposal(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        job = story.posted(ada)
        results = two_connections(*[lambda: story.proposed(job, cleo)] * 2)
        assert sorted(type(result).__name__ for result in results) == ["Proposal", "Refused"]
        assert Proposal.objects.count() == 1


class TestShortlist:
    def test_it_is_put_on_and_taken_off_and_told_once(self, ada, cleo, proposal, client_of):
        browser = client_of(ada)
        for name, expected in (("shortlist", "shortlisted"), ("unlist", "sent"), ("shortlist", "shortlisted")):
            browser.post(act(name, proposal))
            assert state(proposal) == expected
        assert Notice.objects.filter(user=cleo, kind="proposal_shortlisted").count() == 1

    def test_twice_changes_nothing(self, ada, proposal):
        for _twice in range(2):
            proposals.shortlist(proposal, by=ada)
        assert state(proposal) == "shortlisted"

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    @pytest.mark.parametrize("name", ["shortlist", "unlist", "decline"])
    def test_nobody_else_finds_it(self, request, proposal, client_of, who, name):
        person = request.getfixturevalue(who)
        assert client_of(person).post(act(name, proposal), {"reason": "price"}).status_code == 404


class TestDecline:
    def test_its_writer_reads_why(self, ada, cleo, proposal, client_of):
        client_of(ada).post(act("decline", proposal), {"reason": "time", "note": "We print in two weeks."})
        assert state(proposal) == "declined"
        page = client_of(cleo).get(proposal.get_absolute_url()).text
        assert "The time does not fit" in page
        assert "We print in two weeks." in page
        assert Notice.objects.get(user=cleo).facts["why"] == "the time does not fit"

    @pytest.mark.parametrize("reason", ["", "because"])
    def test_it_needs_a_reason(self, ada, proposal, client_of, reason):
        answer = client_of(ada).post(act("decline", proposal), {"reason": reason})
        assert answer.status_code == 422
        assert state(proposal) == "sent"

    def test_an_answered_one_is_not_declined(self, ada, proposal):
        proposals.accept(proposal, revision=1, by=ada)
        with pytest.raises((IllegalMove, Refused)):
            proposals.decline(proposal, reason="price", by=ada)
        assert Proposal.objects.get().reason == ""


class TestInbox:
    def inbox(self, project, query=""):
        return reverse("projects:inbox", args=[project.listing.slug]) + query

    def test_only_the_client_reads_it(self, ada, cleo, eve, proposal, client_of, client):
        address = self.inbox(proposal.project)
        assert client_of(ada).get(address).status_code == 200
        assert client_of(cleo).get(address).status_code == 404
        assert client_of(eve).get(address).status_code == 404
        assert client.get(address).status_code == 302

    def test_drafts_are_not_in_it(self, ada, cleo, job, client_of):
        proposals.keep(job, {}, story.offer(letter="A letter that is not sent"), by=cleo)
        page = client_of(ada).get(self.inbox(job)).text
        assert "A letter that is not sent" not in page
        assert "No proposals yet" in page

    def test_two_stand_side_by_side_with_what_differs(self, ada, eve, proposal, client_of):
        other = story.proposed(proposal.project, eve, 650, days=20)
        query = f"?compare={proposal.pk}&compare={other.pk}"
        page = client_of(ada).get(self.inbox(proposal.project, query)).text
        assert "2 proposals side by side" in page
        assert page.count("Accept for") == 2
        assert "lowest" in page
        assert "soonest" in page
        assert "at its middle" in page
        assert "The job is then filled, and the other proposals are closed" in page

    @pytest.mark.parametrize(
        "ids", ["", "?compare=", "?compare=nonsense", "?compare=00000000-0000-0000-0000-000000000000"]
    )
    def test_less_than_two_is_the_list(self, ada, proposal, client_of, ids):
        page = client_of(ada).get(self.inbox(proposal.project, ids)).text
        assert "1 proposal" in page

    def test_four_columns_take_the_same_queries_as_two(self, ada, proposal, client_of, queries):
        ids = [proposal.pk]
        ids += [story.proposed(proposal.project, cast.joined(f"Writer{n} Many"), 600 + n).pk for n in range(3)]
        addresses = [self.inbox(proposal.project, "?compare=" + "&compare=".join(map(str, ids[:n]))) for n in (2, 4)]
        browser = client_of(ada)
        two, four = (queries(lambda address=address: browser.get(address)) for address in addresses)
        assert two == four <= 16  # the open scores are one of them, teams another

    def test_proposals_of_another_job_do_not_come_in(self, ada, eve, proposal, client_of):
        foreign = story.proposed(story.posted(eve, title="A job of somebody else"), ada)
        answer = client_of(ada).get(self.inbox(proposal.project, f"?compare={proposal.pk}&compare={foreign.pk}"))
        assert "side by side" not in answer.text

    def test_the_tabs_hold_what_they_say(self, ada, eve, proposal, client_of):
        other = story.proposed(proposal.project, eve, letter="Eve writes a letter of more than forty letters.")
        proposals.shortlist(other, by=ada)
        page = client_of(ada).get(self.inbox(proposal.project, "?show=shortlisted")).text
        assert "Eve Stone" in page
        assert "Cleo Marsh" not in page

    def test_it_takes_the_same_queries_for_one_and_for_twenty(self, ada, proposal, client_of, queries):
        browser, address = client_of(ada), self.inbox(proposal.project)
        one = queries(lambda: browser.get(address))
        for number in range(19):
            story.proposed(proposal.project, cast.joined(f"Freelancer{number} Twenty"))
        assert queries(lambda: browser.get(address)) == one <= 16
