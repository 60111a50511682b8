"""What tests of the money floor may ask for beside the cast."""

import pytest

from tests.payments import deals as deals_of_tests


@pytest.fixture
def deals(db: None) -> deals_of_tests.Deals:
    """Payables of the tests' own kind, which remember what they were told."""
    return deals_of_tests.plugged()
