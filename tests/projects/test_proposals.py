"""A freelancer writes a proposal: draft, sent, changed, withdrawn."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from moneyed import Money

from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import ListingStats
from marketplace.kit import outbox
from marketplace.kit.models import IllegalMove
from projects import projects, proposals
from projects.models import Proposal
from projects.proposals import TooMany
from projects.terms import Step
from social import blocks
from social.models import Notice
from tests.payments import members
from tests.projects import story

pytestmark = pytest.mark.django_db


def write(project):
    return reverse("projects:propose", args=[project.listing.slug])


def act(name, proposal):
    return reverse(f"projects:{name}", args=[proposal.pk])


class TestSend:
    def test_it_reaches_the_client_on_the_page_and_by_mail(self, ada, cleo, job, client_of):
        answer = client_of(cleo).post(write(job), story.proposal_data())
        proposal = Proposal.objects.get()
        assert answer.url == proposal.get_absolute_url()
        assert (proposal.status, proposal.price) == ("sent", Money(750, "EUR"))
        assert Notice.objects.get(user=ada).kind == "proposal_received"
        outbox.deliver()
        assert mail.outbox[0].to == [ada.email]
        assert mail.outbox[0].subject == f"Cleo Marsh sent a proposal for {story.TITLE}: €750."

    def test_who_is_blocked_reads_a_neutral_sentence_and_loses_nothing(self, ada, cleo, job, client_of):
        blocks.block(cleo.party, by=ada)
        answer = client_of(cleo).post(write(job), story.proposal_data(), follow=True)
        assert "takes no proposals from you" in answer.text
        assert not Proposal.objects.filter(status="sent").exists()

    def test_it_is_counted_on_the_card(self, job, proposal):
        assert ListingStats.objects.get(listing=job.pk).proposals == 1

    def test_who_sends_one_becomes_a_freelancer(self, ben, job):
        story.proposed(job, ben)
        assert ben.roles.filter(kind="freelancer").exists()

    def test_there_is_one_a_job(self, cleo, proposal, client_of):
        with pytest.raises(Refused, match="already"):
            story.proposed(proposal.project, cleo)
        answer = client_of(cleo).post(write(proposal.project), story.proposal_data())
        assert answer.url == proposal.get_absolute_url()
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.create(project=proposal.project, freelancer=cleo.party, currency="EUR")

    def test_nobody_proposes_for_their_own_job(self, ada, job, client_of):
        answer = client_of(ada).post(write(job), story.proposal_data())
        assert answer.status_code == 422
        assert "This is your own job" in answer.text
        assert not Proposal.objects.exists()

    def test_a_closed_job_takes_none(self, ada, cleo, job, client_of):
        projects.pause(job, by=ada)
        answer = client_of(cleo).post(write(job), story.proposal_data())
        assert answer.status_code == 422
        assert "takes no proposals any more" in answer.text

    def test_a_job_whose_clock_is_late_takes_none(self, cleo, job, clock):
        clock.move_to(job.closes_at + timedelta(seconds=1))
        with pytest.raises(Refused, match="takes no proposals"):
            story.proposed(job, cleo)

    def test_a_draft_of_a_job_is_not_there(self, cleo, draft, client_of):
        assert client_of(cleo).get(write(draft)).status_code == 404

    def test_what_was_typed_before_signing_in_is_there_afterwards(self, cleo, job, client):
        answer = client.post(write(job), story.proposal_data(letter="Typed before I signed in, and not lost."))
        assert answer.url.startswith("/accounts/login/")
        client.force_login(cleo)
        assert "Typed before I signed in" in client.get(write(job)).text

    def test_a_plan_raises_the_limit_of_a_day(self, ada, cleo, topics):
        members.changes("work", "free", proposals_a_day=1)
        members.changes("work", "pro", proposals_a_day=2)
        members.on_plan(cleo.party, "pro")
        jobs = [story.posted(ada, title=f"A job of the number {n}") for n in range(3)]
        for job in jobs[:2]:
            story.proposed(job, cleo)
        with pytest.raises(TooMany, match="limit of your plan"):
            story.proposed(jobs[2], cleo)

    def test_the_limit_of_a_day_ends_with_the_day(self, ada, cleo, topics, clock):
        members.changes("work", "free", proposals_a_day=2)
        jobs = [story.posted(ada, title=f"A job of the number {n}") for n in range(3)]
        for job in jobs[:2]:
            story.proposed(job, cleo)
        with pytest.raises(TooMany, match="Try again tomorrow"):
            story.proposed(jobs[2], cleo)
        clock.shift(timedelta(days=1, seconds=1))
        assert story.proposed(jobs[2], cleo)


class TestForm:
    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("letter", "Hello", "Write at least 40 letters; there are 5 so far."),
            ("letter", "x" * 8001, "at most 8000 characters"),
            ("price", "", "This field is required."),
            ("price", "0", "above zero"),
            ("price", "-1", "above zero"),
            ("price", "7.505", "smallest amount is €0.01"),
            ("price", "9" * 15, "Enter at most"),
            ("days", "0", "greater than or equal to 1"),
            ("days", "soon", "whole number"),
            ("answer_0", "", "This field is required."),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_the_rest(self, cleo, job, client_of, field, value, said):
        answer = client_of(cleo).post(write(job), story.proposal_data(**{field: value}))
        assert answer.status_code == 422
        assert said in answer.text
        assert not Proposal.objects.exists()
        if field != "letter":
            assert story.LETTER in answer.text

    def test_milestones_make_exactly_the_price(self, cleo, job, client_of):
        rows = {"milestone-TOTAL_FORMS": "1", "milestone-INITIAL_FORMS": "0", "milestone-0-name": "All of it"}
        answer = client_of(cleo).post(write(job), story.proposal_data(**rows, **{"milestone-0-amount": "700"}))
        assert "The milestones add up to €700, and the price is €750." in answer.text
        client_of(cleo).post(write(job), story.proposal_data(**rows, **{"milestone-0-amount": "750"}))
        assert Proposal.objects.get().milestones.get().amount == Money(750, "EUR")

    def test_script_in_a_letter_is_shown_as_text(self, ada, cleo, job, client_of):
        letter = "<script>alert('x')</script> **bold** and [a link](javascript:alert(1)) " * 2
        client_of(cleo).post(write(job), story.proposal_data(letter=letter))
        page = client_of(ada).get(Proposal.objects.get().get_absolute_url()).text
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "<strong>bold</strong>" in page

    def test_hourly_work_is_a_rate_without_days(self, ada, cleo, topics, client_of):
        job = story.posted(ada, basis="hourly", budget_low=4000, budget_high=6000, milestones=())
        client_of(cleo).post(write(job), story.proposal_data(price="55", days=""))
        assert Proposal.objects.get().price == Money(55, "EUR")
        assert Proposal.objects.get().days is None

    def test_what_one_gets_is_worked_out_by_the_server(self, cleo, job, client_of):
        address = reverse("projects:net", args=[job.listing.slug])
        assert "€625.00" in client_of(cleo).get(address, {"price": "750"}).text
        assert client_of(cleo).get(address, {"price": "rubbish"}).text.strip() == ""


class TestDraft:
    def test_it_saves_by_itself_and_only_its_writer_sees_it(self, ada, cleo, job, client_of):
        address = reverse("projects:proposal_draft", args=[job.listing.slug])
        answer = client_of(cleo).post(address, {"letter": "Half a"}, headers={"Accept": "application/json"})
        assert "saved" in answer.json()
        draft = Proposal.objects.get()
        assert draft.status == "draft"
        assert "Half a" in client_of(cleo).get(write(job)).text
        assert client_of(ada).get(draft.get_absolute_url()).status_code == 404
        assert not Notice.objects.exists()

    def test_sending_it_later_is_the_same_proposal(self, cleo, job, client_of):
        address = reverse("projects:proposal_draft", args=[job.listing.slug])
        client_of(cleo).post(address, {"letter": "Half a"})
        client_of(cleo).post(write(job), story.proposal_data())
        assert Proposal.objects.get().status == "sent"


class TestChange:
    def test_the_client_is_told_and_sees_the_new_price(self, ada, cleo, proposal, client_of):
        client_of(cleo).post(act("edit_proposal", proposal), story.proposal_data(price="700"))
        proposal.refresh_from_db()
        assert (proposal.price, proposal.revision) == (Money(700, "EUR"), 2)
        assert Notice.objects.filter(user=ada, kind="proposal_changed").count() == 1

    def test_its_milestones_are_changed_with_it(self, cleo, proposal):
        proposals.change(proposal, story.offer(milestones=[Step("All", Money(750, "EUR"), 14)]), by=cleo)
        assert proposal.milestones.get().days == 14

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_changes_it(self, request, proposal, client_of, who):
        person = request.getfixturevalue(who)
        assert client_of(person).post(act("edit_proposal", proposal), story.proposal_data()).status_code == 404
        with pytest.raises(NotAllowed):
            proposals.change(proposal, story.offer(), by=person)

    def test_an_answered_one_stays_as_it_is(self, ada, cleo, proposal):
        proposals.accept(proposal, revision=1, by=ada)
        with pytest.raises(Refused, match="has been answered"):
            proposals.change(proposal, story.offer(1), by=cleo)


class TestWithdraw:
    def test_it_is_taken_back_and_another_may_be_written(self, ada, cleo, proposal, client_of):
        client_of(cleo).post(act("withdraw", proposal))
        proposal.refresh_from_db()
        assert proposal.status == "withdrawn"
        assert ListingStats.objects.get(listing=proposal.project_id).proposals == 0
        assert Notice.objects.filter(user=ada, kind="proposal_withdrawn").exists()
        assert story.proposed(proposal.project, cleo, 700)

    def test_twice_is_refused(self, cleo, proposal):
        proposals.withdraw(proposal, by=cleo)
        with pytest.raises(IllegalMove):
            proposals.withdraw(proposal, by=cleo)

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_withdraws_it(self, request, proposal, client_of, who):
        assert client_of(request.getfixturevalue(who)).post(act("withdraw", proposal)).status_code == 404

    def test_it_is_posted_never_got(self, cleo, proposal, client_of):
        assert client_of(cleo).get(act("withdraw", proposal)).status_code == 405


class TestReading:
    def test_both_sides_read_it_and_nobody_else(self, ada, cleo, eve, proposal, client_of, client):
        address = proposal.get_absolute_url()
        assert client_of(ada).get(address).status_code == 200
        assert client_of(cleo).get(address).status_code == 200
        assert client_of(eve).get(address).status_code == 404
        assert client.get(address).status_code == 302

    def test_the_fee_is_the_freelancers_to_see(self, ada, cleo, proposal, client_of):
        assert "€625.00" in client_of(cleo).get(proposal.get_absolute_url()).text
        assert "€625.00" not in client_of(ada).get(proposal.get_absolute_url()).text

    def test_my_proposals_take_the_same_queries_for_one_and_for_twenty(
        self, ada, cleo, topics, client_of, queries, clock
    ):
        clock.shift(timedelta(days=8))  # past the limit of the first week
        browser, address = client_of(cleo), reverse("projects:my_proposals")
        story.proposed(story.posted(ada), cleo)
        one = queries(lambda: browser.get(address))
        for number in range(19):
            story.proposed(story.posted(ada, title=f"A job of the number {number}"), cleo)
        assert queries(lambda: browser.get(address)) == one <= 12

    def test_the_list_says_what_will_be_there(self, cleo, client_of):
        assert "No proposals yet" in client_of(cleo).get(reverse("projects:my_proposals")).text
