"""./run in a folder of its own, with programs that only write down how they were called."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]
NEEDED = ["sh", "dirname", "cmp", "id", "mkdir", "cat", "chmod"]
# A Python that passes for one with venv, "installs" what it is told to and writes each call down.
PYTHON = """#!/bin/sh
case "$*" in *ensurepip*) exit 0 ;; esac
echo "found: $*" >> "$CALLS"
mkdir -p "$3/bin"
cat > "$3/bin/python" <<'END'
#!/bin/sh
echo "venv: $*" >> "$CALLS"
END
chmod +x "$3/bin/python"
cat "$4" > "$3/installed.txt"
"""


@pytest.fixture
def clone(tmp_path):
    """A clone of the portal in an awkward place, on a machine whose python3 is too old."""
    root = tmp_path / "můj portál"
    programs = tmp_path / "bin"
    home = tmp_path / "home"
    for folder in (root, programs, home):
        folder.mkdir()
    for name in ["run", *LOCKS]:
        shutil.copy(ROOT / name, root)
    for name in NEEDED:
        (programs / name).symlink_to(shutil.which(name))
    write_program(programs / "python3", "#!/bin/sh\nexit 1\n")
    write_program(home / ".pyenv/versions/3.13.0/bin/python3", PYTHON)
    return root


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run(clone, *args, cwd=None, **environment):
    """The calls that ``./run ARGS`` made, and its result."""
    calls = clone.parent / "calls"
    calls.unlink(missing_ok=True)
    place = clone.parent
    usual = {"PATH": str(place / "bin"), "HOME": str(place / "home"), "CALLS": str(calls)}
    done = subprocess.run(
        [clone / "run", *args], cwd=cwd or place, env=usual | environment, capture_output=True, text=True, check=False
    )
    return calls.read_text().splitlines() if calls.exists() else [], done


def test_a_newer_python_is_found_when_python3_is_too_old(clone):
    calls, done = run(clone)
    assert done.returncode == 0, done.stderr
    assert calls == [
        f"found: -I memorandum/server/environment.py {clone}/var/venv requirements.txt --port 8000",
        "venv: manage.py serve",
    ]


def test_what_is_installed_is_not_installed_again(clone):
    run(clone)
    assert run(clone, "check")[0] == ["venv: manage.py check"]
    assert run(clone)[0] == ["venv: manage.py serve"]


@pytest.mark.parametrize("command", ["createsuperuser", "import_record", "import_boundaries", "shell"])
def test_what_works_with_the_record_prepares_the_database_first(clone, command):
    run(clone)
    assert run(clone, command, "x y")[0] == ["venv: manage.py prepare", f"venv: manage.py {command} x y"]


def test_tests_install_more_and_the_portal_runs_on_that_too(clone):
    run(clone, "check")
    calls, _ = run(clone, "test", "tests/a b.py", "-x")
    assert calls == [
        f"found: -I memorandum/server/environment.py {clone}/var/venv requirements-dev.txt",
        "venv: -m pytest -n 3 --dist worksteal tests/a b.py -x",
    ]
    assert run(clone)[0] == ["venv: manage.py serve"]


def test_another_lock_or_an_unfinished_installation_is_installed_again(clone):
    run(clone)
    (clone / "var/venv/installed.txt").unlink()
    assert len(run(clone, "check")[0]) == 2
    (clone / "requirements.txt").write_text("new==1")
    assert len(run(clone, "check")[0]) == 2
    (clone / "var/venv/bin/python").unlink()
    assert len(run(clone, "check")[0]) == 2


@pytest.mark.parametrize("relative", [True, False])
def test_var_lies_where_var_dir_says(clone, relative):
    place = clone.parent
    calls, done = run(clone, "check", cwd=place, VAR_DIR="jiné var" if relative else f"{place}/jiné var", PORT="1")
    assert done.returncode == 0, done.stderr
    assert calls[0] == f"found: -I memorandum/server/environment.py {place}/jiné var/venv requirements.txt"
    assert not (clone / "var").exists()


def test_the_port_comes_from_the_environment(clone):
    assert run(clone, PORT="8123")[0][0].endswith("--port 8123")


def test_without_a_usable_python_it_says_what_to_install(clone):
    shutil.rmtree(clone.parent / "home")
    calls, done = run(clone)
    assert calls == []
    assert done.returncode == 1
    assert "Python 3.12" in done.stderr


APT = """#!/bin/sh
echo "apt-get: $* ($DEBIAN_FRONTEND)" >> "$CALLS"
[ "$1 $2" = "-qq update" ] || [ -e "$CALLS.again" ] || { : > "$CALLS.again"; exit 100; }
"""


def test_root_installs_the_programs_that_tests_need_though_another_apt_is_at_work(clone):
    programs = clone.parent / "bin"
    (programs / "id").unlink()
    write_program(programs / "id", "#!/bin/sh\necho 0\n")
    write_program(programs / "sleep", "#!/bin/sh\n")
    write_program(programs / "apt-get", APT)
    calls, done = run(clone, "test", "tests/x.py")
    assert done.returncode == 0, done.stderr
    twice = [call for call in calls if call.startswith("apt-get")]
    assert twice[:2] == twice[2:]
    assert twice[0] == "apt-get: -qq update ()"
    assert twice[1].endswith(
        "install --no-install-recommends chromium-headless-shell poppler-utils openssl nginx-light (noninteractive)"
    )
    assert calls[-1] == "venv: -m pytest -n 3 --dist worksteal tests/x.py"


def test_anybody_else_is_told_what_to_install(clone):
    programs = clone.parent / "bin"
    (programs / "id").unlink()
    write_program(programs / "id", "#!/bin/sh\necho 1000\n")
    calls, done = run(clone, "test", "tests/x.py")
    assert "apt install chromium-headless-shell poppler-utils openssl nginx-light" in done.stderr
    assert calls[-1] == "venv: -m pytest -n 3 --dist worksteal tests/x.py"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_folder(lock):
    text = (ROOT / lock).read_text()
    assert "http" not in text
    assert "--index" not in text
    assert not re.search(r"(^|\s)/\w", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_each_package_to_its_hashes(lock):
    entries = re.split(r"\n(?=[a-z])", re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text(), flags=re.M))
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"\S+==\S+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_locks_agree_with_each_other_and_with_the_project():
    runtime, dev = (
        {line.split(" ")[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line} for lock in LOCKS
    )
    assert runtime < dev
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for wanted, locked in ((project["dependencies"], runtime), (project["optional-dependencies"]["dev"], dev)):
        names = {re.split(r"[\[~=<>]", one)[0] for one in wanted}
        assert names <= {one.split("==")[0] for one in locked}


def test_ci_calls_run_test_and_nothing_else():
    lines = (ROOT / ".ci/run").read_text().splitlines()
    assert lines[-1] == "exec ./run test"
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_what_the_program_calls_is_there():
    """A branch that nobody takes in tests would say so only to whoever takes it."""
    told = (ROOT / "run").read_text()
    called = re.findall(r"^ +(?:install )?([a-z]+(?:_[a-z]+)+)\b(?!=)", told, re.MULTILINE)
    assert {"set_up", "run_tests", "has_programs"} <= {*called}
    assert {*called} - {*re.findall(r"^([a-z_]+)\(\) \{", told, re.MULTILINE)} == set()
