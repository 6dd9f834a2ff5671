"""A portal with a database and a role of its own, for what is done to a whole database."""

import os
import subprocess
import sys
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from memorandum.server.backups import files
from memorandum.server.backups.restoring import working_on
from tests.conftest import ROOT

RELEASE = next((ROOT / "tests" / "upgrade").glob("*.dump"))
SECRET = "Vh3-9qkT_xM2bLw7ZrC5nYfE8sJdPgU4aQoK1tNi"


class Portal:
    """A database with a role of its own on the tests' server, and the portal's commands on it."""

    def __init__(self, folder, info):
        self.folder, self.info = folder, info
        self.name = f"zalohy_{os.getpid()}"
        self.backups = folder / "backups"

    def connect(self, database="", user=""):
        return psycopg.connect(
            host=self.info.host,
            port=self.info.port,
            user=user or self.name,
            dbname=database or self.name,
            autocommit=True,
        )

    def run(self, *arguments, **options):
        place = self.info.host.replace("/", "%2F")
        own = {
            "DJANGO_SETTINGS_MODULE": "memorandum.settings",
            "DATABASE_URL": f"postgresql://{self.name}@{place}:{self.info.port}/{self.name}",
            "SECRET_KEY": SECRET,
            "LEDGER_KEY": "7e57" * 16,
            "VAR_DIR": str(self.folder),
        }
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False, **options
        )

    def call(self, *arguments):
        """The same within this process, which takes a tenth of the time."""
        out, err = StringIO(), StringIO()
        try:
            with working_on(self.name):
                call_command(*map(str, arguments), stdout=out, stderr=err)
        except CommandError as error:
            return subprocess.CompletedProcess(arguments, error.returncode, out.getvalue(), str(error))
        return subprocess.CompletedProcess(arguments, 0, out.getvalue(), err.getvalue())

    def backup(self):
        ran = self.call("backup", "--dir", self.backups)
        assert ran.returncode == 0, ran.stderr
        return files.backups(self.backups)[0]

    def localities(self):
        with self.connect() as database:
            return database.execute("SELECT count(*) FROM localities_locality WHERE name <> 'Jinak'").fetchone()[0]

    def change(self):
        with self.connect() as database:
            database.execute("UPDATE localities_locality SET name = 'Jinak' WHERE slug = 'ralsko'")

    def databases(self):
        with self.connect("postgres") as database:
            asked = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1"
            return [row[0] for row in database.execute(asked, [f"{self.name}%"])]


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, connection._nodb_cursor() as cursor:
        portal = Portal(tmp_path_factory.mktemp("zálohy"), cursor.connection.info)
        name = sql.Identifier(portal.name)
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
        cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
        patch.setattr("django.conf.settings.VAR_DIR", portal.folder)
        ran = portal.run("restore", RELEASE, "--yes")
        assert ran.returncode == 0, ran.stderr
        yield portal
        for database in portal.databases():
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))
        cursor.execute(sql.SQL("DROP ROLE {}").format(name))
