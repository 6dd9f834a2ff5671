"""Secrets made once per copy of the portal and kept in files: for sessions and forms, and for the ledger."""

import os
import secrets
import tempfile
from pathlib import Path


def read(path: Path) -> str:
    """The secret in ``path``, or "" when there is no such file."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def make(path: Path, secret: str = "") -> str:
    """Make ``path`` with a new secret (random, unless given), for its owner only; return what it holds by now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, complete = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret or secrets.token_urlsafe(64))
            file.flush()
            os.fsync(descriptor)
        Path(path).hardlink_to(complete)  # of two starts at once one wins, and both use the winner's
    except FileExistsError:
        pass
    finally:
        Path(complete).unlink()
    return read(path)
