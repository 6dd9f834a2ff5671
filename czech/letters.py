"""Letters and their accents: one table for Python and for the database (``cs_fold``, ``cs_key``)."""

import unicodedata

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ"  # noqa: E501
LOWER = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżž"  # noqa: E501
#: Letters whose accent counts in Czech order only when all else is equal; č, ř, š, ž are letters of their own.
ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗśŝşţťũūŭůűųŵŷźżłđøħŧßİſ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyaaacccdeeeeegggghiiiijklllnnnooorrsssttuuuuuuwyzzldohtsis"

_SMALL = str.maketrans(UPPER, LOWER)
_PLAIN = str.maketrans(ACCENTED + "čřšž", PLAIN + "crsz")
# One pass does both; a letter that stays is in the table too, as a lookup in vain costs several times more.
_FOLDED = {letter: chr(letter).translate(_SMALL).translate(_PLAIN) for letter in range(0x250)}
# PostgreSQL's translate reads its table up to the letter that it meets, so the commonest stand first; they stay.
_COMMON = " eaoinstvkrdlpumzjcyhbgfxwq.,0123456789-/()áíěéýřčšžůúňťďó"
#: All letters that ``cs_fold`` looks for, and what becomes of each.
FOLDS = "".join(dict.fromkeys(_COMMON + UPPER + ACCENTED + "čřšž"))
FOLDED = "".join(_FOLDED[ord(letter)] for letter in FOLDS)
# What stands between words of texts, beside spaces.
_BETWEEN = "".join(
    mark for mark in map(chr, [*range(1, 0x250), *range(0x2000, 0x2070)]) if not mark.isalnum() and mark != " "
)
_STAYING = " eaoinstvkrdlpumzjcyhbgfxwq0123456789"
#: All that ``cs_words`` looks for, and what becomes of each: what stands between words is a space.
MARKS = _STAYING + _BETWEEN
SPACED = _STAYING + " " * len(_BETWEEN)


_UNACCENTED = str.maketrans(ACCENTED, PLAIN)
_SWAPPED = str.maketrans(UPPER + LOWER, LOWER + UPPER)
#: Letters of their own, each behind the one that it looks like; „ch“ behind h.
_OWN = (("ch", "h~"), ("č", "c~"), ("ř", "r~"), ("š", "s~"), ("ž", "z~"))


def order(text: str) -> str:
    """A key to sort by in Czech alphabetical order, as the database's ``cs_key`` makes it: „čáp“ behind „cvrček“."""
    whole = unicodedata.normalize("NFC", text)
    small = whole.translate(_SMALL)
    letters = small.translate(_UNACCENTED)
    for letter, place in _OWN:
        letters = letters.replace(letter, place)
    return f"{letters}\x01{small}\x01{whole.translate(_SWAPPED)}"


def fold(text: str) -> str:
    """Small letters without accents, as the database's ``cs_fold`` makes them: „Říčany“ and „ricany“ are one."""
    return unicodedata.normalize("NFC", text).translate(_FOLDED)
