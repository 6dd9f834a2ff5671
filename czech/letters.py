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


def fold(text: str) -> str:
    """Small letters without accents, as the database's ``cs_fold`` makes them: „Říčany“ and „ricany“ are one."""
    return unicodedata.normalize("NFC", text).translate(_FOLDED)
