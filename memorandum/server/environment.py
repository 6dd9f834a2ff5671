"""Makes the virtual environment that ./run works in.

Runs as a script, under whichever Python ./run has found and before anything is installed: standard library only.

A finished environment says so in installed.txt, a copy of the lock that it holds.  An installation that was cut off
leaves none, and the next start begins it anew.
"""

import argparse
import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"
RUNTIME, TESTS = "requirements.txt", "requirements-dev.txt"  # the second one holds all of the first one
PEERS = "bench/requirements.txt"  # what the portal is measured beside; an environment by itself


def refuse_taken_port(text: str) -> int:
    """The port in ``text``; exits with a sentence for the operator when it is none or is taken."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536):
        sys.exit(f"PORT musí být číslo od 1 do 65535, ne „{text}“.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that ended just now is no obstacle
        try:
            probe.bind((HOST, int(text)))
        except PermissionError:
            sys.exit(f"Port {text} smí otevřít jen správce systému. Zvolte jiný, například: PORT=8001 ./run")
        except OSError:
            sys.exit(f"Port {text} už používá jiný program. Ukončete ho, nebo zvolte jiný port: PORT=8001 ./run")
    return int(text)


def is_ready(root: Path, environment: Path, lock: str) -> bool:
    """Whether ``environment`` holds what ``lock`` names; the one for tests serves the portal too."""
    installed = _installed(environment)
    locks = {lock, TESTS}
    return (environment / "bin" / "python").exists() and installed in {(root / name).read_bytes() for name in locks}


def make(root: Path, environment: Path, lock: str) -> None:
    """Install ``lock`` into ``environment``; whoever else is doing so is waited for."""
    environment.parent.mkdir(parents=True, exist_ok=True)
    with (environment.parent / "environment.lock").open("w") as one_at_a_time:
        os.set_inheritable(one_at_a_time.fileno(), True)  # noqa: FBT003 (pip keeps the lock when we are killed)
        try:
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Prostředí právě připravuje jiné ./run, čekám na ně.", file=sys.stderr)
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if is_ready(root, environment, lock):
            return
        print("Připravuji prostředí; poprvé to trvá asi půl minuty.", file=sys.stderr)
        installed = environment / "installed.txt"
        adds_to_it = is_ready(root, environment, RUNTIME)  # only what tests need on top is missing
        installed.unlink(missing_ok=True)
        if not adds_to_it:
            _clear(environment)
            _run(sys.executable, "-m", "venv", environment)
        options = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
        _run(
            environment / "bin" / "python", "-m", "pip", "install", *options,
            "--require-hashes", "--only-binary", ":all:", "-r", root / lock,
        )  # fmt: skip
        complete = installed.with_suffix(".new")
        shutil.copyfile(root / lock, complete)
        complete.replace(installed)


def _installed(environment: Path) -> bytes | None:
    try:
        return (environment / "installed.txt").read_bytes()
    except FileNotFoundError:
        return None


def _clear(environment: Path) -> None:
    """Remove ``environment``, even while a child of a killed installation still writes its last file there."""
    for _ in range(20):
        if not environment.exists():
            return
        with contextlib.suppress(OSError):
            shutil.rmtree(environment)
        time.sleep(0.1)
    shutil.rmtree(environment)


def _run(*command: str | Path) -> None:
    """Run ``command``; end with its exit code when it fails, as it has said why."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, close_fds=False, check=False)
    if done.returncode:
        sys.exit(f"Prostředí se nepodařilo připravit ({Path(command[0]).name} skončil s kódem {done.returncode}).")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("environment", type=Path)
    parser.add_argument("lock", choices=[RUNTIME, TESTS, PEERS])
    parser.add_argument("--port", help="the portal is going to be served here: find out now whether it can")
    arguments = parser.parse_args()
    if arguments.port is not None:
        refuse_taken_port(arguments.port)
    try:
        make(Path(__file__).resolve().parents[2], arguments.environment, arguments.lock)
    except OSError as problem:
        sys.exit(
            f"Ve složce {arguments.environment.parent} nejde připravit prostředí: {problem.strerror}.\n"
            "    Uvolněte v ní místo a dejte portálu právo zapisovat, nebo zvolte jinou: VAR_DIR=… ./run"
        )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
