"""A bank takes back what was paid for a promotion, against a Stripe that runs: its books equal ours at every end."""

from datetime import timedelta

import pytest

from accounts import people
from marketplace.kit import timers
from marketplace.kit.money import Money, to_minor
from payments import charges, chart, checkouts, ledger, outgoing, promotions
from payments.models import Promotion, Refund
from payments.promotions import NotPromotable
from social.models import Notice
from tests.payments.books import assert_books_balance
from tests.portfolios.hanging import a_portfolio

pytestmark = pytest.mark.django_db
Status, Why = Promotion.Status, Promotion.Why
ZERO = Money(0, "EUR")


@pytest.fixture
def promotion(cleo, local_stripe, clock):
    """Cleo, in Germany, promotes her portfolio for a week with 20 euro; ten visitors have come, at 40 cents each."""
    cleo.party.profile.country = "DE"
    cleo.party.profile.save()
    people.publish_profile(cleo.party.profile, by=cleo)
    promotion = promotions.begin(a_portfolio(cleo).listing, budget=Money(20, "EUR"), days=7, by=cleo)
    payment = charges.send(charges.begin(checkouts.open([("promotion", promotion.pk)], by=cleo), by=cleo))
    local_stripe.pay(payment.action_url)
    local_stripe.deliver()
    for _click in range(10):
        promotions.click(promotion)
    return fresh(promotion)


@pytest.fixture
def dispute(promotion, local_stripe):
    def disputed(**values):
        reference = local_stripe.dispute(promotion.payment.charge, **values)
        local_stripe.deliver()
        return reference

    return disputed


@pytest.fixture
def decide(local_stripe):
    def decided(reference, outcome):
        local_stripe.decide(reference, outcome)
        local_stripe.deliver()
        outgoing.send_due()
        local_stripe.deliver()

    return decided


def test_at_the_first_news_it_is_shown_no_more(promotion, dispute, cleo, local_stripe):
    dispute()
    assert fresh(promotion).status == Status.PAUSED
    assert not promotions.click(promotion)
    assert promotions.end(promotion, by=cleo).status == Status.PAUSED
    assert told(cleo)[-1] == "promotion_paused"
    books_agree(local_stripe)


def test_what_was_not_clicked_goes_first_then_what_was_earned_and_the_tax(promotion, dispute, local_stripe):
    dispute()
    assert on(chart.promotion(promotion)) == on(chart.PROMOTIONS) == on(chart.TAX) == on(chart.LOSSES) == ZERO
    books_agree(local_stripe)


def test_lost_it_ends_and_nothing_goes_back_a_second_time(promotion, dispute, decide, cleo, local_stripe):
    decide(dispute(), "lost")
    assert (fresh(promotion).status, fresh(promotion).ended_why) == (Status.ENDED, Why.BANK)
    assert not Refund.objects.exists()
    assert told(cleo)[-1] == "promotion_charged_back"
    books_agree(local_stripe)


def test_won_it_runs_on_for_the_days_in_which_it_was_not_shown(promotion, dispute, decide, clock, local_stripe):
    until = promotion.ends_at
    reference = dispute()
    clock.shift(timedelta(days=10))
    timers.run_due()
    assert fresh(promotion).status == Status.PAUSED
    with local_stripe.world.turn():
        local_stripe.world.save(local_stripe.world.store.find("dispute")[0], status="under_review")
    decide(reference, "won")
    assert (fresh(promotion).status, fresh(promotion).ends_at) == (Status.RUNNING, until + timedelta(days=10))
    assert promotions.click(promotion)
    promotions.end(promotion, why=Why.DAYS)
    assert Refund.objects.get().amount == Money("15.60", "EUR")
    books_agree(local_stripe)


def test_lost_in_part_the_rest_that_was_not_clicked_goes_back(promotion, dispute, decide, local_stripe):
    decide(dispute(amount=6_00), "lost")
    assert Refund.objects.get().amount == Money(10, "EUR")  # of 20, 4 were clicked and 6 are gone
    assert on(chart.promotion(promotion)) == ZERO
    assert on(chart.PROMOTIONS) + on(chart.TAX) == Money(4, "EUR")
    books_agree(local_stripe)


def test_of_two_parts_it_waits_for_both(promotion, dispute, decide, local_stripe):
    first, second = dispute(amount=6_00), dispute(amount=5_00)
    decide(first, "won")
    assert fresh(promotion).status == Status.PAUSED
    decide(second, "won")
    assert fresh(promotion).status == Status.RUNNING
    books_agree(local_stripe)


def test_one_that_has_ended_and_given_back_its_rest_gives_only_what_was_kept(
    promotion, dispute, decide, cleo, local_stripe
):
    promotions.end(promotion, by=cleo)
    outgoing.send_due()
    local_stripe.deliver()
    decide(dispute(), "lost")
    assert fresh(promotion).ended_why == Why.STOPPED
    assert on(chart.PROMOTIONS) == on(chart.TAX) == on(chart.LOSSES) == ZERO
    books_agree(local_stripe)


@pytest.mark.parametrize("order", ["reversed", "shuffled"])
def test_c9_news_in_any_order_and_twice_end_the_same(promotion, local_stripe, order):
    local_stripe.decide(local_stripe.dispute(promotion.payment.charge), "lost")
    local_stripe.deliver(order=order, times=2)
    local_stripe.deliver()
    assert fresh(promotion).ended_why == Why.BANK
    books_agree(local_stripe)


def test_its_listing_is_not_promoted_anew_meanwhile(promotion, dispute, cleo):
    dispute()
    with pytest.raises(NotPromotable, match="bank"):
        promotions.begin(promotion.listing, budget=Money(20, "EUR"), days=7, by=cleo)


def test_its_page_says_what_happens_and_what_really_went_back(promotion, dispute, decide, cleo, client_of):
    reference = dispute()
    assert "Your bank is taking back what you paid for it." in client_of(cleo).get(promotion.get_absolute_url()).text
    decide(reference, "lost")
    page = client_of(cleo).get(promotion.get_absolute_url()).text
    assert 'Went back</dt><dd class="figure__value">€0.00' in page


def fresh(promotion: Promotion) -> Promotion:
    return Promotion.objects.select_related("listing", "payment").get(pk=promotion.pk)


def on(account) -> Money:
    return ledger.balance(account, "EUR")


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def books_agree(local_stripe) -> None:
    outgoing.send_due()
    local_stripe.deliver()
    assert local_stripe.cash("eur") == to_minor(-ledger.balance(chart.gateway("stripe"), "EUR"))
    assert_books_balance()
