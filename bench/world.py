"""What a run of the bench measures: made when a part first needs it, stopped when the run ends."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType

from bench import servers
from bench.measure import Effort, Noise
from bench.servers import Server

_PEERS = "peers/bin/datasette"


class World:
    """A portal with an embedded database of its own, beside it databases of made-up records, and peers."""

    def __init__(self, folder: Path, effort: Effort, noise: Noise) -> None:
        self.folder, self.effort, self.noise = folder, effort, noise
        self.var = folder / "portal"
        self._open = ExitStack()

    def __enter__(self) -> "World":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._open.close()

    def start_anew(self) -> tuple[float, float]:
        """Seconds to the first page: of a portal that never ran, and of one that did."""
        shutil.rmtree(self.var, ignore_errors=True)
        taken = []
        for _ in range(2):
            with servers.portal(self.var) as server:
                taken.append(server.seconds_to_first_page)
        return taken[0], taken[1]

    @cached_property
    def kept(self) -> Server:
        """The portal as people use it."""
        return self._open.enter_context(servers.portal(self.var))

    @cached_property
    def uncached(self) -> Server:
        """The same one without the cache of pages."""
        assert self.kept  # its server holds the database
        return self._open.enter_context(servers.portal(self.var, PAGE_CACHE_MB="0"))

    @cached_property
    def heavy(self) -> Server:
        """One without the cache of pages over the heavy record."""
        self.need("heavy")
        return self._open.enter_context(servers.portal(self.var, database="heavy", PAGE_CACHE_MB="0"))

    @property
    def has_datasette(self) -> bool:
        return (self.folder / _PEERS).exists()

    def datasette(self, file: Path) -> AbstractContextManager[Server]:
        return servers.datasette(self.folder / _PEERS, file)

    def need(self, database: str) -> None:
        """Have a database of ``databases.py``: what the run before has left, until the portal is started anew."""
        assert self.kept
        made, size = self.var / f"{database}.made", str(self.effort.rows if database == "heavy" else "")
        if not database or (made.exists() and made.read_text() == size):
            return
        if database == "heavy":
            self.need("national")
        for _ in self.run("databases", *(["--heavy", size] if size else [])):
            pass
        made.write_text(size)

    def run(self, name: str, *options: str) -> Iterator[str]:
        """The lines that the program of that name says of this portal, as they come."""
        command = [sys.executable, "-m", f"bench.{name}", *options]
        environment = os.environ | servers.settings(self.var)
        with subprocess.Popen(
            command, cwd=servers.ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            yield from process.stdout
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
