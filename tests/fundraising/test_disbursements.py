"""Paying out step by step: evidence, votes, and a part of every pledge."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from moneyed import Money

from accounts.models import User
from fundraising import ballots, clocks, disbursements, paying_out
from fundraising.ballots import Tally
from fundraising.models import Disbursement, Fundraiser, Pledge, Vote
from marketplace.kit import outbox
from marketplace.kit.refusals import NotAllowed
from payments import billing, chart, escrow, ledger, yearly
from payments.models import Document
from social.models import Notice
from tests import cast
from tests.fundraising import backing
from tests.payments.books import assert_books_balance
from tests.social import telling

pytestmark = pytest.mark.django_db
Status, Choice = Disbursement.Status, Vote.Choice
DONE = "The oven stands behind the school and bakes since Friday. Pictures: example.org/oven"


@pytest.fixture
def funded(local_stripe, ada, ben, cleo, clock):
    """A fundraiser of 100 in two steps of 40 and 60; Ben gave 70 and Cleo 30.01. Backers decide."""
    fundraiser = backing.open_fundraiser(ada, goal="100", backers_decide=True)
    Disbursement.objects.filter(fundraiser=fundraiser).update(amount_minor=4000)
    Disbursement.objects.create(fundraiser=fundraiser, position=1, name="Oven lit", amount_minor=6000)
    backing.promised(local_stripe, fundraiser, ben, extra=70)
    backing.promised(local_stripe, fundraiser, cleo, extra=30)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    return backing.fresh(fundraiser)


def step_of(fundraiser, place=0):
    return fundraiser.disbursements.order_by("position")[place]


def shown(fundraiser, place=0):
    return disbursements.submit(step_of(fundraiser, place), evidence=DONE, by=fundraiser.owner.user)


def status(row):
    return backing.fresh(row).status


def staff():
    dev = User.objects.filter(email="dev@example.org").first() or cast.dev()
    for right in ("pay_out_disbursement", "give_back_disbursement"):
        dev.user_permissions.add(Permission.objects.get(codename=right))
    return User.objects.get(pk=dev.pk)


class TestThePage:
    def test_a_visitor_reads_where_to_sign_in_to_vote(self, funded, client):
        url = shown(funded).get_absolute_url()
        assert f"/accounts/login/?next={url}" in client.get(url).content.decode()
        assert "Sign in to vote" in client.get(url).content.decode()


class TestTheVote:
    @pytest.mark.parametrize(
        ("tally", "said"),
        [
            (Tally(100), "accept"),
            (Tally(100, changes=9), "accept"),  # no quorum
            (Tally(100, changes=10), "changes"),
            (Tally(100, accept=10, changes=10), "accept"),
            (Tally(100, accept=5, changes=3, dispute=3), "dispute"),
            (Tally(1, dispute=1), "dispute"),
            (Tally(0), "accept"),
        ],
    )
    def test_what_it_comes_to(self, tally, said):
        assert ballots.final(tally) == said

    @pytest.mark.parametrize(
        ("tally", "said"),
        [
            (Tally(3, accept=1), ""),
            (Tally(3, accept=2), "accept"),
            (Tally(4, changes=2), ""),
            (Tally(4, changes=3), "changes"),
        ],
    )
    def test_what_is_sure_before_its_end(self, tally, said):
        assert ballots.early(tally) == said

    def test_one_person_has_one_vote_and_the_last_word_counts(self, funded, ben):
        step = shown(funded)
        disbursements.vote(step, Choice.CHANGES, words="Show the door", by=ben)
        disbursements.vote(step, Choice.ACCEPT, by=ben)
        assert [vote.choice for vote in step.votes.all()] == [Choice.ACCEPT]

    def test_who_gave_nothing_and_who_made_it_have_none(self, funded, ada, eve):
        step = shown(funded)
        for who in (ada, eve):
            with pytest.raises(NotAllowed):
                disbursements.vote(step, Choice.ACCEPT, by=who)

    def test_a_second_submission_is_voted_on_anew(self, funded, ben, cleo):
        step = shown(funded)
        for who in (ben, cleo):
            disbursements.vote(step, Choice.CHANGES, words="Show the door", by=who)
        assert status(step) == Status.CHANGES
        again = shown(funded)
        assert disbursements.tally(again).cast == 0

    def test_after_seven_days_silence_lets_it_be_paid_and_not_a_second_before(self, funded, clock):
        step = shown(funded)
        backing.later(clock, seconds=clocks.VOTE.total_seconds() - 1)
        assert status(step) == Status.SUBMITTED
        backing.later(clock, seconds=1)
        assert status(step) == Status.RELEASING


class TestPayingOut:
    def test_a_part_of_every_pledge_goes_and_the_rest_stays(self, funded, ada, ben, cleo, clock):
        step = shown(funded)
        for who in (ben, cleo):
            disbursements.vote(step, Choice.ACCEPT, by=who)
        backing.later(clock, days=15)
        assert status(step) == Status.PAID
        assert paying_out.moved(step) == Money("40.00", "EUR")
        left = [escrow.left_in(pledge.hold) for pledge in Pledge.objects.select_related("hold").order_by("pk")]
        assert left == [Money("42.00", "EUR"), Money("18.00", "EUR")]
        assert ledger.balance(chart.clearing(ada.party), "EUR") == Money("38.00", "EUR")  # less five per cent
        assert_books_balance()

    def test_both_steps_leave_nothing(self, funded, clock):
        for place in (0, 1):
            shown(funded, place)
        backing.later(clock, days=8)
        backing.later(clock, days=8)
        left = [escrow.left_in(pledge.hold) for pledge in Pledge.objects.select_related("hold").order_by("pk")]
        assert left == [Money("0.00", "EUR"), Money("0.00", "EUR")]
        assert_books_balance()

    def test_nothing_leaves_before_the_fourteenth_day_after_the_end(self, funded, ben, cleo, clock):
        step = shown(funded)
        for who in (ben, cleo):
            disbursements.vote(step, Choice.ACCEPT, by=who)
        clock.move_to(funded.decision.at + clocks.FIRST_PAYOUT - timedelta(seconds=1))
        backing.work()
        assert paying_out.moved(step).amount == 0
        backing.later(clock, seconds=1)
        assert paying_out.moved(step).amount > 0

    def test_twice_is_once(self, funded, ben, cleo, clock):
        step = shown(funded)
        for who in (ben, cleo):
            disbursements.vote(step, Choice.ACCEPT, by=who)
        backing.later(clock, days=15)
        for pledge in Pledge.objects.all():
            paying_out.drop(f"{step.pk}:{pledge.pk}")
        assert paying_out.moved(step) == Money("40.00", "EUR")
        assert_books_balance()

    def test_what_is_frozen_waits_and_goes_later(self, funded, ben, cleo, clock):
        step = shown(funded)
        frozen = Pledge.objects.select_related("hold").order_by("pk")[0].hold
        escrow.freeze(frozen, by=None, why="a bank asks")
        for who in (ben, cleo):
            disbursements.vote(step, Choice.ACCEPT, by=who)
        backing.later(clock, days=15)
        assert status(step) == Status.RELEASING
        escrow.thaw(frozen, by=None, why="decided")
        backing.later(clock, hours=2)
        backing.later(clock, minutes=11)
        assert status(step) == Status.PAID
        assert_books_balance()

    def test_where_nothing_is_delivered_it_is_done_with_the_last_step(self, local_stripe, ada, ben, clock):
        gift = backing.open_fundraiser(ada, goal="100", kind="donation")
        gift.rewards.all().delete()
        backing.promised(local_stripe, gift, ben, extra=100)
        backing.end(gift, clock)
        backing.later(clock, minutes=11)
        shown(backing.fresh(gift))
        backing.later(clock, days=15)
        backing.later(clock, minutes=11)
        assert status(gift) == Fundraiser.Status.COMPLETED

    def test_while_a_reward_is_owed_it_is_not(self, local_stripe, ada, ben, clock):
        fundraiser = backing.open_fundraiser(ada, goal="30")
        backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        step = shown(fundraiser)
        for _turn in range(3):
            backing.later(clock, days=8)
        assert status(step) == Status.PAID
        assert status(fundraiser) == Fundraiser.Status.DELIVERING

    def test_a_step_that_is_given_up_goes_back_pro_rata(self, local_stripe, funded, ada, clock):
        step = disbursements.give_up(step_of(funded, 1), why="Nobody lends us the field.", by=ada)
        backing.later(clock, minutes=11)
        backing.work()
        assert status(step) == Status.RETURNED
        assert sorted(refund["amount"] for refund in local_stripe.all("refund")) == [1800, 4200]
        assert_books_balance()


class TestDisputes:
    def test_staff_send_it_back(self, funded, ben, cleo, clock):
        step = shown(funded)
        for who in (ben, cleo):
            disbursements.vote(step, Choice.DISPUTE, words="There is no oven", by=who)
        assert status(step) == Status.DISPUTED
        disbursements.decide(step, is_paid=False, why="Nothing was built.", by=staff())
        backing.later(clock, minutes=11)
        backing.work()
        assert status(step) == Status.RETURNED
        assert_books_balance()

    def test_nobody_else_decides(self, funded, ada, ben, cleo):
        step = shown(funded)
        for who in (ben, cleo):
            disbursements.vote(step, Choice.DISPUTE, words="There is no oven", by=who)
        for who in (ada, ben):
            with pytest.raises(NotAllowed):
                disbursements.decide(step, is_paid=True, why="Because.", by=who)

    def test_where_backers_have_no_vote_one_can_let_staff_look(self, funded, ben):
        Fundraiser.objects.update(backers_decide=False)
        step = shown(funded)
        with pytest.raises(NotAllowed):
            disbursements.vote(step, Choice.ACCEPT, by=ben)
        disbursements.ask_staff(step, why="There is no oven at all.", by=ben)
        assert status(step) == Status.DISPUTED


class TestWhoIsTold:
    def test_who_has_paid_and_nobody_whose_card_was_declined(self, local_stripe, ada, ben, cleo, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        backing.promised(local_stripe, fundraiser, ben, extra=100)
        backing.promised(local_stripe, fundraiser, cleo, extra=20, with_card="fails_later")
        backing.end(fundraiser, clock)
        backing.later(clock, days=8)
        backing.later(clock, minutes=11)
        shown(backing.fresh(fundraiser))
        backing.later(clock, days=15)
        backing.later(clock, minutes=11)
        telling.deliver()
        for kind in ("step_submitted", "step_paid"):
            assert list(Notice.objects.filter(kind=kind).values_list("user", flat=True)) == [ben.pk]

    def test_the_maker_of_what_staff_decided_and_of_how_it_ended(self, funded, ada, ben, cleo, clock):
        step = shown(funded)
        for who in (ben, cleo):
            disbursements.vote(step, Choice.DISPUTE, words="There is no oven", by=who)
        disbursements.decide(step, is_paid=False, why="Nothing was built.", by=staff())
        backing.later(clock, minutes=11)
        told = Notice.objects.filter(user=ada)
        assert "Nothing was built." in told.get(kind="step_decided_back").facts["why"]
        assert told.filter(kind="own_step_returned").count() == 1


class TestReasons:
    def test_are_read_by_whom_they_concern_and_by_nobody_else(self, funded, ada, ben, eve, client_of, client):
        step = disbursements.give_up(step_of(funded, 1), why="Nobody lends us the field.", by=ada)
        for who in (ada, ben):
            assert "Nobody lends us the field." in client_of(who).get(step.get_absolute_url()).text
        assert "Nobody lends us the field." not in client_of(eve).get(step.get_absolute_url()).text
        assert "Nobody lends us the field." not in client.get(step.get_absolute_url()).text

    def test_the_last_one_stands(self, funded, ben, client_of):
        Fundraiser.objects.update(backers_decide=False)
        step = shown(funded)
        disbursements.ask_staff(step, why="There is no oven at all.", by=ben)
        assert "There is no oven at all." in client_of(ben).get(step.get_absolute_url()).text
        disbursements.decide(step, is_paid=True, why="We saw the oven.", by=staff())
        page = client_of(ben).get(step.get_absolute_url()).text
        assert "Why staff let it be paid out" in page
        assert "We saw the oven." in page


class TestThePages:
    def test_giving_up_tells_what_goes_back_and_short_words_stay_in_sight(self, funded, ada, client_of):
        step, browser = step_of(funded, 1), client_of(ada)
        page = browser.get(step.get_absolute_url()).text
        assert "up to €60.00, goes back to 2 backers" in page
        answer = browser.post(f"/steps/{step.pk}/abandonment/", {"why": "No."})
        assert answer.status_code == 422
        assert "<details open>" in answer.text

    def test_a_vote_that_came_too_late_is_not_lost(self, funded, ben, clock, client_of):
        step = shown(funded)
        backing.later(clock, days=7)
        said = {"choice": "changes", "words": "Show the door, please"}
        answer = client_of(ben).post(f"/steps/{step.pk}/vote/", said)
        assert answer.status_code == 422
        assert "The vote about this step is over." in answer.text
        assert "Show the door, please" in answer.text

    def test_everybody_sees_what_was_done(self, funded, client):
        step = shown(funded)
        page = client.get(f"/steps/{step.pk}/").content.decode()
        assert "bakes since Friday" in page
        assert "/vote/" not in page

    def test_a_backer_votes_and_a_no_says_why(self, funded, ben, client_of):
        step = shown(funded)
        browser = client_of(ben)
        answer = browser.post(f"/steps/{step.pk}/vote/", {"choice": "changes"})
        assert (answer.status_code, "what should change" in answer.content.decode().lower()) == (422, True)
        browser.post(f"/steps/{step.pk}/vote/", {"choice": "changes", "words": "Show the door"})
        assert Vote.objects.get().words == "Show the door"

    def test_the_maker_shows_it_and_short_words_stay(self, funded, ada, client_of):
        step = step_of(funded)
        browser = client_of(ada)
        answer = browser.post(f"/steps/{step.pk}/evidence/", {"evidence": "Done."})
        assert (answer.status_code, "Done." in answer.content.decode()) == (422, True)
        browser.post(f"/steps/{step.pk}/evidence/", {"evidence": DONE})
        assert status(step) == Status.SUBMITTED

    @pytest.mark.parametrize("act", ["evidence/", "abandonment/"])
    def test_who_is_not_the_maker_finds_nothing(self, funded, ben, eve, client_of, act):
        for who in (ben, eve):
            assert (
                client_of(who).post(f"/steps/{step_of(funded).pk}/{act}", {"why": "because of that"}).status_code == 404
            )

    def test_a_step_of_a_draft_is_not_found(self, ada, eve, client_of):
        draft = backing.a_whole_draft(ada)
        assert client_of(eve).get(f"/steps/{step_of(draft).pk}/").status_code == 404

    def test_the_plan_leads_to_it(self, funded, client):
        page = client.get(funded.listing.url).content.decode()
        assert f"/steps/{step_of(funded).pk}/" in page


class TestPapers:
    @pytest.fixture
    def papers(self, local_stripe, ada, ben, cleo, clock):
        """The papers of a step that was paid: Ben gave 62, Cleo bought a loaf for 38. Ada is taxed in Germany."""
        billing.change(ada.party, by=ada, country="DE", is_business=True, adds_tax=True, vat_number="DE123456789")
        fundraiser = backing.open_fundraiser(ada, goal="100")
        backing.promised(local_stripe, fundraiser, ben, extra=62)
        backing.promised(local_stripe, fundraiser, cleo, reward="Loaf")
        backing.end(fundraiser, clock)
        backing.later(clock, minutes=11)
        shown(fundraiser)
        backing.later(clock, days=15)
        outbox.deliver()
        return Document.objects.order_by("issued_at", "place")

    def test_what_was_bought_is_invoiced_and_what_was_given_is_not(self, papers, ben, cleo):
        assert [(one.recipient, one.total.amount) for one in papers.filter(source_kind="release")] == [(cleo.party, 38)]
        assert papers.filter(source_kind="payment", recipient=ben.party).count() == 1
        assert papers.filter(source_kind="fee").count() == 2
        assert_books_balance()

    def test_no_tax_of_a_gift_is_in_the_year_of_its_maker(self, papers, ada):
        sums = yearly.of(ada.party, 2027).sums[0]
        assert (sums.earned.gross, sums.supply_tax) == (100_00, [("DE", 1900, 31_93, 6_07)])
