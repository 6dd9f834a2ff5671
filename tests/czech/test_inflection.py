"""Names put into the genitive; all their forms are tried where texts are read (tests/memorandum/reading)."""

import pytest

from czech.inflection import genitive


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Moravskoslezský kraj", "Moravskoslezského kraje"),
        ("Kraj Vysočina", "Kraje Vysočina"),
        ("Hlavní město Praha", "Hlavního města Praha"),
        ("kraj", "kraje"),
        ("", ""),
    ],
)
def test_the_region_in_the_genitive(name, expected):
    assert genitive(name) == expected
