"""The machine of the database falls silent in the midst of things, and another one answers under its address.

Nothing says that the old connections are dead: their packets only come to nobody, as when a machine loses its power
or a network its cable.  Here the firewall drops what belongs to the connections that there are; new ones come through.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterable
from typing import Any, Self

import psutil

from drills.clusters import Cluster
from drills.portals import Portal
from drills.world import Untried, World

PROVES = (
    "Oněmí-li stroj s databází a převezme-li jeho adresu jiný, portál to do několika vteřin pozná: neukazuje, co už "
    "neplatí, a nikdo na mrtvé spojení nečeká."
)
#: The control: the network is trusted to say when a connection has ended.
_OFF = """
from django.conf import settings
from django.db import connections
for database in (*settings.DATABASES.values(), *connections.settings.values()):
    for name in ("keepalives_idle", "keepalives_interval", "tcp_user_timeout"):
        database["OPTIONS"].pop(name, None)
"""
_NOTICED = 12.0  # seconds within which a change is told again, and a page answered


class Silence:
    """While it lasts, no packet of these connections to the port of the server arrives, in either direction."""

    def __init__(self, port: int, clients: Iterable[int]) -> None:
        self._table = f"drill_{os.getpid()}"
        self._between = port, ", ".join(map(str, clients))

    def __enter__(self) -> Self:
        port, clients = self._between
        table = f"inet {self._table}"
        _nft(
            f"add table {table}",
            f"add chain {table} seen {{ type filter hook input priority 0; }}",
            f"add rule {table} seen tcp dport {port} tcp sport {{ {clients} }} drop",
            f"add rule {table} seen tcp sport {port} tcp dport {{ {clients} }} drop",
        )
        return self

    def __exit__(self, *args: object) -> None:
        _nft(f"delete table inet {self._table}")


def _nft(*rules: str) -> None:
    """All of the rules or none."""
    program = shutil.which("nft")
    told = "".join(f"{rule}\n" for rule in rules)
    done = program and subprocess.run([program, "-f", "-"], input=told, capture_output=True, text=True, check=False)
    if not done or done.returncode:
        raise Untried("chybí nftables, nebo právo nastavit firewall")


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    address = f"postgresql://portal@127.0.0.1:{cluster.port}/portal"
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1, DATABASE_URL=address)
    portal.until(lambda: "Ralsko" in portal.get("/lokality/ralsko/").text)
    portal.get("/lokality/?q=jednou")  # whoever makes pages has a connection by now
    rounds = [_round(cluster, portal, f"Ralsko{number}.") for number in range(1 if world.short else 3)]
    told, made = (max(seconds) for seconds in zip(*rounds, strict=True))
    return {"oněmění": len(rounds), "změna vidět nejpozději za s": told, "nejdelší čekání na stránku s": made}


def _round(cluster: Cluster, portal: Portal, name: str) -> tuple[float, float]:
    """After how many seconds the change is told, and a page that is not kept."""
    clients = _clients(portal, cluster.port)
    assert clients, "portál nemá žádné spojení"
    with Silence(cluster.port, clients):
        cluster.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", name)
        waited: list[float] = []
        asking = threading.Thread(target=lambda: waited.append(portal.get("/obce/?q=lhota").seconds))
        asking.start()

        def is_told() -> bool:
            return name in portal.get("/lokality/ralsko/").text

        told = portal.until(is_told, _NOTICED, f"na stránce lokality je {name}")
        asking.join(_NOTICED)
        assert waited, f"stránka čeká na mrtvé spojení přes {_NOTICED:.0f} s"
    return told, waited[0]


def _clients(portal: Portal, server: int) -> list[int]:
    """The own ports of the portal's connections to the server."""
    assert portal.process is not None
    main = psutil.Process(portal.process.pid)
    open_ones = [
        connection for each in [main, *main.children(recursive=True)] for connection in each.net_connections()
    ]
    return [one.laddr.port for one in open_ones if one.raddr and one.raddr.port == server]
