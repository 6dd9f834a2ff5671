"""What rows are called in files and addresses."""

from evidence.models import File, Source, natural_key, readable_key
from localities.models import Locality, Municipality


def test_a_row_is_called_by_its_key_unless_its_model_says_otherwise():
    assert [natural_key(model) for model in (Source, File, Municipality, Locality)] == [
        "key",
        "sha256",
        "code",
        "slug",
    ]


def test_a_readable_key_is_the_title_or_the_next_one_like_it():
    assert readable_key("Dolní Lhota – SPSZ", 60, set().__contains__) == "dolni-lhota-spsz"
    assert readable_key("Lhota", 60, {"lhota", "lhota-2"}.__contains__) == "lhota-3"
    assert readable_key("…", 60, set().__contains__) == "zaznam"


def test_a_readable_key_fits_its_column_however_many_are_taken():
    taken = {"a" * 15, *(f"{'a' * 15}-{number}" for number in range(2, 1000))}
    assert readable_key("a" * 100, 20, taken.__contains__) == "a" * 15 + "-1000"
