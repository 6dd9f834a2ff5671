from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import czech
from formats.limits import MOST_BYTES
from formats.refusals import WrongFile
from memorandum.imports import actions
from memorandum.imports.gathered import GatheredRows
from memorandum.imports.outcomes import Comparison, RowState
from memorandum.imports.progress import Step, Steps

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
            gathered, comparison = self._hear(actions.municipalities(_read(files), okres, writes=not dry_run))
        except (WrongFile, actions.ImportRefused) as error:
            raise CommandError(f"Nic se nezapsalo. {error}") from error
        self._tell(gathered, comparison)
        if comparison.problems:
            raise CommandError("Nic se nezapsalo. V souborech jsou chyby.")
        if not comparison.writes:
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

    def _tell(self, gathered: GatheredRows, comparison: Comparison) -> None:
        for file in gathered.files:
            how = f", kódování {file['encoding']}" if file["encoding"] else ""
            self.stdout.write(f"{file['name']}: {czech.count(file['rows'], 'řádek', 'řádky', 'řádků')}{how}")
        for remark in gathered.remarks:
            self.stdout.write(remark)
        for problem in comparison.problems[:200]:
            self.stderr.write(str(problem))
        for outcome in comparison.of(RowState.CHANGED)[:_MANY]:
            for heading, old, new in outcome.changes:
                self.stdout.write(f"  {outcome.label}: {heading} {old or '—'} → {new or '—'}")
        for outcome in comparison.of(RowState.NEW)[:_MANY]:
            self.stdout.write(f"  {outcome.label}: nová obec")
        for outcome in [outcome for outcome in comparison.outcomes if outcome.remarks][:_MANY]:
            self.stdout.write(f"  {outcome.label}: {' '.join(outcome.remarks)}")
        counts = comparison.counts
        self.stdout.write(
            f"Přidá se {counts['new']}, změní se {counts['changed']}, beze změny {counts['same']},"
            f" chybných řádků {counts['wrong']}."
        )


def _read(files: Sequence[Path]) -> list[tuple[str, bytes]]:
    contents = []
    for path in files:
        try:
            if path.stat().st_size > MOST_BYTES:  # before it fills the memory
                raise CommandError(f"Soubor {path} je větší než 10 MB.")
            contents.append((path.name, path.read_bytes()))
        except OSError as error:
            raise CommandError(f"Soubor {path} nelze přečíst: {error.strerror}.") from error
    return contents


def _bar(step: Step) -> str:
    done = round(_BAR * step.done / max(step.total, 1))
    return f"{step.stage} [{'#' * done}{'.' * (_BAR - done)}] {step.done}/{step.total}"
