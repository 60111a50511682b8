"""An arbiter from outside: named in the contract, paid in halves, bound by neither side; and one who fails."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.money import Money
from payments import chart, ledger
from payments.ports import payables
from projects import amendments, deals
from projects.disputes import arbiters, arbitration, mediation, offers
from projects.models import Arbiter, ArbitrationFee, Stage
from projects.plans import Plan
from social.models import Notice
from tests import cast
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, dispute_story
from tests.projects.dispute_story import answered, euro, fresh, offer_of, opened, proposed

pytestmark = pytest.mark.django_db
REASONS = "The plates were agreed and are missing; the text is set."


@pytest.fixture
def iris(db):
    """Iris decides disputes, for EUR 121 each."""
    person = cast.joined("Iris Lund")
    Arbiter.objects.create(
        party=person.party, about="Judge of a trade court, retired.", currency="EUR", fee_minor=121_00
    )
    return person


def name(contract, arbiter, client, freelancer):
    """Both sign a version that names this arbiter."""
    before = amendments.standing_plan(contract)
    plan = Plan(currency="EUR", items=before.items, arbiter=arbiter.pk, arbiter_fee=arbiter.fee)
    version = amendments.propose(contract, plan, by=client)
    contract_story.sign(version, client, freelancer)
    return fresh(contract)


@pytest.fixture
def contract(ada, cleo, iris, topics, clock):
    return name(contract_story.signed(ada, cleo), iris.party.arbiter, ada, cleo)


@pytest.fixture
def mediator(dev):
    return dispute_story.staff(dev)


@pytest.fixture
def dispute(ada, cleo, contract, mediator):
    """In arbitration: Ada wants EUR 500 back, Cleo 400; the mediator's 200 was refused."""
    dispute = answered(opened(contract_story.submitted(contract, 1), by=ada), by=cleo, to_freelancer=400)
    mediation.answer(proposed(dispute, ada, cleo, mediator, 200), is_accepted=False, by=cleo)
    return fresh(dispute)


def pay(dispute, *people):
    for person in people:
        fee = dispute.fees.get(side=deals.side_of(dispute.contract, person))
        contract_story.settle(
            "arbitration_fee", fee.pk, payables.of("arbitration_fee").quote(fee.pk, by=person), by=person
        )


def clearing(person):
    return ledger.balance(chart.clearing(person.party), "EUR")


class TestInTheContract:
    def test_the_document_says_who_decides_and_what_it_costs(self, contract):
        text = contract.versions.in_force().get().document
        assert "Iris Lund decides as the arbiter" in text
        assert "€121.00" in text
        assert (contract.arbiter.party.name, contract.arbiter_fee) == ("Iris Lund", euro(121))

    def test_without_one_our_staff_decide(self, ada, cleo, topics):
        text = contract_story.signed(ada, cleo).versions.get().document
        assert "a member of our staff who did not mediate decides" in text

    def test_it_is_chosen_on_the_page_of_the_plan(self, ada, cleo, iris, topics, client_of):
        contract = contract_story.signed(ada, cleo)
        address = reverse("projects:plan", args=[contract.pk])
        assert "Iris Lund, €121" in client_of(ada).get(address).text
        client_of(ada).post(address, {"review_days": "14", "arbiter": str(iris.party.arbiter.pk), **rows(contract)})
        waiting = contract.versions.proposed().get()
        assert Plan.from_json(waiting.plan).arbiter == iris.party.arbiter.pk

    def test_nobody_who_dealt_with_either_can_be_chosen(self, ada, cleo, iris, topics):
        contract = contract_story.signed(ada, cleo)
        contract_story.signed(iris, cleo, title="A journal for a court")
        assert arbiters.between(ada.party, cleo.party) == []
        with pytest.raises(Refused, match="bound to one of you"):
            name(contract, iris.party.arbiter, ada, cleo)

    def test_the_fee_is_the_one_on_the_list(self, ada, cleo, iris, topics):
        contract = contract_story.signed(ada, cleo)
        before = amendments.standing_plan(contract)
        cheap = Plan(currency="EUR", items=before.items, arbiter=iris.party.arbiter.pk, arbiter_fee=Money(1, "EUR"))
        with pytest.raises(Refused, match="fee has changed"):
            amendments.propose(contract, cheap, by=ada)

    def test_everybody_reads_the_list(self, iris, client):
        shown = client.get("/arbiters/").text
        assert "Judge of a trade court" in shown
        assert "€121" in shown


class TestTheFee:
    def test_each_pays_half_and_then_the_arbiter_has_the_case(self, ada, cleo, iris, dispute, client_of):
        assert dispute.stage == Stage.FEES
        assert sorted(fee.amount for fee in dispute.fees.all()) == [euro("60.50"), euro("60.50")]
        assert client_of(iris).get(dispute.get_absolute_url()).status_code == 200
        assert "Pay €60.50" in client_of(ada).get(dispute.get_absolute_url()).text
        pay(dispute, ada)
        assert fresh(dispute).stage == Stage.FEES
        pay(dispute, cleo)
        assert fresh(dispute).stage == Stage.AWARD
        assert Notice.objects.filter(user=iris, kind="arbiter_asked").exists()
        assert_books_balance()

    def test_nobody_pays_the_other_s(self, ada, cleo, eve, dispute):
        fee = dispute.fees.get(side="client")
        for person in (cleo, eve):
            with pytest.raises(NotAllowed):
                payables.of("arbitration_fee").quote(fee.pk, by=person)

    def test_if_one_half_is_missing_the_other_comes_back_and_staff_decide(self, ada, dispute, mediator, clock):
        pay(dispute, ada)
        clock.shift(timedelta(days=7, seconds=-1))
        timers.run_due()
        assert fresh(dispute).stage == Stage.FEES
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert fresh(dispute).stage == Stage.DECISION
        assert {fee.side: fee.status for fee in dispute.fees.all()} == {"client": "returned", "freelancer": "lapsed"}
        assert_books_balance()

    def test_one_that_is_paid_too_late_goes_back(self, ada, dispute, clock):
        fee = dispute.fees.get(side="client")
        quote = payables.of("arbitration_fee").quote(fee.pk, by=ada)
        clock.shift(timedelta(days=7))
        timers.run_due()
        hold = contract_story.settle("arbitration_fee", fee.pk, quote, by=ada)
        assert (fresh(hold).status, fresh(fee).status) == ("refunded", "lapsed")
        assert_books_balance()


class TestTheAward:
    @pytest.fixture
    def taken(self, ada, cleo, dispute):
        pay(dispute, ada, cleo)
        return fresh(dispute)

    def test_it_divides_the_money_and_the_fee_is_earned(self, cleo, iris, taken, client_of):
        address = reverse("projects:award", args=[taken.pk])
        client_of(iris).post(address, {"share": "part", "amount": "300", "why": REASONS})
        over = fresh(taken)
        assert (over.how, over.released, over.refunded) == ("arbiter", euro(300), euro(200))
        assert clearing(iris) == euro(121)  # nothing of it is kept
        assert clearing(cleo) == euro(240)
        assert REASONS in client_of(cleo).get(taken.get_absolute_url()).text
        assert_books_balance()

    def test_twice_is_refused(self, iris, taken):
        arbitration.award(taken, to_freelancer=euro(0), why=REASONS, by=iris)
        with pytest.raises(Refused):
            arbitration.award(taken, to_freelancer=euro(500), why=REASONS, by=iris)
        assert fresh(taken).refunded == euro(500)

    @pytest.mark.parametrize("who", ["eve", "ada"])
    def test_nobody_else_decides(self, request, taken, client_of, who):
        person = request.getfixturevalue(who)
        with pytest.raises(NotAllowed):
            arbitration.award(taken, to_freelancer=euro(0), why=REASONS, by=person)
        assert client_of(person).get(reverse("projects:award", args=[taken.pk])).status_code == 404

    def test_bad_input_is_said_and_kept(self, iris, taken, client_of):
        said = {"share": "part", "amount": "500.01", "why": REASONS}
        answer = client_of(iris).post(reverse("projects:award", args=[taken.pk]), said)
        assert answer.status_code == 422
        assert "€500.00 is at stake" in answer.text
        assert REASONS in answer.text

    def test_if_the_two_settle_meanwhile_the_fee_stays_the_arbiter_s(self, ada, iris, taken):
        offers.accept(offer_of(taken, "freelancer"), by=ada)
        assert clearing(iris) == euro(121)
        assert_books_balance()

    def test_an_arbiter_who_does_not_decide_gets_nothing_and_staff_do(self, iris, taken, clock):
        clock.shift(timedelta(days=14, seconds=-1))
        timers.run_due()
        assert fresh(taken).stage == Stage.AWARD
        clock.shift(1)
        timers.run_due()
        assert fresh(taken).stage == Stage.DECISION
        assert set(ArbitrationFee.objects.values_list("status", flat=True)) == {"returned"}
        fay = dispute_story.staff(cast.joined("Fay Lund", is_staff=True))
        mediation.decide(taken, amount=Decimal(250), statement=REASONS, by=fay)
        assert fresh(taken).released == euro(250)
        assert_books_balance()


def test_who_has_dealt_with_a_side_since_does_not_decide(ada, cleo, iris, contract, mediator):
    dispute = answered(opened(contract_story.submitted(contract, 1), by=ada), by=cleo, to_freelancer=400)
    contract_story.signed(iris, cleo, title="A journal for a court")
    mediation.answer(proposed(dispute, ada, cleo, mediator, 200), is_accepted=False, by=cleo)
    assert fresh(dispute).stage == Stage.DECISION


def rows(contract):
    """The open milestones as the page of the plan sends them."""
    sent = {"milestone-TOTAL_FORMS": "2", "milestone-INITIAL_FORMS": "0"}
    for place, one in enumerate(contract.milestones.order_by("position")):
        sent |= {f"milestone-{place}-pk": str(one.pk), f"milestone-{place}-name": one.name}
        sent |= {f"milestone-{place}-amount": str(one.price.amount), f"milestone-{place}-due_on": str(one.due_on or "")}
    return sent
