import contextlib
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from memorandum.papers import time_stamps, verified, verify

_WIDTH = 30  # characters of the progress bar
_FEW = 20  # so many are checked before anybody could wonder


class Command(BaseCommand):
    help = (
        "Ověří vydané písemnosti: otisky souborů, řetězec zápisů v knize vydání, data, a že je databáze hlídá. "
        "Najde-li chybu, vypíše ji a skončí s kódem 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            default="",
            metavar="OTISK",
            help="otisk zápisu poznamenaný jinde (z veřejné stránky, z vydané písemnosti, z logu); musí v knize být",
        )

    def handle(self, *args: Any, head: str, **options: Any) -> None:
        if head and not re.fullmatch("[0-9a-fA-F]{64}", head):
            raise CommandError("Otisk má 64 šestnáctkových číslic.")
        self._ask_for_time_stamps()
        wrong = 0
        for problem in verify.problems(head=head, progress=self._progress):
            wrong += 1
            self.stderr.write(self.style.ERROR(problem))
        verified.keep(wrong=wrong)
        if wrong:
            raise CommandError(f"Vydané písemnosti nejsou v pořádku, nalezených chyb: {wrong}.", returncode=1)
        self.stdout.write(verify.summary())

    def _ask_for_time_stamps(self) -> None:
        """Of the authority that did not answer when an entry was written; what is still missing is told below."""
        with contextlib.suppress(time_stamps.NoTimeStamp):
            for entry in time_stamps.missing():
                time_stamps.stamp(entry)

    def _progress(self, done: int, of: int) -> None:
        if of < _FEW or not self.stdout.isatty():
            return
        full = _WIDTH * done // of
        self.stdout.write(f"\r{'█' * full}{'·' * (_WIDTH - full)} {done} z {of}", ending="\n" if done == of else "")
        self.stdout.flush()
