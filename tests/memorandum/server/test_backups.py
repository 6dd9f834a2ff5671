"""Backups of a portal at work: made, damaged, brought back.

What hangs on who asks is done in a process of its own, as a role that may no more than it needs.
"""

import json
import resource
import shutil
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from memorandum.server.backups import done, files, programs, restoring
from memorandum.server.backups.fingerprints import Fingerprints, differences
from memorandum.server.backups.programs import BackupRefusal


@pytest.fixture
def backup(portal, tmp_path):
    """A good backup in a folder of the test's own, for it to damage."""
    made = files.backups(portal.backups)
    made = made[0] if made else portal.backup()
    shutil.copy(files.manifest_of(made), tmp_path)
    return Path(shutil.copy(made, tmp_path))


def refused(portal, backup, *words, run=None):
    """It ends with 1 and a sentence, and nothing has changed."""
    before = portal.databases(), portal.localities()
    ran = (run or portal.call)("restore", backup, "--yes")
    assert ran.returncode == 1
    for word in words:
        assert word in ran.stderr
    assert "Traceback" not in ran.stderr
    assert (portal.databases(), portal.localities()) == before


def test_a_backup_brings_everything_back_and_the_former_database_is_kept(portal):
    before = portal.localities()
    made = portal.backup()
    assert made.stat().st_mode & 0o777 == 0o600
    assert files.manifest_of(made).stat().st_mode & 0o777 == 0o600
    portal.change()
    there = portal.databases()
    assert portal.localities() == before - 1
    with portal.connect() as somebody:  # who is connected is cut off, and does not hold it up
        ran = portal.run("restore", made, "--yes")
        assert ran.returncode == 0, ran.stderr
        with pytest.raises(psycopg.OperationalError):
            somebody.execute("SELECT 1")
    assert portal.localities() == before
    (former,) = set(portal.databases()) - set(there)
    assert former in ran.stdout
    with portal.connect(former) as database:
        assert database.execute("SELECT FROM localities_locality WHERE name = 'Jinak'").fetchone() is not None


def test_a_drill_restores_beside_and_leaves_nothing_behind(portal):
    portal.backup()
    before = portal.databases()
    ran = portal.call("restore_drill")
    assert ran.returncode == 0, ran.stderr
    for word in ("MB", "tabul", "stránek odpovědělo", "2 vydané písemnosti", "Zkouška obnovy se zdařila"):
        assert word in ran.stdout.replace("\u00a0", " ")
    assert portal.databases() == before
    assert not list(portal.folder.glob("restore-drill-*"))
    assert done.last_backup().size == files.backups(portal.backups)[0].stat().st_size
    assert done.last_drill().at > done.last_backup().at
    assert done.last_drill().moment.startswith(f"{done.last_drill().at.astimezone():%-d}.")


def test_a_changed_byte_is_noticed_before_anything_is_touched(portal, backup):
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    refused(portal, backup, "je poškozená: otisk souboru neodpovídá")
    assert portal.call("restore_drill", backup).returncode == 1


def test_a_shorter_file_is_noticed(portal, backup):
    backup.write_bytes(backup.read_bytes()[:-1000])
    refused(portal, backup, "je poškozená: má", "bajtů místo")


def test_a_manifest_that_is_not_there_or_is_damaged_is_told(portal, backup):
    manifest = files.manifest_of(backup)
    text = manifest.read_text()
    manifest.write_text(text[:500])
    refused(portal, backup, "s otisky zálohy nejde přečíst")
    manifest.unlink()
    refused(portal, backup, "s jejími otisky")
    refused(portal, backup.with_name("nic.dump"), "není")


def test_rows_that_differ_from_the_manifest_are_noticed_after_the_restore(portal, backup):
    """As if pg_restore had lost something: the portal's own database stays."""
    manifest = files.manifest_of(backup)
    told = json.loads(manifest.read_text())
    told["fingerprints"]["tables"]["localities_locality"][0] += 1
    told["fingerprints"]["shape"]["triggers"]["localities_locality.zmizela"] = "x"
    manifest.write_text(json.dumps(told))
    refused(
        portal, backup, "Obnovená databáze se liší od zálohy, rozdílů: 2", "Chybí spoušť localities_locality.zmizela"
    )


def test_a_newer_release_is_refused_with_a_sentence(portal, backup):
    manifest = files.manifest_of(backup)
    told = json.loads(manifest.read_text())
    told["migrations"].append("council.9999_from_the_future")
    manifest.write_text(json.dumps(told))
    refused(portal, backup, "z novějšího vydání portálu", "council.9999_from_the_future")


def test_nothing_is_restored_that_nobody_has_confirmed(portal, backup, monkeypatch):
    before = portal.databases()
    monkeypatch.setattr("sys.stdin", StringIO())
    ran = portal.call("restore", backup)
    assert ran.returncode == 1
    assert "přidejte --yes" in ran.stderr
    assert portal.databases() == before


def test_the_newest_are_kept_and_what_was_begun_is_taken_away(portal, tmp_path):
    stranger = tmp_path / "portal-nase.dump"
    stranger.write_text("někoho jiného")
    (tmp_path / "portal-20200101T000000Z.cast").write_text("zabitá")
    made = []
    for _ in range(3):
        ran = portal.call("backup", "--dir", tmp_path, "--keep", 2)
        assert ran.returncode == 0, ran.stderr
        made.append(files.backups(tmp_path)[0])
    assert files.backups(tmp_path) == made[:0:-1]
    manifests = [files.manifest_of(one).name for one in made[1:]]
    names = [one.name for one in made[1:]]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*names, *manifests, stranger.name, "backup.lock"]
    )


def test_a_backup_that_cannot_be_written_leaves_nothing_and_says_why(portal, tmp_path):
    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    ran = portal.run("backup", "--dir", tmp_path, preexec_fn=little)
    assert ran.returncode == 1
    assert "Záloha se nezdařila." in ran.stderr
    assert "Traceback" not in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["backup.lock"]
    ran = portal.call("backup", "--dir", "/proc/nic")
    assert ran.returncode == 1
    assert "Do složky /proc/nic nejde zapisovat" in ran.stderr


def test_a_role_that_may_not_create_databases_is_told_what_to_allow(portal, backup):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER ROLE {portal.name} NOCREATEDB")
        try:
            refused(portal, backup, f"ALTER ROLE {portal.name} CREATEDB", run=portal.run)
        finally:
            cursor.execute(f"ALTER ROLE {portal.name} CREATEDB")


def _folder_of(path, major):
    for name in ("pg_dump", "pg_restore"):
        program = path / str(major) / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.4 (Debian)'\n")
        program.chmod(0o755)
    return program.parent


def test_programs_of_the_servers_version_are_chosen_or_of_the_next_one(tmp_path):
    folders = [_folder_of(tmp_path, major) for major in (18, 15, 16)]
    assert programs.fitting(15, iter(folders)).major == 15
    assert programs.fitting(17, iter(folders)).major == 18
    with pytest.raises(BackupRefusal, match=r"PostgreSQL 19 .* zde je 15, 16, 18.*postgresql-client-19"):
        programs.fitting(19, iter(folders))


def test_a_password_is_not_told_on_a_command_line():
    told = {"host": "db", "user": "portal", "password": "tajné", "dbname": "portal", "sslmode": "require"}
    assert "tajné" not in programs.conninfo(told)
    assert "sslmode=require" in programs.conninfo(told)
    assert programs.environment(told)["PGPASSWORD"] == "tajné"
    assert not {name for name in programs.environment({}) if name.startswith("PG")} - {"PGAPPNAME", "PGPASSFILE"}


def test_sequences_may_only_have_gone_on():
    def at(value):
        return Fingerprints({}, {"sequences": {"x_id_seq": f"bigint 1 1 {value}"}})

    assert list(differences(at(5), at(7))) == []
    assert list(differences(at(7), at(5))) == ["Jiné znění má řada čísel x_id_seq."]


def test_the_last_backup_is_unknown_where_none_was_made(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert done.last_backup() is None
    (tmp_path / "last_backup.json").write_text("{")
    assert done.last_backup() is None


def test_a_name_of_a_new_database_is_nobodys():
    assert restoring.new_name("obnova") != restoring.new_name("obnova")
