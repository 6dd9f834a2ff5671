"""Each refusal of the portal is taken out of its sources, one at a time, and the tests that come to it are run."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from drills.faults._tested import copied, environment, passes
from drills.guards import Guard, guards, without
from drills.portals import ROOT
from drills.world import World

PROVES = "Vyndá-li se ze zdrojového kódu kterékoli odmítnutí, některý test zčervená; žádné není jen pro okrasu."
LIMIT = 3 * 3600
_AT_ONCE = 2
_MOST = 40  # tests that are run for one refusal, as long as they are green
#: What runs in a process of its own, where nobody sees which tests come, and the tests that have it run.
_TABLES = tuple(f"tests/memorandum/imports/test_{name}.py" for name in ("refused", "hostile_files", "headings"))
_APART = {
    "formats/delimited_text.py": _TABLES,
    "formats/spreadsheet_process.py": _TABLES,
    "formats/strongbox.py": _TABLES,
    "formats/workbook_safety.py": _TABLES,
    "memorandum/checks.py": ("tests/memorandum/test_misconfigured.py",),
}
#: Tests of a browser or of whole processes come to much; those that ask nearer by do sooner.
_LAST = ("browser", "test_run", "upgrade")


def fault(world: World, guarded: bool) -> dict[str, Any]:
    every, room = sorted(guards(ROOT)), "tests"
    if world.short or not guarded:
        every, room = [guard for guard in every if guard.path.startswith("formats/")][::10], "tests/formats"
    tests = _tests_of(every, room, copied(world.folder / "whole"), world.folder)
    if room != "tests":
        every = [guard for guard in every if tests[guard]]  # tests of other rooms come to the others
    shares = [every[share::_AT_ONCE] for share in range(_AT_ONCE)]
    copies = [copied(world.folder / f"copy-{share}") for share in range(_AT_ONCE)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        unseen = [
            str(guard)
            for found in pool.map(_unseen, shares, copies, [tests] * _AT_ONCE, [guarded] * _AT_ONCE)
            for guard in found
        ]
    assert not unseen, f"testy nepoznaly {len(unseen)} z {len(every)}:\n" + "\n".join(unseen)
    return {"vyndaných odmítnutí": len(every), "nepoznaných": 0}


def _unseen(share: Sequence[Guard], copy: Path, tests: dict[Guard, list[str]], is_taken_out: bool) -> list[Guard]:
    unseen = []
    for guard in share:
        source = copy / guard.path
        whole = source.read_text()
        if is_taken_out:  # the control: nothing is taken out, so the tests must be green
            source.write_text(without(whole, guard))
        if not tests[guard] or passes(copy, copy.with_suffix(".var"), tests[guard]):
            unseen.append(guard)
            print(f"{guard}: {tests[guard]}", flush=True)
        source.write_text(whole)
    return unseen


def _tests_of(every: Sequence[Guard], room: str, copy: Path, folder: Path) -> dict[Guard, list[str]]:
    """Which tests come to each, by running all of the room.

    REACHED names a folder with what an earlier run has found, for who has only mended a few: none is run then.
    """
    reached = Path(os.environ.get("REACHED") or folder / "reached")
    if not reached.exists():
        reached.mkdir()
        command = [sys.executable, "-m", "pytest", "-q", "-n", "3", "--dist", "worksteal", "-p", "drills.reaching"]
        subprocess.run(
            [*command, "-p", "no:cacheprovider", room],
            cwd=copy,
            env=environment(folder / "var-whole", REACHING=str(reached)),
            stdin=subprocess.DEVNULL,
            check=False,  # here it is only seen where they come
        )
    found: defaultdict[str, set[str]] = defaultdict(set)
    told = [json.loads(file.read_text()) for file in sorted(reached.glob("*.json"))]
    red = {test for each in told for test in each["red"]}
    for each in told:
        for place, came in each["came"].items():
            found[place] |= set(came) - red
    return {
        guard: sorted(found[guard.key], key=_slowest_last)[:_MOST] or list(_APART.get(guard.path, ()))
        for guard in every
    }


def _slowest_last(test: str) -> tuple[bool, str]:
    return any(part in test for part in _LAST), test
