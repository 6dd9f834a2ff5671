"""Refusals of the embedded server that machines rarely come to: each is reached here, in the test's own process."""

import fcntl
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from memorandum.server.postgresql import server, upgrade, watcher
from memorandum.server.postgresql.server import Cluster, ServerError
from memorandum.server.postgresql.upgrade import NotUpgraded, Side


def program(folder, name, script):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """One whose programs are scripts of the test, run as whoever runs the test."""
    monkeypatch.setattr(watcher, "command", lambda account, *told, **more: list(told))
    monkeypatch.setattr(server, "bin_dir", lambda: tmp_path / "bin")
    made = Cluster(tmp_path / "pg18", {"fsync": "off"})
    made.folder.mkdir()
    made.account = [0, 0, 0]
    return made


def test_without_the_package_it_says_what_to_set(monkeypatch):
    monkeypatch.setattr(server.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ServerError, match="Set DATABASE_URL, or install"):
        server.bin_dir()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("initdb: No space left on device", "nemá na disku místo"),
        ("initdb: nonsense", r"initdb failed \(1\): .*nonsense"),
    ],
)
def test_what_cannot_be_made_says_why(cluster, tmp_path, said, says):
    program(tmp_path / "bin", "initdb", f"echo '{said}'; exit 1")
    with cluster._lock("start") as start, pytest.raises(ServerError, match=says):
        cluster._run("initdb", keep=start)


def test_a_server_that_found_no_room_says_so(cluster, monkeypatch):
    cluster.log.write_text("PANIC: could not write: No space left on device\n")
    monkeypatch.setattr(cluster, "_start", lambda *locks: None)
    with pytest.raises(ServerError, match="nemá na disku místo"):
        cluster._bring_up()


def test_a_former_folder_that_is_in_use_is_left_alone(cluster, tmp_path):
    former = tmp_path / "pg17"
    (former / "data").mkdir(parents=True)
    with (former / "users.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with cluster._lock("start") as start, pytest.raises(NotUpgraded, match="ještě někdo používá"):
            cluster._carry_over(former, tmp_path / "new", start)


def carry_over(tmp_path):
    side = Side(tmp_path / "bin", tmp_path / "data", [0, 0, 0])
    upgrade.carry_over(side, side, user="portal", database="portal", keep=0, tell=lambda told: None)


def test_a_dump_that_fails_ends_the_upgrade(tmp_path, monkeypatch):
    monkeypatch.setattr(upgrade, "_running", lambda *told: nullcontext(str(tmp_path)))
    program(tmp_path / "bin", "postgres", "echo 'postgres (PostgreSQL) 18.1'")
    program(tmp_path / "bin", "pg_dump", "echo 'the table is broken' >&2; exit 1")
    program(tmp_path / "bin", "pg_restore", "cat >/dev/null")
    with pytest.raises(NotUpgraded, match="se nezdařil: the table is broken"):
        carry_over(tmp_path)


def test_data_that_came_otherwise_end_the_upgrade(tmp_path, monkeypatch):
    monkeypatch.setattr(upgrade, "_running", lambda *told: nullcontext(str(tmp_path)))
    program(tmp_path / "bin", "postgres", "echo 'postgres (PostgreSQL) 18.1'")
    for name in ("pg_dump", "pg_restore"):
        program(tmp_path / "bin", name, "exit 0")
    connected = nullcontext(SimpleNamespace(execute=lambda sql: None))
    monkeypatch.setattr(upgrade.psycopg, "connect", lambda *told, **more: connected)
    monkeypatch.setattr(upgrade.fingerprints, "take", lambda connection: None)
    monkeypatch.setattr(upgrade.fingerprints, "differences", lambda was, found: iter(["tabulka kept má jiné řádky"]))
    with pytest.raises(NotUpgraded, match="se liší od dosavadní: tabulka kept"):
        carry_over(tmp_path)


def test_a_server_over_data_that_nobody_can_read_says_why(cluster, tmp_path):
    program(tmp_path / "bin", "postgres", "echo 'FATAL: the data are of another version'; exit 1")
    side = Side(tmp_path / "bin", tmp_path, [0, 0, 0])
    says = "se nespustil: FATAL: the data are of another version"
    with pytest.raises(NotUpgraded, match=says), upgrade._running(side, "portal", 0):
        pytest.fail("it runs")
