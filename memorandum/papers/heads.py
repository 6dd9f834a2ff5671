"""Each new entry of the ledger is told outside the database, where nobody who alters the database can reach it.

Inside, whoever owns the tables can remove the last entries with all their traces; what was told outside stays.
"""

import logging
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from council.models import LedgerEntry
from memorandum.papers import time_stamps

_log = logging.getLogger("memorandum.papers.heads")
_NAME = re.compile(r"([0-9]{6,})-([0-9a-f]{64})\.txt")


def tell(entry: LedgerEntry) -> None:
    """Once the entry is there for good: into the log, to the folder and by e-mail, as the operator has set."""
    transaction.on_commit(partial(_tell, entry))


def _tell(entry: LedgerEntry) -> None:
    _log.info("kniha vydání, zápis %d, otisk %s", entry.number, entry.hash)
    for way in (_keep, _send, time_stamps.stamp):
        try:
            way(entry)
        except (OSError, time_stamps.NoTimeStamp):  # it is issued by now; verification tells of what the folder lacks
            _log.exception("kniha vydání, zápis %d: nepodařilo se oznámit mimo databázi", entry.number)


def _keep(entry: LedgerEntry) -> None:
    if not settings.LEDGER_HEADS_DIR:
        return
    path = Path(settings.LEDGER_HEADS_DIR) / f"{entry.number:06}-{entry.hash}.txt"
    with path.open("x", encoding="utf-8", newline="\n") as file:  # never over another one
        file.write(entry.words)
    path.chmod(0o444)


def _send(entry: LedgerEntry) -> None:
    if settings.LEDGER_MAIL_TO:
        subject = f"Kniha vydání: zápis {entry.number}, otisk {entry.hash}"
        EmailMessage(subject, entry.words, to=settings.LEDGER_MAIL_TO).send()


def problems() -> Iterator[str]:
    """What the folder of the operator holds and the ledger does not, and the other way, as Czech sentences."""
    if not settings.LEDGER_HEADS_DIR:
        return
    folder = Path(settings.LEDGER_HEADS_DIR)
    if not folder.is_dir():
        yield f"Složka {folder}, do které se ukládají zápisy knihy vydání (LEDGER_HEADS_DIR), není."
        return
    told = {match[2]: int(match[1]) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))}
    entries = {entry.hash: entry for entry in LedgerEntry.objects.order_by("number").iterator(chunk_size=200)}
    for digest, number in sorted(told.items(), key=lambda item: item[1]):
        if digest not in entries:
            yield f"Zápis {number}, který je uložen ve složce mimo databázi (otisk {digest}), v knize vydání chybí."
        elif (folder / f"{number:06}-{digest}.txt").read_text(encoding="utf-8") != entries[digest].words:
            yield f"Zápis {number} je ve složce mimo databázi jiný než v knize vydání."
    first = min(told.values(), default=None)
    for digest, entry in entries.items():
        if first is not None and entry.number > first and digest not in told:
            yield f"Zápis {entry.number} knihy vydání není ve složce mimo databázi."
