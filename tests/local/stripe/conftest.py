"""A local Stripe for each test, spoken to by the stripe package's own client. No database is needed."""

from collections.abc import Iterator

import pytest
import stripe

from tests.payments.local_stripe import LocalStripe


@pytest.fixture(scope="session")
def _started() -> Iterator[LocalStripe]:
    started = LocalStripe()
    yield started
    started.running.stop()


@pytest.fixture
def local(_started: LocalStripe) -> Iterator[LocalStripe]:
    """The server, and what payers, payees, banks and bad days do to it."""
    with _started.for_one_test():
        yield _started


@pytest.fixture
def api(local: LocalStripe) -> stripe.V1Services:
    """The stripe package's client, which never tries again by itself."""
    return local.api
