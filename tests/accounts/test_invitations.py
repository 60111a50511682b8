"""Invitations: one link, once, for a week; and nothing told of who has an account."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import companies, invitations, members
from accounts.models import Company, Invitation, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import outbox, timers
from marketplace.kit.models import IllegalMove
from social.models import Notice
from tests.accounts import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(ada: User) -> Company:
    return running.founded(ada)


class TestInviting:
    def test_it_writes_to_the_address_with_a_link_that_opens_it(self, press: Company, ada: User) -> None:
        waiting = running.invited(press, ada, "New@Example.net")
        outbox.deliver()
        message = mail.outbox[-1]
        assert message.to == ["new@example.net"]
        assert "Ridge Press" in message.subject
        assert f"/invitations/{invitations.token_of(waiting)}/" in message.body

    def test_a_manager_invites_members_and_nobody_else(self, press: Company, ada: User, ben: User) -> None:
        running.joined(press, ben, "manager", by=ada)
        running.invited(press, ben, "one@example.net")
        with pytest.raises(NotAllowed):
            running.invited(press, ben, "two@example.net", "manager")

    def test_members_and_strangers_do_not(self, press: Company, ada: User, ben: User, eve: User) -> None:
        running.joined(press, ben, by=ada)
        for somebody in (ben, eve):
            with pytest.raises(NotAllowed):
                running.invited(press, somebody)

    def test_nobody_is_invited_to_own_it(self, press: Company, ada: User) -> None:
        with pytest.raises(Refused):
            running.invited(press, ada, rank="owner")

    def test_the_same_address_is_not_invited_twice(self, press: Company, ada: User) -> None:
        running.invited(press, ada, "new@example.net")
        with pytest.raises(Refused, match="already"):
            running.invited(press, ada, "NEW@example.net ")

    def test_after_a_week_it_can_be_invited_again(
        self, press: Company, ada: User, clock: time_machine.Traveller
    ) -> None:
        first = running.invited(press, ada)
        clock.shift(timedelta(days=7, seconds=1))
        running.invited(press, ada)
        first.refresh_from_db()
        assert first.status == "expired"

    def test_one_mailbox_is_not_filled_from_many_companies(self, ada: User) -> None:
        for number in range(invitations.TO_ONE_ADDRESS_A_DAY):
            running.invited(running.founded(ada, f"Press {number}"), ada, "new@example.net")
        with pytest.raises(invitations.TooMany):
            running.invited(running.founded(ada, "Press last"), ada, "new@example.net")

    def test_what_happens_is_the_same_for_a_known_and_an_unknown_address(
        self, press: Company, ada: User, ben: User
    ) -> None:
        def statements(email: str) -> list[str]:
            with CaptureQueriesContext(connection) as captured:
                running.invited(press, ada, email)
            return [query["sql"].split(" ")[0] for query in captured]

        running.invited(press, ada, "warm@example.net")
        assert statements(ben.email) == statements("nobody@example.net")
        assert not Notice.objects.filter(user=ben).exists()  # told by the worker, not in the inviter's request


class TestSendingAgain:
    def test_the_newest_link_counts_and_no_other(
        self, press: Company, ada: User, ben: User, clock: time_machine.Traveller
    ) -> None:
        waiting = running.invited(press, ada)
        clock.shift(timedelta(minutes=11))
        invitations.send_again(waiting, by=ada)
        with pytest.raises(Refused, match="newer mail"):
            invitations.accept(waiting, sent=1, by=ben)
        assert invitations.accept(waiting, sent=2, by=ben).rank == "member"

    def test_it_is_limited_in_time_and_number(self, press: Company, ada: User, clock: time_machine.Traveller) -> None:
        waiting = running.invited(press, ada)
        with pytest.raises(invitations.TooMany):
            invitations.send_again(waiting, by=ada)
        for _time in range(invitations.SENT_AT_MOST - 1):
            clock.shift(timedelta(minutes=11))
            invitations.send_again(waiting, by=ada)
        clock.shift(timedelta(minutes=11))
        with pytest.raises(invitations.TooMany):
            invitations.send_again(waiting, by=ada)

    def test_a_mail_that_was_overtaken_is_not_sent(
        self, press: Company, ada: User, clock: time_machine.Traveller
    ) -> None:
        waiting = running.invited(press, ada)
        clock.shift(timedelta(minutes=11))
        invitations.send_again(waiting, by=ada)
        mail.outbox.clear()
        outbox.deliver()
        assert len(mail.outbox) == 1


class TestAccepting:
    def test_it_makes_a_member_once(self, press: Company, ada: User, ben: User, eve: User) -> None:
        waiting = running.invited(press, ada, rank="manager")
        held = invitations.accept(waiting, sent=1, by=ben)
        assert (held.company, held.rank) == (press, "manager")
        for somebody in (ben, eve):
            with pytest.raises(Refused):
                invitations.accept(waiting, sent=1, by=somebody)

    def test_whoever_runs_the_company_is_told(self, press: Company, ada: User, ben: User) -> None:
        running.joined(press, ben, by=ada)
        assert Notice.objects.filter(user=ada, kind="company_joined").count() == 1

    def test_without_the_link_only_the_owner_of_the_address(
        self, press: Company, ada: User, ben: User, eve: User
    ) -> None:
        waiting = running.invited(press, ada, ben.email)
        with pytest.raises(NotAllowed):
            invitations.accept(waiting, by=eve)
        assert invitations.accept(waiting, by=ben).user == ben

    def test_an_address_that_was_not_confirmed_proves_nothing(self, press: Company, ada: User, ben: User) -> None:
        waiting = running.invited(press, ada, "claimed@example.net")
        ben.emailaddress_set.create(email="claimed@example.net", verified=False)  # type: ignore[attr-defined]
        with pytest.raises(NotAllowed):
            invitations.accept(waiting, by=ben)
        assert not invitations.waiting_for(ben)

    def test_a_member_does_not_use_up_somebody_elses_link(self, press: Company, ada: User) -> None:
        waiting = running.invited(press, ada)
        with pytest.raises(Refused, match="already"):
            invitations.accept(waiting, sent=1, by=ada)
        assert Invitation.objects.get(pk=waiting.pk).is_open

    def test_after_a_week_it_is_too_late_also_before_the_clock_has_come(
        self, press: Company, ada: User, ben: User, clock: time_machine.Traveller
    ) -> None:
        waiting = running.invited(press, ada)
        clock.shift(timedelta(days=7))
        with pytest.raises(Refused, match="ran out"):
            invitations.accept(waiting, sent=1, by=ben)

    def test_a_revoked_one_opens_nothing(self, press: Company, ada: User, ben: User) -> None:
        waiting = running.invited(press, ada)
        invitations.revoke(waiting, by=ada)
        with pytest.raises(Refused, match="taken back"):
            invitations.accept(waiting, sent=1, by=ben)
        with pytest.raises(IllegalMove):
            invitations.revoke(waiting, by=ada)

    def test_it_ends_with_the_right_of_who_invited(self, press: Company, ada: User, ben: User, eve: User) -> None:
        held = running.joined(press, ben, "manager", by=ada)
        waiting = running.invited(press, ben)
        members.remove(press, held.pk, by=ada)
        with pytest.raises(Refused):
            invitations.accept(waiting, sent=1, by=eve)

    def test_a_dissolved_company_takes_nobody(self, press: Company, ada: User, ben: User) -> None:
        waiting = running.invited(press, ada)
        companies.dissolve(press, by=ada)
        with pytest.raises(Refused, match="dissolved"):
            invitations.accept(waiting, sent=1, by=ben)


class TestDeclining:
    def test_who_invited_is_told(self, press: Company, ada: User) -> None:
        waiting = running.invited(press, ada)
        invitations.decline(waiting, sent=1, by=None)
        assert Notice.objects.filter(user=ada, kind="company_invitation_declined").exists()
        with pytest.raises(Refused):
            invitations.decline(waiting, sent=1, by=None)

    def test_not_without_link_or_address(self, press: Company, ada: User, eve: User) -> None:
        waiting = running.invited(press, ada)
        for somebody in (None, eve):
            with pytest.raises(NotAllowed):
                invitations.decline(waiting, by=somebody)


class TestTheClock:
    def test_it_closes_what_nobody_answered(self, press: Company, ada: User, clock: time_machine.Traveller) -> None:
        waiting = running.invited(press, ada)
        clock.shift(timedelta(days=7) - timedelta(seconds=1))
        timers.run_due()
        assert Invitation.objects.get(pk=waiting.pk).status == "open"
        clock.shift(timedelta(seconds=1))
        timers.run_due()
        assert Invitation.objects.get(pk=waiting.pk).status == "expired"


class TestTheNotice:
    def test_whoever_owns_the_address_finds_it_on_their_own_page(self, press: Company, ada: User, ben: User) -> None:
        waiting = running.invited(press, ada, ben.email)
        outbox.deliver()
        assert Notice.objects.filter(user=ben, kind="company_invitation").count() == 1
        assert list(invitations.waiting_for(ben)) == [waiting]


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "WyJub3RoaW5nIiwxXQ:1:x", "ü" * 500])
def test_a_token_that_is_not_ours_opens_nothing(token: str, db: None) -> None:
    assert invitations.read(token) is None


def test_a_token_is_signed(press: Company, ada: User) -> None:
    token = invitations.token_of(running.invited(press, ada))
    assert invitations.read(token)
    assert invitations.read(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
