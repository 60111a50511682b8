"""Staff see what waits, what failed and why, and try again."""

import pytest
from django.urls import reverse

from marketplace.kit import audit, clock
from marketplace.kit.models import OutboxMessage
from tests import staffing


@pytest.fixture
def staff(client_of, dev):
    """The browser of somebody with all rights."""
    dev.is_superuser = True
    dev.save()
    return client_of(dev)


@pytest.mark.parametrize("model", ["timer", "outboxmessage", "auditentry", "move"])
class TestEveryTable:
    def test_it_has_a_list(self, staff, model):
        assert staff.get(reverse(f"admin:kit_{model}_changelist")).status_code == 200

    def test_nobody_adds_to_it_by_hand(self, staff, model):
        assert staff.get(reverse(f"admin:kit_{model}_add")).status_code == 403

    def test_who_is_not_staff_does_not_see_it(self, client_of, eve, model):
        assert client_of(eve).get(reverse(f"admin:kit_{model}_changelist")).status_code in (302, 403)


def test_a_dead_message_is_tried_again(staff):
    dead = OutboxMessage.objects.create(kind="card", key="c-1", dead_at=clock.now(), attempts=12)
    page = staffing.do(staff, dead, "revive").text
    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)
    assert "Done for 1." in page


def test_the_audit_s_list_shows_a_line_that_holds(staff):
    line = audit.append("approved", by=None, subject="payment:1")
    page = staff.get(reverse("admin:kit_auditentry_change", args=[line.pk]))
    assert page.status_code == 200
