"""bin/test: each check told, none hidden by another, one line in the end."""

import sys

import pytest

from marketplace.local.check_runner import Check, Outcome, run_side_by_side
from marketplace.local.checks import summary
from marketplace.local.places import Places
from marketplace.local.signals import Signals


def python(name: str, source: str, *, is_tests: bool = False) -> Check:
    """A check made of Python source."""
    return Check(name, [sys.executable, "-c", source], is_tests=is_tests)


def outcome(name: str, *, passed: bool, output: str = "", is_tests: bool = False) -> Outcome:
    return Outcome(Check(name, [], is_tests=is_tests), passed, 1.0, output)


class TestRunSideBySide:
    def test_a_failed_check_shows_all_it_said_and_keeps_no_other_from_running(
        self, places: Places, signals: Signals, capsys: pytest.CaptureFixture[str]
    ) -> None:
        checks = [python("bad", "print('line one\\nline two'); raise SystemExit(1)"), python("good", "pass")]
        outcomes = run_side_by_side(checks, 1, places, signals)
        told = capsys.readouterr().out
        assert [(each.check.name, each.passed) for each in outcomes] == [("bad", False), ("good", True)]
        assert "FAILED\n    line one\n    line two\n" in told

    def test_what_a_good_check_said_is_not_repeated(
        self, places: Places, signals: Signals, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run_side_by_side([python("good", "print('chatter')")], 1, places, signals)
        assert "chatter" not in capsys.readouterr().out

    def test_the_closing_line_of_tests_is_shown(
        self, places: Places, signals: Signals, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run_side_by_side([python("tests", "print('== 3 passed in 1.0s ==')", is_tests=True)], 1, places, signals)
        assert "    3 passed in 1.0s\n" in capsys.readouterr().out


class TestSummary:
    def test_it_says_what_passed(self) -> None:
        outcomes = [
            outcome("lint", passed=True),
            outcome("tests", passed=True, output="..\n412 passed in 99.00s (0:01:39)", is_tests=True),
        ]
        assert summary(outcomes, 143.2) == "bin/test: 2 steps passed, 412 tests passed in 143 s"

    def test_it_names_what_failed_first(self) -> None:
        outcomes = [
            outcome("lint", passed=False),
            outcome("tests", passed=False, output="== 2 failed, 410 passed, 1 error in 9.00s ==", is_tests=True),
            outcome("types", passed=True, output="Success: 12 passed"),
        ]
        line = summary(outcomes, 9.6)
        assert line == "bin/test: FAILED: lint, tests (3 tests failed); 1 steps passed, 410 tests passed in 10 s"
