"""The log tells what happened in a line, and nothing of what somebody has typed."""

import io
import json
import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from evidence.models import Source
from memorandum.server import log
from memorandum.server.postgresql import server
from tests import builders as b
from tests.memorandum.staff.accounts import member

SECRET = "Nováková"


@pytest.fixture(params=["text", "json"])
def written(request):
    """What comes into the log as an operator has it, in both forms."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(log.Concise())
    handler.setFormatter(log.JsonLines() if request.param == "json" else logging.Formatter("%(message)s"))
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security.csrf", "django.security")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel("WARNING")
    for logger in (loggers[0], loggers[2]):
        logger.addHandler(handler)

    def lines():
        found = stream.getvalue().splitlines()
        return [json.loads(line) for line in found] if request.param == "json" else found

    yield lines
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def told(line):
    return line["message"] if isinstance(line, dict) else line


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"/lokality/?ke_dni={SECRET}", "400 GET /lokality/ (WrongDay)"),
        (f"/lokality/?q={SECRET}&strana=x&" + "&".join("abc"), None),
        (f"/neni/?q={SECRET}", "404 GET /neni/ (django.request)"),
        (f"/sprava/?q={SECRET}%00", "400 GET /sprava/ (Misunderstood)"),
    ],
)
def test_a_visitor_s_mistake_is_one_line_without_what_was_typed(client, written, path, expected):
    client.get(path)
    lines = written()
    assert len(lines) <= 1
    assert SECRET not in str(lines)
    assert "Traceback" not in str(lines)
    if expected:
        assert [told(line) for line in lines] == [expected]


@pytest.mark.django_db
def test_forms_from_elsewhere_and_what_a_role_may_not_do_are_one_line_each(written):
    strict = Client(enforce_csrf_checks=True)
    headers = {"Referer": f"https://jinde.example/?q={SECRET}", "Origin": f"https://{SECRET}.example"}
    strict.post(f"/sprava/ucet/prihlaseni/?next={SECRET}", {"login": SECRET}, headers=headers)
    reader = Client()
    reader.force_login(member(is_superuser=False))
    reader.get(f"/sprava/security/securityevent/?q={SECRET}")
    assert [told(line).partition(" (")[0] for line in written()] == [
        "403 POST /sprava/ucet/prihlaseni/",
        "403 GET /sprava/security/securityevent/",
    ]
    assert SECRET not in str(written())


@pytest.mark.django_db
def test_a_name_of_a_server_that_is_not_ours_is_one_line(client, written):
    client.get("/", headers={"Host": "zlo.example"})
    assert [told(line) for line in written()] == ["400 GET / (DisallowedHost)"]


@pytest.mark.django_db
def test_what_the_database_refuses_is_told_by_its_rule(written):
    source = b.source()
    try:
        with transaction.atomic():
            Source.objects.create(key=source.key, title=SECRET)
    except DatabaseError:
        logging.getLogger("django.request").exception("Internal Server Error: /sprava/")
    (first, *rest) = written()
    whole = json.dumps([first, *rest], ensure_ascii=False)
    assert "unique" in whole or "uniq" in whole or "23" in whole
    assert source.key not in whole
    assert SECRET not in whole
    assert "test_log.py" in whole, "where it was is told"


def test_a_line_of_json_says_when_who_and_what():
    record = logging.LogRecord("memorandum.x", logging.WARNING, "f", 1, "něco %s", ("je",), None)
    assert {"level": "warning", "logger": "memorandum.x", "message": "něco je"}.items() <= json.loads(
        log.JsonLines().format(record)
    ).items()


def test_the_server_s_own_log_has_the_same_form():
    assert log.of_the_server("text") is None
    config = log.of_the_server("json")
    assert {form["()"] for form in config["formatters"].values()} == {"memorandum.server.log.JsonLines"}
    assert config["loggers"]


@pytest.mark.django_db
@pytest.mark.skipif("EMBEDDED" not in settings.DATABASES["default"], reason="the log of another server is elsewhere")
def test_the_log_of_postgresql_keeps_no_values():
    place = settings.DATABASES["default"]["EMBEDDED"]
    file = server.Cluster(Path(place["var"]) / place["name"], {}).log
    before = file.stat().st_size
    marks = [f"{SECRET}{number}" for number in range(5)]
    b.source(key="jednou")
    wrong = [
        ("SELECT %s::text::integer", [marks[0]]),
        (f"SELECT '{marks[1]}'::integer", None),
        ("SELECT nic, %s", [marks[2]]),
        ("DO $$ BEGIN RAISE EXCEPTION 'Tato slova nejsou: %', '" + marks[3] + "'; END $$", None),
        ("UPDATE evidence_source SET number = %s, title = NULL", [marks[4]]),
    ]
    for sql, values in wrong:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Source.objects.create(key="jednou", title=SECRET)
    with file.open("rb") as lines:
        lines.seek(before)
        written = lines.read().decode(errors="replace")
    assert [mark for mark in (*marks, SECRET, "jednou") if mark in written] == []
