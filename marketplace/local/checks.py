"""`bin/test`: every check of the code, on services of its own that are thrown away afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from marketplace.local import browser, checklist, command_line, throw_away
from marketplace.local.check_runner import Check, Outcome, run_side_by_side
from marketplace.local.places import ROOT, Places
from marketplace.local.problem import Problem, sentence
from marketplace.local.progress import say, step
from marketplace.local.signals import Signals, Stopped


def main() -> int:
    """Run what was asked for; returns the exit code."""
    chosen, passed_on = command_line.parse("test", sys.argv[1:])
    signals = Signals()
    try:
        if passed_on:
            return run_pytest(passed_on, deep=chosen.deep, signals=signals)
        return run_all(deep=chosen.deep, signals=signals)
    except (Problem, OSError) as error:
        print(f"bin/test: {sentence(error)}", file=sys.stderr)
    except Stopped:
        print("bin/test: stopped.", file=sys.stderr)
    return 1


def run_all(*, deep: bool, signals: Signals) -> int:
    """Every check. A failed one does not keep the others from running; the last line says what passed."""
    began = time.monotonic()
    with throw_away.site(ROOT, signals) as places:
        outcomes = _run_steps(places, signals, deep=deep)
    say(summary(outcomes, time.monotonic() - began))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run_pytest(arguments: list[str], *, deep: bool, signals: Signals) -> int:
    """Only pytest, with the person's own options; its output is theirs to read as it comes."""
    marks = [] if deep or "-m" in arguments else ["-m", "not deep"]
    with throw_away.site(ROOT, signals):
        if chromium := browser.find(os.environ):
            os.environ.update({"CHROMIUM": str(chromium), **browser.driver_environment()})
        return subprocess.run([sys.executable, "-m", "pytest", *marks, *arguments], cwd=ROOT).returncode


def summary(outcomes: list[Outcome], seconds: float) -> str:
    """One line: the steps and tests that passed, and the names of those that did not."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    tests = sum(outcome.count("passed") for outcome in outcomes)
    good = f"{len(outcomes) - len(failed)} steps passed, {tests} tests passed in {seconds:.0f} s"
    if not failed:
        return f"bin/test: {good}"
    wrong = sum(outcome.count("failed") + outcome.count("errors?") for outcome in outcomes)
    names = ", ".join(outcome.check.name for outcome in failed)
    return f"bin/test: FAILED: {names} ({wrong} tests failed); {good}"


def _run_steps(places: Places, signals: Signals, *, deep: bool) -> list[Outcome]:
    static = Check("styles and fonts", [sys.executable, "bin/build-static"])
    outcomes = run_side_by_side([static], 1, places, signals)
    outcomes += run_side_by_side(checklist.without_tests(), os.cpu_count() or 1, places, signals)
    outcomes += run_side_by_side([checklist.tests(deep=deep)], 1, places, signals)
    try:
        with step("browser"):
            chromium = browser.find_or_fetch(os.environ, places.log / "browser.log")
    except Problem as problem:
        return [*outcomes, _without_a_browser(problem)]
    return outcomes + run_side_by_side([checklist.browser_tests(chromium, deep=deep)], 1, places, signals)


def _without_a_browser(problem: Problem) -> Outcome:
    say(f"  {problem}")
    return Outcome(Check("browser tests", [], is_tests=True), passed=False, seconds=0, output="")


if __name__ == "__main__":
    sys.exit(main())
