"""What programs share that work in one process with the portal; imported first, it sets Django up."""

import itertools
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test import Client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")
if not apps.ready:
    django.setup()


def ours() -> tuple[list[int], list[int]]:
    """The processes whose time is the cost: this one, and the server of the embedded database."""
    told = (Path(settings.VAR_DIR) / "pg18/data/postmaster.pid").read_text()
    return [os.getpid()], [int(told.splitlines()[0])]


def alone() -> None:
    """Have public pages read over the connection that fills what they show, in a transaction that is taken back."""
    for alias in ("public", "moments"):
        connections.settings.pop(alias, None)


def asked(path: str, **query: str) -> Callable[[], bytes]:
    """Ask for the page or file.  Raises OSError for what is no answer."""
    client = Client(headers={"host": "127.0.0.1"})

    def ask() -> bytes:
        answer = client.get(path, query)
        if answer.status_code != 200:
            raise OSError(f"{path}: {answer.status_code}")
        content: bytes = answer.getvalue() if answer.streaming else answer.content
        return content

    return ask


def asked_of_days(path: str, first: date, **query: str) -> Callable[[], bytes]:
    """Ask as of another day each time: what was told before must not be taken out of a memory."""
    days = itertools.count()

    def ask() -> bytes:
        day = (first + timedelta(days=next(days))).isoformat()
        return asked(path, ke_dni=day, znamo_k=day, **query)()

    return ask
