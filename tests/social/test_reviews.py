"""Reviews: blind until both have written or the time is over, one a side, one reply, removed by staff for a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import companies, people
from accounts.models import Party
from accounts.privacy import port
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing
from marketplace.kit import timers
from social.models import Deal, Notice, Review
from social.moderation import appeals, decisions, reports
from social.reputation import reviews
from tests.social import dealing
from tests.social import moderating as staff

pytestmark = pytest.mark.django_db

TYPED = {
    "quality": "5",
    "communication": "4",
    "timeliness": "5",
    "expertise": "4",
    "again": "yes",
    "text": dealing.TEXT,
}


BACK = {"clarity": "5", "communication": "5", "payment": "5", "again": "yes", "text": dealing.TEXT}


@pytest.fixture
def deal(ada, cleo, clock):
    for person in (ada, cleo):
        people.publish_profile(person.party.profile, by=person)
    return dealing.ended(ada, cleo)


@pytest.fixture
def both(deal, ada, cleo):
    """Both have written: shown."""
    dealing.review(deal, ada, text="Ada says that all was well done.")
    dealing.review(deal, cleo, text="Cleo says that all was well paid.")
    return deal


def address(deal):
    return reverse("social:write_review", args=[deal.pk])


def told(person):
    return [notice.kind for notice in Notice.objects.filter(user=person).order_by("created_at")]


def page_of(person):
    return reverse("social:reviews_of_person", args=[person.party.slug])


class TestWriting:
    def test_it_is_kept_and_can_be_changed_until_it_is_shown(self, ada, deal, client_of):
        browser = client_of(ada)
        assert browser.post(address(deal), TYPED).status_code == 303
        browser.post(address(deal), {**TYPED, "quality": "1", "text": "On second thoughts it was rather poor."})
        review = Review.objects.get()
        assert (review.rating, review.text, review.status) == (
            350, "On second thoughts it was rather poor.", "written",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "wrong", [{"quality": ""}, {"quality": "6"}, {"again": "perhaps"}, {"text": "short"}, {"text": "x" * 3001},
                  {"text": "a nul \0 in a long enough text"}],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_kept(self, ada, deal, client_of, wrong):
        answer = client_of(ada).post(address(deal), {**TYPED, "note": "For staff", **wrong})
        assert answer.status_code == 422
        assert "For staff" in answer.text
        assert not Review.objects.exists()

    def test_strangers_find_nothing_and_visitors_sign_in(self, deal, eve, client, client_of):
        for method in ("get", "post"):
            assert getattr(client_of(eve), method)(address(deal)).status_code == 404
            assert getattr(client, method)(address(deal))["Location"].startswith("/accounts/login/")

    def test_a_stranger_is_refused_by_the_act_too(self, deal, eve):
        with pytest.raises(NotAllowed):
            dealing.review(deal, eve, marks={})

    def test_nobody_reviews_a_contract_that_runs(self, ada, cleo, client_of):
        told = dealing.about(ada, cleo)
        running = dealing.facts.record("released", key="1", deal=told, cents=100).deal
        with pytest.raises(Refused, match="once the contract has ended"):
            dealing.review(running, ada)
        assert "once the contract has ended" in client_of(ada).get(address(running)).text

    @pytest.mark.parametrize("how", ["silence", "dormant"])
    def test_nor_one_that_ended_by_silence(self, ada, cleo, how):
        with pytest.raises(Refused, match="nobody reviews"):
            dealing.review(dealing.ended(ada, cleo, how=how), ada)

    def test_nor_one_in_which_no_money_moved(self, ada, cleo):
        with pytest.raises(Refused, match="nobody reviews"):
            dealing.review(dealing.ended(ada, cleo, cents=0), ada)

    def test_nor_one_between_people_who_belong_together(self, ada, cleo):
        company = companies.found("Ridge Press", by=cleo)
        told = dealing.about(ada, cleo)
        own = dealing.About(**{**told.__dict__, "client": company.party})
        dealing.facts.record("released", key="1", deal=own, cents=100)
        assert dealing.over(own).reviews_close_at is None

    def test_a_company_reviews_as_a_company_and_a_member_only_reads(self, ada, ben, cleo, client_of):
        from tests.accounts.running import joined

        company = companies.found("Ridge Press", by=ada)
        joined(company, ben, by=ada)
        told = dealing.About(**{**dealing.about(ada, cleo).__dict__, "client": company.party})
        dealing.facts.record("released", key="1", deal=told, cents=100)
        deal = dealing.over(told)
        assert dealing.review(deal, ada).author == company.party
        assert "Owners and managers of your company write it" in client_of(ben).get(address(deal)).text
        with pytest.raises(NotAllowed):
            dealing.review(deal, ben, marks={})

    def test_the_database_holds_one_a_side_with_the_marks_of_that_side(self, ada, deal):
        written = dealing.review(deal, ada)
        columns = {field.attname: getattr(written, field.attname) for field in Review._meta.fields}
        for change in ({"id": uuid4()}, {"id": uuid4(), "side": "freelancer"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Review.objects.create(**{**columns, **change})


class TestBlindness:
    def places(self, client_of, person, deal):
        browser = client_of(person)
        paths = [address(deal), page_of(deal.client.user), page_of(deal.freelancer.user), "/my/reviews/",
                 "/notices/", deal.client.get_absolute_url(),
                 deal.freelancer.get_absolute_url(), "/discover/?q=rather", "/"]  # fmt: skip
        return "".join(browser.get(path).content.decode() for path in paths)

    def test_nobody_else_reads_it_anywhere_before_both_have_written(self, ada, cleo, eve, deal, client_of):
        review = dealing.review(deal, ada, mark=2, text="It was rather a wretched thing.", note="Never again, staff.")
        for person in (cleo, eve):
            shown = self.places(client_of, person, deal)
            assert "wretched" not in shown
            assert "Never again" not in shown
            for name in ("reply_to_review", "report_review"):
                assert client_of(person).get(reverse(f"social:{name}", args=[review.pk])).status_code == 404
        assert "wretched" in client_of(ada).get(address(deal)).text

    def test_neither_rating_nor_score_nor_notice_tells_of_it(self, ada, cleo, deal):
        before, heard = cleo.party.scores.get().points, told(cleo)
        dealing.review(deal, ada, mark=1)
        assert cleo.party.scores.get().points == before
        assert told(cleo) == heard
        assert Listing.objects.get(pk=cleo.party.profile.pk).rating is None

    def test_no_export_hands_the_other_side_s_out(self, ada, cleo, both, clock):
        waiting = dealing.ended(ada, cleo)
        dealing.review(waiting, ada, text="This one still waits to be shown.", note="A word to staff alone.")
        handler = port.handler_of("social.review")
        of_ada, of_cleo = (str(list(handler.export(person))) for person in (ada, cleo))
        assert "A word to staff alone." in of_ada
        assert "still waits" not in of_cleo
        assert "Ada says" in of_cleo

    def test_with_the_second_both_are_shown_and_both_hear_of_it(self, ada, cleo, deal, client, client_of):
        dealing.review(deal, ada, text="Ada says that all was well done.")
        client_of(cleo).post(address(deal), {"clarity": 4, "communication": 5, "payment": 5, "again": "yes",
                                             "text": "Cleo says that all was well paid."})  # fmt: skip
        assert "Ada says" in client.get(page_of(cleo)).text
        assert "Cleo says" in client.get(page_of(ada)).text
        assert told(ada)[-1] == "review_shown"
        assert "review_shown" in told(cleo)
        assert Listing.objects.get(pk=cleo.party.profile.pk).rating == 500

    def test_the_two_read_both_where_they_wrote_also_without_public_pages(self, ada, cleo, eve, clock, client_of):
        quiet = dealing.ended(ada, cleo)  # neither shows a page
        dealing.review(quiet, ada, text="Ada says that all was well done.")
        answer = client_of(cleo).post(address(quiet), BACK, follow=True)
        assert answer.status_code == 200
        assert "Ada says that all was well done." in answer.text
        assert client_of(eve).get(address(quiet)).status_code == 404

    def test_shown_it_stays_as_it_is(self, ada, both):
        with pytest.raises(Refused, match="shown already"):
            dealing.review(both, ada)

    def test_two_who_write_at_once_are_both_shown(self, transactional_db, two_connections):
        from tests import cast

        ada, cleo = cast.ada(), cast.cleo()
        deal = dealing.ended(ada, cleo)
        results = two_connections(lambda: dealing.review(deal, ada), lambda: dealing.review(deal, cleo))
        assert not [one for one in results if isinstance(one, Exception)]
        assert set(Review.objects.values_list("status", flat=True)) == {"shown"}


class TestTheClock:
    def test_after_fourteen_days_and_not_a_second_before(self, ada, cleo, deal, client, clock):
        dealing.review(deal, ada, text="Ada says that all was well done.")
        clock.shift(timedelta(days=14, seconds=-1))
        timers.run_due()
        assert Review.objects.get().status == "written"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
            reviews.close(deal)
        assert Review.objects.get().status == "shown"
        assert told(cleo).count("review_shown") == 1
        with pytest.raises(Refused, match="over"):
            dealing.review(deal, cleo)

    def test_who_has_not_written_is_reminded_three_days_before(self, ada, cleo, deal, clock):
        dealing.review(deal, ada)
        clock.shift(timedelta(days=11, seconds=-1))
        timers.run_due()
        assert "review_reminder" not in told(cleo)
        clock.shift(1)
        timers.run_due()
        assert "review_reminder" in told(cleo)
        assert "review_reminder" not in told(ada)

    def test_nothing_happens_where_nobody_wrote(self, deal, clock):
        clock.shift(timedelta(days=15))
        timers.run_due()
        assert not Review.objects.exists()


class TestReplying:
    def test_whom_it_is_about_replies_once(self, ada, cleo, both, client, client_of):
        review = both.reviews.get(side="client")
        path = reverse("social:reply_to_review", args=[review.pk])
        assert path in client_of(cleo).get(page_of(cleo)).text
        client_of(cleo).post(path, {"text": "Thank you, I would too."})
        assert "Thank you, I would too." in client.get(page_of(cleo)).text
        assert "review_replied" in told(ada)
        assert client_of(cleo).post(path, {"text": "And another thing."}).status_code == 422
        assert path not in client_of(cleo).get(page_of(cleo)).text

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_does(self, request, both, who):
        with pytest.raises(NotAllowed):
            reviews.reply(both.reviews.get(side="client"), text="Mine", by=request.getfixturevalue(who))


class TestStaff:
    @pytest.fixture
    def removed(self, both, cleo):
        report = reports.report_review(
            both.reviews.get(side="client"), by=cleo, category="harassment", text="It insults."
        )
        mo = staff.moderator()
        reports.claim(report, by=mo)
        return decisions.withdraw(report, by=mo, why=staff.WHY, statement="It insults, and rule four forbids that.")

    def test_it_leaves_a_tombstone_and_counts_no_more(self, removed, cleo, client):
        page = client.get(page_of(cleo)).text
        assert "Ada says" not in page
        assert "It insults, and rule four forbids that." in page
        assert Listing.objects.get(pk=cleo.party.profile.pk).rating is None
        assert Listing.objects.get(owner__slug="ada-brandt", kind="person").is_live

    def test_its_writer_reads_why_and_can_appeal(self, removed, ada, client, cleo, client_of):
        assert "your review of Cleo Marsh" in client_of(ada).get(reverse("social:standing")).text
        appeal = appeals.appeal(removed, by=ada, text="It says what happened.")
        appeals.overturn(appeal, by=staff.moderator("Jo Lund"), why=staff.WHY, answer="It is hard but fair, and stays.")
        assert "Ada says" in client.get(page_of(cleo)).text

    def test_neither_side_decides(self, both, cleo, ada):
        review = both.reviews.get(side="client")
        for person in (ada, cleo):
            assert person.pk in set(review.interested_users())

    def test_one_s_own_and_one_that_waits_cannot_be_reported(self, both, ada, cleo):
        with pytest.raises(Refused, match="your own"):
            reports.report_review(both.reviews.get(side="client"), by=ada, category="spam", text="Mine, all mine.")
        waiting = dealing.review(dealing.ended(ada, cleo), ada)
        with pytest.raises(Refused, match="not shown"):
            reports.report_review(waiting, by=cleo, category="spam", text="I guess at it.")

    def test_the_page_takes_a_report_once(self, both, eve, client_of):
        path = reverse("social:report_review", args=[both.reviews.get(side="client").pk])
        typed = {"category": "spam", "text": "It praises too much."}
        assert client_of(eve).get(path).status_code == 200
        assert client_of(eve).post(path, typed).status_code == 303
        assert "reported this already" in client_of(eve).post(path, typed).text
        assert client_of(eve).post(path, {}).status_code == 422


class TestPages:
    def test_a_page_that_is_hidden_hides_its_reviews(self, both, cleo, client):
        people.withdraw_profile(cleo.party.profile, by=cleo)
        assert client.get(page_of(cleo)).status_code == 404

    def test_many_take_as_many_queries_as_one(self, ada, cleo, both, client, client_of, queries):
        urls = [page_of(cleo), cleo.party.get_absolute_url()]
        few = [queries(lambda url=url: client.get(url)) for url in urls]
        mine = queries(lambda: client_of(ada).get("/my/reviews/"))
        for _more in range(6):
            deal = dealing.ended(ada, cleo)
            dealing.review(deal, ada)
            dealing.review(deal, cleo)
        assert [queries(lambda url=url: client.get(url)) for url in urls] <= [few[0], few[1] + 1]
        assert queries(lambda: client_of(ada).get("/my/reviews/")) == mine

    def test_what_one_has_still_to_write_stands_on_one_s_list(self, ada, deal, client_of):
        assert address(deal) in client_of(ada).get("/my/reviews/").text

    def test_forgotten_one_s_note_and_reply_go_and_the_text_stays(self, ada, cleo, both):
        review = both.reviews.get(side="client")
        reviews.reply(review, text="Thank you, I would too.", by=cleo)
        handler = port.handler_of("social.review")
        handler.erase(ada)
        handler.erase(cleo)
        review.refresh_from_db()
        assert (review.by, review.note, review.reply, review.text) == (
            None, "", "", "Ada says that all was well done.",
        )  # fmt: skip
        assert handler.erase(cleo).changed == 0


def test_a_fact_told_twice_is_told_once(ada, cleo):
    told = dealing.about(ada, cleo)
    first, second = (dealing.facts.record("released", key="1", deal=told, cents=cents) for cents in (100, 900))
    assert first == second
    assert Deal.objects.count() == 1
    assert Party.objects.get(pk=cleo.party.pk).deals_taken.count() == 1
