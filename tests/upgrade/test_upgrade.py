"""A portal of an earlier release is upgraded and loses nothing: neither a row, nor what was issued, nor an answer."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from council.models import IssuedPaper, LedgerEntry
from memorandum.papers import verify
from memorandum.portal import region
from memorandum.portal.visits import Visitor
from memorandum.server.backups import fingerprints, restoring
from memorandum.server.backups.files import Manifest

FOLDER = Path(__file__).resolve().parent
RELEASES = sorted(FOLDER.glob("*.dump"))
#: Tables whose rows a migration changes on purpose, and why.  What Django itself keeps of models is made anew.
CHANGED = {
    "django_migrations": "has the migrations that were applied",
    "django_content_type": "has a row for each model",
    "auth_permission": "has rows for each model",
    "auth_group_permissions": "is settled after each migration (memorandum/staff/roles.py)",
}


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.stem)
def upgraded(request, django_db_setup, django_db_blocker):
    """The manifest and the answers of a release, with the portal on its database, restored and migrated."""
    manifest = Manifest.of(request.param)
    answers = json.loads(request.param.with_suffix(".answers.json").read_text())
    with django_db_blocker.unblock():
        name = restoring.new_name("upgrade")
        with restoring.restored(request.param, restoring.readable(request.param), name=name, step=print):
            restoring.migrate(name)
            with restoring.working_on(name):
                region.forget()
                yield manifest, answers
                region.forget()


def test_every_row_is_there(upgraded):
    manifest, _ = upgraded
    with restoring.connect(connection.settings_dict["NAME"]) as now:
        found = fingerprints.take(now, like=manifest.fingerprints)
    was = fingerprints.Fingerprints(manifest.fingerprints.tables)
    here = fingerprints.Fingerprints(found.tables)
    lost = [told for told in fingerprints.differences(was, here) if told.split()[1] not in CHANGED]
    assert lost == []
    assert manifest.fingerprints.rows > 3_000


def test_what_was_issued_is_as_it_was_issued(upgraded):
    assert list(verify.problems()) == []
    assert (IssuedPaper.objects.count(), LedgerEntry.objects.count()) == (2, 3)


def test_permanent_addresses_answer_with_the_same_bytes(upgraded):
    _, answers = upgraded
    visitor = Visitor("localhost")
    found = {address: hashlib.sha256(visitor.get(address).content).hexdigest() for address in answers}
    assert {address for address, digest in answers.items() if found[address] != digest} == set()


def test_the_models_and_the_upgraded_tables_agree(upgraded):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app IN ('evidence', 'council', 'localities')")
        assert cursor.fetchone()[0] >= 4


def test_there_is_a_release_to_upgrade_from():
    assert RELEASES
    assert all(path.stat().st_size < 1_000_000 for path in FOLDER.iterdir() if path.is_file())
