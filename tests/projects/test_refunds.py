"""The client asks for money back, the freelancer answers or time does; and the freelancer gives it unasked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.models import IllegalMove, Timer
from marketplace.kit.money import Money
from payments import chart, ledger
from projects import clocks, milestones, refund_requests
from social.models import Notice
from tests import cast
from tests.payments.books import assert_books_balance
from tests.projects import contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


def at(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


@pytest.fixture
def funded(ada, cleo, topics, clock):
    return contract_story.funded(contract_story.signed(ada, cleo))


@pytest.fixture
def asked(ada, funded):
    return refund_requests.ask(funded, why="The printer has closed.", by=ada)


def is_back(milestone):
    """Whether all of it has left its hold for the payer."""
    hold = fresh(milestone.hold)
    return fresh(milestone).status == "refunded" and hold.status == "refunded" and hold.refunds.count() == 1


class TestAsk:
    def test_the_freelancer_has_seven_days(self, ada, cleo, funded, client_of, clock):
        client_of(ada).post(at("ask_back", funded), {"why": "The printer has closed."})
        asked = funded.refund_requests.get()
        assert asked.answer_by == asked.asked_at + timedelta(days=7)
        assert "The printer has closed." in client_of(cleo).get(funded.get_absolute_url()).text
        assert Notice.objects.get(user=cleo, kind="refund_asked").facts["day"] == {"at": "2026-11-30T09:00:00+00:00"}

    def test_twice_asks_once(self, ada, asked, funded):
        assert refund_requests.ask(funded, why="Again", by=ada) == asked

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_only_the_client_asks(self, request, funded, who):
        with pytest.raises(NotAllowed):
            refund_requests.ask(funded, why="Mine", by=request.getfixturevalue(who))

    def test_not_for_what_is_submitted(self, ada, funded):
        contract_story.hand_in(funded)
        with pytest.raises(Refused, match="submitted"):
            refund_requests.ask(funded, why="No", by=ada)

    def test_it_can_be_taken_back(self, ada, asked, funded, client_of, clock):
        client_of(ada).post(at("withdraw_refund", asked))
        clock.shift(timedelta(days=8))
        timers.run_due()
        assert (fresh(asked).status, fresh(funded).status) == ("withdrawn", "funded")


class TestAnswer:
    def test_granted_it_goes_back_by_the_way_it_came(self, ada, cleo, asked, funded, client_of):
        client_of(cleo).post(at("grant_refund", asked))
        assert is_back(funded)
        assert fresh(asked).status == "granted"
        assert Notice.objects.filter(user=ada, kind="milestone_refunded").exists()
        assert_books_balance()

    def test_refused_it_stays_and_the_client_reads_why(self, ada, cleo, asked, funded, client_of, clock):
        client_of(cleo).post(at("refuse_refund", asked), {"why": "Half of it is done."})
        clock.shift(timedelta(days=8))
        timers.run_due()
        assert (fresh(asked).status, fresh(funded).status) == ("refused", "funded")
        assert "Half of it is done." in client_of(ada).get(funded.get_absolute_url()).text

    def test_a_submission_is_an_answer(self, asked, funded):
        contract_story.hand_in(funded)
        assert (fresh(asked).status, fresh(funded).status) == ("refused", "submitted")
        assert not Timer.objects.filter(kind=clocks.REFUND).exists()

    def test_silence_gives_it_back_after_seven_days_and_not_a_second_before(self, ada, asked, funded, clock):
        clock.shift(timedelta(days=7, seconds=-1))
        timers.run_due()
        assert fresh(funded).status == "funded"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert is_back(funded)
        assert_books_balance()

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_only_the_freelancer_answers(self, request, asked, who):
        person = request.getfixturevalue(who)
        for act in (refund_requests.grant, refund_requests.refuse):
            with pytest.raises(NotAllowed):
                act(asked, by=person, answer="Mine")

    def test_twice_is_refused(self, cleo, asked):
        refund_requests.grant(asked, by=cleo)
        with pytest.raises(IllegalMove):
            refund_requests.grant(asked, by=cleo)

    def test_a_stranger_finds_nothing(self, eve, asked, client_of):
        assert client_of(eve).post(at("grant_refund", asked)).status_code == 404

    def test_the_wrong_side_is_sent_back(self, ada, asked, funded, client_of):
        answer = client_of(ada).post(at("grant_refund", asked), follow=True)
        assert "This is for the other side of the contract to do." in answer.text
        assert fresh(funded).status == "funded"

    def test_a_grant_and_a_submission_do_not_both_happen(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        milestone = contract_story.funded(contract_story.signed(ada, cleo))
        asked = refund_requests.ask(milestone, why="The printer has closed.", by=ada)
        results = two_connections(
            lambda: refund_requests.grant(asked, by=cleo), lambda: contract_story.hand_in(milestone)
        )
        assert sorted(isinstance(result, Exception) for result in results) == [False, True]
        assert_books_balance()


class TestGiveBack:
    def test_of_their_own_accord(self, ada, cleo, funded, client_of):
        client_of(cleo).post(at("give_back", funded), {"why": "I am ill."})
        assert is_back(funded)
        assert ledger.balance(chart.hold(funded.hold), "EUR") == Money(0, "EUR")
        assert_books_balance()

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_does(self, request, funded, who):
        with pytest.raises(NotAllowed):
            milestones.give_back(funded, by=request.getfixturevalue(who))

    def test_not_what_is_submitted(self, cleo, funded):
        contract_story.hand_in(funded)
        with pytest.raises(IllegalMove):
            milestones.give_back(funded, by=cleo)
