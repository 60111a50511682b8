"""A worker process is killed in the middle of its work: what it had begun happens once, not twice and not never."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from marketplace.kit import clock, leases, outbox, timers
from marketplace.kit.ids import uuid7
from marketplace.kit.models import Move, OutboxMessage, Timer
from tests.kit.dying_worker import POINTS

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = ["1", "2", "3"]


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    """What the next worker does for a bell and a card."""
    timers.handles("bell")(work)
    outbox.delivers("card")(work)
    yield
    del timers._handlers["bell"], outbox._deliverers["card"]


def work(key: str) -> None:
    Move.objects.create(subject_kind=key, subject_id=uuid7(), old="a", new="b")


def killed_worker(table: str, point: str) -> None:
    """Let a worker run into its death."""
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST'].replace('/', '%2F')}:{at['PORT']}/{at['NAME']}"
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "marketplace.settings"}
    command = [sys.executable, "-m", "tests.kit.dying_worker", table, point]
    done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr


def effects() -> Counter[str]:
    return Counter(Move.objects.values_list("subject_kind", flat=True))


def after_the_lease() -> datetime:
    return clock.now() + leases.LENGTH + timedelta(seconds=1)


@pytest.mark.parametrize("point", POINTS)
def test_what_a_killed_worker_had_taken_happens_once(point: str) -> None:
    for key in KEYS:
        timers.set("bell", key, clock.now())
    killed_worker("timers", point)
    assert effects() == ({"1": 1} if point == "after_the_commit" else {})
    assert timers.run_due() == 0, "its lease holds still"
    timers.run_due(after_the_lease())
    assert effects() == dict.fromkeys(KEYS, 1)
    assert not Timer.objects.exists()


@pytest.mark.parametrize("point", POINTS)
def test_a_message_that_a_killed_worker_had_taken_takes_effect_once(point: str) -> None:
    OutboxMessage.objects.bulk_create(OutboxMessage(kind="card", key=key) for key in KEYS)
    killed_worker("outbox", point)
    outbox.deliver(after_the_lease())
    assert effects() == dict.fromkeys(KEYS, 1)
    assert not outbox.waiting().exists()
