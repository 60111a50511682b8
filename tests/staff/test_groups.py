"""Each group may exactly what the table says: every table of the admin and every act is tried as each group."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from marketplace.kit.desk import Act, DeskAdmin
from marketplace.kit.desk import acts as deeds
from marketplace.staff import groups
from tests import staffing

pytestmark = pytest.mark.django_db

DESKS = {model._meta.label_lower: desk for model, desk in admin.site._registry.items()}


def words(label: str, group: str) -> set[str]:
    """What the table gives the group there."""
    return set(groups.TABLE[label].get(group, "").split())


@pytest.fixture
def member(dev: User) -> Any:
    """Dev as a member of one group, and of no other."""

    def of(group: str) -> User:
        dev.groups.set([Group.objects.get(name=group)])
        return User.objects.get(pk=dev.pk)  # without the rights that were remembered

    return of


def test_every_table_of_the_admin_has_its_row() -> None:
    assert set(DESKS) == set(groups.TABLE)


def test_every_word_is_one_of_django_s_an_act_or_a_right() -> None:
    for label, row in groups.TABLE.items():
        acts = {act.name for act in acts_of(label)}
        rights = {word for where, word in groups.RIGHTS if where == label}
        assert set(" ".join(row.values()).split()) <= {"view", "add", "change"} | acts | rights, label


def test_the_page_about_staff_prints_the_table() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "staff.md").read_text()
    assert groups.as_markdown() in page, "print groups.as_markdown() into docs/staff.md"


@pytest.mark.parametrize("group", groups.GROUPS)
def test_a_group_has_the_rights_of_the_table_and_no_others(member: Any, group: str) -> None:
    assert member(group).get_all_permissions() == groups.rights_of(group)


@pytest.mark.parametrize("group", groups.GROUPS)
def test_a_group_opens_the_lists_it_may_see_and_no_others(member: Any, client_of: Any, group: str) -> None:
    browser = client_of(member(group))
    for label in DESKS:
        status = browser.get(list_of(label)).status_code
        assert (label, status) == (label, 200 if "view" in words(label, group) else 403)


@pytest.mark.parametrize("group", groups.GROUPS)
def test_a_group_is_offered_the_acts_it_may_do_and_no_others(member: Any, rf: Any, group: str) -> None:
    request = rf.get("/admin/")
    request.user = member(group)
    for label, desk in DESKS.items():
        offered = {act.name for act in acts_of(label) if desk.may(request, act)}
        typed = {"add"} & {"add" if desk.has_add_permission(request) else ""}
        typed |= {"change"} & {"change" if desk.has_change_permission(request) else ""}
        rights = {word for where, word in groups.RIGHTS if where == label}
        assert (label, offered | typed) == (label, words(label, group) - {"view"} - rights)


@pytest.mark.parametrize("group", groups.GROUPS)
def test_nobody_deletes_anything(member: Any, rf: Any, group: str) -> None:
    request = rf.get("/admin/")
    request.user = User.objects.create_superuser("root@example.org")
    assert [label for label, desk in DESKS.items() if desk.has_delete_permission(request)] == []


def test_a_moderator_who_types_the_address_of_an_act_of_finance_is_refused(member: Any, client_of: Any) -> None:
    browser: Client = client_of(member("moderator"))
    assert browser.get(reverse("admin:payments_ruleset_changelist")).status_code == 403
    assert browser.post(reverse("admin:payments_ruleset_add"), {"reason": staffing.REASON}).status_code == 403


def test_installing_again_takes_back_what_was_given_by_hand(member: Any) -> None:
    moderators = Group.objects.get(name="moderator")
    moderators.permissions.add(Group.objects.get(name="finance").permissions.first())
    groups.install()
    assert member("moderator").get_all_permissions() == groups.rights_of("moderator")


def acts_of(label: str) -> list[Act]:
    """All acts of a table, those of higher floors included."""
    return deeds.of(DESKS[label]) if isinstance(DESKS[label], DeskAdmin) else []


def list_of(label: str) -> str:
    """The address of a table."""
    return reverse(f"admin:{label.replace('.', '_')}_changelist")
