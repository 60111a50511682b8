"""A client invites freelancers to a job; these answer with a proposal or a word. Some jobs only they can see."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import people
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing
from marketplace.kit import outbox
from marketplace.kit.models import IllegalMove
from projects import job_invitations, projects, proposals
from projects.models import JobInvitation, Project
from social import blocks, follows
from social.models import Notice
from tests import cast
from tests.projects import story

pytestmark = pytest.mark.django_db


def page(project):
    return reverse("projects:invitations", args=[project.listing.slug])


def act(name, invitation):
    return reverse(f"projects:{name}_invitation", args=[invitation.pk])


@pytest.fixture
def invited(ada, cleo, job):
    return job_invitations.send(job, cleo.party, note="Your Tide Book is what we want.", by=ada)


@pytest.fixture
def secret(ada, topics):
    return story.posted(ada, is_invited_only=True)


class TestInvite:
    def test_the_freelancer_is_told_on_the_page_and_by_mail(self, ada, cleo, job, client_of):
        answer = client_of(ada).post(page(job), {"party": cleo.party.slug, "note": "Please look."}, follow=True)
        assert "Cleo Marsh is invited and has been told." in answer.text
        assert Notice.objects.get(user=cleo).kind == "job_invitation"
        outbox.deliver()
        assert mail.outbox[0].subject == f"Ada Brandt invites you to propose for {story.TITLE}."

    def test_twice_asks_once(self, ada, cleo, job):
        for _twice in range(2):
            job_invitations.send(job, cleo.party, by=ada)
        assert JobInvitation.objects.count() == 1

    def test_from_the_page_of_a_person(self, ada, cleo, job, client_of):
        people.publish_profile(cleo.party.profile, by=cleo)
        browser = client_of(ada)
        assert "Invite to a job" in browser.get(cleo.party.get_absolute_url()).text
        answer = browser.post(reverse("projects:invite", args=[cleo.party.slug]), {"job": job.pk, "note": "Hello"})
        assert answer.url == page(job)
        assert JobInvitation.objects.get().note == "Hello"

    def test_whose_page_is_hidden_is_not_found_by_an_address(self, ada, cleo, job, client_of):
        assert client_of(ada).get(reverse("projects:invite", args=[cleo.party.slug])).status_code == 404

    @pytest.mark.parametrize("sent", [{}, {"party": "no-such"}, {"party": "\0"}, {"party": "x" * 99}])
    def test_nobody_is_refused_in_words(self, ada, job, client_of, sent):
        answer = client_of(ada).post(page(job), sent, follow=True)
        assert "That was not sent" in answer.text

    def test_it_refuses_oneself_who_has_proposed_and_who_has_blocked(self, ada, ben, cleo, proposal):
        job = proposal.project
        with pytest.raises(Refused, match="your own job"):
            job_invitations.send(job, ada.party, by=ada)
        with pytest.raises(Refused, match="has sent a proposal"):
            job_invitations.send(job, cleo.party, by=ada)
        blocks.block(ada.party, by=ben)
        with pytest.raises(Refused, match="takes no invitations from you"):
            job_invitations.send(job, ben.party, by=ada)

    def test_it_refuses_a_stranger_and_a_closed_job(self, ada, cleo, eve, job, client_of):
        with pytest.raises(NotAllowed):
            job_invitations.send(job, cleo.party, by=eve)
        assert client_of(eve).get(page(job)).status_code == 404
        projects.pause(job, by=ada)
        with pytest.raises(Refused, match="takes no proposals any more"):
            job_invitations.send(job, cleo.party, by=ada)

    def test_there_is_a_limit_of_a_day(self, ada, cleo, ben, job, monkeypatch, clock):
        monkeypatch.setattr(job_invitations, "MOST_A_DAY", 1)
        job_invitations.send(job, cleo.party, by=ada)
        with pytest.raises(Refused, match="Try again tomorrow"):
            job_invitations.send(job, ben.party, by=ada)
        clock.shift(timedelta(days=1, seconds=1))
        assert job_invitations.send(job, ben.party, by=ada).is_waiting

    def test_two_who_press_at_once_ask_once(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        job = story.posted(ada)
        two_connections(*[lambda: job_invitations.send(job, cleo.party, by=ada)] * 2)
        assert Notice.objects.filter(kind="job_invitation").count() == 1


class TestAnswer:
    def test_accepting_leads_to_the_form(self, cleo, invited, client_of):
        browser = client_of(cleo)
        assert "Ada Brandt invites you to propose." in browser.get(invited.project.get_absolute_url()).text
        answer = browser.post(act("accept", invited))
        assert answer.url == reverse("projects:propose", args=[invited.project.listing.slug])
        assert JobInvitation.objects.get().status == "accepted"

    def test_a_proposal_answers_it(self, cleo, invited):
        story.proposed(invited.project, cleo)
        assert JobInvitation.objects.get().status == "accepted"

    def test_a_word_with_the_refusal_reaches_the_client(self, ada, cleo, invited, client_of):
        client_of(cleo).post(act("decline", invited), {"word": "No time before March."})
        assert JobInvitation.objects.get().status == "declined"
        assert Notice.objects.get(user=ada).kind == "job_invitation_declined"
        assert "No time before March." in client_of(ada).get(page(invited.project)).text

    def test_who_declined_is_not_asked_again_and_may_still_propose(self, ada, cleo, invited):
        job_invitations.decline(invited, by=cleo)
        with pytest.raises(Refused, match="answered an invitation"):
            job_invitations.send(invited.project, cleo.party, by=ada)
        story.proposed(invited.project, cleo)
        assert JobInvitation.objects.get().status == "accepted"

    def test_a_word_that_is_too_long_comes_back(self, cleo, invited, client_of):
        answer = client_of(cleo).post(act("decline", invited), {"word": "x" * 301})
        assert answer.status_code == 422
        assert "x" * 301 in answer.text

    @pytest.mark.parametrize("name", ["accept", "decline"])
    def test_it_is_nobody_elses(self, ada, eve, invited, client_of, name):
        for other in (ada, eve):
            assert client_of(other).post(act(name, invited)).status_code == 404

    def test_what_was_taken_back_can_be_sent_again(self, ada, cleo, invited):
        job_invitations.withdraw(invited, by=ada)
        with pytest.raises(IllegalMove):
            job_invitations.decline(invited, by=cleo)
        assert job_invitations.send(invited.project, cleo.party, by=ada).is_waiting

    def test_it_closes_with_the_job(self, ada, invited):
        projects.cancel(invited.project, by=ada)
        assert JobInvitation.objects.get().status == "closed"

    def test_it_waits_at_home_and_in_a_list(self, cleo, invited, client_of):
        assert "Ada Brandt invites you to propose" in client_of(cleo).get(reverse("discovery:home")).text
        assert story.TITLE in client_of(cleo).get(reverse("projects:my_invitations")).text


class TestOnlyInvited:
    def test_nobody_else_finds_or_opens_it(self, ada, cleo, eve, secret, client, client_of):
        address = secret.get_absolute_url()
        assert not Listing.objects.live().filter(pk=secret.pk).exists()
        assert client.get(address).status_code == client_of(eve).get(address).status_code == 404
        assert client_of(eve).get(reverse("projects:propose", args=[secret.listing.slug])).status_code == 404
        job_invitations.send(secret, cleo.party, by=ada)
        assert "Only invited people see it" in client_of(cleo).get(address).text
        assert client_of(ada).get(address).status_code == 200

    def test_who_is_invited_proposes_and_keeps_seeing_it(self, ada, cleo, secret, client_of):
        job_invitations.send(secret, cleo.party, by=ada)
        proposal = story.proposed(secret, cleo)
        assert Project.objects.visible_to(cleo).filter(pk=secret.pk).exists()
        assert client_of(cleo).get(proposal.get_absolute_url()).status_code == 200

    def test_a_proposal_without_an_invitation_is_refused(self, eve, secret):
        with pytest.raises(Refused, match="Only whom the client invites"):
            story.proposed(secret, eve)

    def test_what_was_taken_back_closes_the_door(self, ada, cleo, secret, client_of):
        job_invitations.withdraw(job_invitations.send(secret, cleo.party, by=ada), by=ada)
        assert client_of(cleo).get(secret.get_absolute_url()).status_code == 404

    def test_followers_hear_nothing_of_it(self, ada, cleo, topics):
        follows.follow(ada.party, by=cleo)
        story.posted(ada, is_invited_only=True)
        outbox.deliver()
        assert not Notice.objects.filter(user=cleo).exists()

    def test_a_public_job_can_be_closed_to_others_and_opened_again(self, ada, eve, job):
        for only_invited in (True, False):
            projects.change(job, story.terms(is_invited_only=only_invited), by=ada)
            assert Project.objects.visible_to(eve).filter(pk=job.pk).exists() is not only_invited
            assert Listing.objects.live().filter(pk=job.pk).exists() is not only_invited

    def test_a_pause_does_not_make_it_public(self, ada, eve, secret):
        projects.reopen(projects.pause(secret, by=ada), by=ada)
        assert not Project.objects.visible_to(eve).filter(pk=secret.pk).exists()

    def test_the_form_says_who_sees_it(self, ada, draft, client_of):
        address = reverse("projects:edit", args=[draft.listing.slug])
        client_of(ada).post(address, story.form_data(seen_by="invited"))
        assert Project.objects.get(pk=draft.pk).is_invited_only


class TestWhom:
    def test_who_does_this_work_is_offered_and_found_by_words(self, ada, cleo, job, topics, client_of):
        people.publish_profile(cleo.party.profile, by=cleo)
        Listing.objects.filter(owner=cleo.party, kind="person").update(lineage=[topics["book-design"].pk])
        job = projects.change(job, story.terms(), by=ada)
        assert "Cleo Marsh" in client_of(ada).get(page(job)).text
        assert "Cleo Marsh" in client_of(ada).get(page(job), {"q": "marsh"}).text
        assert "Nobody is found" in client_of(ada).get(page(job), {"q": "zzz\0qq"}).text

    def test_the_page_takes_as_many_queries_for_many(self, ada, job, client_of):
        browser = client_of(ada)
        counts = []
        for number in range(6):
            freelancer = cast.joined(f"F{number} Lane", cast.FREELANCER)
            job_invitations.send(job, freelancer.party, by=ada)
            with CaptureQueriesContext(
                connection,
            ) as found:
                browser.get(page(job))
            counts.append(len(found))
        assert counts[1] == counts[-1]


def test_withdrawn_proposals_leave_the_invitation_accepted(ada, cleo, invited):
    proposal = story.proposed(invited.project, cleo)
    proposals.withdraw(proposal, by=cleo)
    assert JobInvitation.objects.get().status == "accepted"
