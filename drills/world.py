"""What a fault is given: a folder, servers and portals of its own; all of it ends with the arm that asked for it."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from drills.clusters import PATIENCE, Cluster
from drills.portals import PASSWORD, ROOT, Portal

#: What the portal reads of the environment and a drill decides itself.
_OWN = ("DATABASE_URL", "PUBLIC_DATABASE_URL", "VAR_DIR", "SECRET_KEY", "LEDGER_", "STAFF_", "PORT", "DEBUG", "DRILL_")
_SECRET = "Vh3-9qkT_xM2bLw7ZrC5nYfE8sJdPgU4aQoK1tNi"  # of portals that live for seconds, on loopback
_LEDGER_KEY = "7e57" * 16
_PEOPLE = f"""
from django.contrib.auth.models import Group, User
from memorandum.staff.roles import Role
User.objects.create_superuser("spravkyne", password={PASSWORD!r})
password = User.objects.get().password
for role in Role:
    user = User.objects.create(username=role.name.lower(), password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=role.group))
"""


class Untried(Exception):
    """This machine cannot do what the drill needs; the text says in Czech what is missing."""


class World:
    """``folder`` is empty and the fault's own; ``short`` asks for fewer and shorter rounds of the same."""

    def __init__(self, folder: Path, template: Path, *, short: bool = False) -> None:
        self.folder, self.template, self.short = folder, template, short
        self._ending = contextlib.ExitStack()
        self._portals = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._ending.close()

    def cluster(self, *, empty: bool = False, settings: Mapping[str, str] | None = None) -> Cluster:
        """A PostgreSQL server with a portal's database: migrated, with the region's record and people of the staff
        (``spravkyne``, and one for each role); or an empty one.  ``settings`` are PostgreSQL's own."""
        return self._ending.enter_context(Cluster(None if empty else self.template / "data", settings))

    def environment(self, cluster: Cluster, *, code: str = "", **own: Any) -> dict[str, str]:
        """The environment of a process of the portal over that server.

        ``code`` is run in it once the portal is set up: this is how an arm takes a guard away.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
        var = self.folder / "var"
        if not var.exists():
            shutil.copytree(self.template / "var", var)
        told = {
            "DATABASE_URL": cluster.url,
            "VAR_DIR": str(var),
            "SECRET_KEY": _SECRET,
            "LEDGER_KEY": _LEDGER_KEY,
            "STAFF_MFA": "optional",
            "DJANGO_SETTINGS_MODULE": "drills.settings" if code else "memorandum.settings",
            "DRILL_CODE": code,
            "PYTHONUNBUFFERED": "1",
        }
        return kept | told | own

    def portal(
        self, cluster: Cluster, *, code: str = "", workers: int = 2, is_awaited: bool = True, **environment: Any
    ) -> Portal:
        """A portal over that server, as ./run serves it; in upper case what else its environment says."""
        self._portals += 1
        told = self.environment(cluster, code=code, **environment)
        portal = Portal(told, self.folder / f"portal-{self._portals}", workers=workers, is_awaited=is_awaited)
        return self._ending.enter_context(portal)

    def keep[T: contextlib.AbstractContextManager[Any]](self, server: T) -> T:
        """End this server, too, with the arm."""
        self._ending.enter_context(server)
        return server

    def manage(
        self, cluster: Cluster, *arguments: str, code: str = "", timeout: float = PATIENCE, **environment: Any
    ) -> subprocess.CompletedProcess[str]:
        """One command of manage.py over that server, with its output and exit code."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(cluster, code=code, **environment),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def here(self, cluster: Cluster, **environment: str) -> None:
        """Make this very process one of the portal, so that the fault may call its actions; once per arm."""
        os.environ.update(self.environment(cluster, **environment))
        import django

        django.setup()


@contextlib.contextmanager
def template(folder: Path) -> Iterator[Path]:
    """The folder with what each world begins with, made once: a stopped server's data, and what ``serve`` makes."""
    with Cluster() as cluster, World(folder / "making", folder) as world:
        (folder / "making").mkdir(parents=True)
        (folder / "var").mkdir()
        from_record = ("import_record", str(next(ROOT.glob("data/*/"))))
        for command in (("prepare",), from_record, ("shell", "-v", "0", "-c", _PEOPLE)):
            done = world.manage(cluster, *command, timeout=300)
            assert done.returncode == 0, done.stdout + done.stderr
        with world.portal(cluster) as portal:  # collects the static files
            portal.get("/")
        shutil.copytree(world.folder / "var", folder / "var", dirs_exist_ok=True)
        cluster.stop()
        shutil.move(cluster.data, folder / "data")
    shutil.rmtree(folder / "making")
    yield folder
