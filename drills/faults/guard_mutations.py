"""Guards are taken out of the portal's own sources, one at a time, and the tests that should miss them are run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from drills.portals import ROOT
from drills.world import World

PROVES = "Odstraní-li kdokoli pojistku ze zdrojového kódu, některý test zčervená: žádná nejde vyndat potichu."
LIMIT = 3600
_PATIENCE = 240  # seconds; each of these tests takes a tenth of it, with its database


class Mutation(NamedTuple):
    """In the file ``path`` this text becomes that one, and a test in ``tests`` with ``word`` in its name must fail."""

    path: str
    text: str
    other: str
    tests: str
    word: str


_CACHE, _CACHE_TESTS = "memorandum/server/page_cache.py", "tests/memorandum/server/test_page_cache.py"
_ERRORS = "tests/memorandum/portal/test_errors.py"
_RECORDS, _RECORDS_TESTS = "memorandum/staff/admin/records.py", "tests/memorandum/staff/test_records.py"
_BOX, _LOGIN = "formats/strongbox.py", "tests/memorandum/staff/test_login.py"
MUTATIONS = (
    Mutation(_CACHE, "kept.number != number or", "", _CACHE_TESTS, "after_a_change"),
    Mutation(_CACHE, "or kept.until <= time.time()", "", _CACHE_TESTS, "midnight"),
    Mutation(_CACHE, "if self._changes.number == number and", "if", _CACHE_TESTS, "while_the_record_changed"),
    Mutation(_CACHE, 'and "set-cookie" not in values', "", _CACHE_TESTS, ""),
    Mutation(_CACHE, "and kept.number == self._changes.last", "", _CACHE_TESTS, "before_the_database_went"),
    Mutation("memorandum/server/makers.py", "left <= 0", "False", "tests/memorandum/server/test_makers.py", "at_once"),
    Mutation(
        "memorandum/server/makers.py",
        "            self._give_back(began)\n            raise",
        "            raise",
        "tests/memorandum/server/test_makers.py",
        "after_a_fault",
    ),
    Mutation(
        "memorandum/server/turns.py",
        "except BlockingIOError:\n        return False",
        "except BlockingIOError:\n        return True",
        "tests/memorandum/server/test_turns.py",
        "",
    ),
    Mutation("formats/sheet.py", '"\'" + text if', "text if", "tests/formats/test_sheet.py", "defused"),
    Mutation(_BOX, "if size > left:", "if False:", "tests/formats/test_word_hostile.py", "refused"),
    Mutation(_BOX, "if size > _SMALL and", "if False and", "tests/formats/test_word_hostile.py", "refused"),
    Mutation("memorandum/server/log.py", "if is_refused or", "if False and", _ERRORS, "log"),
    Mutation("memorandum/middleware.py", "if STUCK in request.META or", "if False and", _ERRORS, "nobody_waits"),
    Mutation(
        "memorandum/portal/pages/standing.py", "isinstance(exception, DisallowedHost)", "False", _ERRORS, "foreign"
    ),
    Mutation(_RECORDS, "if version is None or", "if True or", _RECORDS_TESTS, "second_editor"),
    Mutation(_RECORDS, "if VERSION not in request.POST:", "if False:", _RECORDS_TESTS, "without_a_version"),
    Mutation("memorandum/middleware.py", "if now - seen > most:", "if False:", _LOGIN, "idle or long"),
    Mutation("memorandum/settings.py", '"10/m/ip,5/10m/key"', '"1000/m/ip"', _LOGIN, "guessing"),
    Mutation(
        "memorandum/papers/verify.py",
        "if entry.previous_hash != previous:",
        "if False:",
        "tests/memorandum/papers/test_issue.py",
        "",
    ),
    Mutation(
        "memorandum/server/ledger_key.py",
        "ValueError):\n        return False",
        "ValueError):\n        return True",
        "tests/memorandum/server/test_ledger_key.py",
        "something_else",
    ),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    copy = world.folder / "copy"
    left_out = shutil.ignore_patterns("var", ".git", "docs", "bench", "__pycache__", "*_cache", "drills")
    shutil.copytree(ROOT, copy, ignore=left_out)
    (copy / "docs").mkdir()
    unseen = []
    tried = MUTATIONS[::4] if world.short or not guarded else MUTATIONS
    for mutation in tried:
        source = copy / mutation.path
        whole = source.read_text()
        assert mutation.text in whole, f"{mutation.path}: pojistka „{mutation.text}“ tam není"
        if guarded:  # the control: nothing is taken out, so the tests must be green
            source.write_text(whole.replace(mutation.text, mutation.other, 1))
        if _passes(copy, mutation, world.folder / "var-tests"):
            unseen.append(f"{mutation.path} bez „{mutation.text.strip()}“: {mutation.tests}")
        source.write_text(whole)
    assert not unseen, f"testy to nepoznaly: {'; '.join(unseen)}"
    return {"vyndaných pojistek": len(tried), "nepoznaných": 0}


def _passes(copy: Path, mutation: Mutation, var: Path) -> bool:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "DRILL_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, mutation.tests, *(["-k", mutation.word] if mutation.word else [])],
            cwd=copy,
            env=kept | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:  # without its guard the portal waits for ever, and so does who tries it
        return False
    if done.returncode not in (0, 1) or " error" in done.stdout.splitlines()[-1]:
        raise RuntimeError(f"{mutation.tests}: {done.stdout[-3000:]}{done.stderr[-1000:]}")
    return done.returncode == 0
