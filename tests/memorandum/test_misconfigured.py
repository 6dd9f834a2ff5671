"""Whatever an operator sets wrongly, the portal does not start: it says in a sentence what is wrong and what to do.

Each row is a process: the good configuration of a production with one thing wrong in it.
"""

import os
import re
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base import base
from django.db.backends.postgresql.features import DatabaseFeatures
from psycopg import sql

from memorandum.server import database_checks

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD_SECRET = "Vh3-9qkT_xM2bLw7ZrC5nYfE8sJdPgU4aQoK1tNi"
PUBLIC = {"ALLOWED_HOSTS": "portal.example.cz", "BEHIND_TLS": "true"}
OIDC = {"OIDC_URL": "https://login.example.cz", "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "x"}

#: What is set (None: not set), the id of the refusal, and words of its sentence.
WRONG = [
    ({"SECRET_KEY": None}, "E009", "SECRET_KEY není nastaven"),
    ({"SECRET_KEY": ""}, "E009", "SECRET_KEY není nastaven"),
    ({"SECRET_KEY": "abc"}, "E015", "SECRET_KEY jde uhodnout"),
    ({"SECRET_KEY": "a" * 48}, "E015", "SECRET_KEY jde uhodnout"),
    ({"SECRET_KEY": "abcdefghijklm" * 4}, "E015", "SECRET_KEY jde uhodnout"),
    ({"SECRET_KEY": f"django-insecure-{GOOD_SECRET}"}, "E015", "SECRET_KEY jde uhodnout"),
    ({"SECRET_KEY_FALLBACKS": f"{GOOD_SECRET},heslo"}, "E015", "SECRET_KEY_FALLBACKS jde uhodnout"),
    ({"SECRET_KEY": b"\xff" * 48}, "E010", "Proměnnou SECRET_KEY nejde přečíst"),
    ({"SECRET_KEY_FILE": "{folder}/nic"}, "E010", "Soubor {folder}/nic (proměnná SECRET_KEY_FILE) nejde přečíst"),
    ({"SECRET_KEY_FILE": "{folder}"}, "E010", "Soubor {folder} (proměnná SECRET_KEY_FILE) nejde přečíst"),
    ({"SECRET_KEY_FILE": "{folder}/binary"}, "E010", "není to text v UTF-8"),
    ({"SECRET_KEY_FILE": "{folder}/empty"}, "E010", "je prázdný"),
    ({"LEDGER_KEY_FILE": "{folder}/nic"}, "E010", "Soubor {folder}/nic (proměnná LEDGER_KEY_FILE) nejde přečíst"),
    ({"LEDGER_KEY": None, "LEDGER_KEY_FILE": "{folder}/text"}, "E007", "LEDGER_KEY není klíč knihy vydání"),
    ({"LEDGER_KEY": "abc"}, "E007", "LEDGER_KEY není klíč knihy vydání"),
    ({"LEDGER_FORMER_KEYS": "nic"}, "E007", "LEDGER_FORMER_KEYS není veřejný klíč"),
    ({"LEDGER_SIGNER": "true", "LEDGER_PUBLIC_KEY": "xyz"}, "E007", "LEDGER_PUBLIC_KEY"),
    ({"LEDGER_SIGNER": "/nikde/podepis", "LEDGER_PUBLIC_KEY": "ab" * 32}, "E020", "LEDGER_SIGNER"),
    ({"LEDGER_SIGNER": "podepis '", "LEDGER_PUBLIC_KEY": "ab" * 32}, "E020", "LEDGER_SIGNER"),
    ({"LEDGER_HEADS_DIR": "{folder}/nic"}, "E012", "Do složky {folder}/nic (LEDGER_HEADS_DIR) nejde zapisovat"),
    ({"LEDGER_MAIL_TO": "rada"}, "E019", "„rada“ není e-mailová adresa"),
    ({"LEDGER_TSA_URL": "https://tsa.example.cz"}, "E008", "nemá soubor s certifikáty"),
    ({"LEDGER_TSA_URL": "https://tsa.example.cz", "LEDGER_TSA_ROOTS": "{folder}/text"}, "E008", "s certifikáty"),
    ({"LEDGER_TSA_URL": "tsa", "LEDGER_TSA_ROOTS": "{folder}/roots"}, "E021", "„tsa“ není adresa autority"),
    ({"ALLOWED_HOSTS": "*"}, "E016", "V ALLOWED_HOSTS je „*“"),
    ({"ALLOWED_HOSTS": "https://portal.example.cz"}, "E016", "V ALLOWED_HOSTS je „https://portal.example.cz“"),
    ({"STAFF_MFA": "optional"}, "E017", "bez druhého kroku přihlášení"),
    ({"STAFF_MFA": "možná"}, "E003", "STAFF_MFA je „možná“"),
    ({"BEHIND_TLS": None}, "E018", "nejsou vázána na šifrované spojení"),
    ({"BEHIND_TLS": "jistě"}, "E010", "BEHIND_TLS je „jistě“"),
    ({"DEBUG": "true"}, "E002", "DEBUG je zapnutý"),
    ({"DEBUG": "hm"}, "E010", "DEBUG je „hm“"),
    ({"TRUSTED_PROXIES": "-1"}, "E010", "TRUSTED_PROXIES je „-1“"),
    ({"TRUSTED_PROXIES": "abc"}, "E010", "TRUSTED_PROXIES je „abc“"),
    ({"PAGE_CACHE_MB": "64M"}, "E010", "PAGE_CACHE_MB je „64M“"),
    ({"SHARED_PAGES_URL": "memcached://127.0.0.1"}, "E010", "SHARED_PAGES_URL není adresa"),
    ({"SHARED_PAGES_URL": "valkey://:heslo@[::1"}, "E010", "SHARED_PAGES_URL není adresa"),
    ({"SHARED_PAGES_URL": "valkey://cache:šest"}, "E010", "SHARED_PAGES_URL není adresa"),
    ({"SHARED_PAGES_URL": "valkey://cache:70000/0"}, "E010", "SHARED_PAGES_URL není adresa"),
    ({"SHARED_PAGES_URL": "valkey://cache/první"}, "E010", "SHARED_PAGES_URL není adresa"),
    ({"SHARED_PAGES_URL": "valkey://cache/0?timeout=5"}, "E010", "SHARED_PAGES_URL není adresa"),
    ({"SHARED_PAGES_URL": "unix://cache"}, "E010", "SHARED_PAGES_URL není adresa"),
    ({"STAFF_IDLE_MINUTES": "hodina"}, "E010", "STAFF_IDLE_MINUTES je „hodina“"),
    ({"SECURITY_CONTACT": "paní z podatelny"}, "E030", "není kontakt pro hlášení chyb"),
    ({"SECURITY_CONTACT": "http://example.cz/"}, "E030", "není kontakt pro hlášení chyb"),
    ({"METRICS_FROM": "vnitřní síť"}, "E010", "to nejsou adresy ani sítě"),
    ({"METRICS_FROM": "192.0.2.7/8"}, "E010", "METRICS_FROM je „192.0.2.7/8“"),
    ({"LOG_FORMAT": "xml"}, "E010", "LOG_FORMAT je „xml“"),
    ({"SECURITY_LOG_DAYS": "7"}, "E010", "má to být celé číslo od 30 do 3650"),
    ({"EMAIL_URL": "mail.example.cz"}, "E013", "EMAIL_URL není adresa"),
    ({"EMAIL_URL": "smtp://mail.example.cz:pošta"}, "E013", "EMAIL_URL není adresa"),
    ({"EMAIL_URL": "smtp://mail.example.cz"}, "E006", "neví z jaké adresy"),
    ({"EMAIL_URL": "smtp://mail.example.cz", "EMAIL_FROM": "portál"}, "E019", "„portál“ není e-mailová adresa"),
    (OIDC | {"OIDC_CLIENT_SECRET": None}, "E004", "chybí OIDC_CLIENT_SECRET"),
    (OIDC | {"OIDC_CLIENT_ID": None}, "E004", "chybí OIDC_CLIENT_ID"),
    (OIDC | {"OIDC_URL": "https://[login"}, "E005", "není zabezpečená adresa"),
    ({"DATABASE_URL": "sqlite:///{folder}/x.db"}, "E001", "potřebuje PostgreSQL, ne „sqlite“"),
    ({"DATABASE_URL": "portal"}, "E001", "potřebuje PostgreSQL"),
    ({"PUBLIC_DATABASE_URL": "sqlite:///{folder}/x.db"}, "E001", "(PUBLIC_DATABASE_URL)"),
    ({"DATABASE_URL": "postgresql://portal:tajne@[db/portal"}, "E001", "DATABASE_URL není adresa databáze"),
    ({"DATABASE_URL": "postgresql://portal:tajne@db:pět/portal"}, "E001", "DATABASE_URL není adresa databáze"),
    ({"DATABASE_URL": "postgresql://portal@db"}, "E001", "neříká jméno databáze"),
    ({"DATABASE_URL": "postgresql://portal@127.0.0.1:1/portal"}, "E022", "K databázi se nejde připojit"),
    ({"DATABASE_URL": "{good}?nesmysl=1"}, "E022", "K databázi se nejde připojit"),
    ({"DATABASE_URL": "{good}x"}, "E022", "K databázi se nejde připojit"),
    ({"DATABASE_URL": "{LATIN2}"}, "E024", "v kódování LATIN2"),
    ({"DATABASE_URL": "{SQL_ASCII}"}, "E024", "v kódování SQL_ASCII"),
    (
        {"DATABASE_URL": "{good}?options=-c%20default_transaction_read_only%3Don"},
        "E025",
        "Do databáze se nedá zapisovat",
    ),
    ({"DATABASE_URL": "{guest}"}, "E026", "nesmí v databázi zakládat tabulky"),
    ({"DATABASE_URL": "{superuser}"}, "E027", "smí na serveru víc než portál potřebuje"),
    ({"DATABASE_URL": "{bypass}"}, "E027", "smí na serveru víc než portál potřebuje"),
    ({"PORTAL": "veřejný"}, "E010", "PORTAL je „veřejný“"),
    ({"OWNER_DATABASE_URL": "sqlite:///{folder}/x.db"}, "E001", "(OWNER_DATABASE_URL)"),
    ({"PORTAL": "public", "PUBLIC_DATABASE_URL": "{good}"}, "E028", "smí víc než číst zveřejněné"),
    ({"PORTAL": "public", "PUBLIC_DATABASE_URL": "{superuser}"}, "E028", "smí víc než číst zveřejněné"),
    ({"PORTAL": "public", "PUBLIC_DATABASE_URL": "{guest}"}, "E029", "neukazuje veřejnosti to, co"),
    ({"DATABASE_URL": "{member}"}, "E027", "je členem role pg_execute_server_program"),
    ({"VAR_DIR": "/proc/nic"}, "E012", "Do složky /proc/nic (VAR_DIR) nejde zapisovat"),
    ({"VAR_DIR": "{folder}/text/var"}, "E012", "nejde zapisovat"),
    ({"PORT": "abc"}, "", "PORT musí být číslo od 1 do 65535, ne „abc“"),
    ({"PORT": "70000"}, "", "PORT musí být číslo od 1 do 65535"),
    ({"PORT": "-1"}, "", "PORT musí být číslo od 1 do 65535"),
    ({"PORT": "{taken}"}, "", "už používá jiný program"),
]
#: What only stands on a page or on a button, or is warned of while the portal runs on.
HARMLESS = {
    "OPERATOR_NAME": "<b>Ň</b>",
    "OPERATOR_ADDRESS": "$nic",
    "OPERATOR_EMAIL": "nikdo",
    "ACCESSIBILITY_EMAIL": "@",
    "DATA_PROTECTION_CONTACT": "%s {}",
    "OIDC_NAME": "účtem",
    "OIDC_SECOND_FACTOR": ",,",
    "SOFFICE": "/nikde/soffice",
    "RECORD_DIR": "/nikde",
    "BACKUP_DIR": "/nikde",
}


@pytest.fixture(scope="module")
def databases(django_db_setup, django_db_blocker):
    """Addresses of an empty database with its own role, and of such as a portal should not have."""
    mark = f"wrong_{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        info = cursor.connection.info

        def do(text, *names):
            cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)).as_string())

        def url(role, database):
            place = f"{info.host}:{info.port}".replace("/", "%2F")
            return f"postgresql://{role}:x@{place}/{database}"

        roles = {"owner": "", "guest": "", "reader": "", "member": "", "superuser": "SUPERUSER", "bypass": "BYPASSRLS"}
        names = {role: f"{mark}_{role}" for role in roles}
        kinds = {mark: "UTF8", f"{mark}_latin2": "LATIN2", f"{mark}_ascii": "SQL_ASCII"}
        try:
            for role, may in roles.items():
                do(f"CREATE ROLE {{}} LOGIN PASSWORD 'x' {may}", names[role])
            do("GRANT pg_execute_server_program TO {}", names["member"])
            for name, encoding in kinds.items():
                made = f"CREATE DATABASE {{}} OWNER {{}} TEMPLATE template0 ENCODING '{encoding}'"
                do(f"{made} LOCALE_PROVIDER libc LOCALE 'C'", name, names["owner"])
            do("GRANT CREATE ON DATABASE {} TO PUBLIC", f"{mark}_ascii")
            good, latin2, ascii_only = (url(names["owner"], name) for name in kinds)
            others = {role: url(name, mark) for role, name in names.items() if role != "owner"}
            yield {"good": good, "LATIN2": latin2, "SQL_ASCII": ascii_only} | others
        finally:
            for name in kinds:
                do("DROP DATABASE IF EXISTS {}", name)
            for name in names.values():
                do("DROP ROLE IF EXISTS {}", name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("operator")
    (folder / "binary").write_bytes(b"\xff" * 64)
    (folder / "empty").write_text("\n")
    (folder / "text").write_text("text")
    (folder / "roots").write_text("-----BEGIN CERTIFICATE-----\n")
    return folder


@pytest.fixture(scope="module")
def places(databases, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield databases | {"folder": str(folder), "taken": str(taken.getsockname()[1])}


def start(places, *arguments, program=(sys.executable,), limit=None, **changed):
    """The end of the portal with this configuration: the good one, and what is changed in it."""
    good = PUBLIC | {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "memorandum.settings",
        "VAR_DIR": f"{places['folder']}/var",
        "DATABASE_URL": places["good"],
        "PUBLIC_DATABASE_URL": places["reader"],
        "SECRET_KEY": GOOD_SECRET,
        "LEDGER_KEY": "ab" * 32,
        "OPERATOR_NAME": "Úřad",
        "OPERATOR_ADDRESS": "Dolní 1",
        "OPERATOR_EMAIL": "portal@example.cz",
        "DATA_PROTECTION_CONTACT": "poverenec@example.cz",
    }
    environment = {name: value for name, value in (good | changed).items() if value is not None}
    return subprocess.run(
        [*program, "manage.py", *(arguments or ["serve"])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=limit,
    )


def filled(text, places):
    for name, place in places.items():
        text = text.replace(f"{{{name}}}", place) if isinstance(text, str) else text
    return text


def test_the_good_configuration_is_in_order(places):
    done = start(places, "check", "--database", "default", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(("wrong", "number", "words"), WRONG)
def test_a_wrong_configuration_is_refused_with_a_sentence(places, wrong, number, words):
    changed = {name: filled(value, places) for name, value in wrong.items()}
    if "EMAIL_URL" in wrong and "EMAIL_FROM" not in wrong:
        changed["OPERATOR_EMAIL"] = None
    done = start(places, **changed)
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert filled(words, places) in told
    assert f"(memorandum.{number})" in told or not number
    assert "Traceback" not in told
    assert "tajne" not in told, "a password in an address is nobody's to read"


def test_what_is_harmless_does_not_hold_the_portal_up(places):
    done = start(places, "check", **HARMLESS)
    assert done.returncode == 0, done.stderr
    assert "memorandum.W002" in done.stderr
    assert "memorandum.W007" in done.stderr


def test_every_variable_of_the_portal_is_tried():
    text = (ROOT / "memorandum/settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', text))
    assert len(read) > 30
    assert "os.environ" not in text, "variables are read by memorandum.server.variables alone"
    tried = {name.removesuffix("_FILE") for wrong, _, _ in WRONG for name in wrong} | HARMLESS.keys()
    assert read - tried == set()


def test_every_refusal_is_in_the_manual():
    sources = [*(ROOT / "memorandum").glob("*.py"), *(ROOT / "memorandum/server").rglob("*.py"), ROOT / "manage.py"]
    ids = {found for path in sources for found in re.findall(r"memorandum\.([EW]\d{3})", path.read_text())}
    manual = (ROOT / "docs/operations.md").read_text()
    assert {number for number in ids if f"`{number}`" not in manual} == set()
    assert set(re.findall(r"`([EW]\d{3})`", manual)) == ids, "nothing is told of what is not refused any more"


def without_rights():
    """A program before Python that takes root's right to write everywhere away from it."""
    return (
        ("setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.executable)
        if os.geteuid() == 0
        else (sys.executable,)
    )


def test_a_folder_that_may_only_be_read_is_refused(places, tmp_path):
    tmp_path.chmod(0o555)
    done = start(places, program=without_rights(), VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"(memorandum.E012) Do složky {tmp_path} (VAR_DIR) nejde zapisovat" in done.stderr
    assert "Traceback" not in done.stderr
    done = start(places, program=without_rights(), VAR_DIR=str(tmp_path), DATABASE_URL=None, SECRET_KEY=None)
    assert done.returncode == 1
    assert f"(memorandum.E012) Do složky {tmp_path} nejde zapsat tajný klíč" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_that_may_not_be_read_is_refused(places, tmp_path):
    (tmp_path / "secret_key").touch(mode=0o000)
    done = start(places, program=without_rights(), VAR_DIR=str(tmp_path), SECRET_KEY=None)
    assert done.returncode == 1
    assert f"(memorandum.E011) Tajný klíč {tmp_path}/secret_key nejde přečíst" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_folder_is_refused(places, tmp_path):
    done = start(places, VAR_DIR=str(tmp_path), limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert done.returncode == 1
    assert f"(memorandum.E012) Do složky {tmp_path} (VAR_DIR) nejde zapisovat" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_environment_without_its_packages_is_refused(places):
    done = start(places, program=(sys.executable, "-I", "-S"))
    assert done.returncode == 1
    assert "(memorandum.E014)" in done.stderr
    assert "balík django" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_environment_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-I", "memorandum/server/environment.py", tmp_path / "file" / "venv", "requirements.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "nejde připravit prostředí" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_is_too_old_is_refused(django_db_setup, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        assert [*database_checks.database_can_be_used(None, ["default"])] == []
        connection.close()
        monkeypatch.setattr(base, "RAN_DB_VERSION_CHECK", set())  # else it is looked at once per process
        monkeypatch.setattr(DatabaseFeatures, "minimum_database_version", (99,))
        (error,) = database_checks.database_can_be_used(None, ["default"])
        connection.close()
    assert error.id == "memorandum.E023"
    assert "příliš starý" in error.msg
    assert "99" in error.msg
