"""Tables for spreadsheets: read as meant, in every country, and never run."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from marketplace.kit import csv_files


def text(*rows: list[Any], language: str = "en") -> str:
    with translation.override(language):
        return "".join(csv_files.written([["Title", "Sum"]], rows))


class TestCsv:
    def test_a_spreadsheet_knows_its_letters(self) -> None:
        assert text(["Größe", 1]) == "\ufeffTitle,Sum\r\nGröße,1\r\n"

    def test_numbers_and_columns_follow_the_habits_of_the_country(self) -> None:
        row = ["a, b", Decimal("1234.50")]
        assert list(csv.reader(io.StringIO(text(row)[1:])))[1] == ["a, b", "1234.50"]
        german = csv.reader(io.StringIO(text(row, language="de")[1:]), delimiter=";")
        assert list(german)[1] == ["a, b", "1234,50"]

    @pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
    def test_no_text_is_a_formula(self, formula: str) -> None:
        assert csv_files.cell(formula) == f"'{formula}"

    def test_a_number_below_zero_is_a_number(self) -> None:
        assert csv_files.cell(Decimal("-1.50")) == "-1.50"
        assert csv_files.cell(-2) == "-2"

    def test_days_and_moments_sort_as_they_follow(self) -> None:
        assert csv_files.cell(date(2026, 11, 3)) == "2026-11-03"
        assert csv_files.cell(datetime(2026, 11, 3, 9, 5, tzinfo=UTC)) == "2026-11-03 09:05:00"

    def test_rows_are_read_only_as_they_are_sent(self) -> None:
        read: list[int] = []

        def rows() -> Iterator[list[int]]:
            for number in range(1000):
                read.append(number)
                yield [number]

        lines = csv_files.written([["Number"]], rows())
        assert [next(lines) for _line in range(3)][-1] == "0\r\n"
        assert read == [0]

    def test_it_is_a_download_that_nobody_keeps(self) -> None:
        answer = csv_files.answer(["A"], [["1"]], named="a.csv")
        assert answer["Content-Disposition"] == 'attachment; filename="a.csv"'
        assert answer["Cache-Control"] == "private, no-store"
        assert b"".join(answer.streaming_content) == "\ufeffA\r\n1\r\n".encode()
