import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import czech
from memorandum.management.commands import serve
from memorandum.portal.mirror.making import Mirror, NoMirror

_EVERY = 100  # addresses


class Command(BaseCommand):
    help = (
        "Zapíše veřejný portál jako soubory, které nginx ukáže, i když nic jiného neběží. "
        "Nové zrcadlo nahradí dosavadní, až je celé; nepořídí-li se, dosavadní zůstane a příkaz skončí kódem 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="SLOŽKA", help="kde zrcadlo bude")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        begun = time.monotonic()
        serve.Command().collect_static_files()
        mirror = Mirror(folder.absolute(), self._progress)
        try:
            mirror.make()
        except NoMirror as refused:
            raise CommandError(str(refused)) from refused
        for address, page in mirror.missing.items():
            self.stderr.write(f"Na stránce {page} vede odkaz na {address}, která není.")
        addresses = czech.count(len(mirror.answered), "adresa", "adresy", "adres")
        kept = czech.count(mirror.kept, "soubor se nezměnil", "soubory se nezměnily", "souborů se nezměnilo")
        self.stdout.write(f"Zrcadlo {folder}: {addresses} za {czech.number(time.monotonic() - begun, 1)} s, {kept}.")

    def _progress(self, done: int, waiting: int) -> None:
        if done % _EVERY == 0:
            self.stdout.write(f"{czech.count(done, 'adresa', 'adresy', 'adres')}, čeká {waiting}")
