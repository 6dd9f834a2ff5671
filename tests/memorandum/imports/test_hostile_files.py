"""Files that nobody should bring: each is refused with a reason or harmless, soon, and the record stays as it was."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile

import pytest
from django.db import connection

from evidence.models import Source
from formats.limits import MOST_UNPACKED
from formats.strongbox import MOST_RATIO
from localities.models import Locality, SupportChange
from tests import builders as b
from tests.conftest import ROOT
from tests.memorandum.imports.hostile import HOSTILE
from tests.memorandum.imports.tables import bring

BUSY = ("django_session", "evidence_import", "evidence_importfile", "django_migrations")


@pytest.fixture
def world(db):
    b.locality("Lhota", slug="lhota")
    b.kind("intensive", name="intenzivní podpora")
    b.source(key="zprava", title="Zpráva")


def fingerprint():
    """Of all rows of all tables, but those in which files wait."""
    told = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - set(BUSY)):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            told.update(repr((table, cursor.fetchall())).encode())
    return told.hexdigest()


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 70
    assert len({each.about for each in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("file", HOSTILE, ids=lambda file: file.about)
def test_a_hostile_file_is_refused_or_harmless(world, admin_client, file):
    before = fingerprint()
    answer = bring(admin_client, "podpora", (file.name, file.content))
    text = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code in (200, 422)
    assert fingerprint() == before
    assert "<script>alert" not in text
    if file.says:
        assert re.search(file.says, text), re.findall(r"errornote[^>]*>([^<]*)", text)
        assert "apply-form" not in text


@pytest.mark.parametrize("kind", ["obce", "zdroje", "castky"])
def test_what_is_harmless_for_one_kind_is_so_for_others(world, admin_client, kind):
    before = fingerprint()
    for file in HOSTILE[::9]:
        answer = bring(admin_client, kind, (file.name, file.content))
        assert "apply-form" not in answer.content.decode(), file.about
    assert fingerprint() == before


MEASURED = """
import json, pathlib, resource, sys, time
from formats.spreadsheet import read
from formats.refusals import WrongFile
slowest = 0
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    begun = time.monotonic()
    try:
        read(path.name, path.read_bytes())
    except WrongFile:
        pass
    slowest = max(slowest, time.monotonic() - begun)
status = pathlib.Path("/proc/self/status").read_text()  # getrusage would count what this process was forked from
own = int(status.partition("VmHWM:")[2].split()[0]) / 1024
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps({"seconds": slowest, "own": own, "apart": children}))
"""


def test_none_takes_long_or_much_memory(tmp_path):
    """Thirty seconds and 300 MB are promised: of the process that reads, and of the one that waits for it."""
    for index, file in enumerate(HOSTILE):
        (tmp_path / f"{index:03}").write_bytes(file.content)
    command = [sys.executable, "-c", MEASURED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=300)
    measured = json.loads(done.stdout)
    assert measured["seconds"] < 30, measured
    assert max(measured["own"], measured["apart"]) < 300, measured


def test_the_bombs_would_go_off_elsewhere():
    """They are what they say: otherwise this file would prove nothing."""
    by_name = {each.about: each.content for each in HOSTILE}
    with zipfile.ZipFile(io.BytesIO(by_name["a bomb of many parts"])) as archive:
        assert sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(by_name["a bomb of one part"])) as archive:
        assert max(m.file_size / max(m.compress_size, 1) for m in archive.infolist()) > MOST_RATIO
    with zipfile.ZipFile(io.BytesIO(by_name["a billion laughs"])) as archive:
        assert b"&a10;&a10;" in archive.read("xl/worksheets/sheet1.xml")


def test_the_fingerprint_sees_every_change(world):
    seen = {fingerprint()}
    Locality.objects.update(name="Jiná")
    seen.add(fingerprint())
    b.support(Locality.objects.get(), "intensive", "2014-01-01", "2014-01-01", source=Source.objects.get())
    seen.add(fingerprint())
    SupportChange.objects.update(note="x")
    seen.add(fingerprint())
    assert len(seen) == 4
