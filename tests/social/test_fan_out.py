"""An event for many: everybody once, whatever happens to the workers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from marketplace.catalog import listings
from marketplace.kit import clock as now_of
from marketplace.kit import leases, outbox
from portfolios import portfolios, works
from projects import projects
from social import audiences, fan_out, follows, mutes, notices, ports
from social.models import FanOut, Notice
from tests import cast
from tests.projects import story
from tests.social import telling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    telling.declare()


def watching(job, *people):
    for person in people:
        follows.watch(job.listing, by=person)


def crowd(size):
    return [cast.joined(f"Crowd{number} Member") for number in range(size)]


def told(kind="hung"):
    return sorted(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))


class TestAnnounce:
    def test_the_act_writes_one_row_however_many_watch(self, ada, ben, cleo, eve):
        job = telling.job(ada)
        watching(job, ben, cleo, eve)
        with CaptureQueriesContext(connection) as captured:
            telling.announce(job.listing, audiences.watchers(job.listing))
        assert len(captured) == 1
        assert not Notice.objects.exists()

    def test_everybody_who_watches_is_told_and_why(self, ada, ben, cleo, eve):
        job = telling.job(ada)
        watching(job, ben, cleo)
        telling.announce(job.listing, audiences.watchers(job.listing))
        assert telling.deliver() == 2
        assert told() == ["ben@example.org", "cleo@example.org"]
        assert set(Notice.objects.filter(kind="hung").values_list("reason", flat=True)) == {"watch"}

    def test_who_did_it_is_not_told(self, ada, ben, cleo):
        job = telling.job(ada)
        watching(job, ben, cleo)
        telling.announce(job.listing, audiences.watchers(job.listing), by=ben)
        telling.deliver()
        assert told() == ["cleo@example.org"]

    def test_who_belongs_to_two_audiences_is_told_once(self, ada, ben):
        job = telling.job(ada)
        watching(job, ben)
        follows.follow(ada.party, by=ben)
        telling.announce(job.listing, audiences.followers(ada.party), audiences.watchers(job.listing))
        telling.deliver()
        assert Notice.objects.get(kind="hung").reason == "follow"

    def test_who_muted_it_hears_nothing(self, ada, ben, cleo):
        job = telling.job(ada)
        watching(job, ben, cleo)
        mutes.mute(by=ben, listing=job.listing)
        telling.announce(job.listing, audiences.watchers(job.listing))
        telling.deliver()
        assert told() == ["cleo@example.org"]

    def test_who_only_wants_the_ending_hears_of_the_ending(self, ada, ben):
        job = telling.job(ada)
        follows.watch(job.listing, by=ben, level="ending")
        telling.announce(job.listing, audiences.watchers(job.listing))
        telling.deliver()
        assert told() == []
        projects.cancel(job, by=ada)
        telling.deliver()
        assert told("watched_job_closed") == ["ben@example.org"]

    def test_a_closed_account_is_not_told(self, ada, ben):
        job = telling.job(ada)
        watching(job, ben)
        User.objects.filter(pk=ben.pk).update(is_active=False)
        telling.announce(job.listing, audiences.watchers(job.listing))
        telling.deliver()
        assert told() == []


class TestOnce:
    @pytest.fixture
    def announced(self, ada, monkeypatch):
        monkeypatch.setattr(fan_out, "BATCH", 2)
        job = telling.job(ada)
        watching(job, *crowd(5))
        telling.announce(job.listing, audiences.watchers(job.listing))
        outbox.deliver()
        return job

    def test_batches_reach_everybody(self, announced):
        assert fan_out.run() == 5
        row = FanOut.objects.get(kind="hung")
        assert (row.told, row.done_at is not None) == (5, True)

    def test_announced_and_run_again_nobody_hears_it_twice(self, announced):
        fan_out.run()
        telling.announce(announced.listing, audiences.watchers(announced.listing))
        FanOut.objects.update(done_at=None, step=0, cursor=None)
        assert telling.deliver() == 0
        assert len(told()) == 5

    def test_after_a_crash_in_the_middle_the_next_worker_goes_on_where_it_ended(self, announced, monkeypatch):
        writes = []
        write = fan_out.writing.write

        def killed(event, people):
            if len(writes) == 1:
                raise KeyboardInterrupt
            writes.append(people)
            return write(event, people)

        monkeypatch.setattr(fan_out.writing, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            fan_out.run()
        assert len(told()) == 2
        monkeypatch.setattr(fan_out.writing, "write", write)
        assert fan_out.run() == 0  # the dead worker's lease still holds
        assert fan_out.run(now_of.now() + leases.LENGTH) == 3
        assert len(told()) == 5

    def test_a_failing_batch_is_tried_again_later(self, announced, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr(ports.sight, "of", lambda *_: 1 / 0)
            assert fan_out.run() == 0
        assert "ZeroDivisionError" in FanOut.objects.get(kind="hung").error
        assert fan_out.run(now_of.now() + timedelta(minutes=5)) == 5

    def test_a_worker_that_was_overtaken_writes_nothing(self, announced):
        (row,) = leases.take(fan_out.waiting(), now=now_of.now(), most=1)
        FanOut.objects.update(lease=None)
        with pytest.raises(leases.Overtaken):
            fan_out._tell_batch(row)
        assert told() == []

    def test_a_batch_takes_as_many_statements_for_one_as_for_twenty(self, ada, queries):
        job, people = telling.job(ada), crowd(20)
        event = {"url": "/", "listing": job.listing}
        one = queries(lambda: notices.tell(people[:1], "hung", key=str(now_of.now()), **event))
        assert queries(lambda: notices.tell(people, "hung", key=str(now_of.now()), **event)) == one


class TestPermission:
    def test_who_may_no_longer_see_it_when_it_goes_out_is_not_told(self, ada, ben):
        portfolio = portfolios.publish(portfolios.start(owner=ada.party, title="Books", by=ada), by=ada)
        work = works.publish(works.hang(portfolio, title="Tide", by=ada), by=ada)
        follows.watch(work.listing, by=ben)
        telling.announce(work.listing, audiences.watchers(work.listing))
        listings.withdraw(work.listing)
        telling.deliver()
        assert told() == []

    def test_nor_mailed_what_was_written_before(self, ada, ben, mailoutbox, clock):
        portfolio = portfolios.publish(portfolios.start(owner=ada.party, title="Books", by=ada), by=ada)
        follows.watch(portfolio.listing, by=ben)
        telling.announce(portfolio.listing, audiences.watchers(portfolio.listing))
        telling.deliver()
        listings.withdraw(portfolio.listing)
        assert telling.run_clock(clock, now_of.now() + timedelta(days=8)) == []

    def test_a_closed_job_may_still_be_read(self, ada, ben):
        job = telling.job(ada)
        watching(job, ben)
        projects.cancel(job, by=ada)
        telling.deliver()
        assert told("watched_job_closed") == ["ben@example.org"]


class TestWhatIsAnnounced:
    def test_followers_hear_of_a_work_a_job_and_never_twice(self, ada, ben, topics):
        follows.follow(ada.party, by=ben)
        portfolio = portfolios.publish(portfolios.start(owner=ada.party, title="Books", by=ada), by=ada)
        work = works.publish(works.hang(portfolio, title="Tide", by=ada), by=ada)
        works.publish(work, by=ada)
        story.posted(ada)
        telling.deliver()
        kinds = [notice.kind for notice in telling.of(ben)]
        assert sorted(kinds) == ["job_posted", "portfolio_published", "work_published"]

    def test_watchers_hear_once_a_day_that_a_job_changed(self, ada, ben, clock):
        job = telling.job(ada)
        watching(job, ben)
        for budget in (70_000, 80_000):
            projects.change(job, story.terms(budget_low=budget), by=ada)
            telling.deliver()
        assert told("watched_job_changed") == ["ben@example.org"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_everybody_once(two_connections, monkeypatch):
    monkeypatch.setattr(fan_out, "BATCH", 3)
    monkeypatch.setattr(fan_out, "_wake", lambda: None)  # the two below take it, not the task
    telling.declare()
    job, people = telling.job(cast.ada()), crowd(10)
    watching(job, *people)
    telling.announce(job.listing, audiences.watchers(job.listing))
    outbox.deliver()
    assert sum(two_connections(fan_out.run, fan_out.run)) == 10
    assert len(told()) == 10
