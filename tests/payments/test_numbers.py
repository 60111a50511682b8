"""Numbers without a gap, whoever comes at the same time and whoever gives up; the database refuses any other way."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Party, User
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money
from payments import documents, numbering
from payments.documents import Draft
from payments.models import Document, NumberSeries
from payments.models.document import Sort
from tests.payments.books import assert_books_balance


def draft(to: Party, *, by: Party | None = None, sort: str = Sort.RECEIPT, source: Any = None) -> Draft:
    ten = Money(10, "EUR")
    return Draft(
        sort=sort, source=("payment", source or uuid7()), issuer=by, recipient=to, net=ten, tax=ten * 0, language="en"
    )


def numbers() -> list[str]:
    return list(Document.objects.order_by("issued_at", "number").values_list("number", flat=True))


class TestNumbers:
    def test_they_run_from_one_for_each_issuer_and_sort(self, clock: Any, ada: User, cleo: User) -> None:
        for paper in (
            draft(ada.party),
            draft(ada.party),
            draft(ada.party, sort=Sort.INVOICE),
            draft(ada.party, by=cleo.party, sort=Sort.INVOICE),
        ):
            documents.issue(paper)
        code = numbering.code_of(cleo.party)
        assert sorted(numbers()) == sorted(
            ["RC-2026-000001", "RC-2026-000002", "IN-2026-000001", f"IN-{code}-2026-000001"]
        )

    def test_they_begin_again_with_the_year_of_the_site(self, clock: Any, ada: User) -> None:
        clock.move_to(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
        documents.issue(draft(ada.party))
        clock.shift(timedelta(seconds=1))
        documents.issue(draft(ada.party))
        assert numbers() == ["RC-2026-000001", "RC-2027-000001"]

    def test_a_cause_has_one_document(self, clock: Any, ada: User) -> None:
        paper = draft(ada.party)
        first = documents.issue(paper)
        clock.move_to(datetime(2027, 1, 2, tzinfo=UTC))
        assert documents.issue(paper) == first
        assert numbers() == ["RC-2026-000001"]

    def test_what_rolls_back_gives_its_number_back(self, ada: User) -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            documents.issue(draft(ada.party))
            raise ZeroDivisionError
        assert documents.issue(draft(ada.party)).place == 1


class TestTogether:
    def test_many_at_once_leave_no_gap_though_every_third_gives_up(
        self, two_connections: Callable[..., list[Any]], ada: User
    ) -> None:
        def some(give_up: int) -> int:
            done = 0
            for turn in range(12):
                with suppress(ZeroDivisionError), transaction.atomic():
                    documents.issue(draft(ada.party))
                    if (turn + give_up) % 3 == 0:
                        raise ZeroDivisionError
                    done += 1
            return done

        done = two_connections(*[partial(some, seat) for seat in range(8)])
        places = list(Document.objects.order_by("place").values_list("place", flat=True))
        assert sum(done) == 64
        assert places == list(range(1, 65)) == list(range(1, NumberSeries.objects.get().last + 1))
        assert_books_balance()

    def test_later_numbers_are_never_earlier(self, two_connections: Callable[..., list[Any]], ada: User) -> None:
        two_connections(*[partial(documents.issue, draft(ada.party)) for _seat in range(8)])
        moments = list(Document.objects.order_by("place").values_list("issued_at", flat=True))
        assert len(moments) == 8
        assert moments == sorted(moments)

    def test_the_same_cause_at_the_same_moment_is_one_document(
        self, two_connections: Callable[..., list[Any]], ada: User
    ) -> None:
        paper = draft(ada.party)
        made = two_connections(*[partial(documents.issue, paper) for _seat in range(8)])
        assert {document.number for document in made} == {f"RC-{made[0].issued_at.year}-000001"}
        assert Document.objects.count() == NumberSeries.objects.get().last == 1
        assert_books_balance()


class TestTheDatabase:
    """Each trigger of migrations/documents.sql refuses by itself, whatever the code above it does."""

    @pytest.fixture
    def issued(self, ada: User) -> Document:
        return documents.issue(draft(ada.party))

    def refused(self, statement: str, said: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at the commit
            with pytest.raises(IntegrityError, match=said), transaction.atomic():
                cursor.execute(statement)

    def test_it_refuses_a_number_without_a_document(self, issued: Document) -> None:
        self.refused("UPDATE payments_numberseries SET last = last + 1", "series_gap")

    def test_it_refuses_to_skip_a_number_or_to_go_back(self, issued: Document) -> None:
        self.refused("UPDATE payments_numberseries SET last = last + 2", "series_by_one")
        self.refused("UPDATE payments_numberseries SET last = last - 1", "series_by_one")

    def test_it_refuses_a_series_that_begins_late_or_moves(self, issued: Document) -> None:
        self.refused("INSERT INTO payments_numberseries (sort, year, last) VALUES ('CN', 2026, 7)", "series_by_one")
        self.refused("UPDATE payments_numberseries SET year = year + 1, last = last + 1", "series_by_one")

    def test_it_refuses_a_document_beside_the_line(self, issued: Document) -> None:
        issued.pk, issued.place, issued.source = uuid7(), 9, uuid7()
        with pytest.raises(IntegrityError, match="document_number"), transaction.atomic():
            issued.save(force_insert=True)

    def test_it_refuses_to_change_what_was_issued(self, issued: Document) -> None:
        self.refused("UPDATE payments_document SET number = 'RC-2026-000002'", "document_stays")
        self.refused("UPDATE payments_document SET currency = 'USD', file = 'other.pdf'", "document_stays")

    def test_it_takes_the_file_once(self, issued: Document) -> None:
        Document.objects.filter(pk=issued.pk).update(file="documents/a.pdf", file_hash="0" * 64)
        self.refused("UPDATE payments_document SET file = 'documents/b.pdf'", "document_stays")
        self.refused("UPDATE payments_document SET file_hash = ''", "document_stays")

    def test_it_refuses_to_delete(self, issued: Document) -> None:
        for table in ("payments_document", "payments_numberseries"):
            self.refused(f"DELETE FROM {table}", "ledger_append_only")
            self.refused(f"TRUNCATE {table} CASCADE", "ledger_append_only")
