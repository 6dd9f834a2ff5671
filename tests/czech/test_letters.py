"""One table of letters: Python and the database fold them alike."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from czech import fold, letters, order
from czech.stems import words

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


@pytest.mark.django_db
@given(st.text(alphabet=LATIN + "\n\t„“–…\u2009\\'", max_size=60))
def test_python_and_the_database_know_the_same_words(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(cs_words(cs_fold(%s)))", [text])
        assert {*cursor.fetchone()[0]} == {*words(text)}


@pytest.mark.django_db
def test_of_a_text_as_long_as_a_book_the_words_are_still_found():
    text = " ".join(f"slovo{number}" * (20 if number % 1000 == 0 else 1) for number in range(60_000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(cs_words(%s)), cs_words(%s) @@ 'slovo:*'::tsquery", [text, text])
        assert cursor.fetchone() == (26_000, True), "no more than a tsvector holds"


def ordered_by_database(texts):
    with connection.cursor() as cursor:
        cursor.execute("SELECT t FROM unnest(%s::text[]) WITH ORDINALITY AS _(t, n) ORDER BY cs_key(t), n", [texts])
        return [text for (text,) in cursor.fetchall()]


@pytest.mark.django_db
@given(texts=st.lists(st.text(alphabet=LATIN + "čřšžchČŘŠŽCH", max_size=12), max_size=20))
def test_python_and_the_database_sort_alike(texts):
    texts = [text.replace("\x00", "") for text in texts]
    assert sorted(texts, key=order) == ordered_by_database(texts)


def test_czech_order_is_that_of_dictionaries():
    words = ["cvrček", "čáp", "dub", "had", "chata", "iva", "sál", "šál", "zub", "žák", "ženich", "Ženich"]
    assert sorted({*words}, key=order) == words


@pytest.mark.parametrize("sign", [sign for sign in LATIN if sign.isalpha()])
def test_neither_accents_nor_letter_case_count(sign):
    plain = unicodedata.normalize("NFD", sign)[0]
    assert fold(sign) == fold(plain)
    if len(sign.upper()) == len(sign.lower()) == 1 and sign not in "µı":  # a Greek letter, a Turkish one
        assert fold(sign.upper()) == fold(sign.lower()) == fold(sign)


@given(st.text(alphabet=LATIN))
def test_folding_twice_does_what_once_does(text):
    assert fold(fold(text)) == fold(text)
