"""Promotions: what may be promoted, what clicks count and cost, and what comes back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import people
from marketplace.catalog.models import Listing
from marketplace.kit import outbox, timers
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import bound, charges, chart, checkouts, clicks, ledger, promotions, tasks
from payments.models import Document, Promotion, Refund, RuleSet
from payments.promotions import NotPromotable
from social.models import Notice
from tests.fundraising.raising import a_fundraiser
from tests.payments import members
from tests.payments.books import assert_books_balance
from tests.portfolios.hanging import a_portfolio

pytestmark = pytest.mark.django_db(transaction=True)
Status, Why = Promotion.Status, Promotion.Why
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140"


@pytest.fixture
def listing(cleo, clock):
    people.publish_profile(cleo.party.profile, by=cleo)
    return a_portfolio(cleo).listing


@pytest.fixture
def run(listing, cleo, local_stripe):
    """Cleo promotes her portfolio, and pays."""

    def running(budget="20", days=7, country="", pay_in=""):
        cleo.party.profile.country = country
        cleo.party.profile.save()
        promotion = promotions.begin(listing, budget=Money(budget, "EUR"), days=days, by=cleo)
        checkout = checkouts.open([("promotion", promotion.pk)], by=cleo, currency=pay_in)
        payment = charges.send(charges.begin(checkout, by=cleo))
        local_stripe.pay(payment.action_url)
        local_stripe.deliver()
        return fresh(promotion)

    return running


class TestBegin:
    def test_it_runs_once_it_is_paid(self, run, cleo, clock):
        promotion = run()
        assert promotion.status == Status.RUNNING
        assert promotion.ends_at - promotion.starts_at == timedelta(days=7)
        assert told(cleo) == ["promotion_running"]

    def test_what_is_paid_waits_on_its_own_account_and_the_tax_is_owed(self, run, local_stripe):
        promotion = run(country="DE")
        assert ledger.balance(chart.promotion(promotion), "EUR") == Money("16.81", "EUR")
        assert ledger.balance(chart.TAX, "EUR") == Money("3.19", "EUR")
        books_agree(local_stripe)

    @pytest.mark.parametrize("kind", ["equity", "revenue_share", "series"])
    def test_offers_of_securities_are_never_promoted(self, cleo, clock, kind):
        fundraiser = a_fundraiser(cleo, kind=kind)
        with pytest.raises(NotPromotable, match="never promoted"):
            promotions.begin(fundraiser.listing, budget=Money(20, "EUR"), days=7, by=cleo)

    def test_a_donation_is(self, cleo, clock):
        fundraiser = a_fundraiser(cleo, kind="donation")
        assert promotions.begin(fundraiser.listing, budget=Money(20, "EUR"), days=7, by=cleo)

    @pytest.mark.parametrize(("budget", "days"), [("9.99 EUR", 7), ("2000.01 EUR", 7), ("20 EUR", 8), ("20 KWD", 7)])
    def test_what_is_not_sold_is_refused(self, listing, cleo, budget, days):
        amount, code = budget.split()
        with pytest.raises(NotPromotable):
            promotions.begin(listing, budget=Money(amount, code), days=days, by=cleo)

    def test_what_is_not_public_is_refused(self, listing, cleo):
        Listing.objects.filter(pk=listing.pk).update(is_live=False)
        with pytest.raises(NotPromotable, match="public"):
            promotions.begin(fresh(listing), budget=Money(20, "EUR"), days=7, by=cleo)

    def test_a_stranger_promotes_nothing_of_others(self, listing, eve):
        with pytest.raises(NotAllowed):
            promotions.begin(listing, budget=Money(20, "EUR"), days=7, by=eve)

    def test_one_that_is_not_paid_is_changed_and_one_that_runs_is_not(self, listing, cleo, run):
        first = promotions.begin(listing, budget=Money(20, "EUR"), days=7, by=cleo)
        assert promotions.begin(listing, budget=Money(30, "EUR"), days=3, by=cleo) == first
        run()
        with pytest.raises(NotPromotable, match="already"):
            promotions.begin(listing, budget=Money(30, "EUR"), days=3, by=cleo)

    def test_one_that_nobody_pays_for_is_dropped_after_a_week(self, listing, cleo, clock):
        promotion = promotions.begin(listing, budget=Money(20, "EUR"), days=7, by=cleo)
        clock.shift(timedelta(days=7, seconds=1))
        timers.run_due()
        assert fresh(promotion).status == Status.DROPPED

    def test_a_plan_lowers_the_price_of_a_click_and_it_is_frozen(self, listing, cleo, clock):
        members.on_plan(cleo.party, "pro")
        promotion = promotions.begin(listing, budget=Money(20, "EUR"), days=7, by=cleo)
        RuleSet.objects.filter(kind="promotions").delete()
        assert fresh(promotion).click == Money("0.30", "EUR")

    def test_nobody_pays_twice(self, run, cleo):
        with pytest.raises(Refused, match="paid already"):
            checkouts.open([("promotion", run().pk)], by=cleo)


class TestClick:
    def test_a_visitor_counts_once_a_day(self, run, client, clock):
        promotion = run()
        for _time in range(2):
            assert follow(client, promotion) == promotion.listing.url
        assert (fresh(promotion).clicks, fresh(promotion).spent) == (1, Money("0.40", "EUR"))
        clock.shift(timedelta(days=1))
        follow(client, promotion)
        assert fresh(promotion).clicks == 2

    @pytest.mark.parametrize(
        "headers", [{"User-Agent": "Googlebot/2.1"}, {"User-Agent": BROWSER, "DNT": "1"}, {"User-Agent": ""}]
    )
    def test_robots_and_who_asks_to_be_left_alone_cost_nothing(self, run, client, headers):
        promotion = run()
        assert client.get(reverse("payments:promoted", args=[promotion.pk]), headers=headers).status_code == 302
        assert fresh(promotion).clicks == 0

    def test_its_owner_costs_nothing(self, run, cleo, client_of):
        promotion = run()
        follow(client_of(cleo), promotion)
        assert fresh(promotion).clicks == 0

    def test_the_last_click_that_the_budget_pays_for_ends_it(self, run, cleo, local_stripe):
        promotion = run("10")
        for _click in range(25):
            assert promotions.click(promotion)
        assert not promotions.click(promotion)
        ended = fresh(promotion)
        assert (ended.status, ended.ended_why, ended.spent) == (Status.ENDED, Why.SPENT, Money(10, "EUR"))
        assert ledger.balance(chart.PROMOTIONS, "EUR") == Money(10, "EUR")
        assert not Refund.objects.exists()
        books_agree(local_stripe)

    def test_twenty_clicks_at_once_never_pass_the_budget(self, run, two_connections):
        promotion = run("10")
        Promotion.objects.update(spent_minor=920, clicks=23)
        done = two_connections(*[lambda: promotions.click(promotion)] * 8)
        assert done.count(True) == 2
        assert fresh(promotion).spent == Money(10, "EUR")

    def test_after_its_end_the_link_still_leads_there_and_costs_nothing(self, run, client, cleo):
        promotion = promotions.end(run(), by=cleo)
        assert follow(client, promotion) == promotion.listing.url
        assert fresh(promotion).clicks == 0

    def test_the_days_are_counted(self, run, client, clock):
        promotion = run()
        follow(client, promotion)
        clock.shift(timedelta(days=2))
        assert [(one.clicks, one.share) for one in clicks.by_day(fresh(promotion))] == [(1, 100), (0, 0), (0, 0)]


class TestEnd:
    def test_what_was_not_clicked_goes_back_with_its_tax(self, run, cleo, local_stripe):
        promotion = run(country="DE")
        for _click in range(10):
            promotions.click(promotion)
        promotions.end(promotion, by=cleo)
        local_stripe.deliver()
        assert Refund.objects.get().amount == Money(16, "EUR")
        assert ledger.balance(chart.promotion(promotion), "EUR") == Money(0, "EUR")
        assert ledger.balance(chart.PROMOTIONS, "EUR") == Money("3.36", "EUR")
        assert ledger.balance(chart.TAX, "EUR") == Money("0.64", "EUR")
        assert "promotion_ended_with_rest" in told(cleo)
        books_agree(local_stripe)

    def test_what_was_paid_in_another_currency_goes_back_in_it(self, run, cleo, local_stripe):
        promotion = run(pay_in="USD")
        paid = promotion.payment.amount
        for _click in range(25):
            promotions.click(promotion)
        promotions.end(promotion, by=cleo)
        local_stripe.deliver()
        assert Refund.objects.get().amount == from_minor(to_minor(paid) // 2, "USD")
        assert ledger.balance(chart.promotion(promotion), "EUR") == Money(0, "EUR")
        assert_books_balance()

    def test_all_of_it_is_bound_until_nothing_lies_apart(self, run, cleo, local_stripe):
        promotion = run(country="DE")
        assert bound.of(promotion.payment) == Money(20, "EUR")
        promotions.end(promotion, by=cleo)
        assert bound.of(promotion.payment) == Money(0, "EUR")

    def test_its_days_end_it_once(self, run, clock, local_stripe):
        promotion = run()
        clock.shift(timedelta(days=7) - timedelta(seconds=1))
        timers.run_due()
        assert fresh(promotion).status == Status.RUNNING
        clock.shift(timedelta(seconds=1))
        timers.run_due()
        timers.run_due()
        assert (fresh(promotion).ended_why, Refund.objects.count()) == (Why.DAYS, 1)
        books_agree(local_stripe)

    def test_of_its_invoice_is_credited_what_goes_back_with_the_tax_of_the_books(self, run, cleo, local_stripe):
        promotion = run(country="DE")
        promotions.end(promotion, by=cleo)
        local_stripe.deliver()
        outbox.deliver()
        invoice = Document.objects.get(source_kind="line")
        note = Document.objects.get(source_kind="refund")
        assert (note.corrects, note.total) == (invoice, Money(20, "EUR"))
        assert invoice.tax - note.tax == ledger.balance(chart.TAX, "EUR") == Money(0, "EUR")
        assert_books_balance()

    def test_pressing_twice_sends_back_once(self, run, cleo, local_stripe):
        promotion = run()
        for _press in range(2):
            promotions.end(promotion, by=cleo)
        assert Refund.objects.count() == 1
        books_agree(local_stripe)

    def test_a_stranger_stops_nothing(self, run, eve):
        with pytest.raises(NotAllowed):
            promotions.end(run(), by=eve)

    def test_what_is_no_longer_public_ends(self, run, local_stripe):
        promotion = run()
        Listing.objects.filter(pk=promotion.listing_id).update(is_live=False)
        tasks.tend_promotions()
        assert fresh(promotion).ended_why == Why.GONE
        books_agree(local_stripe)

    def test_clicks_are_earned_while_it_runs(self, run, local_stripe):
        promotion = run(country="DE")
        for _click in range(3):
            promotions.click(promotion)
            tasks.tend_promotions()
        tasks.tend_promotions()
        assert ledger.balance(chart.PROMOTIONS, "EUR") == Money("1.01", "EUR")  # 1.20 holds 0.19 of tax
        books_agree(local_stripe)

    def test_the_site_invoices_it(self, run):
        from marketplace.kit import outbox

        run(country="DE")
        outbox.deliver()
        invoice = Document.objects.get(source_kind="line")
        assert (invoice.total, invoice.tax) == (Money(20, "EUR"), Money("3.19", "EUR"))


class TestShown:
    def test_it_stands_first_and_says_what_it_is(self, run, client):
        promotion = run()
        page = client.get("/discover/", {"kind": "portfolio"}).text
        assert '<p class="promoted__mark">Promoted</p>' in page
        assert reverse("payments:promoted", args=[promotion.pk]) in page

    @pytest.mark.parametrize(
        "query", [{"kind": "person"}, {"q": "portfolio"}, {"kind": "portfolio", "topic": "writing"}]
    )
    def test_not_where_something_else_is_looked_for(self, run, client, topics, query):
        run()
        assert "promoted__mark" not in client.get("/discover/", query).text

    def test_one_that_turned_into_an_offer_of_securities_is_not_shown(self, run):
        promotion = run()
        Listing.objects.filter(pk=promotion.listing_id).update(basis="equity")
        assert clicks.shown("", []) == []

    def test_one_that_is_a_day_ahead_of_its_budget_rests(self, run, clock):
        promotion = run("10", days=3)
        Promotion.objects.update(spent_minor=400)
        assert clicks.shown("", []) == []
        clock.shift(timedelta(days=1))
        assert [one.pk for one in clicks.shown("", [])] == [promotion.listing_id]

    def test_robots_are_told_to_stay_away_from_the_counter(self, client, db):
        assert "Disallow: /promoted/" in client.get("/robots.txt").text


class TestPages:
    def test_it_is_chosen_paid_and_seen(self, listing, cleo, client_of, local_stripe):
        browser = client_of(cleo)
        assert "€0.40" in browser.get("/promotions/new/", {"listing": str(listing.pk)}).text
        typed = {"listing": str(listing.pk), "budget": "20", "days": "7"}
        answer = browser.post("/promotions/new/", typed)
        promotion = Promotion.objects.get()
        assert answer.url.startswith("/checkout/")
        assert f"Promotion of {listing.title}" in browser.get(answer.url).text
        assert "It runs as soon as it is paid." in browser.get(promotion.get_absolute_url()).text

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"budget": ""}, "Say how much it may cost."),
            ({"budget": "5"}, "The least is €10."),
            ({"budget": "99999"}, "The most is €2,000."),
            ({"budget": "much"}, "sum"),
            ({"days": ""}, "Choose for how many days."),
            ({"listing": ""}, "Choose what to promote."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, listing, cleo, client_of, typed, said):
        whole = {"listing": str(listing.pk), "budget": "20", "days": "7", **typed}
        answer = client_of(cleo).post("/promotions/new/", whole)
        assert answer.status_code == 422
        assert said in answer.text
        assert not Promotion.objects.exists()

    def test_a_strangers_listing_is_no_choice(self, listing, eve, client_of):
        typed = {"listing": str(listing.pk), "budget": "20", "days": "7"}
        assert client_of(eve).post("/promotions/new/", typed).status_code in (200, 422)
        assert not Promotion.objects.exists()

    def test_its_page_shows_what_came_of_it_and_stops_it(self, run, cleo, client_of):
        promotion, browser = run(), client_of(cleo)
        promotions.click(promotion)
        page = browser.get(promotion.get_absolute_url()).text
        for piece in ("€0.40", "€19.60", "Stop it · €19.60 back"):
            assert piece in page
        page = browser.post(reverse("payments:end_promotion", args=[promotion.pk]), follow=True).text
        assert "Stopped. What was not clicked goes back to you." in page
        assert "Stopped by you" in page

    def test_a_stranger_finds_nothing(self, run, eve, client_of):
        promotion, browser = run(), client_of(eve)
        assert browser.get(promotion.get_absolute_url()).status_code == 404
        assert browser.post(reverse("payments:end_promotion", args=[promotion.pk])).status_code == 404

    def test_the_list_takes_the_same_queries_for_one_and_twenty(self, run, cleo, client_of, queries):
        first, browser = run(), client_of(cleo)
        one = queries(lambda: browser.get("/promotions/"))
        for _n in range(19):
            copy = fresh(first)
            copy.pk, copy._state.adding, copy.listing = None, True, None
            copy.save()
        assert queries(lambda: browser.get("/promotions/")) == one

    def test_without_anything_public_it_says_what_to_do(self, ben, client_of):
        assert "Nothing to promote yet" in client_of(ben).get("/promotions/new/").text


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def follow(client, promotion) -> str:
    return client.get(reverse("payments:promoted", args=[promotion.pk]), headers={"User-Agent": BROWSER}).url


def told(user) -> list[str]:
    kinds = Notice.objects.filter(user=user, kind__startswith="promotion").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


def books_agree(local_stripe) -> None:
    """Our books are right, and the cash in them is what the gateway has, before its own fee."""
    cash = to_minor(-ledger.balance(chart.gateway("stripe"), "EUR"))
    assert local_stripe.cash("eur") == cash
    assert_books_balance()


class TestStaff:
    def test_they_stop_it_with_a_reason_and_the_rest_goes_back(self, run, dev, local_stripe):
        promotion = promotions.stop(run(), by=dev, why="The picture shows somebody else's work.")
        assert promotion.ended_why == Why.STAFF
        assert Refund.objects.get().amount == Money(20, "EUR")
        with pytest.raises(Refused):
            promotions.stop(promotion, by=dev, why="Once more")
        books_agree(local_stripe)


class TestOnThePage:
    def test_its_owner_finds_the_way_to_promote_it_and_nobody_else(self, listing, cleo, eve, client_of, client):
        assert f"/promotions/new/?listing={listing.pk}" in client_of(cleo).get(listing.url).text
        for browser in (client_of(eve), client):
            assert "/promotions/new/" not in browser.get(listing.url).text

    def test_an_offer_of_securities_has_none(self, cleo, clock, client_of):
        fundraiser = a_fundraiser(cleo, kind="equity")
        assert "/promotions/new/" not in client_of(cleo).get(fundraiser.listing.url).text
