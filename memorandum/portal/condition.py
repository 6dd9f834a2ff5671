"""How the portal is: what the operator's watch asks, in words (``/zdravi``) and in numbers (``/metrics``)."""

import datetime
import shutil
from typing import Any

from django.conf import settings
from django.db import Error, close_old_connections
from django.utils import timezone

import czech
from evidence.recorded import version
from memorandum.papers import verified
from memorandum.server.backups.done import last_backup, last_drill
from memorandum.server.watched import asked_from, is_among

_LITTLE = 1_000_000_000  # bytes of free space below which the watch is told to look


def may_know(environ: dict[str, Any]) -> bool:
    """Whether whoever asks is told more than whether all is well."""
    return is_among(asked_from(environ, settings.ALLAUTH_TRUSTED_PROXY_COUNT), settings.METRICS_FROM)


def of_the_record(moment: datetime.datetime | None, event: int | None) -> str:
    """„evidence: zápis 1 234 z 29. 11. 2026 v 12.30“."""
    if moment is None or event is None:
        return "evidence: prázdná"
    return f"evidence: zápis {czech.number(event)} z {czech.moment(timezone.localtime(moment))}"


def of_the_server() -> list[str]:
    """Free space, the last backup, and the last that was tried out."""
    space = shutil.disk_usage(settings.VAR_DIR)
    free, total = (czech.number(round(size / 1_000_000_000)) for size in (space.free, space.total))
    backup, drill = last_backup(), last_drill()
    return [
        f"volné místo: {free} z {total} GB{', dochází' if space.free < _LITTLE else ''}",
        f"poslední záloha: {backup.moment if backup else 'není známa'}",
        f"poslední zkouška obnovy: {drill.moment if drill else 'není známa'}",
    ]


def measured() -> dict[str, float]:
    """The same in numbers, by the names of measures.  What is not known is left out."""
    now, space = timezone.now(), shutil.disk_usage(settings.VAR_DIR)
    told: dict[str, float] = {"portal_free_bytes": space.free, "portal_disk_bytes": space.total}
    for name, done in (("backup", last_backup()), ("restore_drill", last_drill())):
        if done:
            told[f"portal_{name}_age_seconds"] = (now - done.at).total_seconds()
    close_old_connections()  # what a request would do: this is asked in none
    try:
        _, event = version()
        checked = verified.last()
    except Error:
        return told | {"portal_database_up": 0}
    finally:
        close_old_connections()
    told |= {"portal_database_up": 1, "portal_record_event": event or 0}
    if checked:
        told["portal_papers_verified_age_seconds"] = (now - checked.at).total_seconds()
        told["portal_papers_wrong"] = checked.wrong
    return told
