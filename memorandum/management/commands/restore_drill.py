"""The restore, tried out beside the portal: what is never tried will not work on the day."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

import czech
from memorandum.management.commands import serve
from memorandum.papers import verify
from memorandum.portal import region
from memorandum.portal.visits import Visitor, failing_pages
from memorandum.server.backups import done, files, restoring
from memorandum.server.backups.programs import BackupRefusal


class Command(BaseCommand):
    help = (
        "Zkouška obnovy: zálohu (novou, nebo SOUBOR) obnoví do nové databáze, porovná otisky všech tabulek, omezení, "
        "spouští a řad čísel, projde stránky a ověří vydané písemnosti. Databáze portálu se nedotkne. "
        "Při chybě končí kódem 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="SOUBOR", help="záloha; jinak se pořídí nová")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        begun = time.monotonic()
        try:
            with ExitStack() as stack:
                if file is None:
                    with self._timed("záloha"):
                        folder = stack.enter_context(TemporaryDirectory(dir=settings.VAR_DIR, prefix="restore-drill-"))
                        file = files.make(Path(folder))
                backup = file.resolve()
                size = self._try_out(backup)
            seconds = time.monotonic() - begun
            done.keep_drill(file=backup.name, size=size, seconds=seconds)
        except (BackupRefusal, psycopg.Error, DatabaseError, OSError) as problem:
            raise CommandError(f"Zkouška obnovy se nezdařila. {problem}") from problem
        self.stdout.write(f"Zkouška obnovy se zdařila za {czech.number(seconds, 1)} s.")

    def _try_out(self, backup: Path) -> int:
        with self._timed("kontrola souboru"):
            manifest = restoring.readable(backup)
        counted = czech.count(len(manifest.fingerprints.tables), "tabulka", "tabulky", "tabulek")
        rows = czech.count(manifest.fingerprints.rows, "řádek", "řádky", "řádků")
        self.stdout.write(f"{backup.name}: {files.size_in_words(manifest.size)}, {counted}, {rows}")
        name = restoring.new_name("zkouska")
        with ExitStack() as stack:
            with self._timed("obnova a porovnání otisků"):
                restored = stack.enter_context(restoring.restored(backup, manifest, name=name, step=lambda told: None))
            if restored.lacks:
                with self._timed("převod na toto vydání"):
                    restoring.migrate(name)
            stack.enter_context(restoring.working_on(name))
            stack.callback(region.forget)
            region.forget()
            with self._timed("vydané písemnosti"):
                if wrong := list(verify.problems()):
                    raise BackupRefusal(" ".join(wrong[:5]))
            serve.Command().collect_static_files()  # pages name them
            with self._timed("stránky"):
                asked, failing = failing_pages(Visitor())
                if failing:
                    raise BackupRefusal(f"Neodpověděly stránky: {', '.join(failing[:5])}.")
            self.stdout.write(
                f"{czech.count(asked, 'stránka odpověděla', 'stránky odpověděly', 'stránek odpovědělo')}, "
                f"{verify.summary()}"
            )
        return manifest.size

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.stdout.write(f"{what:28} {czech.number(time.monotonic() - begun, 1):>7} s")
