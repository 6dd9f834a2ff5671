"""When the last backup was made and the last restore tried out: for the operator's watch.

Two small files in VAR_DIR, not rows: a restored database must not tell of the backups of another time, and a replica
that can only be read is backed up too.
"""

import contextlib
import datetime
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

import czech


@dataclass(frozen=True, slots=True)
class Done:
    """``file``: the backup's name; ``size``: its bytes; ``seconds``: how long all of it took."""

    at: datetime.datetime
    file: str
    size: int
    seconds: float

    @property
    def moment(self) -> str:
        return czech.moment(timezone.localtime(self.at))


def keep_backup(*, file: str, size: int, seconds: float) -> None:
    _keep("backup", Done(timezone.now(), file, size, round(seconds, 1)))


def keep_drill(*, file: str, size: int, seconds: float) -> None:
    _keep("restore_drill", Done(timezone.now(), file, size, round(seconds, 1)))


def last_backup() -> Done | None:
    """The last backup that was made and checked; None where there was none yet."""
    return _last("backup")


def last_drill() -> Done | None:
    """The last backup that was restored and found whole; None where none was."""
    return _last("restore_drill")


def _file(name: str) -> Path:
    return Path(settings.VAR_DIR) / f"last_{name}.json"


def _keep(name: str, done: Done) -> None:
    path = _file(name)
    begun = path.with_name(f"{path.name}.{os.getpid()}")
    begun.write_text(json.dumps(asdict(done) | {"at": done.at.isoformat()}), encoding="utf-8")
    begun.replace(path)


def _last(name: str) -> Done | None:
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(_file(name).read_text(encoding="utf-8"))
        return Done(**told | {"at": datetime.datetime.fromisoformat(told["at"])})
    return None
