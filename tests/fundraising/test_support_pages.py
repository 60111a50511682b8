"""Standing support in the browser's words: pages for everybody, for supporters, and for makers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import people, ports
from fundraising import standing_support, support_pages
from fundraising.models import Support, SupportPage, SupportPost
from tests import cast
from tests.fundraising import backing, support_story
from tests.fundraising.support_story import written

pytestmark = pytest.mark.django_db
Status = Support.Status


@pytest.fixture
def page(cleo, local_stripe, clock):
    return support_story.open_page(cleo)


@pytest.fixture
def support(page, local_stripe, ben):
    return support_story.begun(local_stripe, page, ben)


class TestThePage:
    def test_everybody_reads_it_and_a_draft_its_maker_alone(self, cleo, eve, client, client_of):
        draft = support_pages.begin(cleo.party, by=cleo)
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert client_of(eve).get(draft.get_absolute_url()).status_code == 404
        assert client_of(cleo).get(draft.get_absolute_url()).status_code == 200

    def test_it_says_what_is_offered(self, page, client):
        shown = client.get(page.get_absolute_url()).content.decode()
        for said in ("Letters, drawn by hand.", "Silver", "€5", "2 places left", "€120 a year"):
            assert said in shown

    def test_as_many_queries_for_many_posts(self, page, cleo, client):
        written(page, cleo)
        client.get(page.get_absolute_url())
        with CaptureQueriesContext(connection) as few:
            client.get(page.get_absolute_url())
        for number in range(8):
            written(page, cleo, title=f"Post {number}", tier="Gold")
        with CaptureQueriesContext(connection) as many:
            client.get(page.get_absolute_url())
        assert len(many) <= len(few)

    def test_it_stands_on_the_page_of_the_maker(self, page, cleo, client):
        people.publish_profile(cleo.party.profile, by=cleo)
        assert page.get_absolute_url() in client.get(cleo.party.get_absolute_url()).content.decode()

    def test_its_maker_is_found_by_it_while_it_is_open(self, page, cleo, client):
        people.publish_profile(cleo.party.profile, by=cleo)
        found = client.get("/discover/?support=1").content.decode()
        assert "takes supporters" in found
        assert cleo.party.get_absolute_url() in found
        assert page.get_absolute_url() in client.get("/sitemap-support.xml").content.decode()
        support_pages.close(page, by=cleo)
        assert cleo.party.get_absolute_url() not in client.get("/discover/?support=1").content.decode()
        assert page.get_absolute_url() not in client.get("/sitemap-support.xml").content.decode()

    def test_it_is_passed_on_and_its_maker_followed(self, page, ben, client_of):
        shown = client_of(ben).get(page.get_absolute_url()).content.decode()
        assert f"http://127.0.0.1:8000{page.get_absolute_url()}" in shown
        assert f"/parties/{page.owner_id}/following/" in shown

    def test_who_supports_nobody_is_led_to_those_who_ask(self, ben, client_of):
        assert "/discover/?support=1" in client_of(ben).get("/supports/").content.decode()


class TestSupporting:
    def test_choosing_leads_to_ones_page_of_it(self, page, ben, client_of):
        silver = support_story.tier(page, "Silver")
        sent = {"tier": silver.pk, "every": "month", "party": ben.party.slug}
        answer = client_of(ben).post(f"{page.get_absolute_url()}joining/", sent)
        assert answer["Location"] == Support.objects.get().get_absolute_url()
        shown = client_of(ben).get(answer["Location"]).content.decode()
        assert "every month from then on" in shown
        assert "/backing/terms/support-1/" in shown
        assert "/backing/terms/support-1/" in client_of(ben).get(f"{page.get_absolute_url()}joining/", follow=True).text
        assert Support.objects.get().agreed == "support-1"

    @pytest.mark.parametrize(
        "sent",
        [
            {}, {"tier": "x"}, {"tier": "own"}, {"tier": "own", "own": "-1"}, {"tier": "own", "own": "9" * 39},
            {"tier": "own", "own": "5\x00"}, {"tier": "own", "own": "5", "every": "day"},
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said(self, page, ben, client_of, sent):
        answer = client_of(ben).post(
            f"{page.get_absolute_url()}joining/", {"every": "month", "party": ben.party.slug, **sent}
        )
        assert (answer.status_code, Support.objects.count()) == (422, 0)

    def test_it_is_paid_changed_and_ended_by_buttons(self, page, local_stripe, ben, client_of):
        browser = client_of(ben)
        silver, gold = (support_story.tier(page, name) for name in ("Silver", "Gold"))
        browser.post(f"{page.get_absolute_url()}joining/", {"tier": silver.pk, "every": "month"})
        support = Support.objects.get()
        here = support.get_absolute_url()
        card = backing.card(local_stripe, ben)
        browser.post(f"{here}payment/", {"card": card.pk})
        assert backing.fresh(support).status == Status.ACTIVE
        browser.post(f"{here}change/", {"tier": gold.pk, "every": "month"})
        assert "Gold begins as soon as" in browser.get(here).content.decode()
        browser.post(f"{here}payment/", {"card": card.pk})
        assert backing.fresh(support).tier == gold
        browser.post(f"{here}end/")
        assert "Nothing is charged any more" in browser.get(here).content.decode()

    @pytest.mark.parametrize(
        "act", ["payment", "card", "card/new", "change", "change/withdrawal", "end", "end/withdrawal"]
    )
    def test_it_is_nobody_elses(self, support, eve, client, client_of, act):
        path = f"{support.get_absolute_url()}{act}/"
        assert client_of(eve).post(path).status_code == 404
        assert client.post(path).status_code == 302
        assert act == "change" or client_of(eve).get(path).status_code == 405

    def test_a_charge_of_somebody_else_is_not_taken_back(self, support, eve, client_of):
        charge = support.charges.get()
        assert client_of(eve).post(f"/supports/charges/{charge.pk}/return/").status_code == 404

    def test_the_list_asks_as_often_for_many(self, page, support, local_stripe, ben, ada, eve, client_of):
        browser = client_of(ben)
        browser.get("/supports/")
        with CaptureQueriesContext(connection) as few:
            browser.get("/supports/")
        for maker in (ada, eve):
            support_story.begun(local_stripe, support_story.open_page(maker), ben)
        with CaptureQueriesContext(connection) as many:
            browser.get("/supports/")
        assert len(many) == len(few)


class TestTheDesk:
    def test_a_maker_makes_a_page_a_tier_and_opens_it(self, cleo, client_of):
        browser = client_of(cleo)
        assert "Let people support you" in browser.get("/my/support/").content.decode()
        browser.post("/my/support/", {"pitch": "Letters", "currency": "EUR", "takes_own_sums": "on"})
        browser.post("/my/support/tiers/new/", {"name": "Silver", "benefits": "A letter", "month": "5"})
        browser.post("/my/support/opening/")
        page = SupportPage.objects.get()
        assert (page.status, page.tiers.get().month_minor) == ("open", 500)

    @pytest.mark.parametrize(
        "sent",
        [
            {"month": "0.5"}, {"month": "x"}, {"month": "5", "year": "61"}, {"month": "5", "limit": "0"},
            {"month": "5", "name": ""}, {"month": "9" * 12}, {"month": "5", "benefits": "x\x00y"},
        ],
    )  # fmt: skip
    def test_a_tier_that_is_wrong_is_not_offered(self, page, cleo, client_of, sent):
        words = {"name": "Bronze", "benefits": "Thanks", **sent}
        assert client_of(cleo).post("/my/support/tiers/new/", words).status_code == 422
        assert page.tiers.count() == 2

    def test_supporters_are_listed_without_the_names_they_keep(self, page, local_stripe, support, ada, cleo, client_of):
        hidden = standing_support.begin(page, support_story.wish(page), supporter=ada.party, by=ada, is_anonymous=True)
        support_story.paid(local_stripe, hidden, ada)
        shown = client_of(cleo).get("/my/support/supporters/").content.decode()
        assert ("Ben Okoro" in shown, "Ada Brandt" in shown, "€10.00" in shown) == (True, False, True)

    def test_another_makers_things_are_not_found(self, page, cleo, eve, client_of):
        support_pages.begin(eve.party, by=eve)
        post, tier = written(page, cleo), support_story.tier(page, "Gold")
        for path in (f"posts/{post.pk}/", f"tiers/{tier.pk}/"):
            assert client_of(eve).post(f"/my/support/{path}", {}).status_code == 404
        assert client_of(eve).post(f"/my/support/posts/{post.pk}/withdrawal/").status_code == 404
        assert SupportPost.objects.get().published_at

    def test_who_is_supported_or_supports_must_end_that_before_they_may(self, page, support, cleo, ben):
        assert "People support it month by month." in ports.open_business.of(cleo.party)
        assert "It supports somebody month by month." in ports.open_business.of(ben.party)
        standing_support.end(support, by=ben)
        assert not ports.open_business.of(ben.party)

    def test_it_is_closed_by_who_has_read_what_that_does(self, page, support, cleo, client_of):
        browser = client_of(cleo)
        asked = browser.get("/my/support/closing/").content.decode()
        assert "1 support ends, €5.00 a month." in asked
        assert browser.post("/my/support/closing/", {"name": "Somebody"}).status_code == 422
        assert backing.fresh(page).is_open
        browser.post("/my/support/closing/", {"name": f" {cleo.party.name.upper()} "})
        assert (backing.fresh(page).status, backing.fresh(support).ends_at) == ("closed", support.paid_until)
        assert browser.get("/my/support/closing/").status_code == 302

    def test_one_without_supporters_closes_without_a_typed_name(self, page, cleo, eve, client, client_of):
        assert client_of(eve).post("/my/support/closing/").status_code == 404
        assert client.post("/my/support/closing/").url.startswith("/accounts/login/")
        client_of(cleo).post("/my/support/closing/")
        assert backing.fresh(page).status == "closed"

    def test_its_fee_is_that_of_the_price_list(self, cleo, client_of):
        support_pages.begin(cleo.party, by=cleo)
        assert "The fee is 5 % of what comes" in client_of(cleo).get("/my/support/").content.decode()

    def test_staff_close_a_page_that_breaks_the_rules(self, page, support):
        dev = cast.in_group(cast.dev(), "moderator")
        support_pages.shut(page, by=dev, why="spam")
        assert (backing.fresh(page).status, backing.fresh(support).ends_at) == ("closed", support.paid_until)
