"""Readable keys that nobody has, and bytes that are kept once."""

import pytest

from evidence.models import File, Source, free_key, natural_key, readable_key
from localities.models import Locality, Municipality
from tests.builders import source


@pytest.mark.parametrize(
    ("wanted", "taken", "key"),
    [
        ("Velké Hamry", (), "velke-hamry"),
        ("Lhota", ("lhota",), "lhota-2"),
        ("Lhota", ("lhota", "lhota-2"), "lhota-3"),
        ("…", (), "zaznam"),
        ("a" * 50, (), "a" * 15),
        ("a" * 50, ("a" * 15,), f"{'a' * 15}-2"),
    ],
)
def test_a_key_is_readable_and_free(wanted, taken, key):
    assert readable_key(wanted, 20, taken.__contains__) == key


def test_a_key_that_no_record_has(db):
    source(key="zprava-o-lhote")
    assert free_key(Source, "Zpráva o Lhotě") == "zprava-o-lhote-2"


def test_the_same_bytes_are_kept_once_under_their_first_name(db):
    first, again = File.keep("zpráva.txt", "text/plain", b"Lhota"), File.keep("kopie.txt", "text/plain", b"Lhota")
    assert first == again
    assert again.name == "zpráva.txt"
    assert File.keep("z" * 300, "text/plain", b"jinak").name == "z" * 200


def test_a_row_is_called_by_its_key_unless_its_model_says_otherwise():
    called = [natural_key(model) for model in (Source, File, Municipality, Locality)]
    assert called == ["key", "sha256", "code", "slug"]


def test_a_readable_key_fits_its_column_however_many_are_taken():
    taken = {"a" * 15, *(f"{'a' * 15}-{number}" for number in range(2, 1000))}
    assert readable_key("a" * 100, 20, taken.__contains__) == "a" * 15 + "-1000"
