"""Surveys: who is asked what, when parcels stop waiting, and until when an answer may change."""

from datetime import timedelta

import pytest

from fundraising import clocks, deliveries, surveys
from fundraising.models import Delivery, Disbursement, Fundraiser, PostalAddress, SurveyReply
from marketplace.kit import clock as now
from marketplace.kit.refusals import NotAllowed
from social import kinds
from social.models import Notice
from tests.fundraising import backing, delivering

pytestmark = pytest.mark.django_db
Status = Delivery.Status


@pytest.fixture
def funded(local_stripe, ada, ben, cleo, clock):
    return delivering.funded(local_stripe, ada, ben, cleo, clock=clock)


def reply_url(fundraiser, backer):
    return f"/pledges/{fundraiser.pledges.get(backer=backer.party).pk}/survey/"


class TestSending:
    def test_what_is_posted_waits_for_an_address_and_what_is_not_does_not(self, funded, ben):
        assert delivering.parcel(funded, ben).status == Status.WAITING
        assert delivering.parcel(funded, ben, "Recording").status == Status.TO_SHIP

    def test_a_question_to_all_lets_everything_wait(self, funded, ben):
        delivering.asked(funded)
        assert {one.status for one in funded.deliveries.all()} == {Status.WAITING}

    def test_everybody_who_is_asked_is_told_once(self, funded, ada, ben, cleo):
        delivering.asked(funded)
        surveys.send(funded.survey, by=ada)
        backing.work()
        told = Notice.objects.filter(kind="survey_sent").values_list("user", flat=True)
        assert sorted(told) == sorted([ben.pk, cleo.pk])

    def test_nothing_is_sent_before_it_is_funded_and_by_nobody_else(self, ada, eve):
        running = backing.open_fundraiser(ada)
        survey = surveys.of(running, by=ada)
        with pytest.raises(surveys.NotNow):
            surveys.send(survey, by=ada)
        with pytest.raises(NotAllowed):
            surveys.ask(survey, question="Why?", kind="text", by=eve)


class TestAnswering:
    def test_an_answer_lets_ones_own_parcels_go_and_nobody_elses(self, funded, ben, cleo):
        delivering.asked(funded)
        delivering.answered(funded, ben)
        assert {one.status for one in funded.deliveries.filter(line__pledge__backer=ben.party)} == {Status.TO_SHIP}
        assert delivering.parcel(funded, cleo).status == Status.WAITING

    def test_it_can_be_changed_until_it_is_locked(self, funded, ada, ben, cleo):
        survey = delivering.asked(funded)
        delivering.answered(funded, ben)
        delivering.answered(funded, ben, said="Blue", city="Bremen")
        assert PostalAddress.objects.get().city == "Bremen"
        surveys.lock(survey, by=ada)
        with pytest.raises(surveys.NotNow):
            delivering.answered(funded, ben)
        delivering.answered(funded, cleo)  # who has not answered still can

    def test_the_page_checks_postcodes_by_country_and_keeps_what_was_typed(self, funded, ben, client_of):
        survey = delivering.asked(funded)
        typed = {**delivering.ADDRESS, "postcode": "2045", f"q_{survey.questions.get().pk.hex}": "Red"}
        answer = client_of(ben).post(reply_url(funded, ben), typed)
        page = answer.content.decode()
        assert (answer.status_code, SurveyReply.objects.count()) == (422, 0)
        assert "looks like 00000" in page
        assert "Hafenweg 3" in page

    def test_the_page_takes_a_whole_answer(self, funded, ben, client_of):
        survey = delivering.asked(funded)
        typed = {**delivering.ADDRESS, f"q_{survey.questions.get().pk.hex}": "Blue"}
        answer = client_of(ben).post(reply_url(funded, ben), typed)
        assert answer.status_code == 302
        assert list(SurveyReply.objects.get().answers.values()) == ["Blue"]
        assert delivering.parcel(funded, ben).status == Status.TO_SHIP

    @pytest.mark.parametrize("typed", [{"city": "x\x00y"}, {"country": "ZZ"}, {"name": "n" * 500}, {}])
    def test_nonsense_is_refused_without_a_fault(self, funded, ben, client_of, typed):
        delivering.asked(funded)
        assert client_of(ben).post(reply_url(funded, ben), typed).status_code == 422

    def test_it_is_nobody_elses(self, funded, ben, eve, client_of):
        delivering.asked(funded)
        assert client_of(eve).get(reply_url(funded, ben)).status_code == 404


class TestReminding:
    def test_a_week_later_who_has_not_answered_is_reminded_and_not_a_second_before(self, funded, ben, cleo, clock):
        delivering.asked(funded)
        delivering.answered(funded, ben)
        backing.later(clock, seconds=clocks.REMIND_AFTER.total_seconds() - 1)
        assert not Notice.objects.filter(kind="survey_reminder").exists()
        backing.later(clock, seconds=1)
        assert Notice.objects.get(kind="survey_reminder").user == cleo

    def test_the_maker_reminds_no_more_often_than_is_bearable(self, funded, ada, clock):
        survey = delivering.asked(funded)
        with pytest.raises(surveys.NotNow, match="3 days"):
            surveys.remind(survey, by=ada)
        for _time in range(clocks.MOST_REMINDERS):
            clock.shift(clocks.REMIND_APART)
            surveys.remind(survey, by=ada)
        clock.shift(clocks.REMIND_APART)
        with pytest.raises(surveys.NotNow, match="reminded 3 times"):
            surveys.remind(survey, by=ada)


class TestSilence:
    @pytest.fixture
    def delivered(self, funded, ada, ben, cleo, clock):
        """Cleo has not answered; all else has arrived, and all money has moved."""
        delivering.asked(funded)
        delivering.answered(funded, ben)
        for reward in ("Book", "Recording"):
            deliveries.receive(delivering.sent(funded, ben, reward), by=ben)
        Disbursement.objects.filter(fundraiser=funded).update(status=Disbursement.Status.PAID)
        return funded

    def test_who_is_silent_is_told_twice_and_then_holds_nobody_up(self, delivered, ada, ben, cleo, clock):
        backing.later(clock, seconds=clocks.ANSWERS_BY.total_seconds() - 1)
        for kind in ("survey_reminder", "survey_last_call"):
            assert Notice.objects.get(kind=kind).user == cleo
        assert backing.fresh(delivered).status == Fundraiser.Status.DELIVERING
        backing.later(clock, seconds=1)
        assert delivering.parcel(delivered, cleo).status == Status.WAITING
        assert "1 reward of" in kinds.plain(Notice.objects.get(kind="survey_ended", user=ada))
        deliveries.receive(delivering.sent(delivered, cleo, "Recording"), by=cleo)  # it needs no address
        assert backing.fresh(delivered).status == Fundraiser.Status.COMPLETED

    def test_who_answers_later_is_still_sent_theirs(self, delivered, cleo, clock):
        backing.later(clock, seconds=clocks.ANSWERS_BY.total_seconds())
        delivering.answered(delivered, cleo)
        assert delivering.sent(delivered, cleo).status == Status.SHIPPED

    def test_who_paid_late_is_asked_too_and_has_as_much_time(self, delivered, local_stripe, eve, cleo, clock):
        backing.later(clock, days=10)
        Fundraiser.objects.filter(pk=delivered.pk).update(late_until=now.now() + timedelta(days=9))
        backing.paid(local_stripe, backing.fresh(delivered), eve, reward="Book", country="DE")
        backing.work()
        assert Notice.objects.filter(kind="survey_sent", user=eve).count() == 1
        backing.later(clock, seconds=clocks.ANSWERS_BY.total_seconds() - 10 * 86400)
        assert delivered.deliveries.unclaimed().get().line.pledge.backer == cleo.party
        backing.later(clock, days=10)
        assert delivered.deliveries.unclaimed().count() == 2


class TestTheMakersPages:
    def test_questions_are_written_sent_and_read(self, funded, ada, ben, client_of):
        page, root = client_of(ada), f"/fundraisers/{funded.listing.slug}/survey/"
        asked = {"question": "Which size?", "kind": "size", "is_required": "on"}
        assert page.post(f"{root}questions/", asked).status_code == 303
        assert page.post(f"{root}sending/").status_code == 303
        delivering.answered(funded, ben, said="L")
        assert "Which size?" in page.get(f"{root}replies/").content.decode()
        assert "Cleo" in page.get(f"{root}replies/?who=open").content.decode()
        table = b"".join(page.get(f"{root}replies/table/").streaming_content).decode()
        assert "Ben Okoro" in table
        assert ",L" in table

    def test_every_button_keeps_the_note_and_a_question_that_was_typed(self, funded, ada, client_of):
        page, root = client_of(ada), f"/fundraisers/{funded.listing.slug}/survey/"
        page.post(f"{root}questions/", {"note": "Hello", "question": "Which size?", "kind": "size"})
        page.post(f"{root}note/", {"note": "Hello all", "question": "Which colour?", "kind": "text"})
        assert [one.question for one in funded.survey.questions.all()] == ["Which size?", "Which colour?"]
        wrong = page.post(f"{root}note/", {"note": "Hello you", "question": "Which?", "kind": "choice"})
        assert (wrong.status_code, backing.fresh(funded.survey).note) == (422, "Hello all")
        assert "Hello you" in wrong.content.decode()

    def test_it_is_sent_with_its_note_and_not_before_a_typed_question_is_added(self, funded, ada, client_of):
        page, root = client_of(ada), f"/fundraisers/{funded.listing.slug}/survey/"
        page.get(root)
        answer = page.post(f"{root}sending/", {"note": "Hello", "question": "Which size?", "kind": "size"})
        assert (answer.status_code, backing.fresh(funded.survey).is_sent) == (422, False)
        assert "Which size?" in answer.content.decode()
        page.post(f"{root}sending/", {"note": "Hello", "question": "", "kind": "text", "is_required": "on"})
        assert (backing.fresh(funded.survey).note, backing.fresh(funded.survey).is_sent) == ("Hello", True)

    def test_a_choice_without_options_is_refused(self, funded, ada, client_of):
        root = f"/fundraisers/{funded.listing.slug}/survey/"
        answer = client_of(ada).post(f"{root}questions/", {"question": "Which?", "kind": "choice", "options": "One"})
        assert answer.status_code == 422

    def test_it_is_not_for_backers_and_strangers(self, funded, ben, eve, client_of):
        for who in (ben, eve):
            assert client_of(who).get(f"/fundraisers/{funded.listing.slug}/survey/").status_code == 404
