"""The client questions hours, the freelancer answers, and whoever stays silent gives in; the rest is paid meanwhile."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.models import IllegalMove
from marketplace.kit.money import Money
from payments.models import HoldPart
from projects.hours import questions, work_weeks
from projects.models import HoursQuestion, TimeEntry
from social.models import Notice
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, hours_story
from tests.projects.hours_story import NOON, SATURDAY, seconds_before, span, week, worked

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh
WEEK_LATER = SATURDAY + timedelta(days=7)


def euros(amount):
    return Money(amount, "EUR")


def run(clock, moment):
    clock.move_to(moment)
    for _twice in range(2):
        timers.run_due()


@pytest.fixture
def contract(ada, cleo, topics, clock):
    made = hours_story.signed(ada, cleo)
    hours_story.funded(made)
    clock.move_to(span("fri 18:00-19:00")[0])
    worked(made, "tue 9:00-13:00", "wed 9:00-11:00")
    run(clock, NOON)
    return fresh(made)


@pytest.fixture
def long(contract):
    """The entry of four hours."""
    return TimeEntry.objects.order_by("starts_at").first()


@pytest.fixture
def asked(ada, contract, long):
    return questions.ask(week(contract), [long], why="What took four hours?", by=ada)[0]


class TestAsk:
    def test_it_is_the_freelancers_turn(self, ada, cleo, contract, long, client_of):
        address = reverse("projects:ask_about_hours", args=[week(contract).pk])
        client_of(ada).post(address, {"entries": [long.pk], "why": "What took four hours?"})
        assert week(contract).status == "questioned"
        assert Notice.objects.filter(user=cleo, kind="week_questioned").count() == 1
        page = client_of(cleo).get(week(contract).get_absolute_url()).text
        assert "What took four hours?" in page
        assert "€240.00 depends on your answer" in page

    @pytest.mark.parametrize("said", [{}, {"why": "What?"}, {"entries": ["nonsense"], "why": "What?"}])
    def test_what_is_missing_is_said(self, ada, contract, client_of, said):
        address = reverse("projects:ask_about_hours", args=[week(contract).pk])
        answer = client_of(ada).post(address, said)
        assert answer.status_code == 422
        assert "There is a problem" in answer.text

    def test_twice_asks_once(self, ada, contract, long, asked):
        assert questions.ask(week(contract), [long], why="Again", by=ada) == []
        assert HoursQuestion.objects.count() == 1

    @pytest.mark.parametrize("who", ["cleo", "eve"])
    def test_only_the_client_asks(self, request, contract, long, who):
        with pytest.raises(NotAllowed):
            questions.ask(week(contract), [long], why="Mine", by=request.getfixturevalue(who))

    def test_until_friday_is_over_and_not_a_second_longer(self, ada, contract, long, clock):
        clock.move_to(SATURDAY)
        with pytest.raises(Refused, match="until Friday"):
            questions.ask(week(contract), [long], why="Late", by=ada)
        clock.move_to(seconds_before(SATURDAY))
        assert questions.ask(week(contract), [long], why="In time", by=ada)

    def test_entries_of_another_week_are_not_asked_about(self, ada, contract, clock):
        clock.move_to(NOON + timedelta(days=1))
        other = worked(contract, "mon 9:00-10:00", monday=hours_story.MONDAY + timedelta(days=7))
        with pytest.raises(Refused, match="Choose what"):
            questions.ask(week(contract), [other], why="This?", by=ada)


class TestAnswer:
    def test_accepted_it_is_paid_with_the_rest(self, ada, cleo, contract, asked, clock):
        questions.answer(asked, answer="Two rounds of corrections.", by=cleo)
        assert week(contract).status == "locked"
        questions.accept(asked, by=ada)
        run(clock, SATURDAY)
        assert (week(contract).status, week(contract).billed) == ("paid", euros(360))
        assert_books_balance()

    def test_it_may_become_shorter_and_not_longer(self, cleo, ada, contract, long, asked, clock):
        with pytest.raises(Refused, match="shorter, not longer"):
            questions.answer(asked, answer="More", span=span("tue 9:00-14:00"), by=cleo)
        questions.answer(asked, answer="Three.", span=span("tue 9:00-12:00"), by=cleo)
        work_weeks.approve(week(contract), by=ada)
        assert week(contract).billed == euros(300)
        assert fresh(long).changes.count() == 1
        assert_books_balance()

    def test_on_its_page(self, cleo, contract, asked, client_of):
        address = reverse("projects:answer_hours", args=[asked.pk])
        assert "What took four hours?" in client_of(cleo).get(address).text
        assert client_of(cleo).post(address, {"answer": "", "minutes": "999"}).status_code == 422
        client_of(cleo).post(address, {"answer": "Corrections.", "minutes": "180"})
        assert (fresh(asked).status, TimeEntry.objects.get(question=asked).minutes) == ("answered", 180)

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_answers(self, request, asked, who):
        with pytest.raises(NotAllowed):
            questions.answer(asked, answer="Mine", by=request.getfixturevalue(who))

    def test_answered_twice_is_refused(self, cleo, asked):
        questions.answer(asked, answer="Once.", by=cleo)
        with pytest.raises(IllegalMove):
            questions.answer(asked, answer="Twice.", by=cleo)

    def test_not_content_the_client_asks_again(self, ada, cleo, contract, asked):
        questions.answer(asked, answer="Corrections.", by=cleo)
        questions.ask_again(asked, why="Whose?", by=ada)
        assert (week(contract).status, fresh(asked).why) == ("questioned", "Whose?")

    def test_let_go_it_is_not_paid(self, cleo, contract, asked, clock):
        questions.concede(asked, by=cleo)
        run(clock, SATURDAY)
        assert (week(contract).status, week(contract).billed) == ("paid", euros(120))
        assert_books_balance()

    def test_a_stranger_finds_nothing(self, eve, asked, client_of):
        for name in ("answer_hours", "concede_hours", "accept_hours", "ask_hours_again"):
            assert client_of(eve).post(reverse(f"projects:{name}", args=[asked.pk])).status_code == 404

    def test_while_a_question_is_open_nothing_is_approved(self, ada, contract, asked):
        with pytest.raises(Refused, match="waits for its answer"):
            work_weeks.approve(week(contract), by=ada)


class TestSilence:
    def test_what_is_not_questioned_is_paid_on_saturday(self, contract, asked, clock):
        run(clock, SATURDAY)
        assert (week(contract).status, week(contract).released) == ("questioned", euros(120))
        assert_books_balance()

    def test_a_freelancer_who_does_not_answer_is_not_paid_for_it(self, contract, asked, clock):
        run(clock, SATURDAY)
        run(clock, seconds_before(WEEK_LATER))
        assert fresh(asked).status == "asked"
        run(clock, WEEK_LATER)
        assert (fresh(asked).status, week(contract).status) == ("struck", "paid")
        assert week(contract).billed == euros(120)
        assert_books_balance()

    def test_a_client_who_does_not_reply_pays_for_it(self, cleo, contract, asked, clock):
        questions.answer(asked, answer="Corrections.", by=cleo)
        run(clock, SATURDAY)
        assert (week(contract).status, week(contract).released) == ("locked", euros(120))
        run(clock, seconds_before(WEEK_LATER))
        assert fresh(asked).status == "answered"
        run(clock, WEEK_LATER)
        assert (fresh(asked).status, week(contract).status) == ("accepted", "paid")
        assert [part.gross for part in HoldPart.objects.order_by("at")] == [euros(120), euros(240)]
        assert_books_balance()

    def test_a_last_word_leaves_the_other_three_days(self, cleo, contract, asked, clock):
        run(clock, SATURDAY)
        clock.move_to(seconds_before(WEEK_LATER))
        questions.answer(asked, answer="Corrections.", by=cleo)
        run(clock, WEEK_LATER)
        assert fresh(asked).status == "answered"
        run(clock, WEEK_LATER + timedelta(days=3))
        assert fresh(asked).status == "accepted"

    def test_all_struck_the_week_comes_to_nothing(self, ada, contract, clock):
        questions.ask(week(contract), list(TimeEntry.objects.all()), why="All of it?", by=ada)
        run(clock, SATURDAY)
        run(clock, WEEK_LATER)
        assert (week(contract).status, HoldPart.objects.count()) == ("empty", 0)
        assert_books_balance()
