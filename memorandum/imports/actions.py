"""Verbs of imports: bring files, look at what they would do, do it."""

import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

import czech
from czech.refusals import Refusal
from evidence.actions import drop_old_imports
from evidence.history import History, events, signed
from evidence.models import File, Import, ImportFile
from formats.attachments import MEDIA_TYPES
from formats.refusals import WrongFile
from localities.models import Locality
from memorandum.imports import rows
from memorandum.imports.comparison import compare, write
from memorandum.imports.gathered import GatheredRows, Options, check_size, gather
from memorandum.imports.kinds import KINDS, MUNICIPALITIES, TableKind
from memorandum.imports.lookups import Lookups
from memorandum.imports.outcomes import WRITTEN, Comparison, RowState
from memorandum.imports.progress import Steps

_LOCK = 1_145_162_020  # any number; one import is written at a time, or two of one file would both be new


class ImportRefused(Refusal):
    """Nothing was written; the text says why."""


@transaction.atomic
def bring(*, kind: TableKind, files: Sequence[tuple[str, bytes]], options: Mapping[str, Any], by: User) -> Import:
    """Keep the files until they are imported, for a day at most.  Raises WrongFile."""
    check_size(files)
    drop_old_imports()
    imported = Import.objects.create(token=secrets.token_hex(16), kind=kind.code, by=by, options=dict(options))
    ImportFile.objects.bulk_create(
        ImportFile(imported=imported, position=position, name=_plain(name), content=content)
        for position, (name, content) in enumerate(files)
    )
    return imported


def _plain(name: str) -> str:
    """The name alone, without signs that only a hostile program would send."""
    kept = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return kept[-200:] or "soubor"


@transaction.atomic
def drop(*, imported: Import) -> None:
    """Forget files that were not imported."""
    assert imported.applied_at is None
    imported.files.all().delete()
    imported.delete()


def choose(*, imported: Import, options: Mapping[str, Any]) -> None:
    """Read the same files in another way."""
    imported.options, imported.preview = dict(options), None
    imported.save(update_fields=["options", "preview"])


def _compared(imported: Import, by: User, *, asks: bool) -> Steps[tuple[GatheredRows, Comparison]]:
    kind = KINDS[imported.kind]
    files = [(file.name, bytes(file.content or b"")) for file in imported.files.all()]
    gathered = yield from gather(kind, files, Options(**imported.options))
    comparison = yield from compare(kind, gathered.lines, Lookups(by), asks=asks)
    return gathered, comparison


# --- Looking -----------------------------------------------------------------------------------------------------


def look(*, imported: Import, by: User) -> Steps[dict[str, Any]]:
    """Find out what the files would do, and keep it with them.  Nothing of the record changes."""
    last_event = events(KINDS[imported.kind].model).aggregate(last=Max("pk"))["last"] or 0
    try:
        gathered, comparison = yield from _compared(imported, by, asks=True)
    except WrongFile as error:
        shown: dict[str, Any] = {"error": czech.vlna(str(error))}
    else:
        shown = _shown(gathered, comparison)
    shown["last_event"] = last_event
    imported.preview = zlib.compress(json.dumps(shown).encode())
    imported.save(update_fields=["preview"])
    return shown


def seen(imported: Import) -> dict[str, Any] | None:
    """What was found out when somebody looked; None when nobody has."""
    return None if imported.preview is None else json.loads(zlib.decompress(imported.preview))


def _shown(gathered: GatheredRows, comparison: Comparison) -> dict[str, Any]:
    return {
        "error": "",
        "files": gathered.files,
        "remarks": gathered.remarks,
        "counts": comparison.counts,
        "writes": comparison.writes,
        "digest": comparison.digest,
        "problems": [
            {**asdict(problem.place), "letter": problem.letter, "column": problem.column, "reason": problem.reason}
            for problem in comparison.problems
        ],
        "rows": [
            {
                "place": str(outcome.line.place),
                "state": outcome.state.value,
                "pk": str(outcome.pk) if outcome.pk is not None else None,
                "label": outcome.label,
                "changes": outcome.changes,
                "remarks": outcome.remarks,
            }
            # What changes, what is new, the rest.
            for outcome in sorted(comparison.outcomes, key=attrgetter("state"))
            if outcome.state in WRITTEN or outcome.remarks
        ],
    }


# --- Doing -------------------------------------------------------------------------------------------------------


def apply(*, imported: Import, digest: str, by: User) -> Steps[Import]:
    """Do what the preview with this digest showed, all or nothing.  Raises ImportRefused."""
    shown = seen(imported)
    if imported.applied_at is not None:
        raise ImportRefused("Tento import už je proveden.")
    if shown is None or shown.get("digest") != digest:
        raise ImportRefused("Náhled je mezitím jiný. Nic se nezapsalo; prohlédněte si ho znovu.")
    if shown["problems"] or not shown["writes"]:
        raise ImportRefused("Není co zapsat." if not shown["problems"] else "V souboru jsou chyby, nic se nezapsalo.")
    kind = KINDS[imported.kind]
    with transaction.atomic(), signed(user=by.pk, command="import", **{"import": imported.token}):
        _hold(kind, shown)
        imported = Import.objects.select_for_update().get(pk=imported.pk)
        if imported.applied_at is not None:
            raise ImportRefused("Tento import už je proveden.")
        try:
            gathered, comparison = yield from _compared(imported, by, asks=False)
        except WrongFile as error:
            raise ImportRefused(str(error)) from error
        if comparison.digest != digest:
            raise ImportRefused(_overtaken(kind, shown))
        try:
            yield from write(comparison)
        except rows.RowRefused as refused:
            raise ImportRefused(f"Nic se nezapsalo. {refused}") from refused
        _close(imported, gathered, comparison)
    return imported


def municipalities(
    files: Sequence[tuple[str, bytes]], districts: Sequence[str], *, writes: bool
) -> Steps[tuple[GatheredRows, Comparison]]:
    """Compare lists of municipalities with the record and write them at once, all or nothing, if none is wrong.

    For the shell, where nobody is asked between.  Raises WrongFile and ImportRefused.
    """
    gathered = yield from gather(MUNICIPALITIES, files, Options(districts=tuple(districts)))
    with transaction.atomic(), signed(command="import_municipalities"):
        _lock()
        comparison = yield from compare(MUNICIPALITIES, gathered.lines, Lookups())
        if writes and not comparison.problems:
            try:
                yield from write(comparison)
            except rows.RowRefused as refused:
                raise ImportRefused(str(refused)) from refused
    return gathered, comparison


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _hold(kind: TableKind, shown: Mapping[str, Any]) -> None:
    """Let nobody change what was compared until it is written; in one order, so that none wait in a ring."""
    _lock()
    if "locality_id" in (field.attname for field in kind.model._meta.concrete_fields):
        list(Locality.objects.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    changed = [row["pk"] for row in shown["rows"] if row["state"] == RowState.CHANGED]
    held = kind.model._base_manager.select_for_update(of=("self",)).filter(pk__in=changed)
    list(held.order_by("pk").values_list("pk"))


def _overtaken(kind: TableKind, shown: Mapping[str, Any]) -> str:
    """Who was faster."""
    last = events(kind.model).filter(pk__gt=shown["last_event"]).order_by("-pk").first()
    if last is None:
        return "Evidence je od náhledu jiná. Nic se nezapsalo; prohlédněte si nový náhled."
    entry = History(kind.model, last.pk_of_record).entries()[0]
    at = czech.moment(timezone.localtime(entry.at))
    return czech.vlna(
        f"Záznam „{entry.record}“ mezitím změnil/a {entry.who} ({at}). Nic se nezapsalo; prohlédněte si nový náhled."
    )


def _close(imported: Import, gathered: GatheredRows, comparison: Comparison) -> None:
    """Keep the bytes among the files, once however often they were brought."""
    for part, described in zip(imported.files.all(), gathered.files, strict=True):
        kind = MEDIA_TYPES[described["format"]].partition(";")[0]  # the encoding may be another than ours
        part.file, part.content = File.keep(part.name, kind, bytes(part.content or b"")), None
        part.save()
    counts = comparison.counts
    imported.added, imported.changed, imported.same = counts["new"], counts["changed"], counts["same"]
    imported.confirmed = counts["confirms"]
    imported.applied_at, imported.preview = timezone.now(), None
    imported.save()
