"""A plugin of pytest: which tests come to which guards of the sources.

REACHING names the folder in which each process of the tests leaves what it has found: ``came``, by the keys of
guards the tests that came there first; and ``red``, the tests that failed with all guards there, so that they can tell
nothing.
"""

import json
import os
import sys
from pathlib import Path
from types import CodeType
from typing import Any

from drills.guards import guards

ENOUGH = 12  # kinds of tests that came to one guard; the rest is not written down
_OF_A_KIND = 3  # tests that differ in their parameters alone
_ROOT = Path(__file__).resolve().parent.parent
_TOOL = 4  # any number that no profiler or debugger has
_places: dict[tuple[str, int], str] = {}
_found: dict[str, dict[str, list[str]]] = {}
_red: list[str] = []
_test = ""


def pytest_configure() -> None:
    for guard in guards(_ROOT):
        _places[str(_ROOT / guard.path), guard.first] = guard.key
    sys.monitoring.use_tool_id(_TOOL, "reaching")
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, _came_to)
    sys.monitoring.set_events(_TOOL, sys.monitoring.events.LINE)


def _came_to(code: CodeType, line: int) -> Any:
    place = _places.get((code.co_filename, line))
    if place is None:
        return sys.monitoring.DISABLE
    kinds = _found.setdefault(place, {})
    tests = kinds.setdefault(_test.partition("[")[0], [])
    if _test and _test not in tests and len(tests) < _OF_A_KIND:
        tests.append(_test)
    return sys.monitoring.DISABLE if len(kinds) >= ENOUGH else None


def pytest_runtest_logstart(nodeid: str) -> None:
    global _test
    _test = nodeid


def pytest_runtest_logreport(report: Any) -> None:
    if report.failed:
        _red.append(report.nodeid)


def pytest_sessionfinish() -> None:
    came = {place: [test for tests in kinds.values() for test in tests] for place, kinds in _found.items()}
    file = Path(os.environ["REACHING"]) / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{os.getpid()}.json"
    file.write_text(json.dumps({"came": came, "red": _red}))
