"""What a request costs, so that two servers can be compared: processor time from /proc, pair by pair in one run."""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_STEPS = 200_000
_NOISY = 1.35  # the slowest reference loop against the fastest: above it the machine has other work


@dataclass
class Figure:
    """One line of the report: what was measured, in words, and whether the goal was reached (None: there is none)."""

    part: str
    name: str
    told: str
    goal: str = ""
    is_met: bool | None = None
    bars: dict[str, float] = field(default_factory=dict)  # for the picture

    def __str__(self) -> str:
        verdict = {True: "ok", False: "NOT MET", None: ""}[self.is_met]
        return f"{self.part:14} {self.name:48} {self.told:44} {self.goal:28} {verdict}".rstrip()


def not_measured(part: str, name: str, why: str) -> Figure:
    return Figure(part, name, f"not measured: {why}")


def loop() -> float:
    """The processor time of some work in Python: how fast the machine is just now."""
    began = time.process_time()
    held: dict[int, str] = {}
    for step in range(_STEPS):
        held[step % 977] = f"{step}x"
    return time.process_time() - began


class Noise:
    """The reference loop, run between measurements."""

    def __init__(self) -> None:
        self.loops: list[float] = []

    def listen(self) -> None:
        self.loops.append(min(loop() for _ in range(3)))

    def __str__(self) -> str:
        spread = max(self.loops) / min(self.loops)
        told = "quiet" if spread < _NOISY else "NOISY: compare ratios only"
        return f"reference loop {1000 * statistics.median(self.loops):.0f} ms, slowest ÷ fastest {spread:.2f} ({told})"


def tree(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu(pids: Iterable[int]) -> float:
    """Seconds of processor time of the processes and all their children so far."""
    total = 0.0
    for process in {process.pid: process for pid in pids for process in tree(pid)}.values():
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # a server process of a connection that was closed
        total += times.user + times.system
    return total


@dataclass
class Load:
    """What one run of requests came to."""

    cpu: float  # microseconds of the server for a request
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


def ratio(pairs: Iterable[tuple[float, float]]) -> tuple[float, float, float]:
    """The ratio pair by pair: least, median, most."""
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    return ratios[0], statistics.median(ratios), ratios[-1]


def machine() -> str:
    model = _found(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = psutil.virtual_memory().total / 2**30
    return f"{model or 'unknown processor'}, {os.cpu_count()} cores, {memory:.0f} GiB"
