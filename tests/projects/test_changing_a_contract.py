"""A contract is changed by a new version that both sign; what is in escrow stays as it was agreed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money
from projects import amendments, contract_endings, contracts
from projects.contracts import Changed
from projects.models import Signature
from projects.plans import Item, Plan
from social.models import Notice
from tests.payments.books import assert_books_balance
from tests.projects import contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


@pytest.fixture
def contract(ada, cleo, topics, clock):
    """EUR 250 and EUR 500, signed by both."""
    return contract_story.signed(ada, cleo)


def dearer(contract, price=600):
    """The same plan, but the last milestone costs more, and one comes after it."""
    plan = amendments.standing_plan(contract)
    *first, last = plan.items
    last = Item(pk=last.pk, name=last.name, price=Money(price, "EUR"), due_on=last.due_on)
    new = Item(pk=uuid7(), name="Cover", price=Money(80, "EUR"))
    return Plan(currency="EUR", items=(*first, last, new), review_days=plan.review_days)


def rows(contract):
    return list(contract.milestones.order_by("position").values_list("name", "price_minor", "status"))


def form(contract, **changes):
    """The form of the plan as a browser sends it: the second milestone costs EUR 600."""
    first, second = contract.milestones.order_by("position")
    sent = {"review_days": "14", "note": "More pages.", "milestone-TOTAL_FORMS": "2", "milestone-INITIAL_FORMS": "0"}
    for place, (milestone, price) in enumerate(((first, "250"), (second, "600"))):
        said = {"pk": milestone.pk, "name": milestone.name, "about": "", "due_on": "", "amount": price}
        sent |= {f"milestone-{place}-{name}": value for name, value in said.items()}
    return {**sent, **changes}


class TestPropose:
    def test_nothing_changes_before_both_have_signed(self, ada, cleo, contract):
        version = amendments.propose(contract, dearer(contract), by=ada)
        contract_story.sign(version, ada)
        assert rows(contract)[:2] == [("Master pages", 25_000, "agreed"), ("All pages set", 50_000, "agreed")]
        contract_story.sign(version, cleo)
        assert rows(contract) == [
            ("Master pages", 25_000, "agreed"),
            ("All pages set", 60_000, "agreed"),
            ("Cover", 8_000, "agreed"),
        ]
        assert list(contract.versions.values_list("number", "status")) == [(2, "in_force"), (1, "replaced")]

    def test_on_the_page_it_leads_to_the_new_text_to_sign(self, ada, contract, client_of):
        answer = client_of(ada).post(reverse("projects:plan", args=[contract.pk]), form(contract))
        version = contract.versions.get(number=2)
        assert answer.url == version.get_absolute_url()
        assert (version.note, version.drawn_by) == ("More pages.", "client")
        assert "€850.00" in version.document

    def test_a_row_left_empty_is_a_milestone_less(self, ada, cleo, contract, client_of):
        empty = {"milestone-1-name": "", "milestone-1-amount": ""}
        client_of(ada).post(reverse("projects:plan", args=[contract.pk]), form(contract, **empty))
        contract_story.sign(contract.versions.get(number=2), ada, cleo)
        assert rows(contract)[1] == ("All pages set", 50_000, "cancelled")

    def test_the_days_to_answer_can_be_changed(self, ada, cleo, contract, client_of):
        client_of(ada).post(reverse("projects:plan", args=[contract.pk]), form(contract, review_days="7"))
        contract_story.sign(contract.versions.get(number=2), ada, cleo)
        assert fresh(contract).review_days == 7

    @pytest.mark.parametrize(
        "wrong",
        [
            {"review_days": "2"},
            {"review_days": "31"},
            {"milestone-0-amount": "much"},
            {"milestone-0-name": ""},
            {"milestone-0-due_on": "2001-01-01"},
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, ada, contract, client_of, wrong):
        answer = client_of(ada).post(reverse("projects:plan", args=[contract.pk]), form(contract, **wrong))
        assert answer.status_code == 422
        assert "More pages." in answer.text
        assert contract.versions.count() == 1

    def test_the_other_side_is_told_and_sees_what_would_change(self, ada, cleo, contract, client_of):
        version = amendments.propose(contract, dearer(contract), note="More pages.", by=ada)
        assert Notice.objects.get(user=cleo, kind="amendment_proposed").actor == ada.party
        shown = client_of(cleo).get(version.get_absolute_url()).text
        assert "More pages." in shown
        assert contract.versions.get(number=1).get_absolute_url() in shown

    def test_a_later_one_takes_its_place(self, ada, cleo, contract):
        first = amendments.propose(contract, dearer(contract), by=ada)
        amendments.propose(contract, dearer(contract, 700), by=cleo)
        assert fresh(first).status == "replaced"
        with pytest.raises(Changed):
            contract_story.sign(first, cleo)

    def test_before_the_first_signatures_the_plan_is_changed_too(self, ada, cleo, topics):
        contract = contract_story.offered(ada, cleo)
        contract_story.sign(contract.versions.get(), ada)
        version = amendments.propose(contract, dearer(contract), by=cleo)
        assert ("Cover", 8_000, "draft") in rows(contract)
        contract_story.sign(version, cleo)
        assert fresh(contract).status == "offered"
        contract_story.sign(version, ada)
        assert fresh(contract).status == "active"

    @pytest.mark.parametrize("who", ["eve"])
    def test_a_stranger_proposes_nothing(self, request, contract, who):
        with pytest.raises(NotAllowed):
            amendments.propose(contract, dearer(contract), by=request.getfixturevalue(who))

    def test_the_same_again_is_no_change(self, ada, contract):
        with pytest.raises(Refused, match="Nothing would change"):
            amendments.propose(contract, amendments.standing_plan(contract), by=ada)

    def test_hourly_work_gets_its_first_milestone_so(self, ada, cleo, topics):
        contract = contract_story.signed(ada, cleo, steps=(), price=50, basis="hourly", milestones=(), due_on=None)
        week = Item(pk=uuid7(), name="First week, 20 hours", price=Money(1000, "EUR"))
        plan = Plan(currency="EUR", items=(week,), rate=contract.rate)
        contract_story.sign(amendments.propose(contract, plan, by=cleo), cleo, ada)
        assert contract_story.funded(contract).status == "funded"


class TestWhatIsPaid:
    def test_it_stays_as_it_is(self, ada, contract):
        contract_story.funded(contract, 1)
        with pytest.raises(Refused, match="was paid into escrow already"):
            amendments.propose(contract, dearer(contract), by=ada)

    def test_what_is_paid_while_a_change_waits_stops_the_change(self, ada, cleo, contract):
        version = amendments.propose(contract, dearer(contract), by=ada)
        contract_story.sign(version, ada)
        contract_story.funded(contract, 1)
        with pytest.raises(Refused, match="Propose the change anew"):
            contract_story.sign(version, cleo)
        assert Signature.objects.filter(version=version).count() == 1
        assert_books_balance()

    def test_it_does_not_stand_in_the_form(self, ada, contract, client_of):
        contract_story.funded(contract)
        shown = client_of(ada).get(reverse("projects:plan", args=[contract.pk])).text
        assert "These stay" in shown
        assert 'value="Master pages"' not in shown
        assert 'value="All pages set"' in shown


class TestNotAgreed:
    def test_declined_the_contract_stays_as_it_was(self, ada, cleo, contract, client_of):
        version = amendments.propose(contract, dearer(contract), by=ada)
        client_of(cleo).post(reverse("projects:decline_change", args=[contract.pk, 2]))
        assert (fresh(version).status, rows(contract)[2]) == ("declined", ("Cover", 8_000, "cancelled"))
        assert Notice.objects.filter(user=ada, kind="amendment_declined").exists()

    def test_taken_back_likewise(self, ada, contract, client_of):
        version = amendments.propose(contract, dearer(contract), by=ada)
        client_of(ada).post(reverse("projects:withdraw_change", args=[contract.pk, 2]))
        assert fresh(version).status == "withdrawn"

    def test_each_side_has_its_own_way_out(self, ada, cleo, contract):
        version = amendments.propose(contract, dearer(contract), by=ada)
        with pytest.raises(NotAllowed):
            amendments.decline(version, by=ada)
        with pytest.raises(NotAllowed):
            amendments.withdraw(version, by=cleo)

    def test_after_fourteen_days_it_lapses_and_not_a_second_before(self, ada, contract, clock):
        version = amendments.propose(contract, dearer(contract), by=ada)
        clock.shift(timedelta(days=14, seconds=-1))
        timers.run_due()
        assert fresh(version).status == "proposed"
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert fresh(version).status == "lapsed"
        assert Notice.objects.filter(kind="amendment_lapsed").count() == 2

    def test_it_is_off_when_the_contract_ends(self, ada, contract):
        version = amendments.propose(contract, dearer(contract), by=ada)
        contract_endings.end(contract, by=ada)
        assert fresh(version).status == "withdrawn"

    def test_a_contract_that_is_over_is_not_changed(self, ada, contract):
        plan = dearer(contract)
        contract_endings.end(contract, by=ada)
        with pytest.raises(Refused):
            amendments.propose(contract, plan, by=ada)

    def test_the_contract_itself_is_declined_not_its_first_version(self, ada, cleo, topics):
        version = contract_story.offered(ada, cleo).versions.get()
        with pytest.raises(Refused):
            amendments.decline(version, by=cleo)
        contracts.decline(version.contract, by=cleo)
        assert fresh(version).status == "declined"
