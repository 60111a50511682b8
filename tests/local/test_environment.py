"""The virtual environment: when it is made, when it is left alone, and what is said when it can't be made."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from marketplace.local import environment, installer
from marketplace.local.locks import Lock
from marketplace.local.places import ROOT, Places
from marketplace.local.problem import Problem, sentence


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A fresh copy with lock files, whose installer only notes what it was asked for."""
    (tmp_path / "requirements").mkdir()
    for name in ("uv", "run", "local", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    monkeypatch.setattr(installer, "make_venv", make_venv)
    monkeypatch.setattr(installer, "install", install)
    return Places(tmp_path, tmp_path / "var")


def make_venv(directory: Path, log: Path) -> None:
    (directory / "bin").mkdir(parents=True, exist_ok=True)
    (directory / "bin" / "python").touch()
    (directory / "made").write_text("anew")


def install(python: Path, requirements: Path, name: str, log: Path) -> None:
    with (python.parent / "installs").open("a") as file:
        file.write(f"{name} ")


def installs(copy: Places) -> list[str]:
    """What was installed, in order."""
    return (copy.root / ".venv" / "bin" / "installs").read_text().split()


class TestPrepare:
    def test_it_installs_on_the_first_start_and_not_on_the_second(self, copy: Places) -> None:
        environment.prepare(copy, "local")
        environment.prepare(copy, "local")
        assert installs(copy) == ["local"]

    def test_the_tests_add_to_it_and_the_site_then_keeps_what_they_added(self, copy: Places) -> None:
        for need in ("local", "test", "local"):
            environment.prepare(copy, need)
        assert installs(copy) == ["local", "test"]

    def test_it_follows_a_changed_lock_file_without_losing_the_test_packages(self, copy: Places) -> None:
        environment.prepare(copy, "test")
        (copy.root / "requirements" / "local.txt").write_text("local==2\n")
        environment.prepare(copy, "local")
        assert installs(copy) == ["test", "test"]

    def test_it_makes_an_interrupted_install_anew(self, copy: Places, monkeypatch: pytest.MonkeyPatch) -> None:
        environment.prepare(copy, "local")
        (copy.root / ".venv" / "installed.json").unlink()
        (copy.root / ".venv" / "made").unlink()
        environment.prepare(copy, "local")
        assert (copy.root / ".venv" / "made").exists()

    @pytest.mark.parametrize("moved", [{"root": "/elsewhere"}, {"python": "3.10"}])
    def test_it_makes_it_anew_for_another_place_or_python(self, copy: Places, moved: dict[str, str]) -> None:
        environment.prepare(copy, "local")
        stamp = copy.root / ".venv" / "installed.json"
        stamp.write_text(json.dumps({**json.loads(stamp.read_text()), **moved}))
        (copy.root / ".venv" / "made").unlink()
        environment.prepare(copy, "local")
        assert (copy.root / ".venv" / "made").exists()

    def test_it_refuses_to_change_packages_under_a_running_site(self, copy: Places) -> None:
        environment.prepare(copy, "local")
        (copy.root / "requirements" / "local.txt").write_text("local==2\n")
        site = Lock(copy.run / "site.lock").acquire()
        with pytest.raises(Problem, match=r"a site runs from this copy \(process \d+\): stop it first"):
            environment.prepare(copy, "test")
        site.release()

    def test_it_adds_the_test_packages_beside_a_running_site(self, copy: Places) -> None:
        environment.prepare(copy, "local")
        site = Lock(copy.run / "site.lock").acquire()
        environment.prepare(copy, "test")
        site.release()
        assert installs(copy) == ["local", "test"]

    def test_it_refuses_a_second_start_during_the_install(self, copy: Places) -> None:
        copy.make()
        first = Lock(copy.run / "setup.lock").acquire()
        with pytest.raises(Problem, match="Another start of this copy is installing"):
            environment.prepare(copy, "local")
        first.release()

    def test_it_asks_for_room_before_it_fills_the_disk(self, copy: Places, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(environment, "SPACE_TO_INSTALL", 10**18)
        with pytest.raises(Problem, match=r"GB free and the first start needs .* make room"):
            environment.prepare(copy, "local")

    def test_it_names_the_package_to_install_where_venv_is_missing(
        self, copy: Places, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(Problem, match="apt install python3-venv"):
            environment.prepare(copy, "local")


class TestExplain:
    @pytest.mark.parametrize(
        ("output", "advice"),
        [
            ("OSError: [Errno 28] No space left on device", "The disk is full: make room"),
            ("error sending request: dns error: Name or service not known", "check the network"),
            ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was pinned"),
            ("ERROR: No matching distribution found for uv==0.13.9", "does not exist for this kind of machine"),
            ("something else\n", r"could not be installed \(something else\)"),
        ],
    )
    def test_it_says_what_to_do_in_one_sentence(self, output: str, advice: str, tmp_path: Path) -> None:
        assert re.search(advice, installer.explain(output, tmp_path / "setup.log"))

    def test_a_file_of_somebody_else_is_a_sentence_too(self) -> None:
        assert sentence(PermissionError(13, "Permission denied", "/srv/var")).startswith("/srv/var can't be written")


class TestIndexSettings:
    def test_uv_gets_what_the_person_told_pip(self) -> None:
        listed = "global.index-url='https://one.example/simple'\nglobal.find-links='\\n/a\\n/b'\n"
        assert installer.read_pip_config(listed) == {"index-url": "https://one.example/simple", "find-links": "/a /b"}

    def test_an_environment_variable_comes_over_a_file(self) -> None:
        listed = ":env:.index-url='https://env.example'\nglobal.index-url='https://file.example'\n"
        assert installer.read_pip_config(listed)["index-url"] == "https://env.example"


class TestLockFiles:
    def test_the_packages_for_tests_are_those_of_the_site_and_more(self) -> None:
        def pins(name: str) -> set[str]:
            lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
            return {line.rstrip(" \\") for line in lines if "==" in line and not line.startswith(" ")}

        assert pins("run") < pins("local") < pins("test")


class TestCommands:
    def ask(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ROOT / command[0]), *command[1:]], capture_output=True, text=True, env={**os.environ, **environ}
        )

    def test_an_old_python_is_answered_with_one_sentence(self) -> None:
        done = self.ask("bin/run", PYTHON="/bin/false")
        assert done.returncode == 1
        assert done.stderr.startswith("bin/run: Python 3.11 or later is needed")
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize("command", ["bin/run", "bin/test", "bin/backup", "bin/restore"])
    def test_each_command_explains_itself(self, command: str) -> None:
        assert f"usage: {command}" in self.ask(command, "--help").stdout

    def test_a_mistyped_option_is_refused(self) -> None:
        assert "unrecognized arguments: --dta" in self.ask("bin/run", "--dta", "x").stderr
