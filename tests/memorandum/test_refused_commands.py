"""Refusals of commands that people rarely come to: each is reached here, so that none can go silently."""

import io
from contextlib import nullcontext
from types import SimpleNamespace

import psycopg
import pytest
from django.core.management import CommandError, call_command

from memorandum.management.commands import import_boundaries, import_municipalities, restore, restore_drill
from memorandum.papers import verify
from memorandum.server import database_roles
from memorandum.server.backups import files, programs, restoring
from memorandum.server.backups.programs import BackupRefusal


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("backup", "--keep=0"), "Ponechat se musí aspoň jedna záloha"),
        (("verify_papers", "--head=abc"), "Otisk má 64 šestnáctkových číslic"),
    ],
)
def test_what_a_command_cannot_mean_is_said(db, command, says):
    with pytest.raises(CommandError, match=says):
        call_command(*command)


def test_a_file_that_would_fill_the_memory_is_not_read(db, tmp_path, monkeypatch):
    large = tmp_path / "velky.geojson"
    large.write_bytes(b" " * 200)
    for module, command in (
        (import_boundaries, "import_boundaries"),
        (import_municipalities, "import_municipalities"),
    ):
        monkeypatch.setattr(module, "MOST_BYTES", 2 * 2**20)
        with large.open("r+b") as file:
            file.truncate(3 * 2**20)
        with pytest.raises(CommandError, match="je větší než"):
            call_command(command, str(large))


def test_who_does_not_own_the_tables_changes_nothing(db, monkeypatch):
    monkeypatch.setattr(database_roles, "is_owner", lambda: False)
    with pytest.raises(CommandError, match="Tabulky patří jiné roli"):
        call_command("migrate", verbosity=0)
    monkeypatch.setattr(database_roles, "are_views_current", lambda: False)
    with pytest.raises(CommandError, match="změnit ji smí jen její vlastník"):
        call_command("prepare", verbosity=0, skip_checks=True)


def test_a_role_that_the_operator_has_not_made_is_named(db, settings):
    settings.IS_EMBEDDED = False
    with pytest.raises(database_roles.RoleIsMissing, match="CREATE ROLE neni LOGIN"):
        database_roles.grant_to_public("neni")


# --- Backups -----------------------------------------------------------------------------------------------------


def test_who_does_not_say_yes_restores_nothing(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("ne\n"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    with pytest.raises(CommandError, match="Nic se neobnovilo"):
        restore.Command(stdout=io.StringIO())._ask("dnes", 5)


def test_a_backup_of_a_later_form_is_not_read(tmp_path):
    backup = tmp_path / "portal-20260101T000000Z.dump"
    files.manifest_of(backup).write_text('{"format": 999}')
    with pytest.raises(BackupRefusal, match="vytvořilo novější vydání"):
        files.Manifest.of(backup)


def test_a_backup_that_is_not_there_is_not_looked_for_by_its_fingerprints(tmp_path, monkeypatch):
    monkeypatch.setattr(files.Manifest, "of", lambda backup: pytest.fail("its manifest was read"))
    with pytest.raises(BackupRefusal, match="není"):
        restoring.readable(tmp_path / "portal-20260101T000000Z.dump")


def test_a_database_without_tables_is_not_backed_up(db, monkeypatch, tmp_path):
    monkeypatch.setattr(files, "take", lambda source: SimpleNamespace(tables={}))
    monkeypatch.setattr(files, "fitting", lambda major: None)
    source = SimpleNamespace(
        info=SimpleNamespace(server_version=180000),
        execute=lambda *told: SimpleNamespace(fetchone=lambda: ("snapshot",)),
    )
    with pytest.raises(BackupRefusal, match="není co zálohovat"):
        files._dump(source, tmp_path / "a.dump", lambda told: None)


@pytest.mark.parametrize(
    ("said", "says"),
    [("cannot write: No space left on device", "nestačilo místo"), ("error: permission denied", "skončil chybou")],
)
def test_a_program_that_fails_is_told_by_name(tmp_path, said, says):
    program = tmp_path / "pg_dump"
    program.write_text(f"#!/bin/sh\necho 'pg_dump: {said}' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(BackupRefusal, match=f"Program.* pg_dump {says}"):
        programs.Programs(tmp_path, 18).run("pg_dump")


def test_a_restored_database_that_cannot_be_changed_says_why(monkeypatch):
    done = SimpleNamespace(returncode=1, stderr="Traceback\nCommandError: nejde to")
    monkeypatch.setattr(restoring.subprocess, "run", lambda *told, **more: done)
    with pytest.raises(BackupRefusal, match="převést na toto vydání portálu: CommandError: nejde to"):
        restoring.migrate("zkouska")


def test_a_database_that_somebody_keeps_using_is_not_replaced(db, monkeypatch):
    class Server:
        def execute(self, *told):
            return SimpleNamespace(fetchone=lambda: (1,))

        def transaction(self):
            raise psycopg.errors.ObjectInUse

    monkeypatch.setattr(restoring.connections, "close_all", lambda: None)
    monkeypatch.setattr(restoring, "_maintenance", lambda: nullcontext(Server()))
    monkeypatch.setattr(restoring, "_cutting_off", lambda names: nullcontext())
    with pytest.raises(BackupRefusal, match="nepřestává někdo jiný používat"):
        restoring.put_in_place(SimpleNamespace(database="obnova"))


@pytest.mark.parametrize(
    ("wrong", "failing", "says"),
    [(["Zápis 1 chybí."], [], "Zápis 1 chybí"), ([], ["/lokality/"], "Neodpověděly stránky: /lokality/")],
)
def test_what_is_wrong_with_a_restored_database_fails_the_drill(monkeypatch, tmp_path, wrong, failing, says):
    nothing = SimpleNamespace(tables={}, rows=0)
    manifest = SimpleNamespace(fingerprints=nothing, size=1)
    monkeypatch.setattr(restoring, "readable", lambda backup: manifest)
    monkeypatch.setattr(restoring, "restored", lambda *told, **more: nullcontext(SimpleNamespace(lacks=[])))
    monkeypatch.setattr(restoring, "working_on", lambda name: nullcontext(None))
    monkeypatch.setattr(restoring, "new_name", lambda kind: kind)
    monkeypatch.setattr(verify, "problems", lambda: iter(wrong))
    monkeypatch.setattr(restore_drill, "failing_pages", lambda visitor: (1, failing))
    monkeypatch.setattr(restore_drill.serve.Command, "collect_static_files", lambda self: None)
    with pytest.raises(BackupRefusal, match=says):
        restore_drill.Command(stdout=io.StringIO())._try_out(tmp_path / "a.dump")
