"""Where a text names what the record knows."""

import pytest

from memorandum.reading.names import Gazetteer
from memorandum.reading.plain import Plain
from tests.memorandum.reading.world import VOCABULARY


def named(text):
    gazetteer = Gazetteer(VOCABULARY)
    return [(m.name, bool(m.doubt)) for m in gazetteer.mentions(Plain(text).text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("v Dolní Lhotě i v Novém Městě pod Skalou", [("Dolní Lhota", False), ("Nové Město pod Skalou", False)]),
        ("Nového\nMěsta\u00a0pod \t Skalou", [("Nové Město pod Skalou", False)]),
        ("Dolni\u0301 Lhota", [("Dolní Lhota", False)]),
        ("Dol\u00adní \u200fLhota", [("Dolní Lhota", False)]),
        ("DOLNÍ LHOTA", [("Dolní Lhota", False)]),
        ("dolní lhota", []),
        ("Lhota u Březové", [("Lhota u Březové", False)]),
        ("Dolní Lhota nad Skalou", [("Dolní Lhota", True)]),
        ("Dolní Lhota v Horském kraji", [("Dolní Lhota", False)]),
        ("Horský kraj", []),
    ],
)
def test_names_are_found_whatever_the_layout(text, names):
    assert named(text) == names
