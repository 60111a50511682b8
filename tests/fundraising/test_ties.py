"""Steps that are tied to a portfolio, a job or a day."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from fundraising import disbursements, plans, subjects, updates
from fundraising.forms.editor import FORMS
from fundraising.models import Disbursement, Fundraiser, Update
from marketplace.catalog.happenings import Happening, happened
from portfolios import portfolios, works
from social.models import Notice
from tests import cast
from tests.fundraising import backing
from tests.fundraising import making_story as story
from tests.payments.books import assert_books_balance
from tests.projects import story as hiring
from tests.social import telling

pytestmark = pytest.mark.django_db
Status = Disbursement.Status


@pytest.fixture
def portfolio(ada):
    return portfolios.start(owner=ada.party, title="Ovens", by=ada)


def a_fundraiser(stripe, ada, ben, portfolio, **step):
    fundraiser = backing.open_fundraiser(ada, goal="100")
    fundraiser.disbursements.update(tied_to=portfolio.listing, **step)
    backing.promised(stripe, fundraiser, ben, extra=100)
    return fundraiser


def step_of(fundraiser):
    return fundraiser.disbursements.get()


def hang(portfolio, ada, title="The [oven](x) *stands*"):
    return works.publish(works.hang(portfolio, title=title, by=ada), by=ada)


class TestATie:
    def test_a_new_work_submits_the_step_with_a_link_to_it(self, local_stripe, ada, ben, portfolio, clock):
        fundraiser = a_fundraiser(local_stripe, ada, ben, portfolio)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        work = hang(portfolio, ada)
        backing.work()
        step = step_of(fundraiser)
        assert step.status == Status.SUBMITTED
        assert work.listing.url in step.evidence
        assert "](x)" not in step.evidence
        telling.deliver()
        assert Notice.objects.filter(user=ben, kind="step_submitted").count() == 1

    def test_while_it_still_runs_that_waits_for_the_money(self, local_stripe, ada, ben, portfolio, clock):
        fundraiser = a_fundraiser(local_stripe, ada, ben, portfolio)
        hang(portfolio, ada)
        backing.work()
        assert step_of(fundraiser).status == Status.PLANNED
        assert step_of(fundraiser).reached_at
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        backing.later(clock, days=1)
        assert step_of(fundraiser).status == Status.SUBMITTED

    def test_the_same_work_shown_again_and_another_listing_bring_nothing(
        self, local_stripe, ada, ben, portfolio, clock
    ):
        fundraiser = a_fundraiser(local_stripe, ada, ben, portfolio)
        elsewhere = portfolios.start(owner=ada.party, title="Breads", by=ada)
        hang(elsewhere, ada)
        happened.tell(Happening(fundraiser.listing, "Itself", fundraiser.listing.url))
        backing.work()
        assert step_of(fundraiser).reached_at is None

    def test_each_new_work_submits_one_step_the_next_in_the_plan(self, local_stripe, ada, ben, portfolio, clock):
        fundraiser = a_fundraiser(local_stripe, ada, ben, portfolio, amount_minor=4000)
        fundraiser.disbursements.create(position=1, name="Oven lit", amount_minor=6000, tied_to=portfolio.listing)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        for places in ([Status.SUBMITTED, Status.PLANNED], [Status.SUBMITTED, Status.SUBMITTED]):
            hang(portfolio, ada, title=f"Oven {places.count(Status.SUBMITTED)}")
            backing.work()
            assert [step.status for step in fundraiser.disbursements.order_by("position")] == places

    def test_one_that_was_submitted_by_hand_stays_as_it_is(self, local_stripe, ada, ben, portfolio, clock):
        fundraiser = a_fundraiser(local_stripe, ada, ben, portfolio)
        hang(portfolio, ada)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        Disbursement.objects.update(status=Status.RETURNING)
        backing.later(clock, days=2)
        assert step_of(fundraiser).status != Status.SUBMITTED


class TestTheDay:
    def test_its_maker_is_reminded_on_the_first_of_its_month_once(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        due = (backing.fresh(fundraiser).deadline_at + timedelta(days=70)).date().replace(day=20)
        fundraiser.disbursements.update(due_on=due)
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        told = Notice.objects.filter(user=ada, kind="step_due")
        first = timezone.make_aware(datetime.combine(due.replace(day=1), time(9)))
        clock.move_to(first - timedelta(minutes=1))
        backing.work()
        assert not told.exists()
        clock.move_to(first)
        backing.work()
        backing.later(clock, days=19)
        assert told.count() == 1


class TestWhatIsPaidLate:
    def test_follows_the_steps_that_went_before_it(self, local_stripe, ada, ben, cleo, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100", takes_late_pledges=True)
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        disbursements.submit(step_of(fundraiser), evidence="It stands.", by=ada)
        backing.later(clock, days=15)
        backing.later(clock, minutes=11)
        assert step_of(fundraiser).status == Status.PAID
        late = backing.paid(local_stripe, backing.fresh(fundraiser), cleo, extra=20)
        backing.work()
        assert not backing.fresh(backing.fresh(late).hold).has_money
        assert backing.fresh(fundraiser).status == Fundraiser.Status.DELIVERING
        backing.later(clock, days=60)
        assert backing.fresh(fundraiser).status == Fundraiser.Status.COMPLETED
        assert_books_balance()


class TestTheReport:
    @pytest.fixture
    def funded(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        fundraiser.disbursements.update(is_report=True)
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        return backing.fresh(fundraiser)

    def test_submits_what_is_held_back_until_it_is_published(self, funded, ada):
        report = updates.write(funded, title="What became of it", body="All of it.", is_report=True, by=ada)
        backing.work()
        assert step_of(funded).status == Status.PLANNED
        updates.publish(report, by=ada)
        updates.publish(report, by=ada)
        backing.work()
        step = step_of(funded)
        assert (step.status, step.round) == (Status.SUBMITTED, 1)
        assert report.get_absolute_url() in step.evidence

    def test_is_submitted_by_nothing_else(self, funded, ada, client_of):
        step, browser = step_of(funded), client_of(ada)
        with pytest.raises(disbursements.NotNow, match="held back until your report"):
            disbursements.submit(step, evidence="All of it is done, and nobody has read of it.", by=ada)
        page = browser.get(step.get_absolute_url()).text
        assert "Write the report" in page
        assert "Show what was done" not in page
        assert browser.get(f"/steps/{step.pk}/evidence/").status_code == 302
        answer = browser.post(f"/steps/{step.pk}/evidence/", {"evidence": "All of it is done, for nobody to read of."})
        assert (answer.status_code, "for nobody to read of" in answer.text) == (422, True)

    def test_another_update_submits_nothing(self, funded, ada):
        updates.publish(updates.write(funded, title="On the way", body="Half.", by=ada), by=ada)
        backing.work()
        assert step_of(funded).status == Status.PLANNED

    def test_the_form_asks_for_it_only_while_something_waits(self, funded, ada, client):
        client.force_login(ada)
        address = f"/fundraisers/{funded.listing.slug}/updates/new/"
        assert "This is the report" in client.get(address).content.decode()
        client.post(address, {"title": "The report", "body": "All of it.", "is_report": "on"})
        assert Update.objects.get().is_report
        Disbursement.objects.update(reached_at=funded.created_at)
        assert "This is the report" not in client.get(address).content.decode()


class TestThePlanWithAReport:
    def test_is_kept_and_shown_to_who_looks(self, ada, client):
        cast.topics()
        draft = story.whole(ada)
        draft = story.written(draft, "plan", ada, **{"plan-1-tied_to": "report", "plan-1-proof": ""})
        assert [step.is_report for step in draft.disbursements.all()] == [False, True]
        assert plans.steps(draft)[1].note == "Held back until the maker’s report is there."

    def test_has_one_step_that_waits_for_it(self, ada):
        cast.topics()
        both = {"plan-0-tied_to": "report", "plan-1-tied_to": "report"}
        form = FORMS["plan"](story.data("plan", **both), fundraiser=story.whole(ada))
        assert not form.is_valid()
        assert form.rows.misfit == "There is one report, so one step waits for it."


class TestWhatIsNotPublic:
    @pytest.fixture
    def job(self, ada):
        return hiring.posted(ada, is_invited_only=True)

    def test_a_job_for_invited_people_is_not_offered(self, ada, job):
        public = hiring.posted(ada, title="Print the second book")
        assert [pk for pk, _words in subjects.choices(ada.party)] == [str(public.pk)]

    def test_nor_is_it_named_where_a_step_is_tied_to_it(self, local_stripe, ada, ben, job, client):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        fundraiser.disbursements.update(tied_to=job.listing)
        page = client.get(fundraiser.listing.url).content.decode()
        assert "Tied to something of the maker’s that is not public." in page
        assert job.listing.title not in page

    def test_nor_in_what_submits_the_step(self, local_stripe, ada, ben, job, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        fundraiser.disbursements.update(tied_to=job.listing)
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        happened.tell(Happening(job.listing, job.listing.title, job.listing.url))
        backing.work()
        assert step_of(fundraiser).status == Status.SUBMITTED
        assert job.listing.title not in step_of(fundraiser).evidence
        assert job.listing.url not in step_of(fundraiser).evidence
