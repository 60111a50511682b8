"""A client who does not look at proposals is warned after 14 days; 16 days later the job closes by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed
from marketplace.kit import clock as product_clock
from marketplace.kit import timers
from projects import attention, clients, projects, proposals
from projects.models import Project, Proposal
from social.models import Notice
from tests.projects import contract_story, story

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def told(user):
    return list(Notice.objects.filter(user=user).values_list("kind", flat=True))


@pytest.fixture
def waiting(ada, cleo, topics, clock):
    """Cleo's proposal waits for Ada, whose job stands for half a year."""
    job = story.posted(ada, closes_at=product_clock.now() + timedelta(days=170), due_on=None)
    return story.proposed(job, cleo)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


class TestClock:
    def test_the_warning_comes_after_fourteen_days_and_not_a_second_before(self, ada, waiting, clock):
        start = product_clock.now()
        clock.move_to(start + attention.WARNED_AFTER - SECOND)
        timers.run_due()
        assert "job_warned" not in told(ada)
        clock.move_to(start + attention.WARNED_AFTER)
        for _twice in range(2):
            timers.run_due()
        assert told(ada).count("job_warned") == 1

    def test_it_closes_sixteen_days_later_and_those_who_wait_are_told(self, ada, cleo, waiting, clock):
        clock.shift(attention.WARNED_AFTER)
        timers.run_due()
        clock.shift(timedelta(days=16) - SECOND)
        timers.run_due()
        assert fresh(waiting.project).status == "open"
        clock.shift(SECOND)
        for _twice in range(2):
            timers.run_due()
        assert (fresh(waiting.project).status, fresh(waiting).status) == ("expired", "expired")
        assert "job_neglected" in told(cleo)
        assert told(ada).count("job_closed_by_neglect") == 1

    def test_an_act_on_a_proposal_winds_it(self, ada, waiting, clock):
        clock.shift(attention.WARNED_AFTER)
        timers.run_due()
        proposals.shortlist(waiting, by=ada)
        assert fresh(waiting.project).warned_at is None
        clock.shift(attention.WARNED_AFTER - SECOND)
        timers.run_due()
        assert told(ada).count("job_warned") == 1

    def test_saying_that_one_still_looks_winds_it(self, ada, waiting, clock, client_of):
        clock.shift(attention.WARNED_AFTER)
        timers.run_due()
        assert "I still look" in client_of(ada).get(reverse("projects:inbox", args=[waiting.project.listing.slug])).text
        client_of(ada).post(reverse("projects:still_looking", args=[waiting.project.listing.slug]))
        clock.shift(timedelta(days=16))
        timers.run_due()
        assert fresh(waiting.project).status == "open"

    def test_only_the_client_says_so(self, eve, waiting, client_of):
        with pytest.raises(NotAllowed):
            attention.still_looking(waiting.project, by=eve)
        address = reverse("projects:still_looking", args=[waiting.project.listing.slug])
        assert client_of(eve).post(address).status_code == 404
        assert client_of(eve).get(address).status_code == 405

    def test_without_proposals_nobody_is_warned(self, ada, cleo, waiting, clock):
        proposals.withdraw(waiting, by=cleo)
        clock.shift(timedelta(days=40))
        timers.run_due()
        assert fresh(waiting.project).status == "open"
        assert "job_warned" not in told(ada)

    def test_a_warning_that_comes_late_takes_nothing_from_the_client(self, waiting, clock):
        clock.shift(timedelta(days=60))
        timers.run_due()
        timers.run_due()
        assert fresh(waiting.project).status == "open"

    def test_where_somebody_was_hired_the_job_is_filled(self, ada, cleo, ben, topics, clock):
        job = story.posted(ada, hires=2, closes_at=product_clock.now() + timedelta(days=170), due_on=None)
        contract = proposals.accept(story.proposed(job, cleo), revision=1, by=ada).contract
        contract_story.sign(contract.versions.get(), ada, cleo)
        left = story.proposed(job, ben)
        for days in (14, 16):
            clock.shift(timedelta(days=days))
            timers.run_due()
        assert (fresh(job).status, fresh(left).status) == ("in_progress", "expired")


class TestRecord:
    def test_freelancers_read_the_warning_and_that_it_closed(self, cleo, eve, waiting, clock, client_of):
        clock.shift(attention.WARNED_AFTER)
        timers.run_due()
        page = waiting.project.get_absolute_url()
        assert "has not answered a proposal for 14 days" in client_of(eve).get(page).text
        clock.shift(timedelta(days=16))
        timers.run_due()
        assert "did not answer for 30 days" in client_of(cleo).get(waiting.get_absolute_url()).text

    def test_how_many_jobs_ended_without_a_hire_stands_on_the_clients_record(self, ada, cleo, eve, topics, client_of):
        for number in range(3):
            projects.cancel(story.posted(ada, title=f"A job that ends, number {number}"), by=ada)
        hired = story.posted(ada, title="A job that finds somebody")
        proposals.accept(story.proposed(hired, cleo), revision=1, by=ada)
        job = story.posted(ada)
        counts = clients.counts_of(ada.party)
        assert counts == {"posted": 5, "hired": 1, "ended": 4, "unfilled": 3}
        assert "3 of 4 (75 %)" in client_of(eve).get(job.get_absolute_url()).text

    def test_of_few_jobs_nothing_is_said(self, ada, eve, job, client_of):
        assert "Ended without a hire" not in client_of(eve).get(job.get_absolute_url()).text


def test_a_job_that_reached_its_day_was_not_neglected(ada, cleo, job, clock):
    story.proposed(job, cleo)
    clock.move_to(job.closes_at)
    timers.run_due()
    closed = Project.objects.get(pk=job.pk)
    assert (closed.status, closed.was_neglected) == ("expired", False)
    assert Proposal.objects.get().status == "expired"
