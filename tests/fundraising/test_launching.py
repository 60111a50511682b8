"""From a draft to a fundraiser that runs: what is missing, the review, the page before it opens, the opening."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.refusals import NotAllowed
from fundraising import campaign_rules, launching, opening, readiness
from fundraising.models import Fundraiser
from marketplace.catalog.models import Listing
from marketplace.kit import clock as now
from marketplace.kit import timers
from payments import limits
from social.models import Notice, Watch
from tests import cast, staffing
from tests.fundraising import backing
from tests.fundraising import making_story as story
from tests.social import telling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]


def at(name, fundraiser):
    return reverse(f"fundraising:{name}", args=[fundraiser.listing.slug])


def fresh(fundraiser):
    return Fundraiser.objects.with_face().get(pk=fundraiser.pk)


@pytest.fixture
def whole(ada):
    return story.whole(ada)


@pytest.fixture
def scheduled(ada, dev):
    return story.passed(ada, dev)


class TestHandingIn:
    def test_everything_that_is_missing_is_listed_with_its_step(self, ada, client_of):
        draft = story.started(ada)
        page = client_of(ada).get(at("preview", draft))
        assert "Not ready to be handed in yet." in page.text
        for one in page.context["missing"]:
            assert f'href="{one.url}"' in page.text
        assert {one.step for one in readiness.what_is_missing(draft)} == {"basics", "story", "money", "rewards"}

    def test_what_is_not_whole_stays_a_draft_and_says_so(self, ada, client_of):
        draft = story.started(ada)
        answer = client_of(ada).post(at("hand_in", draft), follow=True)
        assert "things are missing" in answer.text
        assert fresh(draft).status == "draft"

    def test_one_thing_is_said_as_one(self, ada, client_of, whole):
        Fundraiser.objects.filter(pk=whole.pk).update(risks="")
        assert "1 thing is missing" in client_of(ada).post(at("hand_in", whole), follow=True).text

    def test_a_budget_that_is_not_the_goal_is_missing(self, ada, whole):
        draft = story.written(whole, "budget", ada, **{"budget-1-amount": "5999"})
        assert [one.step for one in readiness.what_is_missing(fresh(draft))] == ["budget"]

    def test_what_is_whole_waits_for_staff(self, ada, client_of, whole):
        answer = client_of(ada).post(at("hand_in", whole), follow=True)
        assert "Our staff look at it." in answer.text
        assert fresh(whole).status == "in_review"

    def test_handing_in_twice_is_once(self, ada, client_of, whole):
        client_of(ada).post(at("hand_in", whole))
        answer = client_of(ada).post(at("hand_in", whole), follow=True)
        assert "It is In review now" in answer.text

    @pytest.mark.parametrize("name", ["hand_in", "launch", "opening", "hand_to"])
    def test_an_act_is_posted_by_its_maker_alone(self, ada, eve, client, client_of, whole, name):
        assert client_of(ada).get(at(name, whole)).status_code == 405
        assert client_of(eve).post(at(name, whole)).status_code == 404
        assert client.post(at(name, whole)).status_code == 302
        assert fresh(whole).status == "draft"

    def test_the_preview_is_the_page_for_its_maker_alone(self, ada, eve, client_of, whole):
        page = client_of(ada).get(at("preview", whole)).text
        assert "Printing and sewing" in page
        assert "noindex" in page
        assert client_of(eve).get(at("preview", whole)).status_code == 404


class TestReview:
    @pytest.fixture
    def handed_in(self, ada, whole):
        return launching.hand_in(whole, by=ada)

    @pytest.fixture
    def desk(self, dev, client_of):
        return client_of(cast.in_group(dev, "reviewer"))

    def test_staff_let_it_pass_and_everybody_sees_it(self, ada, client, desk, handed_in):
        staffing.do(desk, handed_in, "pass_review")
        assert fresh(handed_in).status == "scheduled"
        assert client.get(handed_in.listing.get_absolute_url() or at("fundraiser", handed_in)).status_code == 200
        assert Notice.objects.filter(user=ada, kind="fundraiser_passed_review").exists()

    def test_staff_send_it_back_with_a_reason_that_the_maker_reads(self, ada, desk, client_of, handed_in):
        staffing.do(desk, handed_in, "send_back", reason="Say who prints the book, please.")
        assert fresh(handed_in).status == "rejected"
        page = client_of(ada).get(at("preview", handed_in)).text
        assert "Say who prints the book, please." in page
        assert (
            "Say who prints the book, please."
            in client_of(ada).get(reverse("fundraising:step", args=[handed_in.listing.slug, "story"])).text
        )

    def test_what_was_sent_back_is_mended_and_handed_in_again(self, ada, dev, client_of, handed_in):
        launching.send_back(handed_in, why="Say who prints it.", by=cast.in_group(dev, "reviewer"))
        story.written(fresh(handed_in), "story", ada, risks="Maren prints it, and paper may cost more.")
        client_of(ada).post(at("hand_in", handed_in))
        assert fresh(handed_in).status == "in_review"

    def test_nobody_reviews_their_own(self, ada, handed_in):
        User.objects.filter(pk=ada.pk).update(is_superuser=True, is_staff=True)
        with pytest.raises(NotAllowed, match="Somebody else reviews"):
            launching.pass_review(handed_in, by=User.objects.get(pk=ada.pk))

    @pytest.mark.parametrize("group", ["moderator", "finance", "analyst"])
    def test_only_reviewers_review(self, dev, handed_in, group):
        with pytest.raises(NotAllowed):
            launching.pass_review(handed_in, by=cast.in_group(dev, group))

    def test_it_stands_in_the_queue(self, desk, handed_in):
        page = desk.get(reverse("admin:fundraising_fundraiser_changelist"), {"status__exact": "in_review"}).text
        assert story.TITLE in page

    def test_staff_read_the_page_before_they_decide(self, desk, handed_in):
        assert "Printing and sewing" in desk.get(at("fundraiser", handed_in)).text


class TestBeforeItOpens:
    def test_visitors_wait_for_it_and_are_counted(self, ben, client, client_of, scheduled):
        assert "Tell me when it opens" in client.get(scheduled.get_absolute_url()).text
        watch = reverse("social:watch", args=[scheduled.pk])
        client_of(ben).post(watch, {"on": "1", "next": scheduled.get_absolute_url()})
        assert Watch.objects.filter(user=ben, listing=scheduled.pk).exists()
        assert "1 person waits for it." in client.get(scheduled.get_absolute_url()).text
        assert "You are told when it opens." in client_of(ben).get(scheduled.get_absolute_url()).text

    def test_its_maker_opens_it(self, ada, client_of, scheduled):
        client_of(ada).post(at("launch", scheduled))
        running = fresh(scheduled)
        assert (running.status, running.listing.is_open) == ("ongoing", True)
        assert running.deadline_at == running.launched_at + timedelta(days=30)

    def test_opening_twice_is_once(self, ada, client_of, scheduled, clock):
        client_of(ada).post(at("launch", scheduled))
        began = fresh(scheduled).launched_at
        clock.shift(60)
        client_of(ada).post(at("launch", scheduled))
        assert fresh(scheduled).launched_at == began

    def test_a_draft_is_not_opened(self, ada, client_of, whole):
        client_of(ada).post(at("launch", whole))
        assert fresh(whole).status == "draft"

    def test_it_opens_by_itself_on_its_day_and_not_a_second_before(self, ada, client_of, scheduled, clock):
        day = now.today() + timedelta(days=10)
        client_of(ada).post(at("opening", scheduled), {"opens_on": day.isoformat()})
        opens = fresh(scheduled).opens_at
        assert opens is not None
        clock.move_to(opens - timedelta(seconds=1))
        timers.run_due()
        assert fresh(scheduled).status == "scheduled"
        clock.move_to(opens)
        timers.run_due()
        timers.run_due()
        assert fresh(scheduled).status == "ongoing"

    def test_its_day_is_taken_back(self, ada, client_of, scheduled, clock):
        opening.open_at(scheduled, now.now() + timedelta(days=3), by=ada)
        client_of(ada).post(at("opening", scheduled), {"opens_on": ""})
        clock.shift(timedelta(days=4))
        timers.run_due()
        assert (fresh(scheduled).status, fresh(scheduled).opens_at) == ("scheduled", None)

    @pytest.mark.parametrize("day", ["2020-01-01", "rubbish", "9999-12-31", "a\0b"])
    def test_a_day_that_cannot_be_is_refused(self, ada, client_of, scheduled, day):
        client_of(ada).post(at("opening", scheduled), {"opens_on": day})
        assert fresh(scheduled).opens_at is None

    def test_who_waited_is_told_when_it_opens(self, ada, ben, scheduled, django_capture_on_commit_callbacks):
        Watch.objects.create(user=ben, listing=scheduled.listing)
        launching.launch(scheduled, by=ada)
        telling.deliver()
        assert Notice.objects.filter(user=ben, kind="fundraiser_launched").count() == 1


class TestCallingOff:
    def test_it_asks_for_its_title_and_a_reason(self, ada, client_of, scheduled):
        assert client_of(ada).post(at("cancel", scheduled), {"title": "No", "why": "x"}).status_code == 422
        said = {"title": story.TITLE, "why": "The printer has closed."}
        client_of(ada).post(at("cancel", scheduled), said)
        assert fresh(scheduled).status == "cancelled"
        assert Listing.objects.get(pk=scheduled.pk).state == "cancelled"

    def test_a_stranger_calls_nothing_off(self, eve, client_of, scheduled):
        assert client_of(eve).post(at("cancel", scheduled), {"title": story.TITLE, "why": "Because"}).status_code == 404

    def test_twice_is_once(self, ada, client_of, scheduled):
        said = {"title": story.TITLE, "why": "The printer has closed."}
        client_of(ada).post(at("cancel", scheduled), said)
        answer = client_of(ada).post(at("cancel", scheduled), said, follow=True)
        assert "It has ended, so" in answer.text

    def test_what_was_sent_back_can_be_discarded(self, ada, dev, client_of, whole):
        handed_in = launching.hand_in(whole, by=ada)
        launching.send_back(handed_in, why="Not for this site.", by=cast.in_group(dev, "reviewer"))
        client_of(ada).post(at("cancel", handed_in))
        assert fresh(handed_in).status == "cancelled"


def test_what_is_paid_at_once_ends_while_its_first_money_can_still_be_paid_out(ada):
    draft = backing.a_whole_draft(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE, days=365)
    assert campaign_rules.longest(draft).days == limits.days_here(draft.created_at.date()) - 21
    assert "money" in [one.step for one in readiness.what_is_missing(draft)]
