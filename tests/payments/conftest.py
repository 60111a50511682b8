"""What tests of the money floor may ask for beside the cast."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.payments import deals as deals_of_tests
from tests.payments.local_stripe import LocalStripe


@pytest.fixture
def deals(db: None) -> deals_of_tests.Deals:
    """Payables of the tests' own kind, which remember what they were told."""
    return deals_of_tests.plugged()


@pytest.fixture(scope="session")
def _running_stripe() -> Iterator[LocalStripe]:
    started = LocalStripe()
    yield started
    started.running.stop()


@pytest.fixture
def local_stripe(_running_stripe: LocalStripe, settings: Settings) -> Iterator[LocalStripe]:
    """A Stripe of the test's own over HTTP, to which the adapter speaks: see `LocalStripe`. Its books end in order."""
    for name, value in _running_stripe.settings.items():
        setattr(settings, name, value)
    with _running_stripe.for_one_test():
        yield _running_stripe
