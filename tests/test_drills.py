"""Drills say what they prove, take away what is there, and what came of each of them is written down."""

import importlib
import json
from pathlib import Path

import pytest

from drills.guards import guards, without
from drills.mutations import MUTATIONS

ROOT = Path(__file__).resolve().parents[1]
FAULTS = sorted(path.stem for path in (ROOT / "drills/faults").glob("[!_]*.py"))


@pytest.mark.parametrize("name", FAULTS)
def test_each_says_in_a_sentence_what_it_proves(name):
    fault = importlib.import_module(f"drills.faults.{name}")
    assert fault.PROVES.endswith(".")
    assert len(fault.PROVES) < 160
    assert callable(fault.fault)


def test_what_came_of_each_is_written_down_and_of_no_other():
    kept = json.loads((ROOT / "drills/results.json").read_text())
    assert sorted(kept) == FAULTS
    page = (ROOT / "docs/drills.md").read_text()
    assert [name for name in FAULTS if f"| `{name}` |" not in page] == []
    for name in FAULTS:
        assert kept[name]["proves"] == importlib.import_module(f"drills.faults.{name}").PROVES


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.path}-{each.text.strip()[:30]}")
def test_what_is_taken_out_is_there(mutation):
    assert (ROOT / mutation.path).read_text().count(mutation.text) == 1
    assert mutation.text != mutation.other
    assert (ROOT / mutation.tests).exists()


def test_every_refusal_can_be_taken_out():
    found = list(guards(ROOT))
    assert len(found) > 200
    for guard in found:
        source = (ROOT / guard.path).read_text()
        left = without(source, guard)
        assert left != source
        compile(left, guard.path, "exec")
