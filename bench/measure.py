"""What work costs, so that two ways can be compared: processor time from /proc, pair by pair in one run."""

import argparse
import json
import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil


@dataclass(frozen=True)
class Effort:
    """How much is measured: pairs, seconds of a load, of one way by itself and of visitors, rows of long lists."""

    name: str
    pairs: int
    load: float
    alone: float
    visitors: float
    rows: int


QUICK = Effort("quick", 3, 1, 0.3, 6, 10_000)
USUAL = Effort("usual", 5, 1, 0.4, 15, 100_000)
FULL = Effort("full", 9, 4, 1.5, 60, 1_000_000)


@dataclass
class Figure:
    """One line of the report.

    ``ours`` and ``theirs`` are what the portal and its peer came to, in words; ``ratio`` has its spread over the
    pairs.  ``of_goal`` is how much of what the goal allows was taken: 1 just reaches it, more misses it, None has no
    goal.  ``is_busy`` says that the machine had other work meanwhile.
    """

    part: str
    name: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    goal: str = ""
    of_goal: float | None = None
    is_busy: bool = False

    @property
    def is_met(self) -> bool | None:
        return None if self.of_goal is None else self.of_goal <= 1

    def __str__(self) -> str:
        verdict = {True: "ok", False: "MISSED", None: ""}[self.is_met] + " (busy machine)" * self.is_busy
        return (
            f"{self.part:10} {self.name:50} {self.ours:40} {self.theirs:26} {self.ratio:24} {self.goal:22} {verdict}"
        ).rstrip()


def at_most(value: float, limit: float, unit: str = "×") -> dict[str, Any]:
    """The goal of a Figure: no more than that."""
    return {"goal": f"≤ {limit:g} {unit}", "of_goal": value / limit}


def at_least(value: float, limit: float, unit: str = "×") -> dict[str, Any]:
    """The goal of a Figure: no less than that."""
    return {"goal": f"≥ {limit:g} {unit}", "of_goal": limit / value if value else float("inf")}


def reached(goal: str, *, when: bool) -> dict[str, Any]:
    """The goal of a Figure that is reached or is not."""
    return {"goal": goal, "of_goal": 0.0 if when else float("inf")}


def beside(pairs: Iterable[tuple[float, float]], unit: str, peer: str) -> dict[str, Any]:
    """What a Figure says of a pair: medians, and the ratio pair by pair with its spread."""
    told = [*pairs]
    ours, theirs = (statistics.median(column) for column in zip(*told, strict=True))
    least, middle, most = ratio(told)
    spread = f" ({number(least)}–{number(most)})" if len(told) > 1 else ""
    words = {"ours": f"{number(ours)} {unit}", "theirs": f"{peer}: {number(theirs)} {unit}"}
    return words | {"ratio": f"{number(middle)} ×{spread}"}


def number(value: float) -> str:
    """With three digits that say something."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def ratio(pairs: Iterable[tuple[float, float]]) -> tuple[float, float, float]:
    """The ratio pair by pair: least, median, most."""
    ratios = sorted(ours / max(theirs, 1e-9) for ours, theirs in pairs)
    return ratios[0], statistics.median(ratios), ratios[-1]


def not_measured(part: str, name: str, why: str) -> Figure:
    return Figure(part, name, f"not measured: {why}")


# --- Whether the machine is ours ------------------------------------------------------------------------------------

_STEPS = 100_000
_SLOWED, _WAITED = 1.35, 1.15  # of the fastest loop; of its own processor time


@dataclass
class Noise:
    """A reference loop, run before and between measurements: how fast the machine is, and whether one waits for it."""

    loops: list[tuple[float, float]] = field(default_factory=list)  # processor time, and how much longer it took
    _told: int = 0

    def listen(self) -> None:
        self.loops.append(min(_loop() for _ in range(3)))

    def was_busy(self) -> bool:
        """Whether the machine had other work since this was asked last."""
        self.listen()
        fastest, since = min(self.loops)[0], self.loops[self._told :]
        self._told = len(self.loops)
        return any(taken > _SLOWED * fastest or waited > _WAITED for taken, waited in since)

    def gated(self, figures: Iterable[Figure]) -> Iterator[Figure]:
        """The same figures, marked where the machine had other work."""
        self.listen()
        for figure in figures:
            figure.is_busy |= self.was_busy()
            yield figure

    def __str__(self) -> str:
        taken = [loop for loop, _ in self.loops]
        spread = max(taken) / min(taken)
        return f"reference loop {1000 * statistics.median(taken):.0f} ms, slowest ÷ fastest {spread:.2f}"


def _loop() -> tuple[float, float]:
    began, wall = time.process_time(), time.perf_counter()
    held: dict[int, str] = {}
    for step in range(_STEPS):
        held[step % 977] = f"{step}x"
    taken = time.process_time() - began
    return taken, (time.perf_counter() - wall) / max(taken, 1e-9)


# --- What it costs --------------------------------------------------------------------------------------------------


def cpu(pids: Iterable[int]) -> float:
    """Seconds of processor time of the processes and all their children so far, also of those that have ended."""
    total = 0.0
    for pid in pids:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue  # it has just ended: its parent has its time
            total += times.user + times.system + times.children_user + times.children_system
    return total


@dataclass
class Cost:
    """Of one request, in milliseconds: processor time of the server and of its database, and the median wait."""

    server: float
    database: float
    waited: float

    @property
    def cpu(self) -> float:
        return self.server + self.database

    def __str__(self) -> str:
        base = f" + database {number(self.database)}" if self.database else ""
        return f"{number(self.server)}{base} ms CPU, {number(self.waited)} ms wait"


_SLOW = 2_000  # milliseconds: what takes so long is done once


def cost(
    action: Callable[[], object],
    server: Iterable[int],
    database: Iterable[int] = (),
    *,
    seconds: float,
    warm: int = 3,
    least: int = 8,
) -> Cost:
    """Of doing it again for so many seconds and at least so often, once the first times are over.

    The kernel counts processor time in hundredths of a second, so only many times together say something.
    """
    if warm and (first := _times(action, server, database, 0, 1)).waited > _SLOW:
        return first
    for _ in range(warm - 1):
        action()
    return _times(action, server, database, seconds, least)


def _times(
    action: Callable[[], object], server: Iterable[int], database: Iterable[int], seconds: float, least: int
) -> Cost:
    waited: list[float] = []
    before, began = (cpu(server), cpu(database)), time.perf_counter()
    while time.perf_counter() - began < seconds or len(waited) < least:
        once = time.perf_counter()
        action()
        waited.append(1000 * (time.perf_counter() - once))
    each = 1000 / len(waited)
    own, others = cpu(server) - before[0], cpu(database) - before[1]
    return Cost(each * own, each * others, statistics.median(waited))


@dataclass
class Load:
    """What one run of many requests at once came to."""

    cpu: float  # microseconds of the server and its database for a request
    rate: float  # requests a second
    p99: float  # milliseconds
    failed: int


def load(url: str, pids: Iterable[int], *, seconds: float, connections: int = 16, headers: Iterable[str] = ()) -> Load:
    """Ask for the address as often as it goes, over that many connections."""
    asked = [option for header in headers for option in ("-H", header)]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "--timeout", "10s", *asked, url]
    before = cpu(pids)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = cpu(pids) - before
    requests = int(_found(r"(\d+) requests in", told))
    failed = int(_found(r"Non-2xx or 3xx responses: (\d+)", told) or 0)
    failed += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", told)))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    p99 = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return Load(1e6 * spent / max(requests, 1), requests / seconds, p99, failed)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def paired[T](ours: Callable[[], T], theirs: Callable[[], T], times: int, noise: Noise) -> list[tuple[T, T]]:
    """Both in turn, A B A B …, so that what the machine does beside hits both."""
    pairs = []
    for _ in range(times):
        noise.listen()
        pairs.append((ours(), theirs()))
    return pairs


def memory(pid: int) -> float:
    """Megabytes that the process alone holds."""
    found: int = psutil.Process(pid).memory_full_info().uss
    return found / 2**20


def machine() -> str:
    model = _found(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    whole = psutil.virtual_memory().total / 2**30
    return f"{model or 'unknown processor'}, {os.cpu_count()} cores, {whole:.0f} GiB"


# --- A part that is a program of its own ----------------------------------------------------------------------------


def asked_effort(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """What the command line says, with ``effort`` in it."""
    parser.add_argument("--quick", action="store_const", dest="effort", const=QUICK, default=USUAL)
    parser.add_argument("--full", action="store_const", dest="effort", const=FULL)
    return parser.parse_args()


def program(figures: Callable[[Effort, Noise], Iterable[Figure]]) -> None:
    """Print the figures: for people, or a line of JSON for each, which ``run.py`` reads."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    asked, noise = asked_effort(parser), Noise()
    for figure in noise.gated(figures(asked.effort, noise)):
        print(json.dumps(asdict(figure)) if asked.json else figure, flush=True)
