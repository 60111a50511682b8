"""The two sides of a proposal take turns with other terms until one accepts: each round kept, each with a clock."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.money import Money
from projects import bargain, counter_offers, proposals
from projects.bargain import Bargain
from projects.models import Contract, CounterOffer, Proposal
from projects.proposals import Changed
from projects.terms import Step
from social.models import Notice
from tests import cast
from tests.projects import story

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def terms(price=700, days=12, steps=()):
    return Bargain(price=Money(price, "EUR"), days=days, milestones=tuple(steps))


def act(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def countered(ada, proposal):
    """Ada offers 700 in 12 days for Cleo's 750 in 14."""
    return counter_offers.make(proposal, terms(), answering=proposal.revision, note="Our budget.", by=ada)


def answered(counter, by, **other):
    return counter_offers.make(counter.proposal, terms(**other), answering=counter, by=by)


class TestRounds:
    def test_the_proposal_is_the_first_and_nothing_of_it_is_lost(self, ada, cleo, countered):
        answered(countered, cleo, price=725)
        rows = CounterOffer.objects.values_list("number", "side", "price_minor", "status")
        assert list(rows) == [
            (1, "freelancer", 75_000, "answered"),
            (2, "client", 70_000, "answered"),
            (3, "freelancer", 72_500, "open"),
        ]
        assert fresh(countered.proposal).price == Money(750, "EUR")

    def test_the_other_side_is_told(self, cleo, countered):
        assert Notice.objects.filter(user=cleo, kind="counter_made").exists()

    def test_the_page_shows_each_figure_beside_the_one_before(self, ada, cleo, countered, client_of):
        page = client_of(cleo).get(countered.proposal.get_absolute_url()).text
        for said in ("<s>€750</s>", "\N{MINUS SIGN}€50", "2 days sooner", "“Our budget.”", "It is your turn"):
            assert said in page
        assert "€580.00" in page  # what Cleo would get of 700
        theirs = client_of(ada).get(countered.proposal.get_absolute_url()).text
        assert "Waiting for Cleo Marsh" in theirs
        assert "€580.00" not in theirs

    def test_milestones_are_compared_by_name(self):
        before = terms(steps=[Step("Pages", Money(300, "EUR"), 7), Step("Cover", Money(400, "EUR"))])
        now = terms(steps=[Step("Pages", Money(350, "EUR"), 7), Step("Proofs", Money(350, "EUR"))])
        moved = {one.label: (one.moved, one.tone) for one in bargain.differences(before, now, is_hourly=False)}
        assert moved["Pages"] == ("+€50", "up")
        assert moved["Proofs"] == ("new", "new")
        assert moved["Cover"] == ("left out", "gone")

    def test_it_is_one_sides_turn_at_a_time(self, ada, cleo, countered):
        with pytest.raises(Refused, match="other side's turn"):
            answered(countered, ada, price=650)
        with pytest.raises(Changed):
            counter_offers.make(countered.proposal, terms(650), answering=1, by=ada)

    def test_the_freelancer_does_not_begin(self, cleo, proposal):
        with pytest.raises(Refused, match="change your proposal itself"):
            counter_offers.make(proposal, terms(), answering=1, by=cleo)

    def test_it_must_change_something(self, cleo, countered):
        with pytest.raises(Refused, match="Accept them, or change a figure"):
            answered(countered, cleo, price=700)

    def test_a_stranger_finds_nothing(self, eve, countered, client_of):
        with pytest.raises(NotAllowed):
            answered(countered, eve, price=1)
        assert client_of(eve).get(act("counter", countered.proposal)).status_code == 404
        for name in ("accept_counter", "decline_counter", "withdraw_counter"):
            assert client_of(eve).post(act(name, countered)).status_code == 404
            assert client_of(eve).get(act(name, countered)).status_code == 405

    def test_the_proposal_itself_stays_while_one_is_open(self, ada, cleo, countered):
        with pytest.raises(Refused, match="A counter-offer is open"):
            proposals.change(countered.proposal, story.offer(600), by=cleo)
        with pytest.raises(Changed, match="Take it back"):
            proposals.accept(countered.proposal, revision=1, by=ada)

    def test_rounds_come_to_an_end(self, ada, cleo, countered, monkeypatch):
        monkeypatch.setattr(counter_offers, "MOST", 2)
        with pytest.raises(Refused, match="write to each other"):
            answered(countered, cleo, price=725)

    def test_the_database_keeps_one_open(self, countered):
        with pytest.raises(IntegrityError), transaction.atomic():
            CounterOffer.objects.create(
                proposal=countered.proposal, number=9, side="client", currency="EUR", price_minor=1,
                at=countered.at, lapses_at=countered.lapses_at,
            )  # fmt: skip


class TestAccept:
    def test_the_contract_says_exactly_that(self, ada, cleo, countered, client_of):
        steps = [Step("Master pages", Money(300, "EUR"), 5), Step("All pages", Money(425, "EUR"), 12)]
        last = answered(countered, cleo, price=725, steps=steps)
        answer = client_of(ada).post(act("accept_counter", last))
        contract = Contract.objects.get()
        assert answer.url == contract.get_absolute_url()
        assert list(contract.milestones.values_list("name", "price_minor", "days")) == [
            ("Master pages", 30_000, 5),
            ("All pages", 42_500, 12),
        ]
        assert "€725.00" in contract.versions.get().document
        assert fresh(last).status == "accepted"
        assert (fresh(last.proposal).status, fresh(last.proposal.project).status) == ("accepted", "in_progress")

    def test_the_freelancer_accepts_the_clients(self, ada, cleo, countered):
        proposal = counter_offers.accept(countered, by=cleo)
        assert proposal.contract.milestones.get().price == Money(700, "EUR")
        assert Notice.objects.filter(user=ada, kind="counter_accepted").exists()
        assert Notice.objects.filter(user=cleo, kind="counter_agreed").exists()

    def test_of_hourly_work_the_rate_is_agreed(self, ada, cleo, topics):
        job = story.posted(ada, basis="hourly", milestones=(), due_on=None)
        proposal = story.proposed(job, cleo, 50)
        counter = counter_offers.make(proposal, Bargain(price=Money(45, "EUR")), answering=1, by=ada)
        assert counter_offers.accept(counter, by=cleo).contract.rate == Money(45, "EUR")

    def test_twice_accepts_once(self, cleo, countered, client_of):
        for _twice in range(2):
            answer = client_of(cleo).post(act("accept_counter", countered), follow=True)
        assert "This was accepted already" in answer.text
        assert Contract.objects.count() == 1

    def test_nobody_accepts_their_own_or_what_was_overtaken(self, ada, cleo, countered):
        with pytest.raises(Refused, match="your own terms"):
            counter_offers.accept(countered, by=ada)
        answered(countered, cleo, price=725)
        with pytest.raises(Changed, match="answered meanwhile"):
            counter_offers.accept(countered, by=cleo)

    def test_the_others_are_closed_with_what_was_offered_for_them(self, ada, cleo, eve, countered):
        other = story.proposed(countered.proposal.project, eve, 800)
        theirs = counter_offers.make(other, terms(), answering=1, by=ada)
        counter_offers.accept(countered, by=cleo)
        assert (fresh(theirs).status, fresh(other).status) == ("closed", "expired")


class TestEnd:
    def test_declined_or_taken_back_the_proposal_stands_as_it_was_sent(self, ada, cleo, countered):
        counter_offers.decline(countered, by=cleo)
        assert Notice.objects.filter(user=ada, kind="counter_declined").exists()
        again = counter_offers.make(countered.proposal, terms(720), answering=1, by=ada)
        assert again.number == 4  # the third is the proposal once more
        counter_offers.withdraw(again, by=ada)
        assert proposals.accept(again.proposal, revision=1, by=ada).price == Money(750, "EUR")

    def test_only_its_maker_takes_it_back(self, cleo, countered):
        with pytest.raises(NotAllowed):
            counter_offers.withdraw(countered, by=cleo)

    def test_a_changed_proposal_is_a_round_of_its_own(self, ada, cleo, countered):
        counter_offers.withdraw(countered, by=ada)
        proposals.change(countered.proposal, story.offer(740), by=cleo)
        counter_offers.make(countered.proposal, terms(730), answering=2, by=ada)
        assert list(CounterOffer.objects.values_list("price_minor", flat=True)) == [75_000, 70_000, 74_000, 73_000]

    def test_it_lapses_after_seven_days_and_not_a_second_before(self, ada, cleo, countered, clock):
        clock.move_to(countered.lapses_at - SECOND)
        timers.run_due()
        assert fresh(countered).is_open
        clock.move_to(countered.lapses_at)
        for _twice in range(2):
            timers.run_due()
        assert fresh(countered).status == "lapsed"
        assert Notice.objects.filter(kind="counter_lapsed").count() == 2
        with pytest.raises(Changed):
            counter_offers.accept(countered, by=cleo)

    def test_early_or_again_the_clock_does_no_harm(self, countered, clock):
        counter_offers.lapse(str(countered.pk))
        assert fresh(countered).is_open

    @pytest.mark.parametrize("how", ["withdraw", "decline"])
    def test_it_closes_with_its_proposal(self, ada, cleo, countered, how):
        if how == "withdraw":
            proposals.withdraw(countered.proposal, by=cleo)
        else:
            proposals.decline(countered.proposal, reason="price", by=ada)
        assert fresh(countered).status == "closed"


class TestForm:
    def test_it_opens_with_the_terms_that_are_answered(self, cleo, countered, client_of):
        page = client_of(cleo).get(act("counter", countered.proposal)).text
        assert 'value="700"' in page
        assert 'value="12"' in page

    def test_sending_it_tells_the_other_side(self, ada, proposal, client_of):
        data = {"price": "690", "days": "10", "note": "Sooner, please.", "answering": "1"}
        answer = client_of(ada).post(act("counter", proposal), data, follow=True)
        assert "They have seven days to answer." in answer.text
        assert CounterOffer.objects.get(number=2).price == Money(690, "EUR")

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("price", "", "This field is required."),
            ("price", "0", "above zero"),
            ("price", "9" * 15, "Enter at most"),
            ("days", "0", "greater than or equal to 1"),
            ("note", "x" * 1001, "at most 1000"),
            ("answering", "2", "There are other terms by now"),
            ("answering", "\0", "Null characters"),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_the_rest(self, ada, proposal, client_of, field, value, said):
        data = {"price": "690", "days": "10", "note": "Kept words.", "answering": "1", field: value}
        answer = client_of(ada).post(act("counter", proposal), data)
        assert answer.status_code == 422
        assert said in answer.text
        assert not CounterOffer.objects.exists()

    def test_milestones_make_exactly_the_price(self, ada, proposal, client_of):
        rows = {"milestone-TOTAL_FORMS": "1", "milestone-INITIAL_FORMS": "0", "milestone-0-name": "All of it"}
        data = {"price": "690", "days": "10", "answering": "1", **rows, "milestone-0-amount": "600"}
        assert "add up to €600, and the price is €690" in client_of(ada).post(act("counter", proposal), data).text

    def test_whose_turn_it_is_not_is_led_back(self, ada, cleo, countered, client_of):
        answer = client_of(ada).get(act("counter", countered.proposal), follow=True)
        assert "other side&#x27;s turn" in answer.text

    def test_the_inbox_and_the_comparison_show_it(self, ada, eve, countered, client_of):
        other = story.proposed(countered.proposal.project, eve, 800)
        inbox = reverse("projects:inbox", args=[countered.proposal.project.listing.slug])
        assert "You offered €700" in client_of(ada).get(inbox).text
        table = client_of(ada).get(inbox, {"compare": [countered.proposal.pk, other.pk]}).text
        assert "You offered €700" in table


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def two(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        proposal = story.proposed(story.posted(ada), cleo)
        counter = counter_offers.make(proposal, terms(), answering=1, by=ada)
        return ada, cleo, counter

    def test_an_acceptance_and_another_offer_do_not_both_happen(self, two, two_connections):
        _ada, cleo, counter = two
        results = two_connections(
            lambda: counter_offers.accept(counter, by=cleo), lambda: answered(counter, cleo, price=725)
        )
        assert sum(isinstance(one, Refused) for one in results) == 1
        assert Contract.objects.count() == (fresh(counter).status == "accepted")

    def test_taking_it_back_and_accepting_it_do_not_both_happen(self, two, two_connections):
        ada, cleo, counter = two
        two_connections(
            lambda: counter_offers.accept(counter, by=cleo), lambda: counter_offers.withdraw(counter, by=ada)
        )
        assert Contract.objects.count() == (fresh(counter).status == "accepted")

    def test_a_withdrawn_proposal_is_not_accepted(self, two, two_connections):
        ada, cleo, counter = two
        counter_offers.withdraw(counter, by=ada)
        two_connections(
            lambda: proposals.accept(counter.proposal, revision=1, by=ada),
            lambda: proposals.withdraw(counter.proposal, by=cleo),
        )
        status = Proposal.objects.get().status
        assert status in {"accepted", "withdrawn"}
        assert Contract.objects.count() == (status == "accepted")
