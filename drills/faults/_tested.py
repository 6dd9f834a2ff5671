"""A copy of the portal's sources from which something is taken out, and whether its tests notice."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from drills.portals import ROOT

_PATIENCE = 600  # seconds; the slowest of the tests that are asked for takes a tenth of it, with its database
_NOTHING_RUN = 5  # the exit code of pytest


def copied(copy: Path) -> Path:
    """The sources with their tests; beside them what lies beside the portal's own folder."""
    left_out = shutil.ignore_patterns("var", ".git", "__pycache__", "*_cache")
    shutil.copytree(ROOT, copy, ignore=left_out)
    beside, there = ROOT.parent / "shared", copy.parent / "shared"
    if beside.exists() and not there.exists():
        there.symlink_to(beside)
    return copy


def environment(var: Path, **more: str) -> Mapping[str, str]:
    """Of a process of the tests, which keeps what it makes in the folder ``var``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "DRILL_"))}
    return kept | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "tests.settings"} | more


def passes(copy: Path, var: Path, tests: Sequence[str], *, word: str = "") -> bool:
    """Whether these tests, or those of them with ``word`` in their names, are all green."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *tests, *(["-k", word] if word else [])],
            cwd=copy,
            env=environment(var),
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:  # without its guard the portal waits for ever, and so does who tries it
        return False
    if "error: not found" in done.stderr.lower():
        raise RuntimeError(f"{tests}: {done.stdout[-3000:]}{done.stderr[-1000:]}")
    return done.returncode in (0, _NOTHING_RUN)  # no test of that name: none has noticed
