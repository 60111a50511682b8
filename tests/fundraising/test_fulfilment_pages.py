"""The ways of a maker to updates and parcels, by kind and state."""

import pytest

from tests.fundraising import raising

pytestmark = pytest.mark.django_db
Status = raising.Status


@pytest.fixture
def page_of(cleo, client_of):
    def read(url="/fundraisers/daily-bread/", **columns):
        raising.a_fundraiser(cleo, **columns)
        return client_of(cleo).get(url).content.decode()

    return read


def test_an_update_is_one_step_away(page_of):
    page = page_of(status=Status.ONGOING)
    assert "/fundraisers/daily-bread/updates/new/" in page
    assert "Rewards and parcels" in page


def test_what_promises_nothing_has_no_parcels(page_of):
    page = page_of(kind="donation")
    assert "/fundraisers/daily-bread/updates/new/" in page
    assert "Rewards and parcels" not in page


def test_neither_a_survey(page_of):
    page = page_of("/fundraisers/daily-bread/deliveries/", kind="donation")
    assert "There are no rewards" in page
    assert "/survey/" not in page


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.ONGOING, "Nothing to send yet"),
        (Status.FAILED, "no reward is owed"),
        (Status.CANCELLED, "no reward is owed"),
        (Status.SUCCESSFUL, "No rewards were paid for"),
        (Status.COMPLETED, "No rewards were paid for"),
    ],
)
def test_without_parcels_it_says_why(page_of, status, said):
    assert said in page_of("/fundraisers/daily-bread/deliveries/", status=status)
