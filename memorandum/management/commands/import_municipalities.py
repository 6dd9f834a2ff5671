from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

import czech
from evidence.history import signed
from formats.limits import MOST_BYTES
from formats.refusals import WrongFile
from memorandum.imports import rows
from memorandum.imports.actions import LOCK
from memorandum.imports.comparison import Plan, State, Step, Steps, compare, write
from memorandum.imports.gathered import Gathered, Options, gather
from memorandum.imports.kinds import MUNICIPALITIES
from memorandum.imports.lookups import Lookups

_BAR = 30  # characters
_MANY = 20  # rows told one by one


class Command(BaseCommand):
    help = (
        "Načte obce z úředních číselníků: ČSÚ (CIS0043, VAZ0043_…) nebo RÚIAN (UI_OBEC, UI_POU, UI_ORP, UI_OKRES), "
        "i z vlastní tabulky. Vypíše, co se změní, a zapíše to najednou, nebo vůbec. Obce nikdy neruší."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="SOUBOR")
        parser.add_argument("--okres", action="append", default=[], help="jen obce tohoto okresu; lze opakovat")
        parser.add_argument("--dry-run", action="store_true", help="jen ukázat, nic nezapsat")

    def handle(self, *args: Any, files: list[Path], okres: list[str], dry_run: bool, **options: Any) -> None:
        try:
            gathered = self._hear(gather(MUNICIPALITIES, _read(files), Options(districts=tuple(okres))))
            with transaction.atomic(), signed(command="import_municipalities"):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                plan = self._hear(compare(MUNICIPALITIES, gathered.lines, Lookups()))
                self._tell(gathered, plan)
                if plan.problems:
                    raise CommandError("Nic se nezapsalo. V souborech jsou chyby.")
                if not dry_run:
                    self._hear(write(plan))
        except WrongFile as error:
            raise CommandError(f"Nic se nezapsalo. {error}") from error
        except rows.RowRefused as error:
            raise CommandError(f"Nic se nezapsalo. {error}") from error
        if not plan.writes:
            self.stdout.write("Evidence už tyto údaje má, nic se nezměnilo.")
        elif dry_run:
            self.stdout.write("Jen náhled, nic se nezapsalo.")
        else:
            self.stdout.write("Zapsáno.")

    def _hear[T](self, steps: Steps[T]) -> T:
        """Do the work; show on a terminal how far it is."""
        shows = self.stderr.isatty()
        try:
            while True:
                step = next(steps)
                if shows:
                    self.stderr.write(f"\r{_bar(step)}\x1b[K", ending="")
                    self.stderr.flush()
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        finally:
            if shows:
                self.stderr.write("\r\x1b[K", ending="")

    def _tell(self, gathered: Gathered, plan: Plan) -> None:
        for file in gathered.files:
            how = f", kódování {file['encoding']}" if file["encoding"] else ""
            self.stdout.write(f"{file['name']}: {czech.count(file['rows'], 'řádek', 'řádky', 'řádků')}{how}")
        for remark in gathered.remarks:
            self.stdout.write(remark)
        for problem in plan.problems[:200]:
            self.stderr.write(str(problem))
        for outcome in plan.of(State.CHANGED)[:_MANY]:
            for heading, old, new in outcome.changes:
                self.stdout.write(f"  {outcome.label}: {heading} {old or '—'} → {new or '—'}")
        for outcome in plan.of(State.NEW)[:_MANY]:
            self.stdout.write(f"  {outcome.label}: nová obec")
        counts = plan.counts
        self.stdout.write(
            f"Přidá se {counts['new']}, změní se {counts['changed']}, beze změny {counts['same']},"
            f" chybných řádků {counts['wrong']}."
        )


def _read(files: Sequence[Path]) -> list[tuple[str, bytes]]:
    found = []
    for path in files:
        try:
            if path.stat().st_size > MOST_BYTES:  # before it fills the memory
                raise CommandError(f"Soubor {path} je větší než 10 MB.")
            found.append((path.name, path.read_bytes()))
        except OSError as error:
            raise CommandError(f"Soubor {path} nelze přečíst: {error.strerror}.") from error
    return found


def _bar(step: Step) -> str:
    done = round(_BAR * step.done / max(step.total, 1))
    return f"{step.stage} [{'#' * done}{'.' * (_BAR - done)}] {step.done}/{step.total}"
