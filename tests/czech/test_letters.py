"""One table of letters: Python and the database fold them alike."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from czech import fold, letters

LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))  # ASCII, Latin-1, Latin Extended-A
TABLE = letters.UPPER + letters.LOWER + letters.ACCENTED + letters.PLAIN


def folded_by_database(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cs_fold(%s)", [text])
        return cursor.fetchone()[0]


def test_the_halves_of_the_table_are_of_one_length():
    assert len(letters.UPPER) == len(letters.LOWER)
    assert len(letters.ACCENTED) == len(letters.PLAIN)


@pytest.mark.django_db
@pytest.mark.parametrize("sign", sorted({*LATIN, *TABLE}))
def test_python_and_the_database_fold_every_letter_alike(sign):
    for text in (sign, unicodedata.normalize("NFD", sign)):
        assert folded_by_database(text) == fold(text)


@pytest.mark.parametrize("sign", [sign for sign in LATIN if sign.isalpha()])
def test_neither_accents_nor_letter_case_count(sign):
    plain = unicodedata.normalize("NFD", sign)[0]
    assert fold(sign) == fold(plain)
    if len(sign.upper()) == len(sign.lower()) == 1 and sign not in "µı":  # a Greek letter, a Turkish one
        assert fold(sign.upper()) == fold(sign.lower()) == fold(sign)


@given(st.text(alphabet=LATIN))
def test_folding_twice_does_what_once_does(text):
    assert fold(fold(text)) == fold(text)
