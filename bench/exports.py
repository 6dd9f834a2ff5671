"""Lists of the heavy record as files, against psql's \\copy and a bare loop of XlsxWriter; see README.md."""

import statistics
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.db import connection, connections
from django.http import QueryDict
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from bench.databases import HEAVY, switch
from bench.inside import ours
from bench.measure import Cost, Effort, Figure, Noise, at_most, beside, cost, number, paired, program, ratio, reached
from bench.plain import SOURCES_COPIED
from evidence.copied import CellsAsked
from evidence.models import AsOf, SourceKind
from formats.rendering import Rendering
from funding.cells import amount_cells
from funding.filters import AmountFilter
from memorandum.portal.lists import AMOUNTS, CHANGES, SOURCES, PublicList
from memorandum.server.postgresql import server

_CHANGES = 20_000  # each is told in words by its model, so a million takes minutes


def figures(effort: Effort, noise: Noise) -> Iterator[Figure]:
    switch(HEAVY)
    for extension in ("csv", "json", "xlsx"):  # what is loaded and compiled once
        _Written(SOURCES, extension, druh="resolution")()
    times = 1 if effort.rows > 200_000 else 3
    csv, xlsx = _Written(SOURCES, "csv"), _Written(SOURCES, "xlsx")
    with tempfile.NamedTemporaryFile() as theirs:
        yield from _csv(csv, _by_psql(Path(theirs.name)), Path(theirs.name), times, noise)
    loop = _Looped(SOURCES, "xlsx")
    pairs = paired(lambda: _once(xlsx), lambda: _once(loop), times, noise)
    told = beside([(one.cpu, other.cpu) for one, other in pairs], "ms CPU", "bare loop of XlsxWriter")
    middle = ratio((one.cpu, other.cpu) for one, other in pairs)[1]
    yield Figure("exports", "sources as XLSX", _with_peak(told.pop("ours"), xlsx), **told, **at_most(middle, 1))
    taken = statistics.median(one.cpu for one, _ in pairs) / 1000
    rows = effort.rows + 10_000
    goal = at_most(taken * 100_000 / rows, 2, "s for 100 000 rows")
    yield Figure("exports", f"… {rows} rows", f"{number(taken)} s CPU", **goal)
    json = _Written(SOURCES, "json")
    yield Figure("exports", "sources as JSON", _with_peak(str(_once(json)), json))
    yield _amounts(times, noise)
    yield _changes(min(_CHANGES, effort.rows // 5))


def _csv(
    ours_written: "_Written", theirs: Callable[[], object], file: Path, times: int, noise: Noise
) -> Iterator[Figure]:
    theirs()
    own = ours_written.content().removeprefix("\ufeff".encode()).partition(b"\r\n")[2].replace(b"\r\n", b"\n")
    same = own == file.read_bytes()
    told = f"{len(own) / 1e6:.1f} MB {'are' if same else 'are NOT'} psql's"
    yield Figure("exports", "CSV = psql's bytes, but for heading and CR", told, **reached("the same", when=same))
    pairs = paired(lambda: _once(ours_written), lambda: _once(theirs), times, noise)
    words = beside([(one.cpu, other.cpu) for one, other in pairs], "ms CPU", "psql \\copy")
    middle = ratio((one.cpu, other.cpu) for one, other in pairs)[1]
    words["ours"] = _with_peak(words["ours"], ours_written)
    yield Figure("exports", "sources as CSV", **words, **at_most(middle, 1.3))


def _amounts(times: int, noise: Noise) -> Figure:
    """Amounts, whose states are worked out, beside a copy of the same cells as they lie in a table."""
    written = _Written(AMOUNTS, "csv")
    written()
    lying = _lying()
    pairs = paired(lambda: _once(written), lambda: _once(lying), times, noise)
    told = beside([(one.cpu, other.cpu) for one, other in pairs], "ms CPU", "COPY of a table of them")
    return Figure("exports", "amounts as CSV", _with_peak(told.pop("ours"), written), **told)


def _lying() -> Callable[[], object]:
    """COPY of the cells of all amounts, put into a table before."""
    kinds = [column[2] for column in AMOUNTS.columns]
    asked = [each for each in amount_cells(AmountFilter(QueryDict(), at=AsOf.now())) if isinstance(each, CellsAsked)]
    compose: Any = connection.ops
    with connection.cursor() as cursor:
        for number, each in enumerate(asked):
            rows = compose.compose_sql(each.sql, each.params)
            cursor.execute(f"{'INSERT INTO lying' if number else 'CREATE TEMP TABLE lying AS'} {rows}")
        cursor.execute("ANALYZE lying")
    copied = CellsAsked("SELECT * FROM lying", (), connection.alias, asked[0].beside)
    return lambda: deque(copied.copied(kinds), maxlen=0)


def _changes(count: int) -> Figure:
    """The latest changes; how many, a little more than asked for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT effective_on FROM funding_amount ORDER BY 1 DESC OFFSET %s LIMIT 1", [count])
        (since,) = cursor.fetchone()
    written = _Written(CHANGES, "csv", od=(since - timedelta(days=1)).isoformat())
    taken = _once(written)
    rows = written.content().count(b"\r\n") - 1
    return Figure("exports", f"the latest {rows} changes as CSV", _with_peak(str(taken), written))


def _once(action: Callable[[], object]) -> Cost:
    return cost(action, *ours(), seconds=0, warm=0, least=1)


def _with_peak(told: str, written: "_Written") -> str:
    return f"{told}, {written.size / 1e6:.1f} MB, peak memory {written.peak}"


class _Written:
    """A list as a file: each call writes it anew.  ``peak`` is how much more memory the last one held at most."""

    def __init__(self, which: PublicList, extension: str, **query: str) -> None:
        self.which, self.extension, self.query = which, extension, query
        self.size, self.peak = 0, ""

    def __call__(self) -> None:
        with tempfile.TemporaryFile() as file:
            before = _peak_from_now()
            self.write(file)
            self.peak = f"+{_status('VmHWM') - before:.0f} MB" if before else "not measured"
            self.size = file.tell()

    def content(self) -> bytes:
        with tempfile.TemporaryFile() as file:
            self.write(file)
            file.seek(0)
            return file.read()

    def write(self, file: IO[bytes]) -> None:
        asked = QueryDict(mutable=True)
        asked.update(self.query)
        Rendering().write(self.which.sheet(asked, AsOf.now(), None), self.extension, file)


class _Looped(_Written):
    """The plainest program that writes the same cells by the library."""

    def write(self, file: IO[bytes]) -> None:
        rows = self.which.sheet(QueryDict(), AsOf.now(), None).cells()
        with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            page = book.add_worksheet()
            day = book.add_format({"num_format": "d. m. yyyy"})
            for number_of_row, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(number_of_row, column, value)
                    elif value is not None:
                        page.write_datetime(number_of_row, column, value, day)


def _by_psql(file: Path) -> Callable[[], object]:
    """\\copy of the same columns.  psql and its server process end with it; their parents have their time."""
    kinds = " ".join(f"WHEN '{kind.value}' THEN '{kind.label}'" for kind in SourceKind)
    sql = " ".join(SOURCES_COPIED.format(kind=f"CASE s.kind {kinds} END", known=AsOf.now().known).split())
    copy = f"\\copy ({sql}) TO '{file}' (FORMAT csv, DELIMITER ';')"
    connection.ensure_connection()
    of = connections[connection.alias].get_connection_params()
    command = [server.bin_dir() / "psql", "-X", "-q", "-h", of["host"], "-U", of["user"], "-d", HEAVY, "-c", copy]
    return lambda: subprocess.run(command, check=True)


def _peak_from_now() -> float:
    """Megabytes that are held now, from which on the most is remembered; 0 where the kernel does not."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return 0
    return _status("VmHWM")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    program(figures)
