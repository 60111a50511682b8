"""Who may do what for a company: one table, asked anew each time."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import companies, members, rights
from accounts.models import Company, Party, User
from accounts.refusals import NotAllowed
from accounts.rights import Right
from tests.accounts import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(ada: User) -> Company:
    return running.founded(ada)


def test_an_owner_may_everything_and_a_stranger_nothing(press: Company, ada: User, eve: User) -> None:
    assert rights.of(ada, press) == set(Right.values)
    assert rights.of(eve, press) == rights.of(AnonymousUser(), press) == set()


def test_a_manager_binds_and_invites_but_does_not_rule(press: Company, ada: User, ben: User) -> None:
    running.joined(press, ben, "manager", by=ada)
    assert rights.of(ben, press) == {"see", "write", "bind", "show", "invite"}


def test_a_member_sees_and_writes_and_binds_nothing(press: Company, ada: User, ben: User) -> None:
    running.joined(press, ben, by=ada)
    assert rights.of(ben, press) == {"see", "write"}
    assert press.party in Party.objects.seen_by(ben)
    assert press.party not in Party.objects.acted_for_by(ben)


def test_a_change_of_rank_counts_from_the_next_question(press: Company, ada: User, ben: User) -> None:
    held = running.joined(press, ben, "manager", by=ada)
    rights.permit(ben, Right.BIND, press)
    members.change_rank(press, held.pk, rank="member", by=ada)
    with pytest.raises(NotAllowed):
        rights.permit(ben, Right.BIND, press)


def test_nobody_has_a_right_in_a_dissolved_company(press: Company, ada: User) -> None:
    companies.dissolve(press, by=ada)
    press.refresh_from_db()
    assert rights.of(ada, press) == set()
    assert set(Party.objects.seen_by(ada)) == {ada.party}


def test_somebody_who_was_shut_out_acts_for_nobody(press: Company, ada: User) -> None:
    ada.is_active = False
    assert rights.of(ada, press) == set()


def test_every_right_has_a_refusal_in_words(press: Company, eve: User) -> None:
    for right in Right:
        with pytest.raises(NotAllowed, match=r"\."):
            rights.permit(eve, right, press)
