"""How one wants to be told: families, kinds, what is locked; and the page where it is said."""

import pytest
from django.urls import reverse

from social import choices, kinds, mutes, rest
from social.families import Ways
from social.models import Choice, Mute, Rest
from tests.social import telling

pytestmark = pytest.mark.django_db
PAGE, QUIET, PAUSE, GO_ON = (reverse(f"social:{name}") for name in ("settings", "quiet", "pause", "go_on"))


@pytest.fixture(autouse=True)
def _kinds():
    telling.declare()


def of(user, kind):
    return choices.ways_of(user, kinds.known(kind))


def typed(**changes):
    """What the table of families sends when nothing but this is changed."""
    said = {"work-page": "on", "work-mail": "now", "work-push": "on", "people-page": "on", "people-mail": "day",
            "people-push": "on", "discovery-page": "on", "discovery-mail": "week", "security-push": "on",
            "money-push": "on"}  # fmt: skip
    return {name: value for name, value in {**said, **changes}.items() if value is not None}


class TestWays:
    def test_a_kind_comes_as_declared_then_as_its_family_then_as_it_was_chosen(self, ada):
        assert of(ada, "liked").mail == "now"
        choices.choose_family("people", Ways(mail="week"), by=ada)
        assert of(ada, "liked").mail == "week"
        choices.choose_kind(kinds.known("liked"), Ways(mail="day"), by=ada)
        assert of(ada, "liked").mail == "day"

    def test_saving_what_is_already_so_stores_nothing(self, ada, client_of):
        client_of(ada).post(PAGE, typed())
        assert not Choice.objects.exists()

    def test_a_kind_that_is_set_back_goes_with_its_family_again(self, ada):
        kind = kinds.known("waved")
        choices.choose_kind(kind, Ways(mail="day"), by=ada)
        choices.choose_kind(kind, kind.ways, by=ada)
        assert not Choice.objects.exists()

    def test_nothing_switches_security_off_but_its_push(self, ada):
        choices.choose_family("security", Ways(page=False, mail="", push=False), by=ada)
        assert of(ada, "alarmed") == Ways(page=True, mail="now", push=False)
        Choice.objects.filter(what="security").update(page=False, mail="")
        assert of(ada, "alarmed") == Ways(page=True, mail="now", push=False)

    def test_what_is_off_on_the_page_goes_straight_to_what_is_put_away(self, ada, ben):
        choices.choose_kind(kinds.known("waved"), Ways(page=False), by=ada)
        telling.tell(ada, actor=ben.party)
        assert telling.of(ada)[0].archived_at

    def test_security_is_told_by_somebody_muted_too(self, ada, ben):
        mutes.mute(by=ada, party=ben.party)
        telling.tell(ada, actor=ben.party)
        telling.tell(ada, "alarmed", actor=ben.party)
        assert [notice.kind for notice in telling.of(ada)] == ["alarmed"]


class TestPage:
    def test_it_shows_every_family_and_saves_what_changed(self, ada, client_of):
        browser = client_of(ada)
        assert "Always on" in browser.get(PAGE).text
        assert browser.post(PAGE, typed(**{"work-mail": "day", "work-page": None})).status_code == 303
        assert of(ada, "waved") == Ways(page=False, mail="day", push=True)

    def test_a_table_that_was_tampered_with_leaves_what_is_locked(self, ada, client_of):
        client_of(ada).post(PAGE, typed(**{"security-mail": "", "money-mail": "week", "security-page": "off"}))
        assert of(ada, "alarmed").mail == "now"
        assert not Choice.objects.exists()

    @pytest.mark.parametrize("mail", ["hourly", "\x00", "x" * 5000])
    def test_a_way_that_does_not_exist_is_refused_at_its_place(self, ada, client_of, mail):
        answer = client_of(ada).post(PAGE, typed(**{"work-mail": mail}))
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
        assert not Choice.objects.exists()

    def test_each_kind_has_a_line_of_its_own(self, ada, client_of):
        address, browser = reverse("social:family", args=["people"]), client_of(ada)
        assert "Likes" in browser.get(address).text
        sent = {f"{kind.name}-page": "on" for kind in kinds.in_family("people")}
        sent |= {f"{kind.name}-mail": kind.ways.mail for kind in kinds.in_family("people")}
        sent |= {f"{kind.name}-push": "on" for kind in kinds.in_family("people") if kind.ways.push}
        browser.post(address, {**sent, "liked-mail": ""})
        assert of(ada, "liked").mail == ""
        assert [choice.what for choice in Choice.objects.all()] == ["liked"]

    def test_a_family_that_does_not_exist_is_not_found(self, ada, client_of):
        assert client_of(ada).get(reverse("social:family", args=["nonsense"])).status_code == 404

    def test_anonymous_visitors_sign_in_first(self, client):
        for address in (PAGE, reverse("social:family", args=["work"])):
            assert client.get(address).status_code == client.post(address).status_code == 302

    def test_one_person_does_not_change_another(self, ada, eve, client_of):
        client_of(eve).post(PAGE, typed(**{"work-mail": ""}))
        assert of(ada, "waved").mail == "now"


class TestPeace:
    def test_quiet_hours_are_saved_and_cleared(self, ada, client_of):
        browser = client_of(ada)
        browser.post(QUIET, {"begins": "22:00", "ends": "07:30"})
        assert str(rest.of(ada).quiet_from) == "22:00:00"
        browser.post(QUIET, {"begins": "", "ends": ""})
        assert rest.of(ada).quiet_from is None

    @pytest.mark.parametrize(
        "typed", [{"begins": "22:00"}, {"begins": "9", "ends": "x"}, {"begins": "07:00", "ends": "07:00"}]
    )
    def test_wrong_hours_come_back_as_they_were_typed(self, ada, client_of, typed):
        answer = client_of(ada).post(QUIET, typed)
        assert answer.status_code == 422
        assert f'value="{typed["begins"]}' in answer.text
        assert not Rest.objects.exists()

    def test_a_pause_begins_and_ends(self, ada, client_of):
        browser = client_of(ada)
        browser.post(PAUSE, {"days": "3"})
        assert "paused until" in browser.get(PAGE).text
        for _twice in range(2):
            browser.post(GO_ON)
        assert "paused until" not in browser.get(PAGE).text

    @pytest.mark.parametrize("days", ["", "0", "400", "x", "9" * 400])
    def test_a_pause_that_is_not_offered_is_refused(self, ada, client_of, days):
        assert client_of(ada).post(PAUSE, {"days": days}).status_code == 422

    def test_acts_are_posted_and_signed_in(self, ada, client, client_of):
        for address in (QUIET, PAUSE, GO_ON):
            assert client_of(ada).get(address).status_code == 405
            assert client.post(address).status_code == 302


class TestMutes:
    def test_one_hears_again_of_what_one_takes_back(self, ada, eve, ben, client_of):
        mutes.mute(by=ada, party=ben.party)
        mutes.mute(by=ada, party=ben.party)
        address = reverse("social:unmute", args=[Mute.objects.get().pk])
        assert client_of(eve).post(address).status_code == 404
        assert "Ben Okoro" in client_of(ada).get(PAGE).text
        client_of(ada).post(address)
        telling.tell(ada, actor=ben.party)
        assert telling.of(ada)
        assert client_of(ada).post(address).status_code == 404
