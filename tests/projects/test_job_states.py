"""A posted job is changed, paused, reopened, called off; and the clock closes it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing
from marketplace.kit import clock as now
from marketplace.kit import timers
from marketplace.kit.models import IllegalMove, Move, Timer
from projects import endings, projects, proposals
from projects.expiry import close_overdue_jobs
from projects.models import Project
from social.models import Notice
from tests.projects import contract_story, story

pytestmark = pytest.mark.django_db


def at(name, project):
    return reverse(f"projects:{name}", args=[project.listing.slug])


def state(project):
    return Project.objects.get(pk=project.pk).status


class TestChange:
    def test_everybody_sees_it_at_once(self, ada, job, client_of):
        answer = client_of(ada).post(at("edit", job), story.form_data(title="Layout for an A6 pocket journal"))
        assert answer.url == job.get_absolute_url()
        face = Listing.objects.get(pk=job.pk)
        assert face.title == "Layout for an A6 pocket journal"
        assert Listing.objects.filter(search="pocket").exists()
        assert not Listing.objects.filter(search="toolbox").exists()

    def test_a_change_that_is_wrong_changes_nothing_and_loses_nothing(self, ada, job, client_of):
        answer = client_of(ada).post(at("edit", job), story.form_data(budget_low="a lot", brief="x" * 70))
        assert answer.status_code == 422
        assert Project.objects.get().budget_low == 60_000
        page = client_of(ada).get(at("edit", job)).text
        assert 'value="a lot"' in page
        assert "changes that you have not saved" in page

    def test_unsaved_changes_can_be_dropped(self, ada, job, client_of):
        client_of(ada).post(at("draft", job), story.form_data(title="Another title altogether"))
        client_of(ada).post(at("forget", job))
        assert "Another title altogether" not in client_of(ada).get(at("edit", job)).text

    def test_who_has_proposed_is_told_once_a_day(self, ada, cleo, job, proposal, clock):
        for _twice in range(2):
            projects.change(job, story.terms(), by=ada)
        assert Notice.objects.filter(user=cleo, kind="job_changed").count() == 1

    def test_currency_and_basis_stay_once_somebody_has_proposed(self, ada, proposal, client_of):
        data = story.form_data(currency="GBP")
        answer = client_of(ada).post(at("edit", proposal.project), data)
        assert answer.status_code == 422
        assert "Proposals were made in these terms" in answer.text
        assert Project.objects.get().currency == "EUR"

    def test_a_stranger_changes_nothing(self, eve, job):
        with pytest.raises(NotAllowed):
            projects.change(job, story.terms(), by=eve)

    def test_a_closed_job_is_not_changed(self, ada, job):
        projects.cancel(job, by=ada)
        with pytest.raises(Refused):
            projects.change(job, story.terms(), by=ada)


class TestPause:
    def test_it_leaves_search_and_takes_no_proposals(self, ada, cleo, job, client_of, client):
        client_of(ada).post(at("pause", job))
        assert state(job) == "paused"
        assert not Listing.objects.live().exists()
        with pytest.raises(Refused):
            story.proposed(job, cleo)
        page = client.get(job.get_absolute_url()).text
        assert "noindex" in page
        assert "The client has paused this job" in page

    def test_reopened_it_is_as_before(self, ada, cleo, job, client_of):
        before = Listing.objects.values("title", "topics", "facts", "price_low", "search").get(pk=job.pk)
        client_of(ada).post(at("pause", job))
        client_of(ada).post(at("reopen", job))
        assert Listing.objects.values("title", "topics", "facts", "price_low", "search").get(pk=job.pk) == before
        assert story.proposed(job, cleo)

    def test_twice_is_refused_in_a_sentence(self, ada, job, client_of):
        client_of(ada).post(at("pause", job))
        answer = client_of(ada).post(at("pause", job), follow=True)
        assert "This is paused now, so that is no longer possible." in answer.text

    def test_it_is_not_reopened_after_its_closing_day(self, ada, job, clock):
        projects.pause(job, by=ada)
        clock.shift(timedelta(days=15))
        with pytest.raises(Refused, match="closing day has passed"):
            projects.reopen(job, by=ada)

    def test_a_stranger_pauses_nothing(self, eve, job, client_of):
        assert client_of(eve).post(at("pause", job)).status_code == 404
        with pytest.raises(NotAllowed):
            projects.pause(job, by=eve)


class TestCancel:
    def test_it_asks_for_the_title_first(self, ada, job, client_of):
        answer = client_of(ada).post(at("cancel", job), {"title": "something else"})
        assert answer.status_code == 422
        assert "This is not the title of the job." in answer.text
        assert state(job) == "open"

    def test_it_closes_the_job_and_tells_who_proposed(self, ada, cleo, job, proposal, client_of, client):
        client_of(ada).post(at("cancel", job), {"title": story.TITLE.upper(), "why": "printed elsewhere"})
        proposal.refresh_from_db()
        assert (state(job), proposal.status) == ("cancelled", "expired")
        assert Notice.objects.filter(user=cleo, kind="job_cancelled").exists()
        assert Move.objects.get(subject_id=job.pk, new="cancelled").why == "printed elsewhere"
        assert "called this job off" in client.get(job.get_absolute_url()).text

    def test_a_discarded_draft_is_gone_for_everybody_else(self, ada, draft, client_of, client):
        client_of(ada).post(at("cancel", draft), {"title": story.TITLE})
        assert state(draft) == "cancelled"
        assert client.get(draft.get_absolute_url()).status_code == 404

    def test_what_was_agreed_is_not_called_off(self, ada, proposal):
        proposals.accept(proposal, revision=1, by=ada)
        with pytest.raises(Refused, match="can no longer be called off"):
            projects.cancel(proposal.project, by=ada)

    def test_twice_is_refused(self, ada, job):
        projects.cancel(job, by=ada)
        with pytest.raises(IllegalMove):
            projects.cancel(job, by=ada)


class TestClosingDay:
    def test_the_job_closes_at_it_and_not_a_second_before(self, ada, clock, topics):
        job = story.posted(ada)
        clock.move_to(job.closes_at - timedelta(seconds=1))
        assert timers.run_due() == 0
        assert state(job) == "open"
        clock.move_to(job.closes_at)
        assert timers.run_due() == 1
        assert state(job) == "expired"
        assert not Listing.objects.live().exists()

    def test_both_sides_are_told_once_however_often_it_runs(self, ada, cleo, clock, topics):
        job = story.posted(ada)
        story.proposed(job, cleo)
        clock.move_to(job.closes_at)
        timers.run_due()
        projects.expire(job)
        assert Notice.objects.filter(user=ada, kind="job_expired").count() == 1
        assert Notice.objects.filter(user=cleo, kind="job_ran_out").count() == 1

    def test_a_later_day_moves_it(self, ada, clock, topics):
        job = story.posted(ada)
        first = job.closes_at
        projects.change(job, story.terms(closes_at=first + timedelta(days=7)), by=ada)
        clock.move_to(first)
        assert timers.run_due() == 0
        clock.shift(timedelta(days=7))
        timers.run_due()
        assert state(job) == "expired"

    def test_a_paused_job_closes_too(self, ada, clock, topics):
        job = story.posted(ada)
        projects.pause(job, by=ada)
        clock.move_to(job.closes_at)
        timers.run_due()
        assert state(job) == "expired"

    def test_a_filled_job_is_left_alone(self, ada, proposal):
        proposals.accept(proposal, revision=1, by=ada)
        assert not Timer.objects.filter(kind=endings.EXPIRY).exists()
        timers.run_due(now.now() + timedelta(days=30))
        assert state(proposal.project) == "in_progress"

    def test_a_job_with_some_of_its_people_found_begins_with_them(self, ada, cleo, clock, topics):
        job = story.posted(ada, hires=2)
        contract = proposals.accept(story.proposed(job, cleo), revision=1, by=ada).contract
        contract_story.sign(contract.versions.get(), ada, cleo)
        clock.move_to(job.closes_at)
        timers.run_due()
        assert state(job) == "in_progress"


class TestSweep:
    def test_it_closes_what_no_timer_stands_for(self, ada, clock, topics):
        job = story.posted(ada)
        timers.cancel(endings.EXPIRY, job.pk)
        clock.move_to(job.closes_at)
        assert close_overdue_jobs() == 1
        assert state(job) == "expired"
        assert close_overdue_jobs() == 0

    def test_it_leaves_the_others_alone(self, job):
        assert close_overdue_jobs() == 0
        assert state(job) == "open"


class TestCopy:
    def test_a_closed_job_becomes_a_draft_that_says_the_same(self, ada, job, client_of):
        projects.cancel(job, by=ada)
        answer = client_of(ada).post(at("copy", job), follow=True)
        again = Project.objects.exclude(pk=job.pk).get()
        assert (again.status, again.title, again.budget_low) == ("draft", story.TITLE, 60_000)
        assert [step.name for step in again.milestones.all()] == ["Master pages", "All pages set"]
        assert again.closes_at is None
        assert "Choose its days anew." in answer.text

    def test_a_stranger_copies_nothing(self, eve, job, client_of, client):
        assert client_of(eve).post(at("copy", job)).status_code == 404
        assert client.post(at("copy", job)).status_code == 302
        assert client_of(eve).get(at("copy", job)).status_code == 405
