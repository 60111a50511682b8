"""What every test may ask for: the cast, their browsers, a clock that is set, and a count of queries."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.test.signals import storages_changed
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django.fixtures import Settings

from accounts.models import User
from marketplace.catalog.models import Topic
from tests import cast

if TYPE_CHECKING:
    from tests.payments.local_stripe import LocalStripe

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def pytest_configure() -> None:
    """The settings of a test run: nothing shared with a running site, nothing slow that is not under test."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.ENTRANCE_PACE_SECONDS = 0
    django_settings.STAFF_NEED_SECOND_FACTOR = False
    django_settings.STRIPE_SECRET_KEY = django_settings.STRIPE_API_BASE = ""  # the fixture local_stripe sets them
    django_settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    django_settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    django_settings.CELERY_TASK_ALWAYS_EAGER = True
    django_settings.CELERY_TASK_EAGER_PROPAGATES = True
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django_settings.WHITENOISE_AUTOREFRESH = True
    storages_changed(setting="STORAGES")  # models with files of their own have looked at the ones before


@pytest.fixture(scope="session", autouse=True)
def _books_can_be_emptied() -> Iterator[None]:
    """After a test with real commits all tables are emptied, which the books refuse to anybody but a test."""
    flush = DatabaseOperations.sql_flush

    def past_the_triggers(*args: Any, **options: Any) -> list[str]:
        statements = flush(*args, **options)
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", past_the_triggers)
        patch.setattr(DatabaseOperations, "execute_sql_flush", _emptied_again(DatabaseOperations.execute_sql_flush))
        yield


def _emptied_again(empty: Callable[..., Any]) -> Callable[..., Any]:
    """A browser that has been closed may still be answered while the tables are emptied: who loses begins anew."""

    def patiently(*args: Any) -> Any:
        for attempt in range(5):
            try:
                return empty(*args)
            except OperationalError as error:
                if "deadlock" not in str(error) or attempt == 4:
                    raise
        return None

    return patiently


def pytest_itemcollected(item: pytest.Item) -> None:
    """A clock that is set is set before anything is made, whatever the order of a test's arguments."""
    names = getattr(item, "fixturenames", [])
    if "clock" in names:
        names.remove("clock")
        names.insert(0, "clock")


@pytest.fixture(autouse=True)
def _own_places(settings: Settings, tmp_path: Path) -> None:
    """Files and the cache (with the throttles in it) are each test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MAIL_DIR = tmp_path / "mail"
    cache.clear()
    translation.deactivate()  # a page that an earlier test read in German leaves its language behind


@pytest.fixture
def ada(db: None) -> User:
    """The client."""
    return cast.ada()


@pytest.fixture
def ben(db: None) -> User:
    """The backer."""
    return cast.ben()


@pytest.fixture
def cleo(db: None) -> User:
    """The freelancer."""
    return cast.cleo()


@pytest.fixture
def dev(db: None) -> User:
    """The reviewer: staff."""
    return cast.dev()


@pytest.fixture
def eve(db: None) -> User:
    """The stranger."""
    return cast.eve()


@pytest.fixture
def topics(db: None) -> dict[str, Topic]:
    """A small topic tree, by slug."""
    return cast.topics()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """The browser of somebody who has signed in: `client_of(ada).get(...)`."""

    def browser(person: User) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return browser


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Monday morning that stands still: `clock.shift(timedelta(days=14))`, `clock.move_to(...)`."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def queries(db: None) -> Callable[[Callable[[], Any]], int]:
    """How many queries something takes the second time, when caches are warm: `queries(lambda: client.get(url))`."""

    def count(act: Callable[[], Any]) -> int:
        act()
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count


@pytest.fixture
def two_connections(transactional_db: None) -> Callable[..., list[Any]]:
    """Run acts at the same moment, each on a connection of its own; returns what each gave back or raised, in order."""

    def run(*acts: Callable[[], Any]) -> list[Any]:
        start, results = Barrier(len(acts)), [None] * len(acts)
        threads = [Thread(target=_run_one, args=(act, start, results, place)) for place, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert not any(thread.is_alive() for thread in threads), "the two wait for each other"
        return results

    return run


def _run_one(act: Callable[[], Any], start: Barrier, results: list[Any], place: int) -> None:
    try:
        connection.ensure_connection()
        start.wait(timeout=10)
        results[place] = act()
    except Exception as error:
        results[place] = error
    finally:
        connection.close()


@pytest.fixture(scope="session")
def _running_stripe() -> "Iterator[LocalStripe]":
    from tests.payments.local_stripe import LocalStripe

    started = LocalStripe()
    yield started
    started.running.stop()


@pytest.fixture
def local_stripe(_running_stripe: "LocalStripe", settings: Settings) -> "Iterator[LocalStripe]":
    """A Stripe of the test's own over HTTP, to which the adapter speaks: see `LocalStripe`. Its books end in order."""
    for name, value in _running_stripe.settings.items():
        setattr(settings, name, value)
    with _running_stripe.for_one_test():
        yield _running_stripe
