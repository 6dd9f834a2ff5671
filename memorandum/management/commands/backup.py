import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

import czech
from memorandum.server.backups import done, files
from memorandum.server.backups.programs import BackupRefusal


class Command(BaseCommand):
    help = "Zálohuje databázi do jednoho souboru s otisky vedle něj a zkontroluje ho. Při chybě končí kódem 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dir", type=Path, default=settings.BACKUP_DIR, metavar="SLOŽKA", help="kam (BACKUP_DIR)")
        parser.add_argument("--keep", type=int, metavar="N", help="kolik nejnovějších záloh ponechat; jinak všechny")

    def handle(self, *args: Any, dir: Path, keep: int | None, **options: Any) -> None:  # noqa: A002
        if keep is not None and keep < 1:
            raise CommandError("Ponechat se musí aspoň jedna záloha.")
        begun = time.monotonic()
        step = self.stdout.write if options["verbosity"] > 1 else lambda told: None
        try:
            backup = files.make(dir.resolve(), keep=keep, step=step)
            size = backup.stat().st_size
            seconds = time.monotonic() - begun
            done.keep_backup(file=backup.name, size=size, seconds=seconds)
        except (BackupRefusal, OSError) as problem:
            raise CommandError(f"Záloha se nezdařila. {problem}") from problem
        self.stdout.write(f"Záloha {backup} ({files.size_in_words(size)}) je hotová za {czech.number(seconds, 1)} s.")
