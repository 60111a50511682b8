"""What the database refuses to keep."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from portfolios.models import Credit, Media, Work
from tests.portfolios.hanging import a_portfolio, a_work


def test_it_refuses_two_works_in_one_place(cleo: User) -> None:
    shown = a_portfolio(cleo)
    a_work(shown)
    second = a_work(shown, title="Second")
    with pytest.raises(IntegrityError):
        _move_to_the_first_place(second)


def test_it_refuses_a_picture_without_a_size(cleo: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Media.objects.create(listing=a_portfolio(cleo).listing, file="a.webp", width=0, height=10)


def test_it_refuses_a_credit_that_names_nobody(cleo: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Credit.objects.create(listing=a_portfolio(cleo).listing, part="Layout")


@pytest.mark.parametrize("year", [-5000, 9999])
def test_it_refuses_a_year_that_cannot_be(cleo: User, year: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_work(a_portfolio(cleo), year=year)


@transaction.atomic
def _move_to_the_first_place(work: Work) -> None:
    """Two works may share a place until the transaction ends, so that they can swap."""
    Work.objects.filter(pk=work.pk).update(position=0)
    connection.check_constraints()
