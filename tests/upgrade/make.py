"""Makes the files that later releases are upgraded from; see README.md.

var/venv/bin/python tests/upgrade/make.py 0.1.0
"""

import datetime
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from council.models import Paper, PaperEntry, Session
from evidence.models import AsOf
from localities.models import PlanChange
from memorandum.imports import record_files
from memorandum.papers.issue import issue, withdraw
from memorandum.portal.visits import Visitor
from memorandum.server.backups import files
from memorandum.staff.roles import Role

#: What is read at a permanent address, and has the same bytes in every release; pages may be worded otherwise.
PERMANENT = (
    *(f"/{name}/export.csv" for name in ("lokality", "obce", "finance", "usneseni", "zdroje", "rozpory")),
    "/lokality/export.csv?ke_dni=2016-08-30&znamo_k=2016-08-30",
    "/finance/export.csv?ke_dni=2016-08-30&znamo_k=2018-01-01",
    "/zmeny/export.csv?od=2010-01-01&do=2026-11-01&podle=platnosti&ke_dni=2026-11-01&znamo_k=2026-11-01",
)
#: What was issued is served as it was stored.
STORED = tuple(f"/informace/2016-7.{extension}" for extension in ("docx", "pdf", "xlsx", "json"))


def people() -> User:
    for role in Role:
        user = User.objects.create_user(f"ucet-{role.value}", is_staff=True)
        user.groups.add(Group.objects.get(name=role.group))
    return user


def history(by: User) -> None:
    """Two papers, one of them withdrawn; and a note that was mended, which history knows."""
    day = datetime.date(2016, 8, 30)
    kept = Paper.objects.get()
    issue(paper=kept, at=AsOf(day, day), by=by, publish=True)
    other = Session.objects.exclude(pk=kept.session_id).order_by("held_on").last()
    assert other is not None
    second = Paper.objects.create(
        key="druha", session=other, subject="O spolupráci", addressee="Zastupitelstva kraje", is_public=True
    )
    PaperEntry.objects.create(paper=second, role="drafted", person="Zkušební Účet")
    second.blocks.create(position=1, kind="text", text="Předkládáme na vědomí.")
    second.blocks.create(position=2, kind="support", text="Lokality: {}")
    withdraw(issued=issue(paper=second, at=AsOf(day, day), by=by), reason="zkouška odvolání", by=by)
    change = PlanChange.objects.filter(struck_at=None, corrected_on=None).order_by("-pk").first()
    assert change is not None
    PlanChange.objects.filter(pk=change.pk).update(note="upřesněno")


def answers() -> dict[str, str]:
    time.sleep(1.1)  # the moment stands after all that was written
    now = timezone.now().replace(microsecond=0)
    at = f"zapsano_k={now.isoformat().replace('+', '%2B')}"
    today = f"ke_dni={now:%Y-%m-%d}&znamo_k={now:%Y-%m-%d}"  # without them the day is the reader's own
    visitor = Visitor("localhost")
    found = {}
    for address in (*STORED, *PERMANENT):
        path, _, query = address.partition("?")
        asked = address if address in STORED else f"{path}?{query or today}&{at}"
        answer = visitor.get(asked)
        content = answer.content
        assert answer.status == 200, (asked, answer.status, content[:500])
        found[asked] = hashlib.sha256(content).hexdigest()
    return found


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        record_files.load(settings.RECORD_DIR)
        history(people())
        told = answers()
        with TemporaryDirectory() as folder:
            made = files.make(Path(folder))
            backup = FOLDER / f"{sys.argv[1]}.dump"
            backup.write_bytes(made.read_bytes())
            files.manifest_of(backup).write_bytes(files.manifest_of(made).read_bytes())
        (FOLDER / f"{sys.argv[1]}.answers.json").write_text(json.dumps(told, indent=1) + "\n")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
