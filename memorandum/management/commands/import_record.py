from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from memorandum.imports import record_files


class Command(BaseCommand):
    help = "Načte evidenci ze složky se soubory CSV. Jen přidává: co už v evidenci je, nechá být."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="SLOŽKA")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        if not directory.is_dir():
            raise CommandError(f"Složka {directory} neexistuje.")
        try:
            loaded = record_files.load(directory)
        except record_files.RecordError as error:
            raise CommandError(f"Nic se nenačetlo. V souborech jsou chyby:\n{error}") from error
        for file, outcome in loaded.items():
            self.stdout.write(f"{file:28} přidáno {outcome.added:4}, ponecháno {outcome.kept:4}")
