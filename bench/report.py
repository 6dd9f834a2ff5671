"""docs/bench.md and its picture, written by a run."""

from itertools import groupby
from pathlib import Path

from bench.measure import Figure, Noise

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MARK = {True: "ano", False: "**ne**", None: ""}
_EXPLAINED = (
    "Figures of one run on one machine: servers that are compared took turns (A B A B …), the ratio is that of each"
    " pair, and „CPU“ is the processor time of the server's processes and of its PostgreSQL, from /proc. A wide range"
    " or a noisy reference loop says that the machine had other work. What was not there is not measured."
)
_WIDTH, _BAR, _GAP, _LABEL = 720, 22, 8, 260


def write(figures: list[Figure], noise: Noise, versions: str, effort: str) -> None:
    lines = [
        "# Measured beside others",
        "",
        f"Written by `./run bench` ({effort}). {versions}; {noise}.",
        "",
        _EXPLAINED,
        "",
        "![Pages made anew: processor time of each](bench.svg)",
    ]
    for part, found in groupby(figures, key=lambda figure: figure.part):
        lines += ["", f"## {part.capitalize()}", "", "| | measured | goal | met |", "|---|---|---|---|"]
        lines += [f"| {f.name} | {f.told} | {f.goal} | {_MARK[f.is_met]} |" for f in found]
    (DOCS / "bench.md").write_text("\n".join([*lines, ""]))
    (DOCS / "bench.svg").write_text(_picture([f for f in figures if f.part == "made anew"]))


def _picture(figures: list[Figure]) -> str:
    values = [(name, value) for figure in figures for name, value in figure.bars.items()]
    most = max((value for _, value in values), default=1)
    height = (_BAR + _GAP) * len(values) + _GAP
    bars = []
    for number, (name, value) in enumerate(values):
        y = _GAP + number * (_BAR + _GAP)
        length = (_WIDTH - _LABEL - 90) * value / most
        bars.append(
            f'<text x="{_LABEL - 8}" y="{y + 15}" text-anchor="end">{name}</text>'
            f'<rect x="{_LABEL}" y="{y}" width="{length:.1f}" height="{_BAR}" fill="#3f6fb0"/>'
            f'<text x="{_LABEL + length + 6:.1f}" y="{y + 15}">{value:.1f} ms</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        ' font-family="sans-serif" font-size="13">'
        f"<title>Pages made anew: milliseconds of processor time</title>{''.join(bars)}</svg>\n"
    )
