"""The one thing by which a process of an arm differs from the portal."""

import os

from django.apps import AppConfig


class Drill(AppConfig):
    """Runs what the arm has written: it takes one guard away, or moves the clock."""

    name = "drills"

    def ready(self) -> None:
        exec(os.environ.get("DRILL_CODE", ""), {"__name__": "drill"})
