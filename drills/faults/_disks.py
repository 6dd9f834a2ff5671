"""A disk that is soon full, for as long as a fault needs it."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from drills.clusters import give
from drills.world import Untried


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """The new folder with room for so much („260m“), which servers may use."""
    folder.mkdir()
    if os.getuid() or not mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)):
        raise Untried("malý disk jde připojit jen pod rootem")
    try:
        for each in (folder, *folder.parents[:3]):
            each.chmod(0o755)
        give(folder)
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def mount(*told: str) -> bool:
    return subprocess.run(["mount", *told], capture_output=True, check=False).returncode == 0


def fill(file: Path) -> None:
    """Write until there is no room."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as full:
        while True:
            full.write(bytes(2**16))
