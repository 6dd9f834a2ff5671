"""What the portal does by itself every night, as long as ``./run`` serves it; elsewhere a scheduler does it."""

import datetime
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.utils import timezone

_FIRST = 60 * 60  # seconds after the start: a portal on a laptop rarely runs at night
_AT = datetime.time(2, 30)
_COMMANDS = ("verify_papers", "forget_old_traces")


def start() -> None:
    """Begin to wait, beside what the process does; it ends with the process."""
    threading.Thread(target=_every_night, name="nightly", daemon=True).start()


def seconds_until(at: datetime.time, now: datetime.datetime) -> float:
    """From ``now`` (local) to the next time that the clock shows ``at``, also where clocks are put forward or back."""
    day = now.date() if now.time() < at else now.date() + datetime.timedelta(days=1)
    then = datetime.datetime.combine(day, at, tzinfo=now.tzinfo)
    return (then.astimezone(datetime.UTC) - now.astimezone(datetime.UTC)).total_seconds()


def _every_night() -> None:
    wait: float = _FIRST
    while True:
        time.sleep(wait)
        for command in _COMMANDS:  # in a process of its own, which gives its memory back
            subprocess.run([sys.executable, "manage.py", command], cwd=settings.BASE_DIR, check=False)
        wait = seconds_until(_AT, timezone.localtime())
