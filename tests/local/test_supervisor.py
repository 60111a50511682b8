"""What is started is watched, started again when it falls over, and ended with everything that it started."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from marketplace.local import supervisor as supervisors
from marketplace.local.places import ROOT, Places
from marketplace.local.problem import Problem
from marketplace.local.processes import Program, Record, start
from marketplace.local.signals import Stopped
from marketplace.local.supervisor import Supervisor
from tests.local.waiting import is_alive, until

Make = Callable[..., Program]

SLEEP = "import time; time.sleep(60)"
FALL = "print('out of luck')"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
FALLS_ONCE = """
import os, pathlib, signal, time
if (mark := pathlib.Path({mark!r})).exists():
    os.kill(os.getppid(), signal.SIGINT)  # here again: enough seen
    time.sleep(60)
mark.touch()
os.kill(os.getpid(), signal.SIGKILL)
"""
NOTES_ITS_END = """
import signal, sys, time
def end(*_):
    open(sys.argv[1], "a").write(sys.argv[2])
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60)
"""
WITH_A_CHILD = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""
SUPERVISE_AND_HANG = """
import sys, time
from pathlib import Path
from marketplace.local.processes import Program, start
child = start(Program("sleep", [sys.executable, "-c", "import time; time.sleep(60)"], Path(sys.argv[1]), Path("/")))
print(child.process.pid, flush=True)
time.sleep(60)
"""


class TestStart:
    def test_it_waits_until_a_program_is_ready(self, supervisor: Supervisor, program: Make, places: Places) -> None:
        mark = places.var / "mark"
        supervisor.start(program("slow", f"open({str(mark)!r}, 'w'); {SLEEP}", is_ready=mark.exists))
        assert mark.exists()

    def test_it_gives_the_reason_when_a_program_ends_instead(self, supervisor: Supervisor, program: Make) -> None:
        with pytest.raises(Problem, match=r"luckless did not start \(exit 0\): out of luck"):
            supervisor.start(program("luckless", FALL, is_ready=lambda: False))

    def test_it_gives_up_on_a_program_that_never_answers(self, supervisor: Supervisor, program: Make) -> None:
        with pytest.raises(Problem, match="mute did not answer"):
            supervisor.start(program("mute", SLEEP, is_ready=lambda: False, ready_within=0.2))


class TestKeepRunning:
    def test_it_starts_again_what_fell_over(
        self, supervisor: Supervisor, program: Make, places: Places, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(supervisors, "LONGEST_PAUSE", 0.1)
        supervisor.start(program("once", FALLS_ONCE.format(mark=str(places.var / "mark"))))
        with pytest.raises(Stopped):
            supervisor.keep_running()
        assert supervisor.watched[0].child.is_running
        assert [line.partition(";")[0] for line in said] == ["once stopped (signal SIGKILL)"]

    def test_it_ends_with_the_reason_when_a_program_falls_over_and_over(
        self, supervisor: Supervisor, program: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(supervisors, "LONGEST_PAUSE", 0.0)
        monkeypatch.setattr(supervisors, "WATCH", 0.01)
        supervisor.start(program("luckless", FALL))
        with pytest.raises(Problem, match=r"luckless stopped 6 times in a row \(exit 0\): out of luck"):
            supervisor.keep_running()


class TestStop:
    def test_it_ends_what_a_child_started_too(self, supervisor: Supervisor, program: Make) -> None:
        parent = program("parent", WITH_A_CHILD)
        supervisor.start(parent)
        until(lambda: parent.log.read_text().strip())
        grandchild = int(parent.log.read_text())
        supervisor.stop()
        until(lambda: not is_alive(grandchild))

    def test_it_ends_by_force_what_does_not_listen(self, supervisor: Supervisor, program: Make) -> None:
        deaf = program("deaf", DEAF, stops_within=0.2)
        supervisor.start(deaf)
        until(lambda: deaf.log.read_text())
        child = supervisor.watched[0].child
        supervisor.stop()
        assert child.ending == "signal SIGKILL"

    def test_it_stops_the_data_services_last(self, supervisor: Supervisor, program: Make, places: Places) -> None:
        order = places.var / "order"
        for name, is_service in (("database", True), ("pages", False)):
            made = program(name, NOTES_ITS_END, is_service=is_service)
            made.command.extend([str(order), f"{name} "])
            supervisor.start(made)
            until(made.log.read_text)
        supervisor.stop()
        assert order.read_text() == "pages database "


class TestFinish:
    def test_it_waits_for_programs_that_run_beside_each_other(
        self, supervisor: Supervisor, program: Make, capsys: pytest.CaptureFixture[str]
    ) -> None:
        begun = [supervisor.begin(program(name, "pass", title=f"Work on {name}")) for name in ("one", "two")]
        supervisor.finish(*begun)
        assert sorted(line.split("  ")[1] for line in capsys.readouterr().out.splitlines()) == [
            "Work on one",
            "Work on two",
        ]
        assert supervisor.watched == []

    def test_it_gives_the_last_word_of_one_that_failed(self, supervisor: Supervisor, program: Make) -> None:
        begun = [
            supervisor.begin(program("sleep", SLEEP)),
            supervisor.begin(program("bad", "raise SystemExit('no rows')")),
        ]
        with pytest.raises(Problem, match="no rows"):
            supervisor.finish(*begun)

    def test_a_ctrl_c_ends_work_that_is_under_way(self, supervisor: Supervisor, program: Make) -> None:
        begun = supervisor.begin(program("work", SLEEP))
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Stopped):
            supervisor.finish(begun)
        supervisor.stop()
        assert not begun.child.is_running


class TestRecord:
    def test_the_next_start_ends_what_a_crash_left(self, places: Places, program: Make) -> None:
        left = start(program("left", SLEEP))
        Record(places.run / "record").write([left])
        assert Record(places.run / "record").end_leftovers() == 1
        assert left.process.wait(5) == -signal.SIGTERM

    def test_it_leaves_a_stranger_with_the_same_number_alone(self, places: Places, program: Make) -> None:
        stranger = start(program("stranger", SLEEP))
        (places.run / "record").write_text(f'[{{"pid": {stranger.process.pid}, "born": 1, "signal": 15}}]')
        assert Record(places.run / "record").end_leftovers() == 0
        assert stranger.is_running
        stranger.stop(within=0)

    def test_it_reads_past_a_record_that_was_cut_short(self, places: Places) -> None:
        (places.run / "record").write_text('[{"pid": 1')
        assert Record(places.run / "record").end_leftovers() == 0


def test_a_child_dies_with_a_parent_that_is_killed(places: Places) -> None:
    command = [sys.executable, "-c", SUPERVISE_AND_HANG, str(places.log / "sleep.log")]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    until(lambda: not is_alive(child))
