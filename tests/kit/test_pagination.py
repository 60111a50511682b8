"""Keyset pages: every row once, in order, whatever is tied, empty or added meanwhile."""

from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import F, FloatField, Value
from django.db.models.functions import Cast, Coalesce

from marketplace.catalog.models import Listing, Topic
from marketplace.kit.clock import now
from marketplace.kit.ids import uuid7
from marketplace.kit.pagination import Column, Page, _following, page_of

ORDERS = [
    ["-name", "-id"],
    ["name", "id"],
    ["name", "-id"],
    [F("parent_id").desc(nulls_last=True), "-id"],
    [F("parent_id").asc(nulls_last=True), "name", "-id"],
    [F("parent_id").asc(nulls_first=True), "-id"],
    [F("parent__name").desc(nulls_first=True), "id"],
]


@pytest.fixture
def fifty(db: None) -> None:
    """Fifty topics; names tie in fives, a third have no parent."""
    roots = [Topic.objects.create(slug=f"r{number}", name=f"n{number}") for number in range(3)]
    Topic.objects.bulk_create(
        Topic(slug=f"t{number}", name=f"n{number // 5}", parent=roots[number % 3] if number % 3 else None)
        for number in range(47)
    )


def walk(order: list, rows=None, size: int = 7) -> list[int]:
    """The ids of all pages, one after the other."""
    rows = Topic.objects.all() if rows is None else rows
    page, seen = page_of(rows, order=order, size=size), []
    while True:
        seen += [row.pk for row in page]
        if not page.next_cursor:
            return seen
        page = page_of(rows, order=order, after=page.next_cursor, size=size)


class TestPageOf:
    @pytest.mark.parametrize("order", ORDERS, ids=str)
    def test_the_pages_together_are_the_whole_list_in_its_order(self, fifty, order):
        parts = [F(part.lstrip("-")).desc() if str(part).startswith("-") else part for part in order]
        assert walk(order) == list(Topic.objects.order_by(*parts).values_list("pk", flat=True))

    def test_it_orders_by_a_computed_value(self, fifty):
        rows = Topic.objects.annotate(rank=Cast(Coalesce(F("parent_id"), Value(0)) / Value(7.0), FloatField()))
        assert len(set(walk(["-rank", "-id"], rows))) == 50

    def test_the_last_page_has_no_cursor(self, fifty):
        assert page_of(Topic.objects.all(), order=["id"], size=50).next_cursor == ""
        assert page_of(Topic.objects.all(), order=["id"], size=49).next_cursor

    def test_a_row_added_meanwhile_neither_repeats_nor_hides_another(self, fifty):
        first = page_of(Topic.objects.all(), order=["-id"], size=10)
        Topic.objects.create(slug="new", name="new")
        second = page_of(Topic.objects.all(), order=["-id"], after=first.next_cursor, size=10)
        ids = [row.pk for row in [*first, *second]]
        assert all(older == newer - 1 for newer, older in pairwise(ids))

    @pytest.mark.parametrize("cursor", ["", None, "x", "W10:abc", "\x00", "ü", "a" * 5000])
    def test_a_cursor_that_is_not_ours_gives_the_first_page(self, fifty, cursor):
        assert page_of(Topic.objects.all(), order=["id"], after=cursor, size=3).items == first_three()

    def test_a_cursor_of_another_order_gives_the_first_page(self, fifty):
        other = page_of(Topic.objects.all(), order=["name", "id"], size=3).next_cursor
        assert page_of(Topic.objects.all(), order=["id"], after=other, size=3).items == first_three()

    def test_a_page_is_one_query(self, fifty, django_assert_num_queries):
        with django_assert_num_queries(1):
            page_of(Topic.objects.all(), order=["-id"])

    def test_an_order_by_an_expression_without_a_name_is_refused(self, db):
        with pytest.raises(TypeError, match="annotate"):
            page_of(Topic.objects.all(), order=[(F("id") + 1).asc()])

    def test_an_index_finds_the_place_in_an_order_of_one_direction(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        columns, place = [Column("published_at", True, None), Column("id", True, None)], [now(), uuid7()]
        plan = Listing.objects.live().filter(_following(columns, place)).order_by("-published_at", "-id").explain()
        assert "listing_newest" in plan
        assert "Index Cond: (ROW(" in plan


def test_a_page_says_how_long_it_is():
    assert len(Page([])) == 0


def first_three() -> list[Topic]:
    return list(Topic.objects.order_by("id")[:3])
