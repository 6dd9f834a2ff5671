"""The embedded server of the next major version finds a folder of the former one, and carries its data over.

Both are of one version here, which the folders' names deny; drills/faults/embedded_major_upgrade.py has two versions.
"""

import fcntl
import json
import shutil
import subprocess
import sys

import pytest

from memorandum.server.postgresql import upgrade
from tests.memorandum.server.users import PLAIN, ROOT

SETTINGS = {"io_method": "sync", "synchronous_commit": "off"}


def ask(var, name, sql):
    """The last statement's value, or nothing, and what was told on the way."""
    embedded = json.dumps({"var": str(var), "name": name, "settings": SETTINGS})
    ran = subprocess.run(
        [sys.executable, "-c", PLAIN, embedded],
        input=f"{sql}\n",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(ran.stdout)[0] if ran.returncode == 0 else None, ran.stderr


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """A folder as the former version has left it."""
    var = tmp_path_factory.mktemp("var")
    made = "CREATE TABLE kept (n int PRIMARY KEY, word text); INSERT INTO kept SELECT n, 'ž' || n"
    assert ask(var, "pg17", f"{made} FROM generate_series(1, 500) n; SELECT count(*) FROM kept") == (500, "")
    with (var / "pg17/server.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # it stops within a second of the end of its last user
    return var


@pytest.fixture
def var(earlier, tmp_path):
    shutil.copytree(earlier / "pg17", tmp_path / "pg17", symlinks=True)
    (tmp_path / "pg17" / "socket").unlink(missing_ok=True)
    return tmp_path


def test_data_come_over_once_and_the_former_folder_stays(var):
    assert upgrade.programs_of(var / "pg17").is_relative_to(var / "pg17" / upgrade.KEPT)
    count, told = ask(var, "pg18", "SELECT count(*) FROM kept WHERE word = 'ž' || n")
    assert count == 500
    assert f"Dosavadní složka {var}/pg17 zůstává" in told
    assert (var / "pg17/data/PG_VERSION").exists()
    assert ask(var, "pg18", "SELECT max(n) FROM kept") == (500, "")


def test_data_that_nobody_can_read_any_more_are_told_and_left(var):
    shutil.rmtree(var / "pg17" / upgrade.KEPT)
    (var / "pg17/data/PG_VERSION").write_text("7\n")
    count, told = ask(var, "pg18", "SELECT 1")
    assert count is None
    assert "Nainstalujte je (Debian, Ubuntu: apt install postgresql-7)" in told
    assert not (var / "pg18/data").exists()


@pytest.mark.parametrize(("name", "found"), [("pg18", "pg17"), ("pg17", None), ("pg18-test", None), ("pg9", None)])
def test_the_former_folder_is_that_of_the_latest_earlier_version(tmp_path, name, found):
    for other in ("pg15", "pg17", "pg19", "pg16-test", "pgx"):
        (tmp_path / other / "data").mkdir(parents=True)
        (tmp_path / other / "data/PG_VERSION").write_text("17\n")
    shutil.rmtree(tmp_path / "pg15") if name == "pg17" else None
    former = upgrade.former(tmp_path / name)
    assert (former and former.name) == found
