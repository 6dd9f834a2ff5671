"""docs/bench.md and its picture, written by a run."""

import math
from html import escape
from itertools import groupby
from pathlib import Path

from bench.measure import Figure

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MARK = {True: "yes", False: "**no**", None: ""}
_EXPLAINED = (
    "Figures of one run on one machine. What is compared took turns (A B A B …); figures are medians, the ratio is"
    " that of each pair, with the least and the most in brackets. „CPU“ is processor time of the server's processes,"
    " and of its PostgreSQL where it has one, from /proc. A reference loop was timed before and between: where it was"
    " slowed or had to wait, the row is marked „measured on a busy machine“. What was not there is not measured, which"
    " is no pass. How each is measured: [bench/README.md](../bench/README.md)."
)


def write(figures: list[Figure], about: str) -> None:
    missed = [figure for figure in figures if figure.is_met is False]
    with_goal = [figure for figure in figures if figure.is_met is not None]
    of_goals = f"Of {len(with_goal)} goals {len(with_goal) - len(missed)} are met, {len(missed)} missed."
    lines = [
        "# Measured beside others",
        "",
        about,
        "",
        _EXPLAINED,
        "",
        of_goals,
        "",
        "![How much of what its goal allows each figure takes](bench.svg)",
    ]
    for part, found in groupby(figures, key=lambda figure: figure.part):
        lines += ["", f"## {part.capitalize()}", ""]
        lines += ["| | the portal | beside it | ratio | goal | met |", "|---|---|---|---|---|---|"]
        lines += [_line(figure) for figure in found]
    (DOCS / "bench.md").write_text("\n".join([*lines, ""]))
    (DOCS / "bench.svg").write_text(_picture(figures))


def _line(figure: Figure) -> str:
    mark = _MARK[figure.is_met] + (" (measured on a busy machine)" if figure.is_busy else "")
    cells = (figure.name, figure.ours, figure.theirs, figure.ratio, figure.goal, mark.strip())
    return f"| {' | '.join(cell.replace('|', '\\|') for cell in cells)} |"


_WIDTH, _ROW, _LEFT, _RIGHT = 860, 20, 380, 60
_LEAST, _MOST = 1 / 32, 32  # of the goal
_STYLE = (
    "text{font:12px sans-serif;fill:#1f2328}.h{font-weight:bold}.met{fill:#2f6fb5}.missed{fill:#c05a00}"
    ".grid{stroke:#d0d7de}.goal{stroke:#1f2328;stroke-dasharray:4 3}.ground{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.met{fill:#6cb0f5}.missed{fill:#f0a35e}.grid{stroke:#3d444d}"
    ".goal{stroke:#e6edf3}.ground{fill:#0d1117}}"
)


def _picture(figures: list[Figure]) -> str:
    """A bar for each figure with a goal, on a scale of powers of two: what ends left of the line meets it."""
    drawn = [figure for figure in figures if figure.of_goal is not None and 0 < figure.of_goal < math.inf]
    marks, y = [], 2 * _ROW
    for part, found in groupby(drawn, key=lambda figure: figure.part):
        marks.append(f'<text class="h" x="8" y="{y + 14}">{escape(part)}</text>')
        y += _ROW
        for figure in found:
            assert figure.of_goal is not None
            kind, end = ("met" if figure.is_met else "missed"), _x(figure.of_goal)
            told = f"{figure.of_goal:.2g} ×{'' if figure.is_met else ' missed'}"
            marks.append(
                f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(_short(figure.name))}</text>'
                f'<rect class="{kind}" x="{_LEFT}" y="{y + 3}" width="{end - _LEFT:.1f}" height="{_ROW - 6}"/>'
                f'<text x="{end + 5:.1f}" y="{y + 14}">{told}</text>'
            )
            y += _ROW
    ticks = {1 / 16: "1/16", 1 / 4: "1/4", 1: "goal", 4: "4 ×", 16: "16 ×"}
    grid = "".join(
        f'<line class="{"goal" if tick == 1 else "grid"}" x1="{_x(tick)}" x2="{_x(tick)}" y1="{2 * _ROW}" y2="{y}"/>'
        f'<text x="{_x(tick)}" y="{2 * _ROW - 6}" text-anchor="middle">{words}</text>'
        for tick, words in ticks.items()
    )
    title = "How much of what its goal allows each figure takes (less is better)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + 8}" role="img">'
        f'<title>{title}</title><style>{_STYLE}</style><rect class="ground" width="{_WIDTH}" height="{y + 8}"/>'
        f'<text class="h" x="8" y="18">{title}</text>{grid}{"".join(marks)}</svg>\n'
    )


def _short(name: str) -> str:
    return name if len(name) <= 58 else f"{name[:57]}…"


def _x(share: float) -> float:
    held = min(max(share, _LEAST * 1.1), _MOST)
    return round(_LEFT + (_WIDTH - _LEFT - _RIGHT - 60) * math.log(held / _LEAST) / math.log(_MOST / _LEAST), 1)
