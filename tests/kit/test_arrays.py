"""Many values as one parameter come back as they were."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from accounts.models import User
from marketplace.kit import arrays
from marketplace.kit.ids import uuid7


def back(values, kind):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [arrays.of(values)])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("uuid", [uuid7(), None, uuid7()]),
        ("timestamptz", [datetime(2026, 11, 23, 9, 0, 0, 12, tzinfo=UTC), None]),
        ("text", ["", 'a "b"', "c\\d", "{e,f}", "NULL", " g ", "ü", None]),
        ("uuid", []),
    ],
)
def test_values_come_back_as_they_were(kind, values):
    assert back(values, kind) == values


def test_a_column_may_be_one_of_many(ada, ben, eve, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert set(User.objects.filter(pk__in=arrays.among([ada.pk, eve.pk]))) == {ada, eve}
    assert not User.objects.filter(pk__in=arrays.among([])).exists()
