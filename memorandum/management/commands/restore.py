import sys
import time
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

import czech
from memorandum.server.backups import restoring
from memorandum.server.backups.programs import BackupRefusal


class Command(BaseCommand):
    help = (
        "Obnoví databázi ze zálohy: nejdřív vedle, porovná ji s otisky zálohy a teprve pak jí nahradí dosavadní, "
        "která zůstane pod jiným jménem. Při chybě nezmění nic a skončí kódem 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="SOUBOR", help="záloha, kterou vytvořil příkaz backup")
        parser.add_argument("--yes", action="store_true", help="neptat se")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        begun = time.monotonic()
        try:
            manifest = restoring.readable(file.resolve())
            if not yes:
                self._ask(czech.moment(manifest.made_at.astimezone()), manifest.fingerprints.rows)
            name = restoring.new_name("obnova")
            with restoring.restored(file.resolve(), manifest, name=name, step=self.stdout.write) as restored:
                if restored.lacks:
                    self.stdout.write("Záloha je ze staršího vydání, převádím ji.")
                    restoring.migrate(restored.database)
                former = restoring.put_in_place(restored)
        except (BackupRefusal, psycopg.Error, OSError) as problem:
            raise CommandError(f"Nic se neobnovilo. {problem}") from problem
        self.stdout.write(f"Obnoveno ze zálohy {file.name} za {czech.number(time.monotonic() - begun, 1)} s.")
        if former:
            self.stdout.write(
                f"Dosavadní databáze je uložena jako {former}; až bude jisté, že ji nikdo nepotřebuje, "
                f"smažte ji: DROP DATABASE {former}."
            )
        self.stdout.write("Ověřte vydané písemnosti: ./run verify_papers. Běžící portál pro jistotu restartujte.")

    def _ask(self, moment: str, rows: int) -> None:
        if not sys.stdin.isatty():
            raise CommandError("Obnova nahradí celou databázi portálu. Opravdu-li to chcete, přidejte --yes.")
        counted = czech.count(rows, "řádek", "řádky", "řádků")
        self.stdout.write(f"Databázi portálu nahradí záloha, kterou někdo pořídil {moment} ({counted}).")
        if input("Napište „ano“, chcete-li pokračovat: ").strip().lower() != "ano":
            raise CommandError("Nic se neobnovilo.")
