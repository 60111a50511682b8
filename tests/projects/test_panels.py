"""What waits for somebody at home."""

from decimal import Decimal

import pytest
from django.urls import reverse

from projects import proposals, refund_requests, waiting
from projects.disputes import mediation
from tests.projects import contract_story, dispute_story, story

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


class TestContractsAtHome:
    """What waits in contracts stands on the home page, the nearest clock on top; one query for any number."""

    def test_each_side_sees_what_is_theirs(self, ada, cleo, topics, clock):
        offered = contract_story.offered(ada, cleo)
        assert [line.act for person in (ada, cleo) for line in waiting.lines(person)] == ["Read and sign"] * 2
        contract_story.sign(offered.versions.get(), ada, cleo)
        milestone = contract_story.funded(offered)
        assert [line.note for line in waiting.lines(cleo)] == ["€250 is in escrow for it"]
        refund_requests.ask(milestone, why="We must stop.", by=ada)
        assert "goes back by itself, 7 days left" in waiting.lines(cleo)[0].note
        contract_story.hand_in(milestone)
        assert (waiting.lines(cleo), waiting.lines(ada)[0].title) == ([], "Master pages")
        assert "released by itself, 14 days left" in waiting.lines(ada)[0].note

    def test_a_stranger_sees_nothing(self, ada, cleo, eve, topics):
        contract_story.submitted(contract_story.signed(ada, cleo))
        assert waiting.lines(eve) == []

    def test_it_takes_one_query(self, ada, cleo, topics, queries):
        contract_story.submitted(contract_story.signed(ada, cleo))
        contract_story.offered(ada, cleo, title="A second job of hers")
        assert queries(lambda: waiting.lines(ada)) == 1


class TestDisputesAtHome:
    @pytest.fixture
    def dispute(self, ada, cleo, topics, clock):
        return dispute_story.opened(contract_story.submitted(contract_story.signed(ada, cleo), 1), by=ada)

    def test_one_to_answer_waits_for_the_other_side_alone(self, ada, cleo, eve, dispute):
        assert [line.note for line in waiting.lines(cleo)] == ["A dispute to answer, 7 days left"]
        assert waiting.lines(cleo)[0].url == dispute.get_absolute_url()
        assert waiting.lines(ada) == waiting.lines(eve) == []

    def test_then_it_follows_whose_step_it_is(self, ada, cleo, dev, dispute):
        dispute = dispute_story.answered(dispute, by=cleo)
        assert [len(waiting.lines(person)) for person in (ada, cleo)] == [1, 1]
        mediation.call(dispute, by=ada)
        mediation.say_all(dispute, by=ada)
        assert [len(waiting.lines(person)) for person in (ada, cleo)] == [0, 1]
        mediation.say_all(dispute, by=cleo)
        mediator = dispute_story.staff(dev)
        mediation.take(dispute, by=mediator)
        offer = mediation.propose(dispute, amount=Decimal(100), statement="Two of five pages open.", by=mediator)
        assert ["proposal to answer" in waiting.lines(person)[0].note for person in (ada, cleo)] == [True, True]
        mediation.answer(offer, is_accepted=True, by=ada)
        assert [len(waiting.lines(person)) for person in (ada, cleo)] == [0, 1]
        mediation.answer(offer, is_accepted=True, by=cleo)
        assert waiting.lines(cleo) == []
