"""Surveys: who is asked what, when parcels stop waiting, and until when an answer may change."""

import pytest

from fundraising import clocks, surveys
from fundraising.models import Delivery, PostalAddress, SurveyReply
from marketplace.kit.refusals import NotAllowed
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


class TestTheMakersPages:
    def test_questions_are_written_sent_and_read(self, funded, ada, ben, client_of):
        page, root = client_of(ada), f"/fundraisers/{funded.listing.slug}/survey/"
        asked = {"question": "Which size?", "kind": "size", "is_required": "on"}
        assert page.post(f"{root}questions/", asked).status_code == 302
        assert page.post(f"{root}sending/").status_code == 303
        delivering.answered(funded, ben, said="L")
        assert "Which size?" in page.get(f"{root}replies/").content.decode()
        assert "Cleo" in page.get(f"{root}replies/?who=open").content.decode()
        table = b"".join(page.get(f"{root}replies/table/").streaming_content).decode()
        assert "Ben Okoro" in table
        assert ",L" in table

    def test_a_choice_without_options_is_refused(self, funded, ada, client_of):
        root = f"/fundraisers/{funded.listing.slug}/survey/"
        answer = client_of(ada).post(f"{root}questions/", {"question": "Which?", "kind": "choice", "options": "One"})
        assert answer.status_code == 422

    def test_it_is_not_for_backers_and_strangers(self, funded, ben, eve, client_of):
        for who in (ben, eve):
            assert client_of(who).get(f"/fundraisers/{funded.listing.slug}/survey/").status_code == 404
