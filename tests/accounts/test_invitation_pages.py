"""The page behind the link of an invitation, for somebody new, for somebody known, and for anybody else."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.core import mail
from django.test import Client

from accounts import invitations
from accounts.models import Company, Invitation, User
from marketplace.kit import outbox
from tests.accounts import running

pytestmark = pytest.mark.django_db

SENT = "/companies/ridge-press/settings/invitations/"
ClientOf = Callable[[User], Client]


@pytest.fixture
def press(ada: User) -> Company:
    return running.founded(ada)


@pytest.fixture
def link(press: Company, ada: User) -> str:
    return f"/invitations/{invitations.token_of(running.invited(press, ada))}/"


class TestSending:
    def test_the_answer_is_the_same_for_every_address(self, press: Company, ada: User, ben: User) -> None:
        for email in (ben.email, "nobody@example.net"):
            browser = Client()
            browser.force_login(ada)
            page = browser.post(SENT, {"email": email, "rank": "member"}, follow=True).content.decode()
            assert f"An invitation is on its way to {email}." in page

    @pytest.mark.parametrize("email", ["", "x", "a@b", "a\0@example.net", f"{'a' * 300}@example.net"])
    def test_what_is_no_address_is_said_at_the_field(
        self, press: Company, ada: User, client_of: ClientOf, email: str
    ) -> None:
        response = client_of(ada).post(SENT, {"email": email, "rank": "member", "note": "Come along"})
        assert response.status_code == 422
        assert "Come along" in response.content.decode()

    def test_a_manager_is_not_offered_what_they_may_not(
        self, press: Company, ada: User, ben: User, client_of: ClientOf
    ) -> None:
        running.joined(press, ben, "manager", by=ada)
        response = client_of(ben).post(SENT, {"email": "x@example.net", "rank": "manager"})
        assert response.status_code == 422
        assert not press.invitations.filter(email="x@example.net").exists()

    def test_a_header_cannot_be_slipped_into_the_mail(self, ada: User, client_of: ClientOf) -> None:
        running.founded(ada, "Press\nBcc: all@example.org")
        slug = Company.objects.get().party.slug
        client_of(ada).post(f"/companies/{slug}/settings/invitations/", {"email": "x@example.net", "rank": "member"})
        outbox.deliver()
        assert "Press Bcc: all@example.org" in mail.outbox[-1].subject
        assert mail.outbox[-1].recipients() == ["x@example.net"]


class TestTheLink:
    def test_anybody_reads_who_invites_and_to_what(self, link: str, client: Client) -> None:
        response = client.get(link)
        page = response.content.decode()
        assert "Ada Brandt invites you to Ridge Press as a member" in page
        assert f"/accounts/signup/?next={quote(link)}" in page
        assert response["Referrer-Policy"] == "same-origin"  # the address is the key: no other site learns it
        assert "noindex" in page

    def test_another_address_is_said_and_may_still_accept(
        self, link: str, press: Company, ben: User, client_of: ClientOf
    ) -> None:
        browser = client_of(ben)
        assert "another address than the invitation went to" in browser.get(link).content.decode()
        assert browser.post(f"{link}acceptance/")["Location"] == "/companies/ridge-press/settings/members/"
        assert press.memberships.filter(user=ben).exists()

    def test_it_works_once(self, link: str, press: Company, ben: User, eve: User, client_of: ClientOf) -> None:
        client_of(ben).post(f"{link}acceptance/")
        again = client_of(eve).post(f"{link}acceptance/", follow=True)
        assert again.status_code == 410
        assert "accepted already" in again.content.decode()
        assert not press.memberships.filter(user=eve).exists()

    def test_pressing_twice_joins_once(self, link: str, press: Company, ben: User, client_of: ClientOf) -> None:
        browser = client_of(ben)
        for _twice in range(2):
            browser.post(f"{link}acceptance/")
        assert press.memberships.filter(user=ben).count() == 1

    def test_a_reader_without_an_account_declines(self, link: str, client: Client) -> None:
        client.post(f"{link}refusal/")
        assert Invitation.objects.get().status == "declined"
        assert client.get(link).status_code == 410

    def test_accepting_needs_somebody_who_accepts(self, link: str, client: Client) -> None:
        assert client.post(f"{link}acceptance/")["Location"].startswith("/accounts/login/")
        assert Invitation.objects.get().is_open

    @pytest.mark.parametrize("end", ["acceptance/", "refusal/"])
    def test_an_answer_cannot_be_fetched(self, link: str, ben: User, client_of: ClientOf, end: str) -> None:
        assert client_of(ben).get(link + end).status_code == 405

    def test_a_changed_link_opens_nothing(self, link: str, ben: User, client_of: ClientOf) -> None:
        changed = link[:-2] + ("A" if link[-2] != "A" else "B") + "/"
        assert client_of(ben).get(changed).status_code == 404
        assert client_of(ben).post(f"{changed}acceptance/").status_code == 404
        assert client_of(ben).post(f"{changed}refusal/").status_code == 404


class TestFromOnesOwnPage:
    def test_what_went_to_ones_address_is_accepted_there(
        self, press: Company, ada: User, ben: User, client_of: ClientOf
    ) -> None:
        waiting = running.invited(press, ada, ben.email)
        client_of(ben).post(f"/settings/companies/invitations/{waiting.pk}/acceptance/")
        assert press.memberships.filter(user=ben).exists()

    @pytest.mark.parametrize("answer", ["acceptance", "refusal"])
    def test_what_went_to_somebody_else_is_not_there(
        self, press: Company, ada: User, ben: User, eve: User, client_of: ClientOf, answer: str
    ) -> None:
        waiting = running.invited(press, ada, ben.email)
        response = client_of(eve).post(f"/settings/companies/invitations/{waiting.pk}/{answer}/")
        assert response.status_code == 404
        waiting.refresh_from_db()
        assert waiting.is_open
