"""Setting up is never half done, never done twice at once, and never begun for a port that is taken."""

import fcntl
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memorandum.server import environment

ROOT = Path(environment.__file__).parents[2]
RUNTIME, TESTS = environment.RUNTIME, environment.TESTS


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with locks; ``calls`` gets what would have been installed."""

    class Place:
        root = tmp_path
        venv = tmp_path / "var" / "venv"
        calls: list[str] = []
        interrupted_by: BaseException | None = None

        def make(self, lock):
            self.calls.clear()
            environment.make(self.root, self.venv, lock)
            return self.calls

    place = Place()

    def note(*command):
        words = list(map(str, command))
        if "venv" in words:
            (place.venv / "bin").mkdir(parents=True)
            (place.venv / "bin" / "python").touch()
            place.calls.append("venv")
        else:
            if place.interrupted_by:
                raise place.interrupted_by
            assert "--require-hashes" in words
            place.calls.append(Path(words[-1]).name)

    monkeypatch.setattr(environment, "_run", note)
    (tmp_path / RUNTIME).write_text("a==1")
    (tmp_path / TESTS).write_text("a==1\nb==1")
    return place


def test_a_first_start_installs(place):
    assert place.make(RUNTIME) == ["venv", RUNTIME]
    assert place.make(RUNTIME) == []


def test_tests_are_installed_on_top(place):
    place.make(RUNTIME)
    (place.venv / "mark").touch()
    assert place.make(TESTS) == [TESTS]
    assert (place.venv / "mark").exists()
    assert place.make(RUNTIME) == []


def test_a_changed_lock_begins_anew(place):
    place.make(TESTS)
    (place.venv / "mark").touch()
    for lock in (RUNTIME, TESTS):
        (place.root / lock).write_text("a==2")
    assert place.make(RUNTIME) == ["venv", RUNTIME]
    assert not (place.venv / "mark").exists()


@pytest.mark.parametrize("lock", [RUNTIME, TESTS])
def test_an_interrupted_installation_begins_anew(place, lock):
    if lock == TESTS:
        place.make(RUNTIME)
    place.interrupted_by = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        place.make(lock)
    assert not environment.is_ready(place.root, place.venv, RUNTIME)
    place.interrupted_by = None
    assert place.make(lock) == ["venv", lock]


def test_an_environment_whose_python_is_gone_begins_anew(place):
    place.make(RUNTIME)
    (place.venv / "bin" / "python").unlink()
    (place.venv / "bin" / "python").symlink_to("/nonexistent/python3")
    assert place.make(RUNTIME) == ["venv", RUNTIME]


ONE_OF_TWO = """
import pathlib, sys, time
from memorandum.server import environment
root = pathlib.Path(sys.argv[1])
def slow(*command):
    with (root / "calls").open("a") as calls:
        calls.write("begins ")
        calls.flush()
        time.sleep(0.3)
        (root / "venv/bin").mkdir(parents=True, exist_ok=True)
        (root / "venv/bin/python").touch()
        calls.write("ends ")
environment._run = slow
environment.make(root, root / "venv", environment.RUNTIME)
"""


def test_of_two_first_starts_at_once_the_second_waits(place):
    two = [subprocess.Popen([sys.executable, "-c", ONE_OF_TWO, str(place.root)], cwd=ROOT) for _ in range(2)]
    assert [one.wait(20) for one in two] == [0, 0]
    assert (place.root / "calls").read_text() == "begins ends begins ends "


def test_a_killed_starts_installation_is_waited_for(place):
    script = "import fcntl, os, sys, time; fd = int(sys.argv[1]); time.sleep(0.5); os.unlink(sys.argv[2])"
    busy = place.root / "busy"
    busy.touch()
    place.venv.parent.mkdir()
    with (place.venv.parent / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        child = subprocess.Popen([sys.executable, "-c", script, str(lock.fileno()), busy], pass_fds=[lock.fileno()])
    place.make(RUNTIME)
    assert not busy.exists()
    child.wait(20)


def test_a_taken_port_is_told_before_anything_is_installed(capfd, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-I", environment.__file__, tmp_path / "venv", RUNTIME, "--port", port]
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Port {port} už používá jiný program" in done.stderr
    assert not (tmp_path / "venv").exists()
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "80 80", "1e3"])
def test_what_is_no_port_is_told(text):
    with pytest.raises(SystemExit, match="PORT musí být číslo od 1 do 65535"):
        environment.refuse_taken_port(text)
