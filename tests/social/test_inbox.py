"""Putting notices away, taking them back, putting them off; the shelves of the centre."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from marketplace.kit import timers
from social import inbox, notices
from social.models import Notice
from tests.social import telling

pytestmark = pytest.mark.django_db
CENTRE = reverse("social:notices")


@pytest.fixture(autouse=True)
def _kinds():
    telling.declare()


@pytest.fixture
def notice(ada, ben):
    """Ben waved to Ada."""
    telling.tell(ada, actor=ben.party)
    return Notice.objects.get(user=ada)


def at(name, notice):
    return reverse(f"social:{name}", args=[notice.pk])


class TestArchive:
    def test_it_leaves_the_list_and_can_be_taken_back(self, ada, notice, client_of):
        browser = client_of(ada)
        answer = browser.post(at("archive", notice), {"next": CENTRE})
        page = browser.get(answer.url)
        assert "Take it back" in page.text
        assert "Ben Okoro" not in page.text.split("<main")[1]
        assert "Ben Okoro" in browser.get(CENTRE, {"show": "archived"}).text
        browser.post(at("restore", notice))
        assert "Ben Okoro" in browser.get(CENTRE).text

    def test_it_is_not_counted_any_more(self, ada, notice):
        inbox.archive(notice, by=ada)
        assert notices.count_unread(ada) == 0

    def test_twice_is_once(self, ada, notice):
        assert inbox.archive(notice, by=ada)
        assert not inbox.archive(notice, by=ada)
        assert inbox.restore(notice, by=ada)
        assert not inbox.restore(notice, by=ada)

    def test_what_was_put_off_does_not_come_back_out_of_the_archive(self, ada, notice, clock):
        inbox.snooze(notice, "later", by=ada)
        inbox.archive(notice, by=ada)
        clock.shift(timedelta(days=1))
        timers.run_due()
        assert Notice.objects.get().archived_at


class TestSnooze:
    def test_it_comes_back_by_itself_unread_and_on_top(self, ada, eve, notice, clock, client_of):
        inbox.snooze(notice, "tomorrow", by=ada)
        telling.tell(ada, key="2", actor=eve.party)
        assert notices.count_unread(ada) == 1
        assert "Ben Okoro" not in client_of(ada).get(CENTRE).text.split("<main")[1]
        clock.move_to(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
        timers.run_due()
        page = client_of(ada).get(CENTRE).text
        assert page.index("Ben Okoro") < page.index("Eve Stone")
        assert notices.count_unread(ada) == 2

    @pytest.mark.parametrize(("until", "moment"), [("later", (23, 12)), ("tomorrow", (24, 7)), ("week", (30, 7))])
    def test_until_when(self, ada, notice, clock, until, moment):
        assert inbox.snooze(notice, until, by=ada) == datetime(2026, 11, *moment, tzinfo=UTC)

    def test_said_again_the_later_moment_counts(self, ada, notice, clock):
        inbox.snooze(notice, "later", by=ada)
        inbox.snooze(notice, "week", by=ada)
        clock.shift(timedelta(days=1))
        timers.run_due()
        assert Notice.objects.at_hand().count() == 0

    def test_it_may_be_brought_back_before(self, ada, notice, client_of):
        inbox.snooze(notice, "week", by=ada)
        browser = client_of(ada)
        assert "Bring it back now" in browser.get(CENTRE, {"show": "snoozed"}).text
        for _twice in range(2):
            browser.post(at("wake", notice))
        assert Notice.objects.at_hand().count() == 1

    @pytest.mark.parametrize("until", ["", "never", "\x00"])
    def test_a_moment_that_is_not_offered_is_refused(self, ada, notice, client_of, until):
        client_of(ada).post(at("snooze", notice), {"until": until})
        assert Notice.objects.at_hand().count() == 1

    def test_what_was_put_away_is_not_put_off(self, ada, notice, client_of):
        inbox.archive(notice, by=ada)
        assert "was put away" in client_of(ada).post(at("snooze", notice), {"until": "week"}, follow=True).text


class TestOthers:
    @pytest.mark.parametrize("name", ["archive", "restore", "snooze", "wake", "mute", "open"])
    def test_a_stranger_finds_nothing_and_visitors_sign_in(self, eve, notice, client, client_of, name):
        method = "get" if name == "open" else "post"
        assert getattr(client_of(eve), method)(at(name, notice)).status_code == 404
        assert getattr(client, method)(at(name, notice)).status_code == 302

    @pytest.mark.parametrize("name", ["archive", "restore", "snooze", "wake", "mute"])
    def test_acts_are_posted(self, ada, notice, client_of, name):
        assert client_of(ada).get(at(name, notice)).status_code == 405


class TestCentre:
    def test_each_line_says_why_and_where_to_change_it(self, ada, notice, client_of):
        page = client_of(ada).get(CENTRE).text
        assert "it concerns something of yours" in page
        assert "/settings/notices/work/#waved" in page

    def test_families_stand_apart(self, ada, notice, client_of):
        telling.tell(ada, "alarmed", key="9")
        page = client_of(ada).get(CENTRE, {"family": "security"}).text.split("<main")[1]
        assert "Alarm." in page
        assert "Ben Okoro" not in page

    def test_what_concerns_one_thing_stands_under_its_name(self, ada, ben, eve, client_of):
        job = telling.job(ada)
        telling.likes(ada, ben, job.listing)
        telling.tell(ada, key="2", actor=eve.party, listing=job.listing)
        assert 'class="notes__about"' in client_of(ada).get(CENTRE).text

    def test_muting_from_a_line_hears_no_more_of_who_acted(self, ada, ben, notice, client_of):
        client_of(ada).post(at("mute", notice), {"what": "actor"})
        telling.tell(ada, key="2", actor=ben.party)
        assert len(telling.of(ada)) == 1

    def test_a_push_leads_to_what_it_is_about(self, ada, notice, client_of):
        assert client_of(ada).get(at("open", notice)).url == "/1/"
        assert notices.count_unread(ada) == 0

    @pytest.mark.parametrize("query", [{"show": "x\x00"}, {"family": "x"}, {"after": "x"}, {"undo": "\x00"}])
    def test_nonsense_in_the_address_shows_everything(self, ada, notice, client_of, query):
        assert "Ben Okoro" in client_of(ada).get(CENTRE, query).text
