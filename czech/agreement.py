"""Words that agree with others: verbs with their subject, prepositions with the number behind them."""

from typing import Literal

from czech.numbers import number
from czech.typography import NBSP

_VERBS = {"má": "mají", "nemá": "nemají", "je": "jsou", "není": "nejsou", "chce": "chtějí"}
_ENDINGS = (("uje", "ují"), ("ává", "ávají"), ("íná", "ínají"), ("ale", "alí"), ("á", "ají"))


def agreed(words: str, *, plural: bool) -> str:
    """Words that begin with a verb of one subject, as they are said of several: „má podporu“, „mají podporu“.

    Of names in the plural as of any other: „Horní Lhoty mají podporu“.  A verb that it does not know stays.
    """
    verb, space, rest = words.partition(" ")
    if not plural:
        return words
    ending = next((pair for pair in _ENDINGS if verb.endswith(pair[0])), None)
    changed = _VERBS.get(verb) or (verb.removesuffix(ending[0]) + ending[1] if ending else verb)
    return changed + space + rest


#: Of a verb in the present what it is in the past, before the ending of its gender.
_PAST = {"přechází": "přeš", "ukončuje": "ukonči", "zvažuje": "zvažova", "má": "mě", "je": "by"}
type Gender = Literal["masculine", "feminine", "neuter"]
_GENDERS: dict[Gender, str] = {"masculine": "", "feminine": "a", "neuter": "o"}


def of_gender(words: str, gender: Gender) -> str:
    """Words that end with a participle, told of a noun of the gender: „schválen“, „schválena“, „skončilo“.

    They are given as of a masculine noun; what is no participle stays: „v přípravě“.
    """
    return words + _GENDERS[gender] if words.endswith(("án", "en", "at", "ut", "yt", "il", "el")) else words


def in_the_past(words: str, gender: Gender) -> str:
    """Words that begin with a verb in the present, as of what is over: „přechází k podpoře“, „přešla k podpoře“.

    „Přešel“ keeps its e in the masculine only.  A verb that it does not know stays.
    """
    verb, space, rest = words.partition(" ")
    if verb not in _PAST:
        return words
    stem = _PAST[verb] + ("e" if _PAST[verb].endswith("š") and gender == "masculine" else "")
    return f"{stem}l{_GENDERS[gender]}{space}{rest}"


#: Ones, tens and hundreds whose word begins so that „z“ before it is hard to say: dvou, tří, čtyř, šesti, sta …
_HARD_ONES, _HARD_TEENS = {2, 3, 4, 6, 7}, {13, 14, 16, 17}
_HARD_TENS, _HARD_HUNDREDS = {3, 4, 6, 7}, {1, 2, 3, 4, 6, 7}


def out_of(n: int) -> str:
    """„z“ or „ze“ with the number, as it is read aloud: „z 8“, „ze 3“, „ze 100“; kept on one line."""
    return f"{'ze' if _is_hard(n) else 'z'}{NBSP}{number(n)}"


def out_of_counted(n: int, one: str, many: str) -> str:
    """The same with what is counted, in the genitive: „ze 3 lokalit“, „z 1 lokality“."""
    return f"{out_of(n)}{NBSP}{one if n == 1 else many}"


def _is_hard(n: int) -> bool:
    """Whether the first word of the number is one of the hard ones; of thousands it is how many there are."""
    lead = abs(n)
    while lead >= 1000:
        lead //= 1000
        if lead == 1:
            return False  # tisíce, milionu
    if lead >= 100:
        return lead // 100 in _HARD_HUNDREDS
    if lead >= 20:
        return lead // 10 in _HARD_TENS
    return lead in (_HARD_TEENS if lead > 9 else _HARD_ONES)
