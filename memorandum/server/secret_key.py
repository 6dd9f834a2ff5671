"""Secrets made once per copy of the portal and kept in files: for sessions and forms, and for the ledger."""

import os
import secrets
import tempfile
from pathlib import Path

from memorandum.server.variables import refuse


def read(path: Path) -> str:
    """The secret in ``path``, or "" when there is no such file."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeError) as problem:
        told = getattr(problem, "strerror", None) or "nejsou v něm jen písmena a číslice"
        hint = "Vraťte souboru práva, nebo obsah ze zálohy; nový klíč by neplatil pro to, co je jím podepsáno."
        refuse("memorandum.E011", f"Tajný klíč {path} nejde přečíst: {told}.", hint)


def make(path: Path, secret: str = "") -> str:
    """Make ``path`` with a new secret (random, unless given), for its owner only; return what it holds by now."""
    try:
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
    except OSError as problem:
        hint = "Uvolněte v ní místo a dejte portálu právo zapisovat, nebo zvolte jinou složku: VAR_DIR=…"
        refuse("memorandum.E012", f"Do složky {path.parent} nejde zapsat tajný klíč: {problem.strerror}.", hint)
    return read(path)
