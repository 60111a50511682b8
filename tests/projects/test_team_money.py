"""A team signs one contract, and the money of a milestone reaches everybody's part exactly, or nobody's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.clock import now
from marketplace.kit.money import Money
from payments import checkouts, escrow
from payments.models import Business, Hold
from payments.ports import payables
from projects import (
    amendments,
    contract_endings,
    deals,
    extras,
    figures,
    milestones,
    plans,
    proofs,
    refund_requests,
    team_payables,
)
from projects.disputes import disputes
from projects.disputes import ends as dispute_ends
from projects.models import Milestone
from projects.plans import Share
from projects.terms import Step
from social.models import Deal, Notice
from tests.payments.books import assert_books_balance
from tests.projects import contract_story, team_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


def eur(amount):
    return Money(amount, "EUR")


@pytest.fixture
def people(cleo, dev, eve):
    """Cleo leads with 50 %; Dev has 30 %, Eve 20 %."""
    return [cleo, dev, eve]


@pytest.fixture
def contract(ada, people, topics, clock):
    return team_story.signed(ada, people)


@pytest.fixture
def submitted(contract):
    return team_story.submitted(contract)


def nets(*people):
    return [team_story.clearing(person) for person in people]


class TestSign:
    @pytest.fixture
    def offered(self, ada, people, topics, clock):
        return team_story.offered(ada, people)

    def test_the_text_names_everybody_their_share_and_their_fee(self, offered):
        text = offered.versions.get().document
        for said in (
            "**Cleo Marsh**: 50 %",
            "**Dev Anand**: 30 %",
            "**Eve Stone**: 20 %",
            "which **Cleo Marsh** leads",
        ):
            assert said in text
        assert text.count("The site keeps 20 %") == 3

    def test_it_is_in_force_with_the_last_name_of_all(self, ada, people, offered):
        version = offered.versions.get()
        contract_story.sign(version, ada, *people[:2])
        assert fresh(offered).status == "offered"
        contract_story.sign(version, people[2])
        assert fresh(offered).status == "active"
        assert {one.signed_hash for one in version.signatures.all()} == {version.hash}
        assert version.signatures.count() == 4

    def test_who_is_missing_is_said_and_told(self, ada, people, offered, client_of):
        contract_story.sign(offered.versions.get(), ada, people[0])
        assert "Waiting for the name of Dev Anand, Eve Stone" in client_of(ada).get(offered.get_absolute_url()).text
        assert "sign for yourself" in client_of(people[1]).get(offered.get_absolute_url()).text
        assert Notice.objects.filter(user=people[1], kind="contract_signed").exists()

    def test_everybody_signs_on_the_page_and_once(self, people, offered, client_of):
        version = offered.versions.get()
        at = reverse("projects:sign", args=[offered.pk, 1])
        for _twice in range(2):
            client_of(people[1]).post(at, {"name": "Dev Anand", "read": version.hash})
        assert version.signatures.get().party == people[1].party

    def test_anybody_of_the_team_may_say_no(self, ada, people, offered, client_of):
        at = reverse("projects:decline_contract", args=[offered.pk])
        client_of(people[2]).post(at, {"why": "I have no time before March."})
        assert fresh(offered).status == "declined"
        told = Notice.objects.filter(kind="contract_declined")
        assert set(told.values_list("user", flat=True)) == {ada.pk, people[0].pk, people[1].pk}

    def test_a_stranger_signs_nothing(self, ben, offered):
        with pytest.raises(NotAllowed):
            contract_story.sign(offered.versions.get(), ben)


class TestFund:
    def test_one_checkout_has_a_line_for_everybody(self, ada, contract, client_of):
        milestone = contract.milestones.first()
        answer = client_of(ada).post(reverse("projects:fund", args=[milestone.pk]))
        text = client_of(ada).get(answer.url).text
        for said in ("Cleo Marsh, 50 %", "€125.00", "€75.00", "€50.00", "€250.00"):
            assert said in text

    def test_everybodys_part_lies_in_a_hold_of_its_own(self, contract, people):
        milestone = team_story.funded(contract)
        assert milestone.status == "funded"
        assert team_story.held(milestone) == [eur(125), eur(75), eur(50)]
        for person in people:
            assert Notice.objects.filter(user=person, kind="milestone_funded").count() == 1
        assert_books_balance()

    def test_a_part_is_not_paid_without_the_others(self, ada, contract):
        things = team_payables.to_pay(contract.milestones.first())
        with pytest.raises(Refused, match="together"):
            checkouts.open(things[:2], by=ada)
        with pytest.raises(Refused, match="together"):
            payables.of(things[0][0]).quote(things[0][1], by=ada)
        with pytest.raises(Refused, match="together"):
            payables.of("milestone").quote(contract.milestones.first().pk, by=ada)

    def test_only_the_client_pays(self, people, ben, contract, client_of):
        milestone = contract.milestones.first()
        assert client_of(ben).post(reverse("projects:fund", args=[milestone.pk])).status_code == 404
        with pytest.raises(NotAllowed):
            checkouts.open(team_payables.to_pay(milestone), by=people[1])

    def test_shares_that_changed_while_it_was_being_paid_go_back_all_of_them(self, ada, people, contract):
        milestone = contract.milestones.first()
        holds = team_story.open_holds(ada, milestone)
        change_shares(contract, ada, people, (4000, 4000, 2000))
        team_story.settle(ada, holds)
        assert fresh(milestone).status == "agreed"
        assert set(Hold.objects.filter(pk__in=[hold.pk for hold in holds]).values_list("status", flat=True)) == {
            "refunded"
        }
        team_story.funded(fresh(contract))
        assert_books_balance()


class TestRelease:
    def test_everybody_gets_their_part_less_their_own_fee(self, ada, people, submitted):
        milestones.release(submitted, by=ada, key="1")
        assert nets(*people) == [eur(100), eur(60), eur(40)]
        assert fresh(submitted).status == "released"
        totals = Business.objects.filter(payer=ada.party).values_list("payee", "released_minor")
        assert dict(totals) == {people[0].party.pk: 12_500, people[1].party.pk: 7_500, people[2].party.pk: 5_000}
        assert_books_balance()

    def test_everybody_is_told_their_own_sum_and_has_their_own_deal(self, ada, people, submitted):
        milestones.release(submitted, by=ada, key="1")
        told = Notice.objects.get(user=people[1], kind="milestone_released")
        assert told.facts["net"] == {"minor": 6_000, "currency": "EUR"}
        assert {deal.freelancer for deal in Deal.objects.filter(client=ada.party)} == {
            person.party for person in people
        }

    def test_the_next_milestone_adds_to_what_everybody_has(self, ada, people, contract, submitted):
        milestones.release(submitted, by=ada, key="1")
        milestones.release(team_story.submitted(contract, 1), by=ada, key="1")
        assert nets(*people) == [eur(300), eur(180), eur(120)]
        assert_books_balance()

    def test_twice_is_once(self, ada, people, submitted):
        first = milestones.release(submitted, by=ada, key="1")
        assert milestones.release(submitted, by=ada, key="1") == first
        assert nets(*people) == [eur(100), eur(60), eur(40)]

    def test_a_part_reaches_everybody_in_proportion_and_the_rest_is_the_next(self, ada, people, submitted):
        milestones.release(submitted, by=ada, key="1", amount=eur("100.01"))
        assert nets(*people) == [eur("40.01"), eur("24"), eur("16")]
        rest = fresh(submitted).rest
        assert (rest.price, team_story.held(rest)) == (eur("149.99"), [eur("74.99"), eur(45), eur(30)])
        contract_story.hand_in(rest)
        milestones.release(fresh(rest), by=ada, key="1")
        assert sum(nets(*people), eur(0)) == eur(200)
        assert_books_balance()

    def test_the_clock_releases_every_part_and_not_a_second_before(self, people, submitted, clock):
        clock.shift(timedelta(days=14, seconds=-1))
        timers.run_due()
        assert fresh(submitted).status == "submitted"
        clock.shift(timedelta(seconds=1))
        for _twice in range(2):
            timers.run_due()
        assert nets(*people) == [eur(100), eur(60), eur(40)]
        assert_books_balance()

    @pytest.mark.parametrize(
        ("price", "currency", "shares", "parts"),
        [
            ("100.01", "EUR", (3333, 3333, 3334), ["33.33", "33.33", "33.35"]),
            ("100.00", "EUR", (3333, 3333, 3334), ["33.33", "33.33", "33.34"]),
            ("1001", "JPY", (3333, 3333, 3334), ["334", "333", "334"]),
            ("0.03", "EUR", (3334, 3333, 3333), ["0.01", "0.01", "0.01"]),
        ],
    )
    def test_awkward_shares_add_up_to_the_last_coin(self, ada, people, topics, price, currency, shares, parts):
        budget = {"currency": currency, "budget_low": 1, "budget_high": 9_000_000, "milestones": ()}
        steps = (Step("All of it", Money(price, currency), 7),)
        contract = team_story.signed(ada, people, shares, price=price, steps=steps, **budget)
        milestone = team_story.submitted(contract)
        assert team_story.held(milestone) == [Money(part, currency) for part in parts]
        milestones.release(milestone, by=ada, key="1")
        assert fresh(milestone).status == "released"
        assert_books_balance()

    def test_who_does_not_lead_neither_submits_nor_releases(self, contract, people, submitted):
        other = team_story.funded(contract, 1)
        with pytest.raises(NotAllowed, match="Cleo Marsh leads"):
            milestones.submit(other, note="Mine.", by=people[1])
        with pytest.raises(NotAllowed):
            milestones.release(submitted, by=people[1], key="1")
        with pytest.raises(NotAllowed):
            contract_endings.end(contract, by=people[1])

    def test_the_page_shows_who_gets_what_before_it_is_done(self, ada, people, submitted, client_of):
        text = client_of(ada).get(reverse("projects:release", args=[submitted.pk])).text
        for said in ("Cleo Marsh", "€125.00", "€100.00", "€75.00", "€60.00", "€200.00"):
            assert said in text
        own = client_of(people[1]).get(submitted.get_absolute_url()).text
        assert "Your share of it" in own
        assert "€60.00" in own


class TestBack:
    def test_all_of_it_goes_back_by_the_way_it_came(self, ada, people, contract):
        milestone = team_story.funded(contract)
        asked = refund_requests.ask(milestone, why="The printer has closed.", by=ada)
        with pytest.raises(NotAllowed):
            refund_requests.grant(asked, by=people[1])
        refund_requests.grant(asked, by=people[0])
        assert fresh(milestone).status == "refunded"
        assert set(milestone.shares.values_list("hold__status", flat=True)) == {"refunded"}
        assert_books_balance()

    def test_silence_gives_it_back(self, ada, contract, clock):
        milestone = team_story.funded(contract)
        refund_requests.ask(milestone, why="The printer has closed.", by=ada)
        clock.shift(timedelta(days=7))
        timers.run_due()
        assert figures.of(contract, [fresh(milestone)]).returned == eur(250)
        assert_books_balance()

    def test_the_limit_of_the_gateway_takes_every_part(self, contract, clock):
        milestone = team_story.funded(contract)
        clock.shift(milestone.hold.must_leave_by - now())
        for share in milestone.shares.all():
            assert fresh(milestone).status == "funded"
            escrow.expire(share.hold)
        assert fresh(milestone).status == "refunded"
        assert_books_balance()

    def test_ending_the_contract_gives_all_of_it_back(self, people, contract):
        milestone = team_story.funded(contract)
        contract_endings.end(contract, by=people[0])
        assert (fresh(milestone).status, fresh(contract).status) == ("refunded", "ended")
        assert_books_balance()


class TestDispute:
    @pytest.fixture
    def dispute(self, ada, contract, submitted):
        return disputes.open(contract, [submitted], why="Half of it is missing.", to_freelancer=eur("100.01"), by=ada)

    def test_nobodys_part_moves_while_it_is_open(self, ada, submitted, dispute):
        assert set(submitted.shares.values_list("hold__status", flat=True)) == {"frozen"}
        assert dispute.items.count() == 3

    def test_it_is_divided_among_all_to_the_last_coin(self, people, submitted, dispute):
        dispute_ends.settle(fresh_dispute(dispute), eur("100.01"), how="agreed", by=people[0])
        assert fresh(submitted).status == "split"
        assert nets(*people) == [eur("40.01"), eur(24), eur(16)]
        assert (fresh(dispute).released, fresh(dispute).refunded) == (eur("100.01"), eur("149.99"))
        assert_books_balance()

    def test_withdrawn_it_is_as_before_for_all(self, ada, submitted, dispute):
        dispute_ends.withdraw(dispute, by=ada)
        assert fresh(submitted).status == "submitted"
        assert set(submitted.shares.values_list("hold__status", flat=True)) == {"held"}

    def test_opened_twice_it_is_one(self, ada, contract, submitted, dispute):
        again = disputes.open(contract, [submitted], why="Again.", to_freelancer=eur(0), by=ada)
        assert again == dispute

    def test_its_page_names_everybody(self, ada, dispute, client_of):
        text = client_of(ada).get(dispute.get_absolute_url()).text
        for said in ("Dev Anand", "€75.00", "€250.00"):
            assert said in text


def fresh_dispute(dispute):
    return deals.with_dispute(dispute)


def change_shares(contract, client, people, shares):
    """Everybody signs other shares."""
    before = amendments.standing_plan(contract)
    team = tuple(
        Share(party=person.party.pk, permyriad=share) for person, share in zip(people, shares, strict=True) if share
    )
    changed = replace(before, team=team)
    version = amendments.propose(contract, changed, by=people[0])
    contract_story.sign(version, client, *people)
    return version


class TestChange:
    def test_other_shares_need_every_name_and_hold_for_what_is_not_paid(self, ada, people, contract):
        paid = team_story.funded(contract)
        change_shares(contract, ada, people, (4000, 4000, 2000))
        assert team_story.held(paid) == [eur(125), eur(75), eur(50)]
        assert team_story.held(team_story.funded(contract, 1)) == [eur(200), eur(200), eur(100)]
        assert_books_balance()

    def test_it_does_not_hold_while_a_name_is_missing(self, ada, people, contract):
        before = amendments.standing_plan(contract)
        team = (Share(party=people[0].party.pk, permyriad=9000), Share(party=people[1].party.pk, permyriad=1000))
        version = amendments.propose(contract, replace(before, team=team), by=people[0])
        contract_story.sign(version, ada, *people[:2])
        assert contract.members.standing().count() == 3

    def test_somebody_leaves_by_agreement_and_keeps_what_was_earned(self, ada, people, contract, submitted):
        change_shares(contract, ada, people, (6000, 4000, 0))
        assert contract.members.standing().count() == 2
        milestones.release(submitted, by=ada, key="1")
        assert nets(*people) == [eur(100), eur(60), eur(40)]
        assert team_story.held(team_story.funded(contract, 1)) == [eur(300), eur(200)]
        assert contract in type(contract).objects.visible_to(people[2])
        assert_books_balance()

    def test_who_leads_hands_it_over_and_leaves(self, ada, people, contract, submitted, client_of):
        cleo, dev, _eve = people
        change_shares(contract, ada, people, (0, 7000, 3000))
        contract = fresh(contract)
        assert contract.freelancer == dev.party
        assert "which **Dev Anand** leads" in contract.versions.in_force().get().document
        milestones.release(submitted, by=ada, key="1")
        assert nets(*people) == [eur(100), eur(60), eur(40)]
        with pytest.raises(NotAllowed):
            milestones.submit(team_story.funded(contract, 1), note="Mine", by=cleo)
        contract_story.hand_in(contract.milestones.get(status="funded"))
        assert client_of(cleo).get(contract.get_absolute_url()).status_code == 200
        assert_books_balance()

    def test_one_of_them_alone_can_stop_it(self, people, contract):
        before = amendments.standing_plan(contract)
        team = (Share(party=people[0].party.pk, permyriad=9000), Share(party=people[1].party.pk, permyriad=1000))
        version = amendments.propose(contract, replace(before, team=team), by=people[0])
        amendments.decline(version, by=people[2])
        assert fresh(version).status == "declined"

    @pytest.mark.parametrize("shares", [(5000, 3000, 1000), (9999, 9999, 2)])
    def test_shares_that_do_not_fit_are_refused(self, ada, people, contract, shares):
        with pytest.raises(Refused):
            change_shares(contract, ada, people, shares)

    @pytest.mark.parametrize(("lead", "status"), [("1", 302), ("0", 422), ("7", 422)])
    def test_in_the_form_who_leads_has_a_share(self, people, contract, client_of, lead, status):
        rows = {"milestone-TOTAL_FORMS": "2", "milestone-INITIAL_FORMS": "0", "review_days": "14", "lead": lead}
        for place, row in enumerate(contract.milestones.order_by("position")):
            rows |= {f"milestone-{place}-{name}": said for name, said in _row(row).items()}
        answer = client_of(people[0]).post(
            reverse("projects:plan", args=[contract.pk]), {**rows, "share_1": "60", "share_2": "40"}
        )
        assert answer.status_code == status

    def test_the_form_takes_them(self, people, contract, client_of):
        rows = {"milestone-TOTAL_FORMS": "2", "milestone-INITIAL_FORMS": "0", "review_days": "14"}
        for place, row in enumerate(contract.milestones.order_by("position")):
            rows |= {f"milestone-{place}-{name}": said for name, said in _row(row).items()}
        at = reverse("projects:plan", args=[contract.pk])
        answer = client_of(people[0]).post(at, {**rows, "share_0": "33,33", "share_1": "33.33", "share_2": "33.34"})
        assert answer.status_code == 302
        assert [one.permyriad for one in plans.Plan.from_json(contract.versions.first().plan).team] == [
            3333,
            3333,
            3334,
        ]


def _row(row):
    return {
        "pk": str(row.pk),
        "name": row.name,
        "amount": str(row.price.amount),
        "due_on": str(row.due_on),
        "about": "",
    }


class TestRoom:
    def test_everybody_of_the_team_reads_it_and_nobody_else(self, contract, people, ben, client_of):
        for person in people:
            for name in ("contract", "board", "files", "messages", "entries", "progress"):
                assert client_of(person).get(reverse(f"projects:{name}", args=[contract.pk])).status_code == 200
        assert client_of(ben).get(contract.get_absolute_url()).status_code == 404

    def test_a_bonus_is_for_one_of_them(self, ada, people, contract):
        bonus = extras.give(contract, eur(50), what="The maps.", to=people[1].party, by=ada)
        contract_story.pay(ada, "bonus", bonus.pk)
        assert nets(*people) == [eur(0), eur(40), eur(0)]
        assert_books_balance()

    def test_an_expense_is_ones_own(self, ada, people, contract):
        claimed = extras.claim(contract, eur(20), what="Prints.", by=people[2])
        contract_story.pay(ada, "expense", claimed.pk)
        assert nets(*people) == [eur(0), eur(0), eur(20)]

    def test_the_books_of_the_room_name_everybodys_part(self, ada, contract, submitted, client_of):
        text = client_of(ada).get(reverse("projects:entries", args=[contract.pk])).text
        assert "Master pages: Dev Anand" in text


class TestProofs:
    def test_everybody_shows_it_as_their_own(self, ada, people, ben, submitted, client_of):
        milestones.release(submitted, by=ada, key="1")
        for person in people[:2]:
            at = reverse("projects:offer_proof", args=[submitted.pk])
            for _twice in range(2):
                client_of(person).post(at, {"title": f"Maps of {person.party.name}"})
        made = submitted.proofs.order_by("pk")
        assert [proof.maker for proof in made] == [people[0].party, people[1].party]
        assert [proof.work.listing.owner for proof in made] == [people[0].party, people[1].party]
        proofs.grant(made[1], by=ada)
        assert Notice.objects.get(kind="proof_granted").user == people[1]
        with pytest.raises(NotAllowed):
            proofs.show(fresh(made[1]), by=people[0])
        assert "Dev Anand" in client_of(ben).get(made[1].get_absolute_url()).text

    def test_nobody_else_does(self, ada, ben, submitted):
        milestones.release(submitted, by=ada, key="1")
        for person in (ada, ben):
            with pytest.raises(NotAllowed):
                proofs.ask(fresh(submitted), title="Mine", by=person)


class TestReviews:
    def test_everybody_and_the_client_review_each_other(self, ada, people, contract, client_of):
        for place in (0, 1):
            milestones.release(team_story.submitted(contract, place), by=ada, key="1")
        contract_endings.end(contract, by=ada)
        text = client_of(ada).get(contract.get_absolute_url()).text
        for person in people:
            assert f"How was it with {person.party.name}?" in text
        own = client_of(people[1]).get(contract.get_absolute_url()).text
        assert "How was it with Ada Brandt?" in own
        assert "How was it with Cleo Marsh?" not in own


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    @pytest.fixture
    def waiting(self, ada, people, topics, two_connections):
        return team_story.submitted(team_story.signed(ada, people))

    def test_release_and_release(self, ada, people, waiting, two_connections):
        two_connections(*[lambda: milestones.release(waiting, by=ada, key="1")] * 2)
        assert nets(*people) == [eur(100), eur(60), eur(40)]
        assert_books_balance()

    def test_release_against_the_limit_of_one_hold(self, ada, people, waiting, two_connections):
        hold = waiting.shares.last().hold
        two_connections(
            lambda: milestones.release(waiting, by=ada, key="1"),
            lambda: escrow.refund(hold, by=None, key="staff", why="by hand", is_decision=True),
        )
        milestone = fresh(waiting)
        assert milestone.status == "released"
        assert figures.of(milestone.contract, [milestone]).held == eur(0)
        assert_books_balance()

    def test_release_against_giving_it_back(self, ada, people, contract_funded, two_connections):
        milestone = contract_funded
        two_connections(
            lambda: milestones.submit(milestone, note="Done.", by=people[0]),
            lambda: milestones.give_back(milestone, by=people[0]),
        )
        ends = set(Milestone.objects.get(pk=milestone.pk).shares.values_list("hold__status", flat=True))
        assert len(ends) == 1
        assert_books_balance()

    @pytest.fixture
    def contract_funded(self, ada, people, topics, two_connections):
        return team_story.funded(team_story.signed(ada, people))
