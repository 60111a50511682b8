"""The pages of the plans: for visitors, for members, and what each button does."""

import pytest
from django.urls import reverse

from payments import plans
from payments.models import PaidPlan
from tests.payments import members
from tests.payments.test_plans import begin, give_card, member  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db(transaction=True)
PLANS = "/plans/"


def act(name: str, plan: PaidPlan) -> str:
    return reverse(f"payments:{name}", args=[plan.pk])


class TestTheList:
    def test_a_visitor_sees_what_each_costs_and_changes(self, client, db):
        page = client.get(PLANS).text
        for piece in ("€12", "€29", "A fee of 8 % of what you earn", "20 % of the first €500", "Sign in to begin Plus"):
            assert piece in page
        assert "begin_plan" not in page

    def test_it_says_from_when_a_plan_pays_for_itself(self, client, db):
        page = client.get(PLANS).text
        assert "What each costs you altogether" in page
        assert "€250.00" in page  # 20 % of 500 and 10 % of 1,500, on free

    def test_by_the_year_it_says_the_month(self, client, db):
        page = client.get(PLANS, {"every": "year"}).text
        assert "€120" in page
        assert "€10.00 a month" in page

    def test_investors_see_theirs(self, client, db):
        page = client.get(PLANS, {"side": "invest"}).text
        assert "Backing and investing cost you no fee" in page
        assert "What each costs you altogether" not in page

    @pytest.mark.parametrize("query", [{"side": "x"}, {"every": "x"}, {"currency": "zzz"}, {"currency": "¤¤¤¤¤¤"}])
    def test_what_makes_no_sense_is_left_out(self, client, db, query):
        assert client.get(PLANS, query).status_code == 200

    def test_prices_stand_in_ones_own_currency(self, cleo, client_of):
        cleo.currency = "GBP"
        cleo.save()
        assert "£10" in client_of(cleo).get(PLANS).text

    def test_it_takes_few_queries(self, cleo, client_of, queries):
        members.on_plan(cleo.party, "plus")
        browser = client_of(cleo)
        assert queries(lambda: browser.get(PLANS)) <= 24

    def test_a_member_sees_which_is_theirs_and_what_another_would_mean(self, cleo, client_of):
        members.on_plan(cleo.party, "plus")
        page = client_of(cleo).get(PLANS).text
        assert "Your plan: Plus" in page
        assert "Go to Pro" in page
        assert "Begin Pro" not in page


class TestBegin:
    CHOSEN = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}

    def test_it_leads_on_to_the_payment_page(self, cleo, client_of, local_stripe):
        browser = client_of(cleo)
        answer = browser.post("/plans/beginning/", self.CHOSEN)
        plan = PaidPlan.objects.get()
        assert answer.url == act("plan_onward", plan)
        assert f'content="0;url={plan.action_url}"' in browser.get(answer.url).text

    def test_anonymous_is_asked_to_sign_in(self, client, db):
        assert client.post("/plans/beginning/", self.CHOSEN).url.startswith("/accounts/login/")

    def test_looking_begins_nothing(self, cleo, client_of):
        assert client_of(cleo).get("/plans/beginning/").status_code == 405

    @pytest.mark.parametrize("wrong", [{"plan": "free"}, {"every": "day"}, {"currency": "KWD"}, {"side": ""}])
    def test_what_is_not_offered_is_not_begun(self, cleo, client_of, wrong):
        answer = client_of(cleo).post("/plans/beginning/", {**self.CHOSEN, **wrong})
        assert answer.url == PLANS
        assert not PaidPlan.objects.exists()


class TestOnes:
    def test_a_stranger_finds_nothing(self, member, eve, client_of):  # noqa: F811
        plan = member()
        browser = client_of(eve)
        for name in ("plan", "plan_onward", "plan_returned", "plan_change"):
            assert browser.get(act(name, plan)).status_code == 404
        for name in ("end_plan", "go_on_with_plan", "stay_on_plan", "pay_plan_with", "abandon_plan", "plan_change"):
            assert browser.post(act(name, plan)).status_code == 404

    def test_the_change_is_shown_in_figures_before_it_is_done(self, member, cleo, client_of):  # noqa: F811
        page = client_of(cleo).get(act("plan_change", member()) + "?to=pro&every=month").text
        assert "You pay now, about" in page
        assert "€17.00" in page

    def test_going_up_is_one_press_from_there(self, member, cleo, client_of):  # noqa: F811
        plan = member()
        answer = client_of(cleo).post(act("plan_change", plan), {"to": "pro", "every": "month"}, follow=True)
        assert "You are on the Pro plan now." in answer.text
        assert "€17.00" in answer.text

    def test_a_card_that_is_declined_is_said_on_the_page(self, member, cleo, client_of, local_stripe):  # noqa: F811
        plan = member()
        give_card(local_stripe, cleo, plan, "fails_later")
        page = client_of(cleo).post(act("plan_change", plan), {"to": "pro", "every": "month"}, follow=True).text
        assert "The card was not charged." in page
        assert "Nothing has changed and nothing was paid." in page
        assert plans.of(cleo.party) == "plus"

    def test_it_ends_by_one_press_and_goes_on_by_another(self, member, cleo, client_of):  # noqa: F811
        plan, browser = member(), client_of(cleo)
        assert "It ends on" in browser.post(act("end_plan", plan), follow=True).text
        assert "Your plan goes on." in browser.post(act("go_on_with_plan", plan), follow=True).text
        assert PaidPlan.objects.get().ends_at is None

    def test_going_down_is_noted_and_can_be_taken_back(self, member, cleo, client_of):  # noqa: F811
        plan, browser = member("pro"), client_of(cleo)
        page = browser.post(act("plan_change", plan), {"to": "plus", "every": "month"}, follow=True).text
        assert "Plus begins on" in page
        assert "You stay on your plan." in browser.post(act("stay_on_plan", plan), follow=True).text

    def test_it_is_paid_with_another_card(self, member, cleo, client_of, local_stripe):  # noqa: F811
        plan = member()
        give_card(local_stripe, cleo, plan, "at_once")
        card = cleo.party.saved_methods.get()
        page = client_of(cleo).post(act("pay_plan_with", plan), {"card": str(card.pk)}, follow=True).text
        assert "Visa …0077" in page

    def test_a_foreign_card_is_no_choice(self, member, cleo, client_of):  # noqa: F811
        answer = client_of(cleo).post(act("pay_plan_with", member()), {"card": "nonsense"}, follow=True)
        assert "Choose one of your cards." in answer.text

    def test_leaving_the_payment_page_leads_back_to_the_plans(self, begin, cleo, client_of):  # noqa: F811
        assert client_of(cleo).post(act("abandon_plan", begin())).url == PLANS
        assert PaidPlan.objects.get().status == "abandoned"

    def test_a_plan_that_was_never_paid_says_so(self, begin, cleo, client_of):  # noqa: F811
        assert "The first payment has not come yet." in client_of(cleo).get(begin().get_absolute_url()).text
