"""Jobs and proposals in the name of a company: the form says for whom, and never sends for anybody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import companies, members, ports
from accounts.models import Company, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Topic
from marketplace.kit.models import Move
from projects import history, projects, proposals
from projects.models import Project, Proposal
from social import kinds
from social.models import Notice
from tests.accounts import running
from tests.payments import members as plan_members
from tests.projects import story

pytestmark = pytest.mark.django_db

NEW = "/jobs/new/"
ClientOf = Callable[[User], Client]


@pytest.fixture
def press(ada: User, topics: dict[str, Topic]) -> Company:
    return running.founded(ada)


@pytest.fixture
def companys_job(press: Company, ada: User) -> Project:
    draft = projects.start(story.TITLE, by=ada, client=press.party)
    return projects.publish(draft, story.terms(), by=ada)


class TestPosting:
    def test_the_form_offers_first_for_whom_one_acts(self, press: Company, ada: User, client_of: ClientOf) -> None:
        browser = client_of(ada)
        browser.post("/acting/", {"party": "ridge-press"})
        page = browser.get(NEW).content.decode()
        assert '<option value="ridge-press" selected>Ridge Press</option>' in page

    def test_the_form_decides_not_what_was_switched_meanwhile(
        self, press: Company, ada: User, client_of: ClientOf
    ) -> None:
        browser = client_of(ada)
        browser.post("/acting/", {"party": "ada-brandt"})  # in a second window
        browser.post(NEW, {"title": story.TITLE, "party": "ridge-press"})
        assert Project.objects.get().client == press.party

    def test_who_was_removed_meanwhile_is_refused_and_keeps_what_was_typed(
        self, press: Company, ada: User, ben: User, client_of: ClientOf
    ) -> None:
        held = running.joined(press, ben, "manager", by=ada)
        browser = client_of(ben)
        browser.get(NEW)
        members.remove(press, held.pk, by=ada)
        response = browser.post(NEW, {"title": story.TITLE, "party": "ridge-press"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "You no longer act for this company" in page
        assert story.TITLE in page
        assert '<option value="">Choose</option>' in page  # pressing again does not post for oneself by itself
        assert "selected" not in page.partition('name="party"')[2].partition("</select>")[0]
        assert not Project.objects.exists()

    def test_somebody_alone_is_not_asked(self, eve: User, client_of: ClientOf) -> None:
        browser = client_of(eve)
        assert "You act for" not in browser.get(NEW).content.decode()
        browser.post(NEW, {"title": story.TITLE})
        assert Project.objects.get().client == eve.party

    @pytest.mark.parametrize("party", ["", "nobody", "cleo-marsh", "a\0b"])
    def test_a_party_that_is_not_ones_own_is_refused(
        self, press: Company, ada: User, cleo: User, client_of: ClientOf, party: str
    ) -> None:
        assert client_of(ada).post(NEW, {"title": story.TITLE, "party": party}).status_code == 422
        assert not Project.objects.exists()


class TestMembers:
    def test_they_write_the_draft_and_a_manager_posts_it(
        self, press: Company, ada: User, ben: User, client_of: ClientOf
    ) -> None:
        running.joined(press, ben, by=ada)
        draft = projects.start(story.TITLE, by=ben, client=press.party)
        projects.keep(draft, {}, story.terms(), by=ben)
        with pytest.raises(NotAllowed):
            projects.publish(draft, story.terms(), by=ben)
        assert projects.publish(draft, story.terms(), by=ada).is_open

    def test_they_see_what_was_sent_and_answer_nothing(
        self, companys_job: Project, press: Company, ada: User, ben: User, cleo: User, client_of: ClientOf
    ) -> None:
        running.joined(press, ben, by=ada)
        sent = story.proposed(companys_job, cleo)
        browser = client_of(ben)
        page = browser.get(sent.get_absolute_url()).content.decode()
        assert "Owners and managers of the company" in page
        assert "/acceptance/" not in page
        for answer in ("acceptance", "shortlisting", "refusal"):
            browser.post(f"/proposals/{sent.pk}/{answer}/", {"revision": "1", "reason": "price"})
        sent.refresh_from_db()
        assert sent.status == "sent"

    def test_they_neither_pause_nor_call_off(self, companys_job: Project, press: Company, ada: User, ben: User) -> None:
        running.joined(press, ben, by=ada)
        for act in (projects.pause, projects.cancel):
            with pytest.raises(NotAllowed):
                act(companys_job, by=ben)

    def test_they_do_not_propose_for_their_own_company(
        self, companys_job: Project, press: Company, ada: User, ben: User
    ) -> None:
        running.joined(press, ben, by=ada)
        with pytest.raises(Refused, match="your own job"):
            proposals.send(companys_job, story.offer(), by=ben)


class TestTheDraftsClient:
    def test_it_is_changed_in_place_until_it_is_posted(self, press: Company, ada: User, client_of: ClientOf) -> None:
        draft = story.drafted(ada)
        address = f"/jobs/{draft.listing.slug}/"
        client_of(ada).post(f"{address}client/", {"party": "ridge-press"})
        assert Project.objects.get().client == press.party
        projects.publish(draft, story.terms(), by=ada)
        with pytest.raises(Refused):
            projects.hand_to(draft, ada.party, by=ada)

    def test_it_is_not_posted_for_another_than_was_read(self, press: Company, ada: User, client_of: ClientOf) -> None:
        draft = story.drafted(ada)
        projects.hand_to(draft, press.party, by=ada)
        with pytest.raises(Refused, match="Ridge Press now"):
            projects.publish(draft, story.terms(), client=ada.party, by=ada)

    @pytest.mark.parametrize("party", ["cleo-marsh", "nobody", ""])
    def test_it_is_handed_to_nobody_elses_company(
        self, press: Company, ada: User, cleo: User, client_of: ClientOf, party: str
    ) -> None:
        draft = story.drafted(ada)
        client_of(ada).post(f"/jobs/{draft.listing.slug}/client/", {"party": party})
        assert Project.objects.get().client == ada.party

    def test_a_stranger_finds_no_draft(self, press: Company, ada: User, eve: User, client_of: ClientOf) -> None:
        draft = story.drafted(ada)
        assert client_of(eve).post(f"/jobs/{draft.listing.slug}/client/", {"party": "eve-stone"}).status_code == 404
        assert client_of(ada).get(f"/jobs/{draft.listing.slug}/client/").status_code == 405


class TestProposing:
    @pytest.fixture
    def studio(self, cleo: User, topics: dict[str, Topic]) -> Company:
        return running.founded(cleo, "Marsh Studio")

    def test_it_is_sent_for_the_company_that_the_form_names(
        self, job: Project, cleo: User, studio: Company, client_of: ClientOf
    ) -> None:
        address = f"/jobs/{job.listing.slug}/proposal/"
        client_of(cleo).post(address, {**story.proposal_data(), "party": "marsh-studio"})
        sent = Proposal.objects.get()
        assert (sent.freelancer, sent.sent_by) == (studio.party, cleo)

    def test_a_draft_that_was_begun_for_oneself_is_sent_for_the_company(
        self, job: Project, cleo: User, studio: Company
    ) -> None:
        begun = proposals.keep(job, {}, story.offer(), by=cleo)
        sent = proposals.send(job, story.offer(), party=studio.party, by=cleo)
        assert (sent.pk, sent.freelancer) == (begun.pk, studio.party)

    def test_nobody_proposes_twice_by_having_a_company(self, job: Project, cleo: User, studio: Company) -> None:
        story.proposed(job, cleo)
        with pytest.raises(Refused, match="already"):
            proposals.send(job, story.offer(), party=studio.party, by=cleo)

    def test_a_company_is_no_second_limit(self, job: Project, ada: User, cleo: User, studio: Company) -> None:
        plan_members.changes("work", "free", proposals_a_day=1)
        story.proposed(story.posted(ada, title="Another job of this client"), cleo)
        with pytest.raises(proposals.TooMany):
            proposals.send(job, story.offer(), party=studio.party, by=cleo)

    def test_who_was_removed_meanwhile_is_refused_and_keeps_the_letter(
        self, job: Project, cleo: User, ben: User, studio: Company, client_of: ClientOf
    ) -> None:
        held = running.joined(studio, ben, "manager", by=cleo)
        members.remove(studio, held.pk, by=cleo)
        address = f"/jobs/{job.listing.slug}/proposal/"
        response = client_of(ben).post(address, {**story.proposal_data(), "party": "marsh-studio"})
        assert response.status_code == 422
        page = response.content.decode()
        assert story.LETTER in page
        assert "You no longer act for this company" in page
        assert not Proposal.objects.exists()

    def test_a_stranger_does_not_propose_for_it(self, job: Project, eve: User, studio: Company) -> None:
        with pytest.raises(NotAllowed):
            proposals.send(job, story.offer(), party=studio.party, by=eve)


class TestWhoDidIt:
    def test_the_history_names_person_and_company(self, companys_job: Project, cleo: User) -> None:
        assert [step.who for step in history.of(companys_job)] == ["Ada Brandt for Ridge Press"]
        assert [step.who for step in history.of(story.proposed(companys_job, cleo))] == ["Cleo Marsh"]

    def test_each_move_keeps_both(self, companys_job: Project, press: Company, ada: User, cleo: User) -> None:
        sent = story.proposed(companys_job, cleo)
        proposals.accept(sent, revision=1, by=ada)
        moves = Move.objects.filter(subject_id__in=[sent.pk, companys_job.pk], by=ada)
        assert {move.party for move in moves} == {press.party}

    def test_the_clock_acts_for_nobody(self, companys_job: Project) -> None:
        Project.objects.filter(pk=companys_job.pk).update(closes_at=companys_job.created_at)
        projects.expire(companys_job)
        assert history.of(companys_job)[0].who == ""

    def test_the_notice_names_both(self, companys_job: Project, ada: User, cleo: User) -> None:
        proposals.accept(story.proposed(companys_job, cleo), revision=1, by=ada)
        told = Notice.objects.with_words().get(user=cleo, kind="proposal_accepted")
        assert kinds.plain(told).startswith("Ada Brandt for Ridge Press accepted your proposal")

    def test_the_pages_show_it(self, companys_job: Project, ada: User, client_of: ClientOf) -> None:
        assert "Ada Brandt for Ridge Press" in client_of(ada).get(companys_job.get_absolute_url()).content.decode()


class TestDissolving:
    def test_an_open_job_holds_the_company(self, companys_job: Project, press: Company, ada: User) -> None:
        assert ports.open_business.of(press.party)
        projects.cancel(companys_job, by=ada)
        assert not ports.open_business.of(press.party)


def test_the_companys_page_shows_what_it_did_here(
    companys_job: Project, press: Company, ada: User, client: Client
) -> None:
    companies.publish_company(press, by=ada)
    page = client.get("/companies/ridge-press/").content.decode()
    assert story.TITLE in page
    assert "Jobs posted" in page
