"""What the bench says of its figures."""

import json
import math
from dataclasses import asdict
from xml.etree import ElementTree

import pytest

from bench import report
from bench.measure import Figure, Noise, at_least, at_most, beside, reached
from bench.run import PARTS, Program

MET = Figure("lists", "first | page", **beside([(2, 1), (3, 1), (4, 1)], "ms", "plain SQL"), **at_most(3, 3))
MISSED = Figure("lists", "as CSV", "2 s", **at_least(6, 8), is_busy=True)


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "DOCS", tmp_path)
    report.write(
        [MET, MISSED, Figure("kept", "page", "5 ms"), Figure("kept", "same", "0", **reached("", when=True))], ""
    )
    return tmp_path


def test_a_goal_is_met_up_to_its_limit():
    assert MET.is_met
    assert MET.of_goal == 1
    assert MISSED.is_met is False
    assert Figure("kept", "page", "5 ms").is_met is None
    assert at_least(0, 8)["of_goal"] == reached("all", when=False)["of_goal"] == math.inf


def test_a_ratio_is_that_of_each_pair_with_its_spread():
    assert beside([(2, 1), (3, 3), (8, 2)], "ms", "nginx") == {
        "ours": "3 ms",
        "theirs": "nginx: 2 ms",
        "ratio": "2 × (1–4)",
    }


@pytest.mark.parametrize("figure", [MET, MISSED, Figure("kept", "same", "1", **reached("none", when=False))])
def test_a_figure_of_a_program_is_read_as_it_was(figure):
    assert Figure(**json.loads(json.dumps(asdict(figure)))) == figure


def test_the_report_says_what_is_missed_and_what_was_busy(written):
    text = (written / "bench.md").read_text()
    assert "Of 3 goals 2 are met, 1 missed." in text
    assert "| first \\| page | 3 ms | plain SQL: 1 ms | 3 × (2–4) | ≤ 3 × | yes |" in text
    assert "| as CSV | 2 s |  |  | ≥ 8 × | **no** (measured on a busy machine) |" in text


def test_the_picture_has_what_has_a_goal_in_light_and_dark(written):
    text = (written / "bench.svg").read_text()
    assert "prefers-color-scheme:dark" in text
    bars = [bar.get("class") for bar in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}rect")]
    assert bars == ["ground", "met", "missed"]


def test_a_machine_that_was_slowed_is_heard():
    noise = Noise([(1e-9, 1.0)])
    assert noise.was_busy()


def test_every_program_of_a_part_is_there():
    for part in PARTS.values():
        if isinstance(part, Program):
            assert (report.DOCS.parent / "bench" / f"{part.name}.py").is_file()
