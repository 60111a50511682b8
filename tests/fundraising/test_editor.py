"""A maker writes a fundraiser: the first line, then steps that save themselves, right or wrong."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import companies
from accounts.models import Membership
from fundraising import launching, making, net, readiness
from fundraising.forms.editor import FORMS
from fundraising.models import Fundraiser, StretchGoal
from marketplace.catalog.models import Listing
from marketplace.kit import clock as now
from tests.fundraising import making_story as story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]
NEW = reverse("fundraising:start")
AS_SCRIPT = {"Accept": "application/json"}
STEPS = ["basics", "story", "money", "stretch", "budget", "plan", "questions"]


def at(name, fundraiser, *args):
    return reverse(f"fundraising:{name}", args=[fundraiser.listing.slug, *args])


@pytest.fixture
def draft(ada):
    return story.started(ada)


def fresh(fundraiser):
    return Fundraiser.objects.with_face().get(pk=fundraiser.pk)


class TestBeginning:
    def test_a_name_makes_a_draft_that_only_its_maker_sees(self, ada, eve, client_of):
        answer = client_of(ada).post(NEW, {"title": "Daily bread", "kind": "reward"})
        draft = Fundraiser.objects.get()
        assert answer.url == at("step", draft, "basics")
        assert (draft.status, draft.listing.is_live) == ("draft", False)
        assert client_of(eve).get(draft.get_absolute_url() or at("fundraiser", draft)).status_code == 404

    @pytest.mark.parametrize("kind", ["equity", "series", "nonsense", ""])
    def test_securities_are_not_begun_here(self, ada, client_of, kind):
        answer = client_of(ada).post(NEW, {"title": "Daily bread", "kind": kind})
        assert (answer.status_code, Fundraiser.objects.exists()) == (422, False)

    def test_a_title_that_is_an_address_of_ours_gets_another(self, ada, client_of):
        client_of(ada).post(NEW, {"title": "New!!!", "kind": "reward"})
        assert Fundraiser.objects.get().listing.slug == "new-fundraiser"

    def test_what_was_typed_before_signing_in_waits(self, ada, client):
        assert client.post(NEW, {"title": "Typed early", "kind": "donation"}).url.startswith("/accounts/login/")
        client.force_login(ada)
        assert "Typed early" in client.get(NEW).text

    @pytest.mark.parametrize("kind", ["support", "equity", "series"])
    def test_what_cannot_be_backed_here_is_not_begun(self, ada, client_of, kind):
        assert client_of(ada).post(NEW, {"title": "The first", "kind": kind}).status_code == 422
        assert not Fundraiser.objects.exists()

    def test_nobody_has_more_drafts_than_anybody_writes(self, ada, client_of, monkeypatch):
        monkeypatch.setattr(making, "DRAFTS_AT_ONCE", 1)
        client_of(ada).post(NEW, {"title": "The first", "kind": "reward"})
        answer = client_of(ada).post(NEW, {"title": "The second", "kind": "reward"})
        assert (answer.status_code, "You have 1 drafts" in answer.text) == (422, True)

    def test_a_zero_byte_breaks_nothing(self, ada, client_of):
        assert client_of(ada).post(NEW, {"title": "a\0b", "kind": "reward"}).status_code in (302, 422)


class TestSteps:
    @pytest.mark.parametrize("name", STEPS)
    def test_each_is_opened_written_and_read_again(self, ada, client_of, draft, name):
        story.written(draft, "money", ada)
        browser = client_of(ada)
        assert browser.get(at("step", draft, name)).status_code == 200
        answer = browser.post(at("step", draft, name), story.data(name))
        assert answer.status_code == 303, answer.text
        again = browser.get(at("step", draft, name)).context["form"]
        sent = {key: value for key, value in story.data(name).items() if "FORMS" not in key and "-" not in key}
        assert {key: str(again[key].value()) for key in sent} == sent

    def test_what_is_right_is_kept_beside_what_is_wrong(self, ada, client_of, draft):
        answer = client_of(ada).post(at("step", draft, "basics"), story.data("basics", title="No"))
        assert answer.status_code == 422
        assert fresh(draft).listing.summary.startswith("Ten years")
        assert 'value="No"' in client_of(ada).get(at("step", draft, "basics")).text

    def test_it_saves_itself_and_says_when(self, ada, client_of, draft, clock):
        answer = client_of(ada).post(at("draft", draft, "money"), story.data("money"), headers=AS_SCRIPT)
        assert answer.json()["saved"] == "Saved 09:00"
        assert (answer.json()["problems"], answer.json()["seen"]) == ({}, fresh(draft).revision_of("money"))
        assert fresh(draft).goal_minor == 2_100_000

    def test_it_says_what_the_parts_come_to_while_they_are_typed(self, ada, client_of, draft):
        story.written(draft, "money", ada)
        rows = story.data("budget", **{"budget-1-amount": "1000"})
        answer = client_of(ada).post(at("draft", draft, "budget"), rows, headers=AS_SCRIPT)
        assert answer.json()["note"] == "Together €16,000 of €21,000. €5,000 are not spread yet."

    def test_without_a_script_it_comes_back_to_the_step(self, ada, client_of, draft):
        answer = client_of(ada).post(at("draft", draft, "story"), story.data("story"))
        assert answer.url == at("step", draft, "story")
        assert fresh(draft).story.startswith("Sixty-one")

    def test_a_tab_opened_before_does_not_put_out_what_another_saved(self, ada, client_of, draft):
        browser = client_of(ada)
        opened = browser.get(at("step", draft, "story")).context["revision"]
        mine, other = (story.data("story", risks=words, seen=opened) for words in ("Mine.", "The other tab's."))
        browser.post(at("draft", draft, "story"), other, headers=AS_SCRIPT)
        late = browser.post(at("draft", draft, "story"), mine, headers=AS_SCRIPT)
        assert (late.status_code, "saved elsewhere" in late.json()["refused"]) == (409, True)
        page = browser.post(at("step", draft, "story"), mine)
        assert (page.status_code, "Mine." in page.text) == (422, True)
        browser.post(at("step", draft, "story"), {**mine, "seen": page.context["revision"]})
        assert fresh(draft).risks == "Mine."

    def test_two_tabs_on_two_steps_do_not_meet(self, ada, client_of, draft):
        browser = client_of(ada)
        first, second = (browser.get(at("step", draft, name)).context["revision"] for name in ("story", "money"))
        browser.post(at("draft", draft, "story"), story.data("story", seen=first), headers=AS_SCRIPT)
        answer = browser.post(at("draft", draft, "money"), story.data("money", seen=second), headers=AS_SCRIPT)
        assert answer.status_code == 200

    def test_what_was_sent_after_the_session_ended_is_there_after_signing_in(self, ada, client, draft):
        client.post(at("step", draft, "story"), story.data("story", story="Typed while signed out."))
        client.force_login(ada)
        assert "Typed while signed out." in client.get(at("step", draft, "story")).text

    @pytest.mark.parametrize("name", STEPS)
    def test_rubbish_is_kept_and_breaks_nothing(self, ada, client_of, draft, name):
        rubbish = dict.fromkeys(story.data(name), "\x00 99999999999999999999 <b>")
        assert client_of(ada).post(at("step", draft, name), rubbish).status_code == 422
        assert client_of(ada).post(at("draft", draft, name), rubbish, headers=AS_SCRIPT).status_code == 200
        assert client_of(ada).get(at("step", draft, name)).status_code == 200

    @pytest.mark.parametrize("name", [*STEPS, "rewards", "pictures", "team"])
    def test_a_stranger_finds_nothing(self, eve, client_of, client, draft, name):
        assert client_of(eve).get(at("step", draft, name)).status_code == 404
        assert client.get(at("step", draft, name)).status_code == 302

    @pytest.mark.parametrize("name", ["nothing", "admin"])
    def test_a_step_that_does_not_exist_is_not_found(self, ada, client_of, draft, name):
        assert client_of(ada).get(at("step", draft, name)).status_code == 404

    def test_a_draft_is_never_got(self, ada, client_of, draft):
        assert client_of(ada).get(at("draft", draft, "story")).status_code == 405


class TestMoney:
    def problems(self, draft, **changes):
        from fundraising.forms.money import MoneyForm

        form = MoneyForm(story.data("money", **changes), fundraiser=draft)
        form.is_valid()
        return form.problems()

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("goal", "", "This field is required."),
            ("goal", "0", "above zero"),
            ("goal", "-5", "above zero"),
            ("goal", "lots", "Enter a sum in digits"),
            ("goal", "12.345", "The smallest amount"),
            ("days", "61", "At most 60 days."),
            ("days", "0", "greater than or equal to 1"),
            ("currency", "XXX", "Select a valid choice"),
            ("opens_on", "2020-01-01", "This day has passed."),
            ("hard_goal", "20000", "below the goal of €21,000"),
            ("second_goal", "21000", "asks for more than the goal"),
        ],
    )
    def test_it_says_what_is_wrong_with_one_field(self, draft, field, value, said):
        assert said in " ".join(self.problems(draft, **{field: value})[field])

    def test_what_keeps_what_it_raises_runs_as_long_as_its_money_can_be_held(self, draft):
        assert self.problems(draft, settlement="keep_what_you_raise", days="69") == {}
        assert self.problems(draft, settlement="keep_what_you_raise", days="70") == {"days": ["At most 69 days."]}

    def test_the_step_says_what_is_received_of_the_goal_that_is_typed(self, ada, client_of, draft):
        browser = client_of(ada)
        assert "The fee is 5 % of what is paid out to you." in browser.get(at("step", draft, "money")).text
        answer = browser.post(at("draft", draft, "money"), story.data("money"), headers=AS_SCRIPT)
        assert answer.json()["note"].startswith("Of €21,000.00 you receive €19,950.00. The fee is 5 %: €1,050.00.")
        assert "€19,950.00" in browser.get(at("step", draft, "money")).text

    def test_it_names_the_tax_on_the_fee_where_there_is_one(self, ada, draft):
        ada.party.profile.country = "DE"
        ada.party.profile.save(update_fields=["country"])
        story.written(draft, "money", ada)
        assert "19 %: €199.50." in net.in_words(fresh(draft).goal, fresh(draft).owner)

    def test_a_second_round_says_how_long_it_runs(self, draft):
        assert "how many days" in self.problems(draft, second_goal="30000")["second_days"][0]

    def test_a_goal_that_grows_past_an_older_hard_goal_breaks_nothing(self, ada, client_of, draft):
        story.written(draft, "money", ada, hard_goal="22000")
        answer = client_of(ada).post(at("step", draft, "money"), story.data("money", goal="30000", hard_goal="22000"))
        assert answer.status_code == 422
        assert (fresh(draft).goal_minor, fresh(draft).hard_goal_minor) == (3_000_000, None)

    def test_the_currency_stays_once_sums_are_written_in_it(self, ada, draft):
        story.written(story.written(draft, "money", ada), "budget", ada)
        assert "written in EUR already" in self.problems(fresh(draft), currency="JPY")["currency"][0]


class TestParts:
    def test_a_stretch_goal_lies_beyond_the_goal(self, ada, client_of, draft):
        story.written(draft, "money", ada)
        answer = client_of(ada).post(
            at("step", draft, "stretch"), story.data("stretch", **{"stretch-0-threshold": "21000"})
        )
        assert (answer.status_code, "This lies beyond the goal" in answer.text) == (422, True)

    def test_a_plan_that_money_cannot_be_held_for_says_so(self, ada, client_of, draft):
        story.written(draft, "money", ada)
        far = (now.today() + timedelta(days=400)).isoformat()
        client_of(ada).post(at("step", draft, "plan"), story.data("plan", **{"plan-1-due_on": far}))
        page = client_of(ada).get(at("step", draft, "plan")).text
        assert "Money is held at most until" in page
        assert "Books shipped" in page

    def test_a_step_that_nothing_proves_is_not_whole(self, ada, client_of, draft):
        answer = client_of(ada).post(at("step", draft, "plan"), story.data("plan", **{"plan-0-proof": ""}))
        assert (answer.status_code, "what proves that it is done" in answer.text) == (422, True)

    def test_two_steps_that_wait_for_the_report_are_kept_and_one_waits(self, ada, client_of, draft):
        story.written(draft, "money", ada)
        rows = story.data("plan", **{"plan-0-tied_to": "report", "plan-1-tied_to": "report"})
        answer = client_of(ada).post(at("draft", draft, "plan"), rows, headers=AS_SCRIPT)
        assert "one step waits for it" in str(answer.json()["problems"])
        assert "one step waits for it" in client_of(ada).post(at("step", draft, "plan"), rows).text
        assert [step.is_report for step in draft.disbursements.all()] == [True, False]

    def test_a_stretch_goal_begins_above_what_was_reached_once(self, ada, dev, client_of):
        shown = story.passed(ada, dev)
        StretchGoal.objects.create(
            fundraiser=shown, threshold_minor=2_500_000, text="A second oven", reached_at=now.now()
        )
        answer = client_of(ada).post(at("step", shown, "stretch"), story.data("stretch"))
        assert (answer.status_code, "This much has come together already" in answer.text) == (422, True)

    def test_a_stretch_goal_that_is_reached_meanwhile_stays(self, ada, dev):
        shown = story.passed(ada, dev)
        form = FORMS["stretch"](story.data("stretch"), fundraiser=shown)
        assert form.is_valid()
        StretchGoal.objects.create(
            fundraiser=shown, threshold_minor=2_500_000, text="A second oven", reached_at=now.now()
        )
        making.change(shown, "stretch", form.said(), by=ada)
        assert [one.text for one in shown.stretch_goals.all()] == ["A second oven"]

    def test_an_emptied_row_is_gone(self, ada, client_of, draft):
        story.written(draft, "budget", ada)
        rows = story.data("budget", **{"budget-0-label": "", "budget-0-amount": ""})
        answer = client_of(ada).post(at("step", draft, "budget"), rows)
        assert answer.status_code == 303, answer.context["problems"]
        assert [line.label for line in draft.budget_lines.all()] == ["Shipping"]

    def test_a_form_in_pieces_breaks_nothing(self, ada, client_of, draft):
        for total in ("ten thousand", "1000000", ""):
            rows = {**story.data("budget"), "budget-TOTAL_FORMS": total}
            assert client_of(ada).post(at("step", draft, "budget"), rows).status_code == 422


class TestCompanies:
    def test_a_member_writes_for_the_company_and_does_not_hand_in(self, ada, cleo, client_of):
        press = companies.found(by=ada, name="Ridge Press")
        Membership.objects.create(company=press, user=cleo, rank="member")
        draft = making.start(story.TITLE, kind="reward", owner=press.party, by=cleo)
        assert client_of(cleo).post(at("step", draft, "story"), story.data("story")).status_code == 303
        client_of(cleo).post(at("hand_in", draft))
        assert fresh(draft).status == "draft"

    def test_a_draft_is_handed_to_a_company_of_ones_own_alone(self, ada, eve, client_of, draft):
        press = companies.found(by=ada, name="Ridge Press")
        other = companies.found(by=eve, name="Other Press")
        client_of(ada).post(at("hand_to", draft), {"party": other.party.slug})
        assert fresh(draft).owner == ada.party
        client_of(ada).post(at("hand_to", draft), {"party": press.party.slug})
        assert fresh(draft).owner == press.party


class TestAfterTheReview:
    def test_what_backers_decide_by_stays(self, ada, dev, client_of):
        shown = story.passed(ada, dev)
        for name in ("basics", "money", "budget", "plan"):
            answer = client_of(ada).post(at("step", shown, name), story.data(name))
            assert (answer.status_code, "It passed review" in answer.text) == (422, True), name
            assert "disabled" in client_of(ada).get(at("step", shown, name)).text

    def test_the_story_changes_for_everybody_at_once(self, ada, dev, client, client_of):
        shown = story.passed(ada, dev)
        client_of(ada).post(at("step", shown, "story"), story.data("story", risks="The oven may crack."))
        assert "The oven may crack." in client.get(shown.get_absolute_url()).text

    def test_what_is_only_typed_is_not_shown_yet(self, ada, dev, client, client_of):
        shown = story.passed(ada, dev)
        typed = story.data("story", risks="Not sent yet.")
        client_of(ada).post(at("draft", shown, "story"), typed, headers=AS_SCRIPT)
        assert "Not sent yet." not in client.get(shown.get_absolute_url()).text
        assert "Not sent yet." in client_of(ada).get(at("step", shown, "story")).text

    def test_while_staff_look_at_it_nothing_moves(self, ada, client_of):
        draft = launching.hand_in(story.whole(ada), by=ada)
        answer = client_of(ada).post(at("step", draft, "story"), story.data("story"))
        assert (answer.status_code, "Our staff look at it now" in answer.text) == (422, True)


def test_what_is_typed_and_wrong_is_missing(ada, client_of):
    draft = story.whole(ada)
    client_of(ada).post(at("draft", draft, "money"), story.data("money", goal="lots"))
    assert [one.step for one in readiness.what_is_missing(fresh(draft))] == ["money"]


def test_a_draft_that_is_discarded_leaves_the_list(ada, client_of, draft):
    assert "Nobody but you has seen it" in client_of(ada).get(at("cancel", draft)).text
    client_of(ada).post(at("cancel", draft))
    assert fresh(draft).status == "cancelled"
    assert story.TITLE not in client_of(ada).get(reverse("fundraising:mine")).text
    assert not Listing.objects.live().filter(kind="fundraiser").exists()
