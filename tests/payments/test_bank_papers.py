"""What the site invoiced and a bank took back is credited, once it is decided; what is no sale is never invoiced."""

from datetime import timedelta

import pytest

from accounts import people
from marketplace.kit import outbox
from marketplace.kit.money import Money
from payments import (
    billing,
    checkouts,
    corrections,
    outgoing,
    paperwork,
    plan_fees,
    promotions,
    renewals,
    repayments,
    sheets,
    subscribing,
    yearly,
)
from payments.models import Chargeback, Document, PlanBill
from payments.models.document import Sort
from tests.payments import paying, stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money
from tests.payments.earning import released
from tests.portfolios.hanging import a_portfolio

pytestmark = pytest.mark.django_db


def credited() -> list[tuple[str, Money, Money]]:
    """The invoice and the sums of each credit note, in the order in which they were issued."""
    outbox.deliver()
    notes = Document.objects.filter(sort=Sort.CREDIT_NOTE).order_by("series__year", "place")
    return [(note.corrects.source_kind, note.net, note.tax) for note in notes]


def corrected(kind, by, city="Hamburg") -> Document:
    """What stands in place of the newest invoice of this kind, once its recipient lives in this city."""
    billing.change(by.party, by=by, country="DE", street="Lange Reihe 14", postcode="20099", city=city)
    first = Document.objects.get(source_kind=kind)
    return corrections.correct(paperwork.in_force(kind, first.source), by=by)


@pytest.fixture
def german(cleo):
    cleo.party.profile.country = "DE"
    cleo.party.profile.save()
    return cleo


@pytest.fixture
def work(local_stripe):
    def go():
        for _round in range(2):
            outgoing.send_due()
            local_stripe.deliver()
        outbox.deliver()

    return go


@pytest.fixture
def charge(german, local_stripe, work, clock):
    """The charge of a plan for 12 euro."""
    asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
    plan = subscribing.send(subscribing.begin(german.party, by=german, **asked))
    local_stripe.pay(plan.action_url)
    work()
    plan_fees.book_all()
    return PlanBill.objects.get().charge


class TestAPlan:
    def test_lost_its_invoice_is_credited_whole_and_says_why(self, charge, local_stripe, work):
        local_stripe.decide(local_stripe.dispute(charge), "lost")
        work()
        assert credited() == [("bill", Money("10.08", "EUR"), Money("1.92", "EUR"))]
        sheet = sheets.of(Document.objects.get(sort=Sort.CREDIT_NOTE))
        assert sheet.rows[0].title == "Membership plan: Plus"
        assert "has decided to keep it" in " ".join(sheet.notes)
        assert_books_balance()

    @pytest.mark.parametrize("outcome", ["won", ""])
    def test_while_nothing_is_lost_nothing_is_credited(self, charge, local_stripe, work, outcome):
        reference = local_stripe.dispute(charge)
        if outcome:
            local_stripe.decide(reference, outcome)
        work()
        assert credited() == []

    def test_two_parts_are_two_notes_and_news_twice_is_none_more(self, charge, local_stripe, work):
        for amount in (7_00, 5_00):
            local_stripe.decide(local_stripe.dispute(charge, amount=amount), "lost")
        local_stripe.deliver(order="shuffled", times=2)
        work()
        notes = credited()
        assert [net + tax for _of, net, tax in notes] in (
            [money("7 EUR"), money("5 EUR")],
            [money("5 EUR"), money("7 EUR")],
        )
        assert sum((tax for _of, _net, tax in notes), start=money("0 EUR")) == Money("1.92", "EUR")
        assert_books_balance()

    def test_corrected_before_it_is_credited_as_it_stands(self, charge, german, local_stripe, work):
        anew = corrected("bill", german)
        local_stripe.decide(local_stripe.dispute(charge), "lost")
        work()
        assert anew.corrections.get().total == money("12 EUR")
        assert_books_balance()

    def test_the_year_of_its_member_says_that_it_came_back(self, charge, german, local_stripe, work):
        local_stripe.decide(local_stripe.dispute(charge), "lost")
        work()
        sums = yearly.of(german.party, 2026).sums[0]
        assert (sums.plans, sums.back) == (12_00, 12_00)


class TestAPromotion:
    @pytest.fixture
    def promotion(self, german, local_stripe, work, clock):
        """Twenty euro for clicks at 40 cents; ten have come."""
        people.publish_profile(german.party.profile, by=german)
        promotion = promotions.begin(a_portfolio(german).listing, budget=Money(20, "EUR"), days=7, by=german)
        paying.on_the_page(local_stripe, checkouts.open([("promotion", promotion.pk)], by=german), by=german)
        for _click in range(10):
            promotions.click(promotion)
        promotion.refresh_from_db()
        return promotion

    def test_lost_its_invoice_is_credited_whole(self, promotion, local_stripe, work):
        local_stripe.decide(local_stripe.dispute(promotion.payment.charge), "lost")
        work()
        assert credited() == [("line", Money("16.81", "EUR"), Money("3.19", "EUR"))]
        assert_books_balance()

    def test_what_went_back_before_is_not_credited_again(self, promotion, german, local_stripe, work):
        promotions.end(promotion, by=german)
        work()
        local_stripe.decide(local_stripe.dispute(promotion.payment.charge), "lost")
        work()
        assert [net + tax for _of, net, tax in credited()] == [money("16 EUR"), money("4 EUR")]
        assert_books_balance()

    @pytest.mark.parametrize("way", ["lost", "stopped"])
    def test_the_invoice_that_stands_is_credited_not_one_that_was_corrected(
        self, promotion, german, local_stripe, work, way
    ):
        work()
        anew = corrected("line", german)
        if way == "lost":
            local_stripe.decide(local_stripe.dispute(promotion.payment.charge), "lost")
        else:
            promotions.end(promotion, by=german)
        work()
        note = Document.objects.filter(sort=Sort.CREDIT_NOTE).latest("place")
        assert (note.corrects, note.total) == (anew, money("20 EUR" if way == "lost" else "16 EUR"))
        assert_books_balance()

    def test_lost_in_part_its_rest_is_credited_when_it_goes_back(self, promotion, local_stripe, work):
        local_stripe.decide(local_stripe.dispute(promotion.payment.charge, amount=6_00), "lost")
        work()
        assert sorted(net + tax for _of, net, tax in credited()) == [money("6 EUR"), money("10 EUR")]
        assert_books_balance()


class TestADeal:
    def test_lost_the_fee_on_it_is_credited_and_the_payees_invoice_stays(self, deals, ada, cleo, clock):
        billing.change(cleo.party, by=cleo, country="DE", street="Lange Reihe 14", postcode="20099", city="Hamburg")
        hold = released(ada, cleo, "400.00 EUR")
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
        assert credited() == [("fee", money("80.00 EUR"), Money("15.20", "EUR"))]
        assert_books_balance()

    def test_corrected_twice_the_fee_is_credited_on_the_last_one(self, deals, ada, cleo, clock):
        hold = released(ada, cleo, "400.00 EUR")
        outbox.deliver()
        anew = [corrected("fee", cleo, city=city) for city in ("Hamburg", "Bremen")][-1]
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
        outbox.deliver()
        assert anew.corrections.get().total == money("80.00 EUR")
        assert_books_balance()

    def test_held_money_was_never_invoiced_and_is_not_credited(self, deals, ada, cleo, clock):
        hold = held(ada, cleo, "400.00 EUR")
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
        assert (credited(), Chargeback.objects.get().is_final) == ([], True)


class TestWhatIsNoSale:
    def test_money_that_is_held_longer_is_not_invoiced_and_lies_in_escrow(
        self, deals, ada, cleo, clock, local_stripe, client_of
    ):
        hold = held(ada, cleo, "400.00 EUR")
        clock.move_to(hold.must_leave_by - timedelta(days=10))
        checkout = checkouts.open([("hold_renewal", renewals.agree(hold, by=cleo).pk)], by=ada)
        page = client_of(ada).get(checkout.get_absolute_url()).text
        assert ", for Hold longer" not in page
        payment = paying.on_the_page(local_stripe, checkout, by=ada)
        outbox.deliver()
        assert not Document.objects.filter(sort=Sort.INVOICE).exists()
        assert "In escrow, in place of your earlier payment" in client_of(ada).get(payment.get_absolute_url()).text

    def test_a_debt_that_is_paid_is_not_invoiced(self, deals, ada, cleo, clock, local_stripe, client_of):
        from payments import payouts
        from tests.payments.earning import cleared

        stripe_says.opened(cleo.party)
        hold = cleared(ada, cleo, "400.00 EUR", clock)
        stripe_says.paid_out(payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a"))
        stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
        outbox.deliver()
        before = Document.objects.filter(sort=Sort.INVOICE).count()
        repayment = repayments.begin(cleo.party, "EUR", by=cleo)
        payment = paying.on_the_page(local_stripe, checkouts.open([(repayment.KIND, repayment.pk)], by=cleo), by=cleo)
        outbox.deliver()
        assert Document.objects.filter(sort=Sort.INVOICE).count() == before
        assert "Paid what you owed" in client_of(cleo).get(payment.get_absolute_url()).text
