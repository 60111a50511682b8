"""Every act of staff asks for a reason, needs its own right, and is a line of the audit."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from marketplace.kit import audit
from marketplace.kit.models import AuditEntry
from tests import staffing

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of, dev):
    """The browser of somebody with all rights."""
    dev.is_superuser = True
    dev.save()
    return client_of(dev)


def test_the_page_asks_before_anything_is_done(desk, cleo):
    page = desk.get(staffing.act_page(cleo, "shut_out"))
    assert "Reason" in page.text
    assert User.objects.get(pk=cleo.pk).is_active


@pytest.mark.parametrize("reason", ["", "   ", "short", "x" * 1001, "a\0b reason with a nul"])
def test_without_a_good_reason_nothing_is_done(desk, cleo, reason):
    answer = staffing.do(desk, cleo, "shut_out", reason=reason)
    assert answer.status_code == 422
    assert User.objects.get(pk=cleo.pk).is_active
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"confirmed": "yes"}, {"reason": staffing.REASON}])
def test_a_forged_list_action_does_nothing(desk, cleo, typed):
    chosen = {"action": "shut_out", "_selected_action": [str(cleo.pk)]}
    desk.post(reverse("admin:accounts_user_changelist"), {**chosen, **typed})
    assert User.objects.get(pk=cleo.pk).is_active


def test_the_act_and_its_reason_are_one_line_of_the_audit(desk, dev, cleo):
    staffing.do(desk, cleo, "shut_out")
    line = AuditEntry.objects.get()
    assert (line.kind, line.by, line.subject) == ("shut_out", dev.pk, f"accounts.user:{cleo.pk}")
    assert line.data == {"reason": staffing.REASON}
    assert audit.verify().is_whole


def test_a_refused_act_leaves_no_line(desk, dev):
    staffing.do(desk, dev, "shut_out")
    assert not AuditEntry.objects.exists()


def test_the_history_shows_who_what_and_why(desk, dev, cleo):
    staffing.do(desk, cleo, "shut_out")
    page = desk.get(reverse("admin:accounts_user_history", args=[cleo.pk])).text
    assert dev.email in page
    assert "shut out" in page
    assert staffing.REASON in page


class TestRights:
    @pytest.fixture
    def clerk(self, client_of, dev):
        """Somebody who may look at people and no more."""
        dev.user_permissions.add(Permission.objects.get(codename="view_user"))
        return client_of(dev)

    def test_who_may_only_look_is_offered_nothing_and_refused(self, clerk, cleo):
        assert "Shut out" not in clerk.get(staffing.page_of(cleo)).text
        assert clerk.get(staffing.act_page(cleo, "shut_out")).status_code == 403
        assert staffing.do(clerk, cleo, "shut_out").status_code == 403
        staffing.do_to_all(clerk, [cleo], "shut_out")
        assert User.objects.get(pk=cleo.pk).is_active

    def test_a_right_to_the_act_alone_does_not_show_the_row(self, client_of, dev, cleo):
        dev.user_permissions.add(Permission.objects.get(codename="shut_out_user"))
        assert staffing.do(client_of(dev), cleo, "shut_out").status_code == 403

    def test_an_act_that_is_not_there_is_not_found(self, desk, cleo):
        assert desk.get(staffing.act_page(cleo, "promote")).status_code == 404
        assert desk.get("/admin/accounts/user/not-an-id/acts/shut_out/").status_code == 404


class TestWhatStaffWrite:
    def test_a_change_needs_a_reason(self, desk, topics):
        address = staffing.page_of(topics["writing"])
        typed = {"name": "Words", "slug": "writing", "kind": "field", "cover_style": "grid", "summary": ""}
        assert "reason" in desk.post(address, typed).context["adminform"].form.errors
        desk.post(address, {**typed, "reason": staffing.REASON})
        line = AuditEntry.objects.get()
        assert (line.kind, line.data) == ("changed", {"reason": staffing.REASON, "fields": ["name"]})

    def test_nothing_is_deleted(self, desk, topics):
        assert desk.post(reverse("admin:catalog_topic_delete", args=[topics["writing"].pk])).status_code == 403
