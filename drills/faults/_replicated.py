"""Past one machine, on one: a server that is written to, a streaming replica, two portals, nginx before them."""

import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from drills.clusters import Cluster, give, run
from drills.faults._visitors import Visitors
from drills.nginx import Nginx
from drills.world import World

PAGE = "/lokality/ralsko/"
PATHS = (PAGE, "/", "/lokality/", "/obce/563820/", "/finance/", "/obce/?q=a{turn}")
_SEEN = 5.0  # seconds: nginx may keep it for one; the rest is what asking takes on a machine that is busy


class Replicated:
    """``has_replica``, ``portals`` and ``others`` (texts of nginx's files) are what the arms take away; ``code`` too."""

    def __init__(
        self, world: World, *, has_replica: bool = True, portals: int = 2, code: str = "", others: Any = None
    ) -> None:
        self.primary = world.cluster()
        place = Path(tempfile.mkdtemp(prefix="copied-", dir=world.folder))
        for folder in (world.folder, *world.folder.parents[:2], place):
            with suppress(PermissionError):
                folder.chmod(0o755)
        give(place)
        source = f"host={self.primary.folder} port={self.primary.port} user=postgres"
        run("pg_basebackup", "-D", place / "data", "-R", "-c", "fast", "-d", source)
        self.replica = world.keep(Cluster(place / "data"))
        told: dict[str, Any] = {"PUBLIC_DATABASE_URL": self.replica.url} if has_replica else {}
        self.portals = [world.portal(self.primary, code=code, workers=1, **told) for _ in range(portals)]
        self.nginx = world.keep(Nginx(world.folder / "nginx", [each.port for each in self.portals], others=others))
        self.changes, self.slowest = 0, 0.0

    def visitors(self) -> Visitors:
        return Visitors(self.nginx.url, PATHS, count=4)

    def change(self) -> None:
        """Commit a change, and see it through nginx within its second."""
        self.changes += 1
        name = f"Ralsko{self.changes}."
        self.primary.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", name)
        began = time.monotonic()
        end = began + _SEEN
        while name not in self.nginx.get(PAGE).text:
            assert time.monotonic() < end, f"změnu {self.changes} po {_SEEN} s není vidět"
            time.sleep(0.05)
        self.slowest = max(self.slowest, time.monotonic() - began)

    def change_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(psycopg.OperationalError):
                self.change()
            time.sleep(0.5)

    def told(self, visitors: Visitors) -> dict[str, Any]:
        assert set(visitors.told) == {200}, f"odpovědi: {dict(visitors.told)}"
        return {"odpovědí": visitors.asked, "selhalo": 0, "změn": self.changes, "nejpozději vidět za s": self.slowest}
