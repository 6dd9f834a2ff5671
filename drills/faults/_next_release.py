"""A release that is yet to come: the portal with one more app, whose migrations a drill writes itself."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_SETTINGS = """
from memorandum.settings import *
from memorandum.settings import INSTALLED_APPS
INSTALLED_APPS = [*INSTALLED_APPS, "dalsi_vydani"]
"""
_APP = """
from django.apps import AppConfig
class Next(AppConfig):
    name = "dalsi_vydani"
    def ready(self):
        exec({code!r}, {{}})
"""


class NextRelease:
    """In a folder of its own; ``migrations`` are files by their names, ``code`` takes a guard away."""

    def __init__(self, world: Any, cluster: Any, migrations: dict[str, str], *, code: str = "") -> None:
        self.folder: Path = world.folder / "dalsi"
        app = self.folder / "dalsi_vydani"
        (app / "migrations").mkdir(parents=True)
        (self.folder / "dalsi_nastaveni.py").write_text(_SETTINGS)
        (app / "__init__.py").touch()
        (app / "apps.py").write_text(_APP.format(code=code))
        (app / "models.py").touch()
        (app / "migrations" / "__init__.py").touch()
        for name, text in migrations.items():
            (app / "migrations" / f"{name}.py").write_text(text)
        told = {"DJANGO_SETTINGS_MODULE": "dalsi_nastaveni"}
        self.environment = world.environment(cluster) | told
        path = [str(self.folder), os.environ.get("PYTHONPATH", "")]
        self.environment["PYTHONPATH"] = os.pathsep.join(filter(None, path))

    def migrate(self) -> subprocess.Popen[str]:
        """``manage.py migrate``, begun."""
        root = Path(__file__).resolve().parents[2]
        return subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--no-input"],
            cwd=root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
