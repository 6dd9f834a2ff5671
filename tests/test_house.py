"""Rooms that explain themselves: what no linter holds of docs/development.md's picture of the house."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("memorandum", "funding", "localities", "council", "evidence", "formats", "czech")
MOST_LINES = 400


def files(*patterns):
    """Files of the product and its tests, but for what makemigrations writes."""
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return sorted(path for path in found if not {"var", "migrations"} & set(path.relative_to(ROOT).parts))


CODE = files(*(f"{room}/**/*.py" for room in ROOMS))


def name(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*ROOMS)


def test_no_file_is_longer_than_a_reader_holds():
    read = files("**/*.py", "**/*.css", "templates/**/*.html", "**/*.sql", "**/*.js")
    long = {name(path): len(path.read_text().splitlines()) for path in read}
    assert {path: lines for path, lines in long.items() if lines > MOST_LINES} == {}


def test_no_variable_of_a_style_sheet_holds_an_address():
    """It would be looked for beside the sheet that uses the variable, which may lie in another folder."""
    held = {
        name(path): re.findall(r"--[\w-]+:[^;]*url\([^)]*\)", path.read_text()) for path in files("static/**/*.css")
    }
    assert {path: found for path, found in held.items() if found} == {}


def test_files_import_one_another_in_one_direction_only(graph):
    """No circle: whoever reads a file and what it imports comes to an end."""
    circles = [
        (module, other)
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
        if graph.find_shortest_chain(other, module) is not None
    ]
    assert circles == []


def test_each_name_means_one_thing():
    """A class, or an alias of a type, that two files define under one name sends the reader to the wrong one."""
    where = defaultdict(set)
    for path in CODE:
        for node in ast.parse(path.read_text()).body:
            match node:
                case ast.ClassDef(name=defined) | ast.TypeAlias(name=ast.Name(id=defined)):
                    where[defined].add(name(path))
    twice = {defined: paths for defined, paths in where.items() if len(paths) > 1}
    twice.pop("Command", None)  # Django's own name for what a file in commands/ holds
    assert twice == {}


def test_no_room_is_the_whole_house():
    """The portal itself may be large, but no room of it; each of the others is a fifth of the code at most."""
    lines = {path: len(path.read_text().splitlines()) for path in CODE}
    rooms, inner = Counter(), Counter()
    for path, count in lines.items():
        room, *further = path.relative_to(ROOT).parts
        rooms[room] += count
        if room == "memorandum":
            inner[further[0]] += count
    assert [room for room, count in rooms.items() if room != "memorandum" and count > rooms.total() / 5] == []
    assert [room for room, count in inner.items() if count > inner.total() / 3] == []


def test_tests_stand_where_what_they_test_does():
    """A folder of tests bears the name of a room, or lies in one; beside them only what concerns the whole house."""
    whole = {"browser", "region"}
    folders = {path.parent.relative_to(ROOT / "tests") for path in files("tests/**/test_*.py")}
    lost = [folder for folder in folders if folder.parts and folder.parts[0] not in whole]
    assert [folder for folder in lost if not ((ROOT / folder).is_dir() or (ROOT / folder.parent).is_dir())] == []


def test_nothing_is_called_by_a_name_that_says_nothing():
    empty = {"core", "common", "utils", "util", "lib", "services", "helpers", "misc", "base"}
    allowed = {"memorandum/server/postgresql/base.py"}  # Django's name for a database backend
    called = {name(path): {path.stem, *path.parent.relative_to(ROOT).parts} for path in CODE}
    assert {path for path, names in called.items() if names & empty} - allowed == set()
