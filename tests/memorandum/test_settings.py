"""A secret is made once or demanded, never assumed; DATABASE_URL may name a socket."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from memorandum.server import secret_key

ROOT = Path(__file__).resolve().parent.parent.parent
SHOW = """
import json
from memorandum import settings
print(json.dumps([settings.SECRET_KEY, settings.DATABASES["default"], settings.DEBUG]))
"""


def read_settings(var, **environment):
    """What the settings say when read with this environment, and the result of the process that read them."""
    kept = {key: value for key, value in os.environ.items() if key not in ("SECRET_KEY", "DATABASE_URL", "DEBUG")}
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env=kept | {"VAR_DIR": str(var)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else None, done


def test_the_embedded_portal_makes_its_secret_and_keeps_it(tmp_path):
    (first, database, debug), _ = read_settings(tmp_path / "var")
    assert len(first) > 50
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o777 == 0o600
    assert database["EMBEDDED"] == {"var": str(tmp_path / "var")}
    assert debug is False
    (second, _, _), _ = read_settings(tmp_path / "var")
    assert second == first


def test_a_portal_with_a_database_of_its_own_demands_a_secret(tmp_path):
    shown, done = read_settings(tmp_path, DATABASE_URL="postgresql://portal@db/portal")
    assert shown is None
    assert done.returncode == 1
    assert "(memorandum.E009) SECRET_KEY není nastaven" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "secret_key").exists()


def test_a_secret_from_the_environment_wins(tmp_path):
    (tmp_path / "secret_key").write_text("from var")
    (tmp_path / "elsewhere").write_text("from a file")
    assert read_settings(tmp_path, SECRET_KEY="given")[0][0] == "given"
    assert read_settings(tmp_path, SECRET_KEY_FILE=str(tmp_path / "elsewhere"))[0][0] == "from a file"
    assert read_settings(tmp_path)[0][0] == "from var"
    (tmp_path / "elsewhere").write_text("$a secret is no name of a variable\n")
    assert read_settings(tmp_path, SECRET_KEY_FILE=str(tmp_path / "elsewhere"))[0][0].startswith("$a secret")
    assert read_settings(tmp_path, SECRET_KEY="$HOME and the rest")[0][0] == "$HOME and the rest"
    assert read_settings(tmp_path, SECRET_KEY="")[0][0] == "from var", "an empty variable is none"


#: Nobody waits for ever, and a machine that falls silent is noticed.
WAITS = {"connect_timeout": 5, "keepalives_idle": 3, "keepalives_interval": 1, "tcp_user_timeout": 5000}
NOTICED = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"


def options(own="-c jit=off"):
    told = f"{own} -c lock_timeout=45s -c idle_in_transaction_session_timeout=15min {NOTICED}"
    return {"options": told} | WAITS


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://portal@%2Ftmp%2FSocket.aB/portal", {"HOST": "/tmp/Socket.aB", "PORT": ""}),
        ("postgresql://portal@%2Ftmp%2FSocket.aB:5433/portal", {"HOST": "/tmp/Socket.aB", "PORT": 5433}),
        (
            "postgresql://portal@/portal?host=/tmp/Socket.aB",
            {"HOST": "", "OPTIONS": options() | {"host": "/tmp/Socket.aB"}},
        ),
        ("postgresql://portal@db/portal", {"OPTIONS": options()}),
        ("postgresql://portal@db/portal?options=-c%20jit%3Don", {"OPTIONS": options("-c jit=on")}),
        ("postgresql://portal:a%40b%2F@db.example.cz:5433/portal", {"HOST": "db.example.cz", "PASSWORD": "a@b/"}),
        ("postgresql://portal@db/portal?conn_max_age=0", {"HOST": "db", "CONN_MAX_AGE": 0}),
    ],
)
def test_database_url_names_a_host_or_a_socket(tmp_path, url, expected):
    (_, database, _), _ = read_settings(tmp_path, DATABASE_URL=url, SECRET_KEY="x")
    assert {key: database.get(key) for key in expected} == expected
    assert database["NAME"] == "portal"
    assert database["USER"] == "portal"


def test_of_many_first_starts_at_once_all_use_one_secret(tmp_path):
    made = set()
    starts = [threading.Thread(target=lambda: made.add(secret_key.make(tmp_path / "secret_key"))) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(made) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
