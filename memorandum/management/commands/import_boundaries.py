from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import czech
from formats.geojson import MOST_BYTES
from formats.refusals import WrongFile
from localities.actions import replace_boundaries
from localities.models import Boundary, Municipality
from memorandum.imports import boundaries


class Command(BaseCommand):
    help = (
        "Načte hranice kraje, okresů, ORP nebo obcí z GeoJSON či TopoJSON ve WGS 84; mapa je pak kreslí. "
        "Vypíše, co se změní, a zapíše to najednou. Ostatní úrovně nechá být."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="SOUBOR")
        parser.add_argument("--source", default="", metavar="ZDROJ", help="odkud soubor je; jinak jeho název")
        parser.add_argument("--dry-run", action="store_true", help="jen ukázat, nic nezapsat")

    def handle(self, *args: Any, file: Path, source: str, dry_run: bool, **options: Any) -> None:
        try:
            if file.stat().st_size > MOST_BYTES:  # before it fills the memory
                raise WrongFile(f"Soubor je větší než {MOST_BYTES // 2**20} MB. Vyberte z něj jen území kraje.")
            content = file.read_bytes()
            towns = list(Municipality.objects.public())
            label = (source or file.name)[:300]
            preview = boundaries.preview(content, file.name, label, towns, Boundary.objects.all())
        except OSError as error:
            raise CommandError(f"Soubor {file} nelze přečíst: {error.strerror}.") from error
        except WrongFile as error:
            raise CommandError(f"Nic se nezapsalo. {error}") from error
        self._tell(file, preview)
        if not preview.changes_anything:
            self.stdout.write("Evidence už tyto hranice má, nic se nezměnilo.")
        elif dry_run:
            self.stdout.write("Jen náhled, nic se nezapsalo.")
        else:
            replace_boundaries(boundaries=preview.areas)
            self.stdout.write("Zapsáno. Mapa od teď kreslí tyto hranice.")

    def _tell(self, file: Path, preview: boundaries.BoundaryPreview) -> None:
        for layer in preview.layers:
            self.stdout.write(
                f"{file.name}, úroveň {layer.kind.label}: v souboru {layer.in_file}, patří do evidence"
                f" {len(layer.areas)}, jiná (vynechají se) {layer.left_out}, v souboru chybí {len(layer.missing)}"
            )
            if layer.missing:
                rest = f" a další ({len(layer.missing) - 10})" if len(layer.missing) > 10 else ""
                self.stdout.write(f"  chybí: {', '.join(layer.missing[:10])}{rest}")
        for name in preview.unknown:
            self.stdout.write(f"Vrstva {name or 'beze jména'}: nepoznali jsme úroveň, vynechá se.")
        before, after = czech.number(preview.points_before), czech.number(preview.points_after)
        self.stdout.write(f"Zjednodušeno pro web: z {before} bodů zbylo {after}.")
        self.stdout.write(
            f"Přidá se {preview.added}, změní se {preview.changed}, beze změny {preview.unchanged},"
            f" odebere se {len(preview.removed)}."
        )
        if preview.removed:
            self.stdout.write(f"  odebere se: {', '.join(preview.removed[:10])}")
