"""What waits for somebody at home."""

import pytest
from django.urls import reverse

from projects import proposals
from tests.projects import story

pytestmark = pytest.mark.django_db
HOME = reverse("discovery:home")


def test_a_client_sees_proposals_to_answer_and_drafts_to_finish(ada, proposal, client_of):
    story.drafted(ada, title="A draft of another job")
    page = client_of(ada).get(HOME).text
    assert "1 proposal waits for your answer" in page
    assert "A draft of another job" in page


def test_a_freelancer_sees_a_proposal_that_is_not_sent(cleo, job, client_of):
    proposals.keep(job, {}, story.offer(), by=cleo)
    assert "Your proposal is not sent yet" in client_of(cleo).get(HOME).text


def test_nothing_is_shown_where_nothing_waits(eve, proposal, client_of):
    assert "Waiting for you" not in client_of(eve).get(HOME).text


def test_looking_at_a_proposal_marks_its_notice_as_read(ada, proposal, client_of):
    browser = client_of(ada)
    assert "Notices, 1 unread" in browser.get(HOME).text
    browser.get(proposal.get_absolute_url())
    assert "unread" not in browser.get(HOME).text
