"""What staff decide: what follows from it, who hears of it, and that a second pair of eyes answers an appeal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import people
from accounts.models import Profile
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing
from marketplace.kit import timers
from marketplace.kit.models import IllegalMove
from social.models import Appeal, Decision, Notice, Report
from social.moderation import appeals, decisions
from tests.social import moderating as story

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    """Who decides."""
    return story.moderator()


@pytest.fixture
def jo():
    """Who answers appeals."""
    return story.moderator("Jo Lund")


@pytest.fixture
def report(cleo, eve, mo):
    """Cleo's page, reported by Eve, looked into by Mo."""
    return story.claimed(story.reported(story.shown(cleo), by=eve), by=mo)


def is_live(person):
    return Listing.objects.get(pk=person.party.profile.pk).is_live


def told(person):
    return set(Notice.objects.filter(user=person).values_list("kind", flat=True))


class TestDeciding:
    def test_a_dismissal_is_told_to_who_reported_and_to_nobody_else(self, report, mo, eve, cleo):
        decisions.dismiss(report, by=mo, why=story.WHY)
        assert (told(eve), told(cleo)) == ({"report_decided"}, set())
        assert not Decision.objects.exists()

    def test_a_warning_is_read_by_the_owner_and_counts(self, report, mo, cleo, client_of):
        decisions.warn(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        assert story.STATEMENT in client_of(cleo).get(reverse("social:standing")).text
        assert Decision.objects.strikes().filter(party=cleo.party).count() == 1

    def test_it_decides_all_reports_of_the_thing(self, report, mo, ada):
        story.reported(report.listing, by=ada)
        decisions.withdraw(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        assert {one.status for one in Report.objects.all()} == {"upheld"}
        assert "report_decided" in told(ada)

    def test_only_who_claimed_it_decides(self, report, jo):
        with pytest.raises(Refused):
            decisions.dismiss(report, by=jo, why=story.WHY)

    @pytest.mark.parametrize("act", ["dismiss", "warn", "withdraw", "suspend"])
    def test_twice_decides_once(self, report, mo, act):
        rest = {} if act == "dismiss" else {"statement": story.STATEMENT}
        getattr(decisions, act)(report, by=mo, why=story.WHY, **rest)
        with pytest.raises(Refused):
            getattr(decisions, act)(report, by=mo, why=story.WHY, **rest)
        assert Decision.objects.count() == (act != "dismiss")


class TestTakingOutOfSight:
    def test_it_stays_so_whatever_the_owner_does(self, report, mo, cleo, client):
        decisions.withdraw(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        people.publish_profile(cleo.party.profile, by=cleo)
        assert not is_live(cleo)
        assert client.get(cleo.party.get_absolute_url()).status_code == 404

    def test_taken_back_it_shows_what_the_owner_made_of_it_meanwhile(self, report, mo, jo, cleo):
        decision = decisions.withdraw(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        people.change(cleo.party.profile, by=cleo, headline="My own work")
        decisions.lift(decision, by=jo)
        assert is_live(cleo)

    def test_what_the_owner_took_down_meanwhile_stays_down(self, report, mo, jo, cleo):
        decision = decisions.withdraw(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        people.withdraw_profile(cleo.party.profile, by=cleo)
        decisions.lift(decision, by=jo)
        assert not is_live(cleo)

    def test_a_publication_that_read_the_row_before_does_not_undo_it(self, report, mo, cleo):
        stale = Profile.objects.select_related("listing").get(party=cleo.party)
        decisions.withdraw(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        people.show_again(stale)
        assert not is_live(cleo)


class TestSuspending:
    def test_everything_of_theirs_is_out_of_sight_until_the_time_is_over(self, clock, cleo, eve, mo):
        story.suspended(cleo, reporter=eve, by=mo, days=7)
        assert not is_live(cleo)
        clock.shift(timedelta(days=7, seconds=1))
        timers.run_due()
        cleo.refresh_from_db()
        assert (is_live(cleo), cleo.is_suspended) == (True, False)

    def test_they_sign_in_to_read_why_and_to_appeal_and_nothing_else(self, cleo, eve, mo, client_of):
        decision = story.suspended(cleo, reporter=eve, by=mo)
        cleo.refresh_from_db()
        browser = client_of(cleo)
        assert browser.get("/")["Location"] == reverse("social:standing")
        assert browser.post(reverse("accounts:settings_roles"), {})["Location"] == reverse("social:standing")
        assert story.STATEMENT in browser.get(reverse("social:standing")).text
        assert browser.get(reverse("social:appeal", args=[decision.pk])).status_code == 200
        assert browser.get(reverse("pages:terms")).status_code == 200

    def test_of_two_the_longer_one_holds(self, cleo, eve, ada, mo, jo):
        story.suspended(cleo, reporter=eve, by=mo, days=7)
        listing = cleo.party.profile.listing
        report = Report.objects.create(reporter=ada, listing=listing, category="spam", text="Once more.")
        good = decisions.suspend(story.claimed(report, by=mo), by=mo, why=story.WHY, statement=story.STATEMENT)
        cleo.refresh_from_db()
        assert cleo.suspended_until.year == 3000
        decisions.lift(good, by=jo)
        cleo.refresh_from_db()
        assert cleo.is_suspended
        assert not is_live(cleo)

    def test_a_page_withdrawn_by_itself_stays_so_when_the_suspension_ends(self, report, cleo, ada, mo, jo):
        decisions.withdraw(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        again = Report.objects.create(reporter=ada, listing=report.listing, category="spam", text="Once more.")
        decision = decisions.suspend(story.claimed(again, by=mo), by=mo, why=story.WHY, statement=story.STATEMENT)
        decisions.lift(decision, by=jo)
        assert not is_live(cleo)

    def test_staff_are_not_suspended(self, mo, jo, eve):
        with pytest.raises(Refused):
            story.suspended(jo, reporter=eve, by=mo)


class TestAppeals:
    @pytest.fixture
    def appeal(self, cleo, report, mo):
        """Cleo's appeal against the page's withdrawal."""
        decision = decisions.withdraw(report, by=mo, why=story.WHY, statement=story.STATEMENT)
        return appeals.appeal(decision, by=cleo, text="The museum is me.")

    def test_who_decided_does_not_answer(self, appeal, mo):
        for answer in (appeals.keep, appeals.overturn):
            with pytest.raises(NotAllowed):
                answer(appeal, by=mo, why=story.WHY, answer=story.STATEMENT)
        with pytest.raises(NotAllowed):
            decisions.lift(appeal.decision, by=mo)

    def test_another_takes_the_decision_back(self, appeal, jo, cleo):
        appeals.overturn(appeal, by=jo, why=story.WHY, answer="You are right, and we are sorry.")
        assert is_live(cleo)
        assert not Decision.objects.strikes().exists()
        assert "appeal_answered" in told(cleo)

    def test_kept_it_stays_and_cannot_be_asked_again(self, appeal, jo, cleo):
        appeals.keep(appeal, by=jo, why=story.WHY, answer="It is the museum's, they say.")
        assert not is_live(cleo)
        with pytest.raises(Refused):
            appeals.appeal(appeal.decision, by=cleo, text="But it is mine.")
        with pytest.raises(IllegalMove):
            appeals.overturn(appeal, by=jo, why=story.WHY, answer="On second thought, no.")

    def test_a_stranger_does_not_find_the_decision(self, appeal, client_of, ada):
        address = reverse("social:appeal", args=[appeal.decision.pk])
        assert client_of(ada).post(address, {"text": "Let me in as well."}).status_code == 404

    def test_pressing_twice_is_one_appeal(self, appeal, client_of, cleo):
        address = reverse("social:appeal", args=[appeal.decision.pk])
        client_of(cleo).post(address, {"text": "The museum is still me."})
        assert Appeal.objects.count() == 1
