"""Faults on purpose: each file of drills/faults does one to a portal of its own, with the guard and without it.

    ./run drill                          all of them
    ./run drill --short                  fewer rounds of each
    ./run drill --only two_editors …     some of them, by their names

What came of each is kept in drills/results.json, from which docs/drills.md is written.

With the guard the portal must survive the fault; without it the fault must be seen, or the drill would prove nothing.
Everything runs on loopback in temporary folders, is bounded in time and stops only what it has started.  The exit code
is 1 when something did not survive or was not caught; what this machine cannot do is „nezkoušeno“, never a pass.
"""

import argparse
import contextlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psutil

from drills import report
from drills.outcomes import Arm, Drill
from drills.world import template

LIMIT = 600  # seconds that an arm may take, unless its file says otherwise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="fewer rounds of each")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="some of them")
    parser.add_argument("--arm", choices=("guarded", "control"), help="only one arm, while a drill is being written")
    parser.add_argument("--template", type=Path, help="a folder in which what each world begins with is kept")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once; measured seconds are longer then")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *args: sys.exit(143))
    names = sorted(path.stem for path in (ROOT / "drills/faults").glob("[!_]*.py"))
    if unknown := set(asked.only or ()) - set(names):
        parser.error(f"no such drill: {', '.join(sorted(unknown))}")
    drills = []
    with contextlib.ExitStack() as ending:
        folder = Path(tempfile.mkdtemp(prefix="drills-"))
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        begins_with = asked.template or folder / "template"
        if not (begins_with / "data").exists():
            ending.enter_context(template(begins_with))
        one = partial(tried, folder=folder, begins_with=begins_with, is_short=asked.short, only=asked.arm)
        pool = ending.enter_context(ThreadPoolExecutor(asked.jobs))
        for drill in pool.map(one, asked.only or names):
            drills.append(drill)
            print(report.line(drill), flush=True)
            if not asked.arm:
                report.keep(drill, is_short=asked.short)
    print(report.summary(drills))
    if not asked.arm:
        report.write(names)
    sys.exit(any(not drill.is_untried and not (drill.survived and drill.caught) for drill in drills))


def tried(name: str, *, folder: Path, begins_with: Path, is_short: bool, only: str | None = None) -> Drill:
    module = importlib.import_module(f"drills.faults.{name}")
    limit = getattr(module, "LIMIT", LIMIT)
    arms = [
        Arm("untried", 0, "nebylo žádáno")
        if only and only != arm
        else _arm(name, arm, folder / f"{name}-{arm}", begins_with, limit, is_short=is_short)
        for arm in ("guarded", "control")
    ]
    return Drill(name, module.PROVES, guarded=arms[0], control=arms[1])


def _arm(name: str, arm: str, folder: Path, begins_with: Path, limit: float, *, is_short: bool) -> Arm:
    folder.mkdir()
    command = [sys.executable, "-m", "drills.arm", name, arm, str(folder), str(begins_with)]
    began = time.monotonic()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command + ["--short"] * is_short,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"TMPDIR": str(folder)},
        )
    started = [psutil.Process(process.pid)]
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        started += started[0].children(recursive=True)
    finally:
        if process.poll() is None:
            started += started[0].children(recursive=True)
            for each in started:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            process.wait()
    seconds = time.monotonic() - began
    told: dict[str, Any] = {"came": "broke", "said": f"neskončilo za {limit} s"}
    if (folder / "result.json").exists():
        told = json.loads((folder / "result.json").read_text())
    if told["came"] == "broke" or told["came"] == ("fault seen" if arm == "guarded" else "nothing seen"):
        print(f"--- {name}, {arm}\n{(folder / 'output').read_text(errors='replace')[-6000:]}", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    return Arm(seconds=seconds, **told)


if __name__ == "__main__":
    main()
