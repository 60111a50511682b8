"""Pledges that are due, and their charges: told what to do by `processes.talk("bench.settled.ours", …)`."""

import http.client
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from stripe._encode import _api_encode  # noqa: E402

from bench.books import crowd  # noqa: E402
from fundraising import collecting, deadline  # noqa: E402
from fundraising.models import Fundraiser, Pledge  # noqa: E402
from fundraising.pledges import KIND  # noqa: E402
from fundraising.replay import campaign, stage  # noqa: E402
from fundraising.replay.records import Record  # noqa: E402
from marketplace.kit import clock, timers  # noqa: E402
from payments import books, outgoing  # noqa: E402
from payments.gateways import stripe as stripe_of_ours  # noqa: E402
from payments.models import GatewayRequest  # noqa: E402
from payments.terms import Terms  # noqa: E402

AMOUNT = 2_500  # minor units of each pledge
AT_ONCE = 100  # pieces of work that a worker takes before it looks again
Status = Pledge.Status


def fill(fundraisers: int, backers: int) -> list[str]:
    """Fundraisers that run, each with a promise of every backer; returns their ids."""
    stage.BACKERS, stage.MAKERS = backers, 1
    people = stage.people_of(None)
    return [_promised(people, number) for number in range(fundraisers)]


def settle(pk: str, workers: int) -> dict[str, float]:
    """Decide one fundraiser, and charge its cards with so many workers. Charges a second, and the most memory."""
    fundraiser = Fundraiser.objects.get(pk=pk)
    Fundraiser.objects.filter(pk=pk).update(deadline_at=clock.now())
    deadline.decide(fundraiser)
    took, peaks = _together([partial(_work, UUID(pk))] * workers)
    collected = fundraiser.pledges.filter(status=Status.COLLECTED).count()
    return {"rate": collected / took, "peak": max(peaks), "collected": collected}


def bare(pk: str, workers: int) -> dict[str, float]:
    """The calls of one fundraiser's charges, prepared by us and sent by nothing but an HTTP client."""
    fundraiser = Fundraiser.objects.get(pk=pk)
    Fundraiser.objects.filter(pk=pk).update(deadline_at=clock.now())
    deadline.decide(fundraiser)
    while timers.run_due():
        pass
    waiting = list(GatewayRequest.objects.filter(kind="payment", status=GatewayRequest.Status.READY))
    bodies = [urlencode(list(_api_encode(request.body))) for request in waiting]
    GatewayRequest.objects.filter(pk__in=[one.pk for one in waiting]).update(status=GatewayRequest.Status.LOST)
    took, _peaks = _together([partial(_post, bodies[place::workers]) for place in range(workers)])
    return {"rate": len(bodies) / took}


def faults() -> list[str]:
    """What is wrong with the books after all that."""
    return [line for line in books.faults() if not line.startswith(("I14", "I15"))]


def _promised(people: stage.Stage, number: int) -> str:
    now = clock.now()
    many = len(people.backers)
    record = Record(
        f"settle-{number}", "EUR", AMOUNT * many, AMOUNT * many, many, "successful", now, now + timedelta(days=30)
    )
    fundraiser = campaign.launched(people, record, people.makers[0])
    terms = Terms.agree(KIND, payee=fundraiser.owner, payer=people.backers[0].party).as_json()
    Pledge.objects.bulk_create(
        Pledge(
            fundraiser=fundraiser, backer=backer.party, by=backer, status=Status.ACTIVE, counts=True, counted_at=now,
            is_at_once=False, currency="EUR", amount_minor=AMOUNT, extra_minor=AMOUNT, terms=terms,
            method=people.cards[backer.pk],
        )
        for backer in people.backers
    )  # fmt: skip
    Fundraiser.objects.filter(pk=fundraiser.pk).update(pledged_minor=AMOUNT * many, backing=many)
    return str(fundraiser.pk)


def _together(acts: list[Callable[[], None]]) -> tuple[float, list[float]]:
    """Seconds until the last is done, and the most megabytes that each has had."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    start, said = context.Barrier(len(acts) + 1), context.SimpleQueue()
    crowd_of = [context.Process(target=_in_turn, args=(act, start, said)) for act in acts]
    for one in crowd_of:
        one.start()
    start.wait(60)
    began = time.perf_counter()
    peaks = [said.get() for _one in crowd_of]
    took = time.perf_counter() - began
    for one in crowd_of:
        one.join()
    if None in peaks:
        raise RuntimeError("a worker failed; what it said stands above")
    return took, peaks


def _in_turn(act: Callable[[], None], start: Any, said: Any) -> None:
    try:
        connection.ensure_connection()
        stripe_of_ours._client_for.cache_clear()  # two processes on one kept connection would read each other's answers
        start.wait(60)
        act()
        said.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    except BaseException:
        said.put(None)
        raise


def _work(pk: UUID) -> None:
    """What a worker does, until every charge of this fundraiser has had its end."""
    open_ones = Pledge.objects.filter(fundraiser=pk, status__in=[Status.ACTIVE, *Pledge.UNDECIDED])
    while True:
        if timers.run_due(most=AT_ONCE) + outgoing.send_due(most=AT_ONCE):
            continue
        if not open_ones.exists():
            return
        time.sleep(0.01)


def _post(bodies: list[str]) -> None:
    there = urlsplit(settings.STRIPE_API_BASE)
    asked = http.client.HTTPConnection(there.hostname or "", there.port, timeout=30)
    headers = {
        "Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for body in bodies:
        asked.request("POST", "/v1/payment_intents", body, {**headers, "Idempotency-Key": f"bare:{uuid4()}"})
        answer = asked.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the local Stripe answers {answer.status}")


if __name__ == "__main__":
    assert collecting.charge  # its timers are ours
    crowd.answer({"fill": fill, "settle": settle, "bare": bare, "faults": faults})
