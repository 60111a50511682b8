"""The people of a company: ranks, removal, leaving, and the owner that is always left."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import invitations, members, ownership
from accounts.models import Company, Invitation, Membership, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit.models import AuditEntry
from social.models import Notice
from tests import cast
from tests.accounts import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(ada: User) -> Company:
    return running.founded(ada)


class TestRank:
    def test_it_changes_is_told_and_is_written_down(self, press: Company, ada: User, ben: User) -> None:
        held = running.joined(press, ben, by=ada)
        members.change_rank(press, held.pk, rank="manager", by=ada)
        assert press.memberships.get(user=ben).rank == "manager"
        assert Notice.objects.filter(user=ben, kind="company_rank_manager").count() == 1
        line = AuditEntry.objects.order_by("-number").first()
        assert line
        assert (line.kind, line.by, line.data["after"]) == ("company_rank_changed", ada.pk, "manager")

    def test_the_same_again_changes_and_tells_nothing(self, press: Company, ada: User, ben: User) -> None:
        held = running.joined(press, ben, by=ada)
        for _twice in range(2):
            members.change_rank(press, held.pk, rank="manager", by=ada)
        assert Notice.objects.filter(user=ben, kind="company_rank_manager").count() == 1

    def test_a_manager_cannot_give_ranks(self, press: Company, ada: User, ben: User, cleo: User) -> None:
        running.joined(press, ben, "manager", by=ada)
        held = running.joined(press, cleo, by=ada)
        with pytest.raises(NotAllowed):
            members.change_rank(press, held.pk, rank="manager", by=ben)

    def test_ownership_is_never_given_as_a_rank(self, press: Company, ada: User, ben: User) -> None:
        held = running.joined(press, ben, by=ada)
        with pytest.raises(Refused):
            members.change_rank(press, held.pk, rank="owner", by=ada)

    def test_the_last_owner_keeps_the_rank(self, press: Company, ada: User) -> None:
        with pytest.raises(members.LastOwner):
            members.change_rank(press, press.memberships.get().pk, rank="member", by=ada)

    def test_a_membership_of_another_company_is_not_touched(self, press: Company, ada: User, ben: User) -> None:
        held = running.founded(ben, "Other Press").memberships.get()
        with pytest.raises(Refused):
            members.change_rank(press, held.pk, rank="member", by=ada)

    def test_what_a_manager_offered_ends_with_the_rank(self, press: Company, ada: User, ben: User) -> None:
        held = running.joined(press, ben, "manager", by=ada)
        waiting = running.invited(press, ben)
        members.change_rank(press, held.pk, rank="member", by=ada)
        assert Invitation.objects.get(pk=waiting.pk).status == "revoked"


class TestRemoval:
    def test_it_ends_every_right_and_is_told(self, press: Company, ada: User, ben: User) -> None:
        held = running.joined(press, ben, "manager", by=ada)
        members.remove(press, held.pk, by=ada)
        assert not press.memberships.filter(user=ben).exists()
        assert Notice.objects.filter(user=ben, kind="company_removed").exists()

    def test_it_refuses_members_managers_and_strangers(
        self, press: Company, ada: User, ben: User, cleo: User, eve: User
    ) -> None:
        running.joined(press, ben, "manager", by=ada)
        held = running.joined(press, cleo, by=ada)
        for somebody in (ben, cleo, eve):
            with pytest.raises(NotAllowed):
                members.remove(press, held.pk, by=somebody)

    def test_a_second_time_is_refused_in_words(self, press: Company, ada: User, ben: User) -> None:
        held = running.joined(press, ben, by=ada)
        members.remove(press, held.pk, by=ada)
        with pytest.raises(Refused, match="any more"):
            members.remove(press, held.pk, by=ada)

    def test_an_offer_to_them_is_taken_back(self, press: Company, ada: User, ben: User) -> None:
        held = running.joined(press, ben, by=ada)
        offer = ownership.offer(press, held.pk, stays=False, by=ada)
        members.remove(press, held.pk, by=ada)
        offer.refresh_from_db()
        assert offer.status == "revoked"


class TestLeaving:
    def test_a_member_goes_and_the_owners_are_told(self, press: Company, ada: User, ben: User) -> None:
        running.joined(press, ben, by=ada)
        members.leave(press, by=ben)
        assert list(press.memberships.values_list("user", flat=True)) == [ada.pk]
        assert Notice.objects.filter(user=ada, kind="company_left").exists()

    def test_the_last_owner_cannot(self, press: Company, ada: User) -> None:
        with pytest.raises(members.LastOwner):
            members.leave(press, by=ada)

    def test_one_of_two_owners_can(self, press: Company, ada: User, ben: User) -> None:
        running.owned_too(press, ben, by=ada)
        members.leave(press, by=ada)
        assert press.memberships.get().user == ben

    def test_a_stranger_has_nothing_to_leave(self, press: Company, eve: User) -> None:
        with pytest.raises(NotAllowed):
            members.leave(press, by=eve)


@pytest.mark.django_db(transaction=True)
class TestTheDatabaseKeepsAnOwner:
    def test_the_last_one_cannot_be_deleted_past_the_acts(self) -> None:
        press = running.founded(cast.ada())
        with pytest.raises(IntegrityError, match="keep an owner"):
            Membership.objects.filter(company=press).delete()

    def test_nor_given_another_rank(self) -> None:
        press = running.founded(cast.ada())
        with pytest.raises(IntegrityError, match="keep an owner"), transaction.atomic():
            Membership.objects.filter(company=press).update(rank="member")

    def test_a_company_that_is_deleted_takes_its_people_along(self) -> None:
        press = running.founded(cast.ada())
        Company.objects.filter(pk=press.pk).delete()
        assert not Membership.objects.exists()


class TestTwoAtOnce:
    def test_of_two_owners_who_leave_at_once_one_stays(self, two_connections: Callable[..., list[Any]]) -> None:
        ada, ben = cast.ada(), cast.ben()
        press = running.founded(ada)
        running.owned_too(press, ben, by=ada)
        results = two_connections(lambda: members.leave(press, by=ada), lambda: members.leave(press, by=ben))
        assert sorted(type(result).__name__ for result in results) == ["LastOwner", "NoneType"]
        assert press.memberships.get().rank == "owner"

    def test_also_past_the_acts(self, two_connections: Callable[..., list[Any]]) -> None:
        ada, ben = cast.ada(), cast.ben()
        press = running.founded(ada)
        running.owned_too(press, ben, by=ada)

        def drop(user: User) -> None:
            with transaction.atomic():
                Membership.objects.filter(company=press, user=user).delete()
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.1)")

        results = two_connections(lambda: drop(ada), lambda: drop(ben))
        assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "NoneType"]

    def test_of_two_owners_who_remove_each_other_one_stays(self, two_connections: Callable[..., list[Any]]) -> None:
        ada, ben = cast.ada(), cast.ben()
        press = running.founded(ada)
        bens = running.owned_too(press, ben, by=ada)
        adas = press.memberships.get(user=ada)
        two_connections(lambda: members.remove(press, bens.pk, by=ada), lambda: members.remove(press, adas.pk, by=ben))
        assert press.memberships.count() == 1

    def test_one_link_pressed_by_two_lets_one_in(self, two_connections: Callable[..., list[Any]]) -> None:
        ada, ben, eve = cast.ada(), cast.ben(), cast.eve()
        press = running.founded(ada)
        waiting = running.invited(press, ada)
        results = two_connections(
            lambda: invitations.accept(waiting, sent=1, by=ben), lambda: invitations.accept(waiting, sent=1, by=eve)
        )
        assert sorted(type(result).__name__ for result in results) == ["Membership", "Refused"]
        assert press.memberships.count() == 2
