"""The server where processes leave what they have made is killed while the record changes, and comes back."""

import contextlib
import shutil
import subprocess
import time
from typing import Any, Self

from valkey import Valkey
from valkey.exceptions import ValkeyError

from bench.servers import free_port
from drills.faults._visitors import Visitors
from drills.portals import PATIENCE
from drills.world import Untried, World

PROVES = "Zabije-li se server se sdílenými stránkami, nikdo to nepozná; žádný proces z něj neukáže, co už neplatí."
#: The control: what stands there is found whatever state the record has come to since.
_OFF = "import memorandum.server.shared_pages as shared; shared._STATE = 'SELECT 1'"
_PATHS = ("/lokality/ralsko/", "/", "/lokality/", "/finance/")


class Store:
    """Valkey or Redis on loopback, in memory only."""

    def __init__(self) -> None:
        program = shutil.which("valkey-server") or shutil.which("redis-server")
        if program is None:
            raise Untried("není Valkey ani Redis")
        self.port = free_port()
        self._command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"valkey://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(ValkeyError):
                self.fetched()
                return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError("the store did not start")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def fetched(self) -> int:
        """How many answers were found there since it was started."""
        with Valkey("127.0.0.1", self.port) as asked:
            return int(asked.info("stats")["keyspace_hits"])


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster, store = world.cluster(), world.keep(Store())
    told: dict[str, Any] = {"SHARED_PAGES_URL": store.url, "PAGE_CACHE_MB": "0"}  # of its own nobody keeps any
    portals = [world.portal(cluster, code="" if guarded else _OFF, workers=1, **told) for _ in range(2)]
    rounds, fetched = 3 if world.short else 12, 0
    visitors = [Visitors(portal.url, _PATHS, count=2) for portal in portals]
    with visitors[0], visitors[1]:
        for number in range(rounds):
            name = f"Ralsko{number}."
            cluster.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", name)
            for portal in portals * 3:
                assert name in portal.get(_PATHS[0]).text, "sdílená stránka ukazuje, co už neplatí"
            time.sleep(0.3)
            if number % 3 == 2:
                fetched += store.fetched()
                store.kill()
                for portal in portals * 3:
                    assert name in portal.get(_PATHS[0]).text, "bez sdíleného serveru se ukazuje, co už neplatí"
                store.start()
    statuses = visitors[0].told + visitors[1].told
    assert set(statuses) == {200}, f"odpovědi: {dict(statuses)}"
    assert fetched, "nikdo odtud nic nevzal"
    return {"zabití": rounds // 3, "odpovědí": sum(statuses.values()), "selhalo": 0, "převzatých stránek": fetched}
