"""A line of the budget becomes work: by its maker, once, and with names only where they agree."""

import pytest

from accounts.refusals import NotAllowed, Refused
from fundraising import budget_work, spending
from fundraising.models import BudgetWork
from marketplace.kit.money import from_minor
from projects import milestones
from projects.models import Project
from tests.fundraising import raising
from tests.payments.books import assert_books_balance
from tests.projects import contract_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]


@pytest.fixture
def fundraiser(ada):
    """One that reached its goal, with two lines of budget."""
    made = raising.a_fundraiser(ada, status="successful")
    raising.budget(made, 60_000, 40_000)
    return made


@pytest.fixture
def line(fundraiser):
    return fundraiser.budget_lines.first()


@pytest.fixture
def contract(ada, cleo):
    return contract_story.signed(ada, cleo)


def url(fundraiser):
    return f"/fundraisers/{fundraiser.listing.slug}/budget/"


class TestAJob:
    def test_it_is_a_draft_with_the_words_and_the_sum_of_the_line(self, line, ada):
        job = budget_work.post(line, by=ada)
        assert (job.status, job.title, job.client) == (Project.Status.DRAFT, "Part 0", ada.party)
        assert (job.currency, job.budget_low, job.budget_high) == ("EUR", 60_000, 60_000)
        assert [step.amount for step in job.milestones.all()] == [from_minor(60_000, "EUR")]

    def test_pressed_twice_it_is_one(self, line, ada):
        assert budget_work.post(line, by=ada) == budget_work.post(line, by=ada)
        assert Project.objects.count() == 1

    def test_only_its_maker_begins_it(self, line, eve):
        with pytest.raises(NotAllowed):
            budget_work.post(line, by=eve)

    def test_there_is_nothing_to_spend_before_the_goal_is_reached(self, ada):
        running = raising.a_fundraiser(ada)
        raising.budget(running, 100)
        with pytest.raises(Refused, match="nothing to spend"):
            budget_work.post(running.budget_lines.get(), by=ada)


class TestAContract:
    def test_what_it_paid_is_spent_of_the_line(self, fundraiser, line, contract, ada):
        budget_work.link(line, contract, by=ada)
        milestones.release(contract_story.submitted(contract), by=ada, key="k1")
        first, second = spending.of(fundraiser)
        assert (first.spent, first.planned, first.permille) == (from_minor(25_000, "EUR"), line.amount, 416)
        assert (second.spent.amount, second.items) == (0, [])
        assert_books_balance()

    def test_what_a_job_paid_by_its_contracts_is_spent_as_well_and_once(self, fundraiser, line, contract, ada):
        BudgetWork.objects.create(line=line, project=contract.project, made_at=contract.created_at)
        milestones.release(contract_story.submitted(contract), by=ada, key="k1")
        assert spending.of(fundraiser)[0].spent.amount == 250
        budget_work.link(line, contract, by=ada)
        assert spending.of(fundraiser)[0].spent.amount == 250

    def test_it_belongs_to_one_line(self, fundraiser, line, contract, ada):
        assert budget_work.link(line, contract, by=ada) == budget_work.link(line, contract, by=ada)
        with pytest.raises(Refused, match="another line"):
            budget_work.link(fundraiser.budget_lines.last(), contract, by=ada)

    def test_nobody_pays_out_of_it_what_is_somebody_elses(self, line, cleo, eve, ada):
        theirs = contract_story.signed(eve, cleo)
        with pytest.raises(NotAllowed):
            budget_work.link(line, theirs, by=ada)


class TestTheName:
    def test_it_stands_on_the_page_once_they_agree(self, fundraiser, line, contract, ada, cleo, ben, client_of):
        work = budget_work.link(line, contract, by=ada)
        page = lambda: client_of(ben).get(fundraiser.get_absolute_url()).text  # noqa: E731
        assert cleo.party.name not in page()
        client_of(cleo).post(f"/budget-work/{work.pk}/consent/")
        assert cleo.party.name in page()
        client_of(cleo).post(f"/budget-work/{work.pk}/refusal/")
        assert cleo.party.name not in page()

    @pytest.mark.parametrize("act", ["", "consent/", "refusal/"])
    def test_nobody_else_answers_for_them(self, line, contract, ada, eve, client_of, act):
        work = budget_work.link(line, contract, by=ada)
        for who in (ada, eve):
            asked = client_of(who).post if act else client_of(who).get
            assert asked(f"/budget-work/{work.pk}/{act}").status_code == 404

    def test_they_are_told(self, line, contract, ada, cleo, client_of):
        work = budget_work.link(line, contract, by=ada)
        assert "asks to name you there" in client_of(cleo).get("/notices/").text
        assert "May your name" in client_of(cleo).get(work.get_absolute_url()).text


class TestThePage:
    def test_its_maker_begins_a_job_and_names_a_contract(self, fundraiser, line, contract, ada, client_of):
        browser = client_of(ada)
        answer = browser.post(f"/budget-lines/{line.pk}/job/")
        assert answer["Location"] == f"/jobs/{BudgetWork.objects.get().project.listing.slug}/edit/"
        browser.post(f"/budget-lines/{line.pk}/contract/", {"contract": contract.pk})
        page = browser.get(url(fundraiser)).text
        assert "has not said that they may be named" in page

    @pytest.mark.parametrize("typed", ["", "nonsense", "\x00", "7f1c7a6e-5b1e-4d5e-9c53-0d5a3f2f9b11"])
    def test_a_contract_that_is_none_is_not_found(self, line, ada, client_of, typed):
        assert client_of(ada).post(f"/budget-lines/{line.pk}/contract/", {"contract": typed}).status_code == 404

    def test_strangers_find_nothing(self, fundraiser, line, contract, ada, eve, client_of):
        work = budget_work.link(line, contract, by=ada)
        browser = client_of(eve)
        assert browser.get(url(fundraiser)).status_code == 404
        for address in (f"/budget-lines/{line.pk}/job/", f"/budget-work/{work.pk}/removal/"):
            assert browser.post(address).status_code == 404

    def test_it_takes_as_many_queries_for_many_jobs(self, fundraiser, line, ada, client_of, queries):
        budget_work.post(line, by=ada)
        browser = client_of(ada)
        one = queries(lambda: browser.get(url(fundraiser)))
        for _turn in range(3):
            Project.objects.update(status="cancelled")
            budget_work.post(line, by=ada)
        assert queries(lambda: browser.get(url(fundraiser))) == one
