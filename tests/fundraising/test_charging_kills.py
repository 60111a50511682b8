"""Who charges a fundraiser's cards is killed, and it goes on: each backer is charged exactly once (K1, C3).

Eight backers in the usual test; a thousand, and every point, with `bin/test --deep`.
"""

import random
import signal
import time
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from moneyed import Money

from fundraising import deadline, pledges
from fundraising.models import Fundraiser, Pledge, Reward
from fundraising.replay import campaign, stage
from fundraising.replay.records import Record
from marketplace.kit import clock, outbox, timers
from payments import chart, ledger, outgoing
from payments.models import Payment
from tests import cast
from tests.fundraising import backing
from tests.payments.books import assert_books_balance
from tests.payments.test_crashes import process

pytestmark = pytest.mark.django_db(transaction=True)

AMOUNT = 2_500
OFTEN = ["after the call", "inside the settlement"]
SELDOM = ["before the call", "before they are settled together", "after they are settled together"]
POINTS = [*OFTEN, *(pytest.param(point, marks=pytest.mark.deep) for point in SELDOM)]
MANY = [pytest.param(12, id="12"), pytest.param(1000, id="1000", marks=pytest.mark.deep)]


@pytest.fixture
def due(local_stripe, monkeypatch):
    """A fundraiser that has reached its goal, with so many cards to charge."""
    monkeypatch.setattr(outbox, "_wake", lambda: None)
    monkeypatch.setattr(outgoing, "_wake_for_all", lambda: None)

    def reached(backers: int) -> Fundraiser:
        monkeypatch.setattr(stage, "BACKERS", backers)
        monkeypatch.setattr(stage, "MAKERS", 1)
        people, now = stage.people_of(local_stripe.running), clock.now()
        total, end = AMOUNT * backers, now + timedelta(days=30)
        record = Record("kills", "EUR", total, total, backers, "successful", now, end)
        fundraiser = campaign.launched(people, record, people.makers[0])
        for backer in people.backers:
            campaign._back(people, fundraiser, backer, AMOUNT)
        Fundraiser.objects.update(deadline_at=clock.now())
        deadline.decide(fundraiser)
        return fundraiser

    return reached


def go_on() -> None:
    """Another worker, after the lease of the one that was killed."""
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11), tick=True):
        while timers.run_due() + outgoing.send_due():
            pass


def assert_each_is_charged_once(local_stripe, backers: int) -> None:
    charges = local_stripe.all("charge", status="succeeded")
    assert len({charge["customer"] for charge in charges}) == len(charges) == backers
    assert Pledge.objects.filter(status=Pledge.Status.COLLECTED, hold__amount_minor=AMOUNT).count() == backers
    assert Payment.objects.filter(status=Payment.Status.SUCCEEDED).count() == Payment.objects.count() == backers
    assert -ledger.balance(chart.gateway("stripe"), "EUR") == Money(local_stripe.cash("eur"), "EUR") / 100
    assert_books_balance()


class TestKills:
    @pytest.mark.parametrize("point", POINTS)
    def test_killed_in_the_middle_each_is_charged_once(self, local_stripe, due, point):
        due(8)
        worker = process(local_stripe, "charge", point)
        _said, errors = worker.communicate(timeout=120)
        assert worker.returncode == -signal.SIGKILL, errors[-2000:]
        go_on()
        assert_each_is_charged_once(local_stripe, 8)

    @pytest.mark.deep
    def test_killed_three_times_among_a_thousand_each_is_charged_once(self, local_stripe, due):
        due(1000)
        for seed in range(3):
            worker, before = process(local_stripe, "charge"), len(local_stripe.all("charge"))
            until = before + random.Random(seed).randrange(50, 250)
            while len(local_stripe.all("charge")) < until and worker.poll() is None:
                time.sleep(0.02)
            worker.kill()
            worker.communicate()
        assert 0 < len(local_stripe.all("charge")) < 1000
        go_on()
        assert_each_is_charged_once(local_stripe, 1000)


class TestRaces:
    @pytest.mark.parametrize("backers", MANY)
    def test_two_workers_charge_each_once(self, local_stripe, due, two_connections, backers):
        due(backers)
        two_connections(*[partial(timers.run_due, most=backers)] * 2)
        two_connections(*[partial(outgoing.send_due, most=backers)] * 2)
        go_on()
        assert_each_is_charged_once(local_stripe, backers)

    @pytest.mark.parametrize("backers", [pytest.param(50, marks=pytest.mark.deep)])
    def test_of_fifty_backers_one_has_the_last_reward(self, two_connections, backers):
        fundraiser = backing.open_fundraiser(cast.ada(), goal="100")
        Reward.objects.update(limit=1)
        people = [cast.joined(f"Backer{number} Stone") for number in range(backers)]
        choice = backing.chosen(fundraiser, reward="Loaf")
        results = two_connections(
            *[partial(pledges.pledge, fundraiser, choice, backer=one.party, by=one) for one in people]
        )
        assert sorted(type(result).__name__ for result in results) == ["Gone"] * (backers - 1) + ["Pledge"]
        assert Reward.objects.get().taken == 1
