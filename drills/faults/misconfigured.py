"""Somebody sets the portal wrongly, in eighteen ways, and starts it."""

import subprocess
from typing import Any

from drills.world import World

PROVES = "Portál nastavený kterýmkoli z osmnácti způsobů špatně se nespustí a řekne česky co a jak opravit."
#: The control: settings are read as they come, and nobody looks at them.
_OFF = "from django.core.management.base import BaseCommand; BaseCommand.check = lambda *told, **named: None"
_PUBLIC: dict[str, Any] = {"ALLOWED_HOSTS": "portal.example.cz", "BEHIND_TLS": "true", "STAFF_MFA": "required"}
_WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"SECRET_KEY": "abc"}, "E015"),
    ({"SECRET_KEY": "a" * 48}, "E015"),
    ({"SECRET_KEY_FALLBACKS": "heslo"}, "E015"),
    ({"ALLOWED_HOSTS": "*"}, "E016"),
    ({"ALLOWED_HOSTS": "https://portal.example.cz"}, "E016"),
    ({"STAFF_MFA": "optional"}, "E017"),
    ({"STAFF_MFA": "možná"}, "E003"),
    ({"BEHIND_TLS": ""}, "E018"),
    ({"DEBUG": "true"}, "E002"),
    ({"LEDGER_KEY": "abc"}, "E007"),
    ({"LEDGER_SIGNER": "/nikde/podepis", "LEDGER_PUBLIC_KEY": "ab" * 32}, "E020"),
    ({"LEDGER_HEADS_DIR": "/nikde"}, "E012"),
    ({"LEDGER_TSA_URL": "https://tsa.example.cz"}, "E008"),
    ({"LEDGER_MAIL_TO": "rada"}, "E019"),
    ({"EMAIL_URL": "smtp://mail.example.cz"}, "E006"),
    ({"OIDC_URL": "http://login.example.cz", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "E005"),
    ({"OIDC_URL": "https://login.example.cz"}, "E004"),
    ({"DATABASE_URL": "postgresql://portal@127.0.0.1:1/portal"}, "E022"),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    for wrong, number in _WRONG[::4] if world.short and guarded else _WRONG:
        told: dict[str, Any] = _PUBLIC | wrong
        try:
            done = world.manage(cluster, "prepare", code="" if guarded else _OFF, timeout=60, **told)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{wrong} se nedočkalo odmítnutí") from None
        assert done.returncode == 1, f"{wrong}: spustilo by se ({done.returncode})"
        assert number in done.stderr, f"{wrong}: {done.stderr[-300:]}"
        assert "Traceback" not in done.stderr, f"{wrong}: výpis chyby místo věty"
    good = world.manage(cluster, "prepare", **_PUBLIC)
    assert good.returncode == 0, good.stderr
    return {"způsobů": len(_WRONG[::4] if world.short else _WRONG), "spuštěných": 0}
