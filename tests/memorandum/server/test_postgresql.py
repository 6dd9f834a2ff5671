"""Whatever is killed, and whenever: the next query works, and nothing is left behind."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from memorandum.server.postgresql import server, watcher
from tests.memorandum.server.users import (
    DJANGO,
    POSTMASTER,
    SETTINGS,
    User,
    is_gone,
    processes_of,
    wait_until,
    wait_until_gone,
)


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """One cluster for the tests that leave it as they found it: without a user, so without a server."""
    return tmp_path_factory.mktemp("var")


@pytest.mark.parametrize("signum", [None, signal.SIGINT, signal.SIGKILL])
def test_the_server_stops_after_its_last_user_however_that_one_ended(var, signum):
    with User(var) as user:
        everybody = processes_of(user.postmaster())
        folder = Path(user.ask("SHOW unix_socket_directories"))
        assert folder.stat().st_mode & 0o777 == 0o700
        user.leave(signum)
    wait_until_gone(*everybody)
    assert not folder.exists()


def test_the_server_stays_as_long_as_one_user_does(var):
    with User(var) as second:
        with User(var) as first:
            postmaster = first.postmaster()
            assert second.postmaster() == postmaster
        time.sleep(4 * watcher.POLL_SECONDS)
        assert second.postmaster() == postmaster


def test_the_server_cannot_be_reached_over_the_network(var):
    with User(var) as user:
        assert user.ask("SHOW listen_addresses") == ""
        assert user.postmaster().net_connections("inet") == []


def test_the_portal_may_create_the_extensions_that_it_needs(var):
    with User(var) as user:
        assert user.ask("CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm; SELECT unaccent('Žluť')") == "Zlut"
        assert user.ask("DROP EXTENSION unaccent; DROP EXTENSION pg_trgm; SELECT 1") == 1


def test_six_first_starts_at_once_make_one_server(tmp_path):
    users = [User(tmp_path) for _ in range(6)]
    for user in users:
        user.tell(POSTMASTER)
    pids = {user.hear() for user in users}
    for user in users:
        user.leave()
    assert len(pids) == 1


def test_starts_while_the_server_is_stopping_all_get_an_answer(var):
    with User(var) as user:
        user.ask("SELECT 1")
    users = [User(var) for _ in range(4)]
    for user in users:
        user.tell(POSTMASTER)
    assert len({user.hear() for user in users}) == 1
    for user in users:
        user.leave()


def test_a_killed_postmaster_is_replaced_at_the_next_query(var):
    with User(var, program=DJANGO) as user:
        user.ask("CREATE TABLE kept AS SELECT 7 AS n; SELECT 7")
        before = processes_of(user.postmaster())
        before[1].kill()
        assert user.ask("SELECT n FROM kept") == 7
        assert user.postmaster() != before[1]
        wait_until_gone(*before)
        assert user.ask("DROP TABLE kept; SELECT 1") == 1


def test_a_killed_backend_costs_the_open_connections(var):
    with User(var, program=DJANGO) as user, User(var, program=DJANGO) as other:
        postmaster = user.postmaster()
        backends = [psutil.Process(one.ask("SELECT pg_backend_pid()")) for one in (user, other)]
        backends[0].kill()
        wait_until_gone(*backends)  # PostgreSQL trusts no memory that a killed process may have spoiled
        assert [one.ask("SELECT 1") for one in (user, other)] == [1, 1]
        assert user.postmaster() == postmaster


def test_a_killed_watcher_leaves_no_server_without_a_watcher(var):
    with User(var, program=DJANGO) as user:
        watcher_process, postmaster, *_ = processes_of(user.postmaster())
        watcher_process.kill()
        with User(var, program=DJANGO) as newcomer:
            everybody = processes_of(newcomer.postmaster())
            assert everybody[1] != postmaster
        assert user.postmaster() == everybody[1]
    wait_until_gone(postmaster, *everybody)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_killed_watcher_takes_the_server_with_it(var):
    with User(var, program=DJANGO) as user:
        everybody = processes_of(user.postmaster())
        folder = Path(user.ask("SHOW unix_socket_directories"))
        everybody[0].kill()
        wait_until_gone(*everybody)
        assert user.ask("SELECT 1") == 1
        assert not folder.exists()


def test_everything_killed_at_once_recovers_at_the_next_start(var):
    with User(var) as user:
        user.ask("CREATE TABLE kept AS SELECT 7 AS n; SELECT 7")
        everybody = processes_of(user.postmaster())
        for process in [*everybody, user.process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    with User(var) as user:
        assert user.ask("SELECT n FROM kept") == 7
        assert user.ask("DROP TABLE kept; SELECT 1") == 1


@pytest.mark.parametrize("delay", [0, 0.2])
def test_a_starter_killed_while_it_creates_the_cluster_is_no_obstacle(tmp_path, delay):
    folder = tmp_path / "pg18-test"
    with User(tmp_path) as starter:
        starter.tell("SELECT 1")
        wait_until((folder / "data.new").exists, "the first files")
        time.sleep(delay)
        starter.leave(signal.SIGKILL)
    with User(tmp_path) as user:
        assert user.ask("SELECT 1") == 1
        assert not (folder / "data.new").exists()


def test_a_pid_that_belongs_to_another_program_by_now_is_no_obstacle(var):
    with User(var) as user:
        postmaster = user.postmaster()
        lines = (var / "pg18-test/data/postmaster.pid").read_text().splitlines()
    wait_until_gone(postmaster)
    (var / "pg18-test/data/postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with User(var) as user:
        assert user.ask("SELECT 1") == 1


def test_a_server_that_somebody_else_started_is_neither_used_nor_doubled(var):
    with User(var) as user:
        user.ask("SELECT 1")
        folder = Path(user.ask("SHOW unix_socket_directories"))
    wait_until(lambda: not folder.exists(), "the end of the watcher")
    cluster = server.Cluster(var / "pg18-test", SETTINGS)
    cluster._remove_what_a_killed_server_left()
    folder = Path(cluster._make_socket_folder())
    postgres: list[str | Path] = [server.bin_dir() / "postgres", "-D", cluster.data]
    postgres += ["-k", folder, "-c", "listen_addresses="]
    by_hand = subprocess.Popen(watcher.command(cluster.account, *postgres), stderr=subprocess.DEVNULL)
    try:
        wait_until(cluster._answering, "the server started by hand")
        with pytest.raises(server.ServerError, match="stop it first"):
            cluster.enter()
    finally:
        by_hand.send_signal(signal.SIGINT)
        by_hand.wait(60)
        folder.rmdir()


FORKING = """
import os, sys, time
from memorandum.server.postgresql import server
import json
embedded = json.loads(sys.argv[1])
server.use(**embedded)
if os.fork() == 0:
    if {child_uses}:
        server.use(**embedded)
    os.close(1)
    time.sleep(60)
    os._exit(0)
sys.stdin.readline()
"""


@pytest.mark.parametrize("child_uses", [True, False])
def test_a_forked_child_keeps_the_server_only_by_using_it(var, child_uses):
    with User(var, program=FORKING.format(child_uses=child_uses)) as parent, User(var) as user:
        postmaster = user.postmaster()
        user.leave()
        wait_until(lambda: psutil.Process(parent.process.pid).children(), "the child")
        child = psutil.Process(parent.process.pid).children()[0]
        wait_until(lambda: child.num_threads() and child.status() == psutil.STATUS_SLEEPING, "the child to settle")
        parent.leave()
    time.sleep(4 * watcher.POLL_SECONDS)
    if child_uses:
        assert not is_gone(postmaster)
    else:
        wait_until_gone(postmaster)
        assert not is_gone(child)
    child.kill()
    wait_until_gone(postmaster)


def test_the_place_of_the_folder_does_not_matter(tmp_path):
    odd = tmp_path / "Žluťoučký kůň" / "složka s 'mezerami', \"uvozovkami\" a $HOME" / ("x" * 100) / ("y" * 100)
    for _ in range(2):
        with User(odd) as user:
            assert user.ask("SELECT 1") == 1
            postmaster = user.postmaster()
        wait_until_gone(postmaster)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@needs_root
def test_a_plain_user_can_start_the_server(tmp_path):
    # In the namespace the starter is a plain user; yet it can read this Python, wherever that lies.
    plain = next(user.pw_uid for user in pwd.getpwall() if user.pw_uid)
    prefix = watcher.command([0, 0, plain], "/usr/bin/env")
    with User(tmp_path, prefix=prefix) as user:
        assert user.ask("SELECT 1") == 1
        postmaster = user.postmaster()
    wait_until_gone(postmaster)


@needs_root
def test_root_runs_the_server_of_a_plain_users_folder_as_that_user():
    nobody = pwd.getpwnam("nobody")
    if closed := [folder for folder in server.bin_dir().parents if not folder.stat().st_mode & 0o001]:
        pytest.skip(f"nobody cannot enter {closed[0]}")
    with tempfile.TemporaryDirectory() as var:
        folder = Path(var, "pg18-test")
        Path(var).chmod(0o755)
        folder.mkdir(mode=0o700)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        with User(var) as user:
            everybody = processes_of(user.postmaster())
            assert everybody[1].uids().real == nobody.pw_uid
            assert {path.stat().st_uid for path in folder.rglob("*")} == {nobody.pw_uid}
        wait_until_gone(*everybody)


@needs_root
def test_without_user_namespaces_roots_folder_goes_to_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(server.Cluster, "_runs_as", lambda self, account: account[0] != 0)
    (tmp_path / "old").touch()
    assert server.Cluster(tmp_path, {}).account[0] == pwd.getpwnam("nobody").pw_uid
    assert (tmp_path / "old").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@needs_root
def test_a_root_that_nobody_can_help_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(server.Cluster, "_runs_as", lambda self, account: False)
    with pytest.raises(server.ServerError, match="set DATABASE_URL"):
        _ = server.Cluster(tmp_path, {}).account


def test_a_link_that_leads_nowhere_is_no_obstacle(var):
    with User(var) as user:
        folder = Path(user.ask("SHOW unix_socket_directories"))
        link = var / "pg18-test/socket"
        assert link.readlink() == folder
    wait_until(lambda: not folder.exists(), "the end of the watcher")
    assert link.is_symlink()
    with User(var) as user:
        folder = Path(user.ask("SHOW unix_socket_directories"))
        assert link.readlink() == folder


def test_a_server_that_cannot_start_says_why(tmp_path):
    before = set(server._descriptors)
    with pytest.raises(psycopg.OperationalError, match=r'invalid value for parameter "shared_buffers"'):
        server.use(str(tmp_path), settings={"fsync": "off", "shared_buffers": "nonsense"})
    assert server._descriptors == before


def test_the_socket_has_a_short_path_even_when_the_temporary_folder_has_not(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/var/" + "x" * 90)
    folder = Path(server.Cluster(tmp_path, {})._make_socket_folder())
    folder.rmdir()
    assert folder.parent == Path("/tmp")


def test_users_with_different_temporary_folders_meet(var, tmp_path, monkeypatch):
    with User(var) as user:
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        with User(var) as other:
            assert other.postmaster() == user.postmaster()


def delete(folder):
    """Also what the running server puts into a folder just when it is to go."""

    def is_deleted():
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()

    wait_until(is_deleted, f"the end of {folder}")


def test_a_folder_deleted_under_a_running_server_can_be_made_again_at_once(tmp_path):
    with User(tmp_path) as user:
        old = processes_of(user.postmaster())
        delete(tmp_path / "pg18-test")
        with User(tmp_path) as newcomer:
            new = newcomer.postmaster()
            assert new not in old
            user.leave()
            wait_until_gone(*old)
            assert newcomer.postmaster() == new
