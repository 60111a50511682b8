"""Being forgotten: refused while others count on somebody, taken back in time, done once, with a receipt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client

from accounts import companies
from accounts.models import Company, Erasure, Party, Profile, User
from accounts.privacy import erasures, port, receipts, rows
from accounts.privacy.erasures import Held
from accounts.privacy.handlers.people import OfProfile
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing
from marketplace.kit import audit, leases, outbox, private_files, timers
from marketplace.kit.models import AuditEntry, OutboxMessage
from projects import contract_endings, projects
from projects.models import Project, Proposal
from social.models import Follow, Notice
from tests.accounts.privacy import story
from tests.accounts.running import joined
from tests.projects import story as jobs

Clock = time_machine.Traveller
DAY = timedelta(days=1)


class TestHolds:
    def test_an_open_job_holds_its_client(self, ada: User, topics: Any) -> None:
        job = jobs.posted(ada)
        (hold,) = port.holds(ada)
        assert (job.title in hold.what, hold.url) == (True, job.get_absolute_url())
        with pytest.raises(Held):
            erasures.ask(by=ada)

    def test_work_in_progress_holds_both_sides(self, agreed: Proposal, ada: User, cleo: User) -> None:
        assert [len(port.holds(user)) for user in (ada, cleo)] == [1, 1]

    def test_a_waiting_proposal_holds_nobody(self, life: Proposal, cleo: User) -> None:
        assert port.holds(cleo) == []

    def test_the_only_owner_of_a_company_with_members_is_held(self, ada: User, ben: User) -> None:
        company = companies.found("Ridge Press", by=ada)
        assert port.holds(ada) == []
        joined(company, ben, by=ada)
        assert "Ridge Press" in port.holds(ada)[0].what
        assert port.holds(ben) == []

    def test_a_running_fundraiser_holds_its_maker(self, ada: User, topics: Any) -> None:
        from tests.fundraising.raising import a_fundraiser

        a_fundraiser(ada)
        assert "Daily bread" in port.holds(ada)[0].what

    def test_staff_are_held(self, dev: User) -> None:
        assert len(port.holds(dev)) == 1


class TestGrace:
    def test_pages_are_hidden_at_once(self, life: Proposal, cleo: User, client: Client) -> None:
        address = cleo.party.get_absolute_url()
        assert client.get(address).status_code == 200
        erasures.ask(by=cleo)
        assert client.get(address).status_code == 404
        assert not Listing.objects.filter(owner=cleo.party, is_live=True).exists()

    def test_taking_back_shows_everything_as_it_was(self, life: Proposal, cleo: User) -> None:
        before = list(Listing.objects.filter(owner=cleo.party).order_by("pk").values_list("pk", "is_live", "is_open"))
        erasure = erasures.ask(by=cleo)
        for _again in range(2):
            erasures.take_back(erasure, by=cleo)
        after = list(Listing.objects.filter(owner=cleo.party).order_by("pk").values_list("pk", "is_live", "is_open"))
        assert after == before
        cleo.refresh_from_db()
        assert cleo.leaves_at is None

    def test_asked_in_two_tabs_it_is_asked_once(self, two_connections: Callable[..., list[Any]], cleo: User) -> None:
        first, second = two_connections(*(lambda: erasures.ask(by=cleo),) * 2)
        assert first == second

    def test_nobody_else_takes_it_back(self, cleo: User, eve: User) -> None:
        with pytest.raises(NotAllowed):
            erasures.take_back(erasures.ask(by=cleo), by=eve)

    def test_nothing_happens_before_the_last_second(self, cleo: User, clock: Clock) -> None:
        erasure = erasures.ask(by=cleo)
        clock.shift(erasures.GRACE - timedelta(seconds=1))
        timers.run_due()
        erasure.refresh_from_db()
        assert erasure.status == Erasure.Status.WAITING
        clock.shift(timedelta(seconds=1))
        timers.run_due()
        erasure.refresh_from_db()
        assert erasure.status == Erasure.Status.RUNNING

    def test_then_it_is_too_late_to_take_back(self, cleo: User) -> None:
        erasure = erasures.ask(by=cleo)
        erasures.begin(str(erasure.pk))
        with pytest.raises(Refused, match="too late"):
            erasures.take_back(erasure, by=cleo)

    def test_one_that_was_taken_back_is_not_done(self, cleo: User, clock: Clock) -> None:
        erasures.take_back(erasures.ask(by=cleo), by=cleo)
        clock.shift(erasures.GRACE + DAY)
        timers.run_due()
        assert erasures.run_due() == 0
        assert User.objects.get(pk=cleo.pk).email == "cleo@example.org"

    def test_what_came_in_between_puts_it_off_and_says_so_once(
        self, life: Proposal, cleo: User, ada: User, clock: Clock
    ) -> None:
        erasure = erasures.ask(by=cleo)
        story.agreed(life, ada, cleo)
        clock.shift(erasures.GRACE)
        for _day in range(3):
            timers.run_due()
            clock.shift(DAY)
        erasure.refresh_from_db()
        assert erasure.status == Erasure.Status.WAITING
        assert Notice.objects.filter(user=cleo, kind=erasures.HELD).count() == 1

    def test_held_one_can_end_what_holds(
        self, life: Proposal, cleo: User, ada: User, clock: Clock, client_of: Callable[[User], Client]
    ) -> None:
        erasures.ask(by=cleo)
        contract = story.agreed(life, ada, cleo).contract
        clock.shift(erasures.GRACE + timedelta(seconds=1))
        timers.run_due()
        browser = client_of(cleo)
        page = browser.get("/settings/privacy/erasure/").content.decode()
        assert f'href="{contract.get_absolute_url()}"' in page
        assert browser.get(contract.get_absolute_url()).status_code == 200


class TestDone:
    @pytest.fixture
    def done(self, life: Proposal, cleo: User) -> Erasure:
        """Cleo is forgotten."""
        return story.forgotten(erasures.ask(by=cleo))

    def test_nothing_says_who_it_was(self, done: Erasure, cleo: User) -> None:
        user, party, profile = (model.objects.get(**{way: cleo.pk}) for model, way in WAYS)
        assert user.email == f"{cleo.pk}@left.invalid"
        assert (user.is_active, user.has_usable_password()) == (False, False)
        assert (party.name, party.slug, bool(party.photo)) == ("Somebody who has left", f"left-{party.pk.hex}", False)
        assert (profile.headline, profile.bio, profile.city) == ("", "", "")

    def test_every_handler_has_nothing_left_to_do(self, done: Erasure, cleo: User) -> None:
        cleo.refresh_from_db()
        for handler in port.from_the_top():
            again = handler.erase(cleo)
            assert (handler.label, again) == (handler.label, port.Done())

    def test_what_is_to_be_deleted_is_gone(self, done: Erasure, cleo: User) -> None:
        cleo.refresh_from_db()
        for handler in port.handlers():
            if handler.fate == port.Fate.DELETED:
                assert (handler.label, handler.count(cleo)) == (handler.label, 0)

    def test_the_page_is_gone_and_search_knows_nothing(self, done: Erasure, cleo: User, client: Client) -> None:
        assert client.get("/people/cleo-marsh/").status_code == 404
        assert not Listing.objects.filter(title__icontains="Cleo").exists()
        assert not Listing.objects.filter(owner__user=cleo, search__isnull=False).exists()

    def test_the_sign_in_is_closed(self, done: Erasure, client: Client) -> None:
        assert not client.login(email="cleo@example.org", password="correct horse battery")

    def test_the_client_is_told_that_the_proposal_is_withdrawn(self, done: Erasure, ada: User) -> None:
        assert Notice.objects.filter(user=ada, kind="proposal_withdrawn").exists()
        assert not Proposal.objects.filter(freelancer__user=done.user).exists()

    def test_the_audit_still_holds_together_and_names_nobody(self, done: Erasure) -> None:
        assert audit.verify().is_whole
        line = AuditEntry.objects.get(kind="person_forgotten")
        assert line.data == {"erasure": str(done.pk), "receipt": done.seal}
        assert not any("Cleo" in str(entry.data) for entry in AuditEntry.objects.all())

    def test_more_rows_than_one_statement_takes_are_deleted(self, cleo: User) -> None:
        Notice.objects.bulk_create(Notice(user=cleo, kind="x", key=str(n), url="/") for n in range(7))
        assert rows.delete(Notice.objects.filter(user=cleo), batch=3) == 7

    def test_again_it_does_nothing(self, done: Erasure) -> None:
        erasures.begin(str(done.pk))
        assert erasures.run_due() == 0
        assert OutboxMessage.objects.filter(kind=receipts.MAIL).count() == 1

    def test_a_stranger_keeps_everything(self, life: Proposal, cleo: User, ada: User, eve: User) -> None:
        story.hang_a_work(eve)
        Follow.objects.create(follower=eve.party, followed=ada.party)
        before = {handler.label: handler.count(eve) for handler in port.handlers()}
        story.forgotten(erasures.ask(by=cleo))
        assert {handler.label: handler.count(eve) for handler in port.handlers()} == before
        assert Party.objects.get(user=eve).name == "Eve Stone"


WAYS: list[tuple[Any, str]] = [(User, "pk"), (Party, "user"), (Profile, "party__user")]


class TestWhatStays:
    def test_an_agreed_price_stays_without_a_name(self, agreed: Proposal, cleo: User) -> None:
        contract_endings.end(agreed.contract, by=cleo)
        story.forgotten(erasures.ask(by=cleo))
        kept = Proposal.objects.get(pk=agreed.pk)
        assert (kept.price_minor, kept.freelancer.name) == (75_000, "Somebody who has left")
        assert str(kept) == f"Somebody who has left for {kept.project}"

    def test_a_job_with_proposals_keeps_its_terms_and_loses_its_text(self, life: Proposal, ada: User) -> None:
        projects.cancel(life.project, by=ada)
        story.forgotten(erasures.ask(by=ada))
        job = Project.objects.get(pk=life.project_id)
        assert (job.brief, job.budget_low, job.client.name) == ("", 60_000, "Somebody who has left")
        assert Proposal.objects.get(pk=life.pk).letter == life.letter

    def test_a_job_without_proposals_is_deleted(self, ada: User, topics: Any) -> None:
        job = projects.cancel(jobs.posted(ada), by=ada)
        story.forgotten(erasures.ask(by=ada))
        assert not Project.objects.filter(pk=job.pk).exists()
        assert not Listing.objects.filter(pk=job.pk).exists()

    def test_a_company_of_ones_own_ends_too(self, ada: User) -> None:
        company = story.a_company_alone(ada)
        story.forgotten(erasures.ask(by=ada))
        company = Company.objects.get(pk=company.pk)
        assert company.dissolved_at
        assert (company.party.name, company.about) == ("Somebody who has left", "")
        assert not Listing.objects.filter(title="Ridge Press").exists()

    def test_a_company_with_other_owners_goes_on(self, ada: User, ben: User) -> None:
        company = companies.found("Ridge Press", by=ada)
        joined(company, ben, "manager", by=ada)
        story.forgotten(erasures.ask(by=ben))
        company = Company.objects.get(pk=company.pk)
        assert (company.dissolved_at, company.party.name) == (None, "Ridge Press")
        assert not company.memberships.filter(user=ben).exists()

    def test_files_are_deleted_from_the_store(self, life: Proposal, cleo: User) -> None:
        cleo.party.refresh_from_db()
        photo, export = cleo.party.photo.name, story.exported(cleo)
        assert default_storage.exists(photo)
        story.forgotten(erasures.ask(by=cleo))
        assert not default_storage.exists(photo)
        assert not private_files.store().exists(export.path)


class TestCrashes:
    def test_the_next_worker_goes_on_where_this_one_died(
        self, life: Proposal, cleo: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        erasure = erasures.ask(by=cleo)
        erasures.begin(str(erasure.pk))
        with monkeypatch.context() as patched:
            patched.setattr(OfProfile, "erase", _dies)
            with pytest.raises(KeyboardInterrupt):
                erasures.run_due()
        erasure.refresh_from_db()
        kinds = [entry["kind"] for entry in erasure.outcome]
        assert "projects.proposal" in kinds
        assert "accounts.profile" not in kinds
        clock.shift(leases.LENGTH + timedelta(seconds=1))
        assert erasures.run_due() == 1
        erasure.refresh_from_db()
        assert [entry["kind"] for entry in erasure.outcome][: len(kinds)] == kinds
        assert len({entry["kind"] for entry in erasure.outcome}) == len(erasure.outcome) == len(port.handlers())

    def test_one_kind_that_fails_is_tried_again_and_the_sign_in_waits_for_it(
        self, life: Proposal, cleo: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        erasure = erasures.ask(by=cleo)
        erasures.begin(str(erasure.pk))
        with monkeypatch.context() as patched:
            patched.setattr(OfProfile, "erase", _fails)
            assert erasures.run_due() == 0
        assert User.objects.get(pk=cleo.pk).email == "cleo@example.org"
        clock.shift(timedelta(minutes=2))
        assert erasures.run_due() == 1

    def test_two_workers_do_it_once(
        self, two_connections: Callable[..., list[Any]], cleo: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(erasures, "_wake", lambda: None)  # else the worker of the test has done it by now
        erasure = erasures.ask(by=cleo)
        erasures.begin(str(erasure.pk))
        assert sorted(two_connections(erasures.run_due, erasures.run_due)) == [0, 1]
        assert OutboxMessage.objects.filter(kind=receipts.MAIL).count() == 1


class TestReceipt:
    def test_the_mail_reaches_the_address_which_is_then_forgotten(self, life: Proposal, cleo: User) -> None:
        done = story.forgotten(erasures.ask(by=cleo))
        mail.outbox.clear()
        outbox.deliver()
        (sent,) = [one for one in mail.outbox if "is deleted" in one.subject]
        assert sent.to == ["cleo@example.org"]
        assert done.seal in sent.body
        assert not any("cleo@" in str(message.payload) for message in OutboxMessage.objects.all())

    def test_the_page_counts_and_names_nobody(self, life: Proposal, cleo: User, client: Client) -> None:
        done = story.forgotten(erasures.ask(by=cleo))
        page = client.get(f"/receipts/{done.token}/").content.decode()
        assert done.seal in page
        assert "Proposals" in page
        assert "leo" not in page.replace("Leonard", "")

    def test_the_seal_is_that_of_the_counts(self, life: Proposal, cleo: User) -> None:
        done = story.forgotten(erasures.ask(by=cleo))
        assert receipts.seal(done) == done.seal
        done.outcome = done.outcome[1:]
        assert receipts.seal(done) != done.seal

    @pytest.mark.parametrize("token", ["x", "%00", "a" * 300])
    def test_another_token_finds_nothing(self, client: Client, db: None, token: str) -> None:
        assert client.get(f"/receipts/{token}/").status_code == 404

    def test_there_is_none_before_it_is_done(self, cleo: User, client: Client) -> None:
        assert client.get(f"/receipts/{erasures.ask(by=cleo).token}/").status_code == 404


class TestPages:
    PAGE = "/settings/privacy/erasure/"

    def test_it_says_what_goes_what_stays_and_why(
        self, life: Proposal, cleo: User, client_of: Callable[[User], Client]
    ) -> None:
        page = client_of(cleo).get(self.PAGE).content.decode()
        assert "Portfolios" in page
        assert "Made nameless" in page
        assert "Somebody who has left" in page

    def test_held_it_shows_the_ways_out_and_no_button(
        self, ada: User, topics: Any, client_of: Callable[[User], Client]
    ) -> None:
        job = jobs.posted(ada)
        page = client_of(ada).get(self.PAGE).content.decode()
        assert f'href="{job.get_absolute_url()}"' in page
        assert "Delete my account" not in page

    def test_the_word_must_be_typed(self, cleo: User, proved_client: Callable[[User], Client]) -> None:
        response = proved_client(cleo).post(f"{self.PAGE}asking/", {"word": "yes"})
        assert response.status_code == 422
        assert not Erasure.objects.exists()

    def test_with_the_word_it_is_asked(self, cleo: User, proved_client: Callable[[User], Client]) -> None:
        browser = proved_client(cleo)
        for _again in range(2):
            assert browser.post(f"{self.PAGE}asking/", {"word": " Delete "})["Location"] == self.PAGE
        assert Erasure.objects.count() == 1

    def test_held_the_form_is_refused_too(
        self, ada: User, topics: Any, proved_client: Callable[[User], Client]
    ) -> None:
        jobs.posted(ada)
        assert proved_client(ada).post(f"{self.PAGE}asking/", {"word": "delete"}).status_code == 422
        assert not Erasure.objects.exists()

    def test_it_needs_a_fresh_proof(self, cleo: User, client_of: Callable[[User], Client]) -> None:
        response = client_of(cleo).post(f"{self.PAGE}asking/", {"word": "delete"})
        assert "/reauthenticate/" in response["Location"]
        assert not Erasure.objects.exists()

    def test_whoever_is_leaving_is_led_to_the_way_back(self, cleo: User, client_of: Callable[[User], Client]) -> None:
        erasures.ask(by=cleo)
        browser = client_of(cleo)
        for send in (browser.get, browser.post):
            assert send("/settings/roles/")["Location"] == self.PAGE
        assert "Keep my account" in browser.get(self.PAGE).content.decode()

    def test_keeping_the_account(self, cleo: User, client_of: Callable[[User], Client]) -> None:
        erasures.ask(by=cleo)
        browser = client_of(cleo)
        for _again in range(2):
            assert browser.post(f"{self.PAGE}taking-back/").status_code == 303
        assert browser.get("/settings/roles/").status_code == 200

    @pytest.mark.parametrize("act", ["asking/", "taking-back/"])
    def test_get_does_nothing(self, cleo: User, proved_client: Callable[[User], Client], act: str) -> None:
        assert proved_client(cleo).get(f"{self.PAGE}{act}").status_code == 405


def _dies(*_args: Any, **_kwargs: Any) -> Any:
    raise KeyboardInterrupt


def _fails(*_args: Any, **_kwargs: Any) -> Any:
    raise OSError
