"""Staff read jobs and proposals, and may close a job that breaks the rules."""

import pytest
from django.urls import reverse

from marketplace.catalog.models import Listing
from projects.models import Project
from social.models import Notice
from tests import staffing

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(dev, client_of):
    dev.is_superuser = True
    dev.save()
    return client_of(dev)


@pytest.mark.parametrize("model", ["project", "proposal"])
def test_they_read_the_list_and_the_row_with_its_history(staff, ada, proposal, model):
    row = proposal if model == "proposal" else proposal.project
    assert staff.get(reverse(f"admin:projects_{model}_changelist")).status_code == 200
    assert staff.get(staffing.page_of(row)).status_code == 200
    assert "draft → " in staff.get(reverse(f"admin:projects_{model}_history", args=[row.pk])).text


def test_nothing_is_added_deleted_or_typed_over(staff, proposal):
    job = proposal.project
    assert staff.get(reverse("admin:projects_project_add")).status_code == 403
    assert staff.get(reverse("admin:projects_project_delete", args=[job.pk])).status_code == 403
    staff.post(reverse("admin:projects_project_change", args=[job.pk]), {"status": "completed"})
    assert Project.objects.get().status == "open"


def test_a_job_is_called_off_and_its_people_are_told(staff, cleo, proposal):
    staffing.do(staff, proposal.project, "call_off")
    assert Project.objects.get().status == "cancelled"
    assert not Listing.objects.live().filter(kind="project").exists()
    assert Notice.objects.filter(user=cleo, kind="job_cancelled").exists()


def test_one_that_is_closed_already_is_said_to_be(staff, ada, proposal):
    for _twice in range(2):
        answer = staffing.do(staff, proposal.project, "call_off")
    assert "no longer possible" in answer.text


def test_a_clerk_without_the_right_does_nothing(dev, proposal, client_of):
    assert staffing.do(client_of(dev), proposal.project, "call_off").status_code == 403
    assert Project.objects.get().status == "open"
