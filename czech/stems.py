"""What all cases of a word have in common, in letters without accents: „Hradce“, „Hradci“ and „Hradec“ are one.

Rules that cut endings, not a dictionary: two words that differ only in their endings („Nové“, „Nová“) are taken for
one.  That suits finding, where a form too few would lose what is sought; ``inflection`` makes the right forms.
"""

from functools import lru_cache

from czech.letters import fold

_ENDINGS = sorted(
    (
        *("ich", "ych", "ech", "ach", "imi", "ymi", "ami", "emi", "mi", "eho", "iho", "emu", "imu"),
        *("ou", "im", "ym", "em", "um", "am", "at", "a", "e", "i", "o", "u", "y"),
    ),
    key=len,
    reverse=True,
)
_VOWELS = frozenset("aeiouy")
_LEAST = 2  # letters that stay
_SHORT = {"ves": "vs", "vsi": "vs"}
#: Before -e and -i some consonants change: „Sázavka“ – „Sázavce“, „Praha“ – „Praze“.
_SOFTENED = {"c": "k", "z": "h"}


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a word without accents; two cases of one word have the same, up to a softened last letter."""
    if word in _SHORT:
        return _SHORT[word]
    if word.isdigit():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= max(_LEAST, 3 if len(ending) > 1 else 0):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-2] == "e" and word[-1] in "cklnrt" and word[-3] not in _VOWELS:
        word = word[:-2] + word[-1]  # Hradec – Hradce
    if word.endswith("uv"):
        word = word[:-2] + "ov"  # Benešův – Benešově
    elif len(word) > 2 and word[-2] == "u" and word[-1] not in _VOWELS:
        word = word[:-2] + "o" + word[-1]  # Důl – Dole
    return word


@lru_cache(maxsize=1024)
def stems(word: str) -> frozenset[str]:
    """The stem that a typed word has, and those that it may have when its last letter was softened."""
    found = stem(word)
    hard = _SOFTENED.get(found[-1:])
    return frozenset({found, found[:-1] + hard} if hard and word[-1:] in "ei" else {found})


@lru_cache(maxsize=1024)
def forms(word: str) -> frozenset[str]:
    """All that has a stem of the typed word: ``stem`` the other way round."""
    found = {word}
    for base in stems(word):
        found |= {short for short, its_stem in _SHORT.items() if its_stem == base}
        bases = {base}
        if base[-2:-1] == "o":
            bases.add(f"{base[:-2]}u{base[-1]}")
        bases |= {f"{one[:-1]}e{one[-1]}" for one in bases}
        found |= {one + ending for one in bases for ending in ("", *_ENDINGS)}
    return frozenset(form for form in found if stem(form) in stems(word))


@lru_cache(maxsize=8192)
def pattern(word: str) -> str:
    """What every form of the word holds, for LIKE: its beginning, without letters that come and go."""
    if stem(word) in _SHORT.values():
        return word[:1]
    forms = [form.replace("u", "o") for form in (word, *stems(word))]
    shortest = min(map(len, forms))
    common = next((at for at in range(shortest) if len({form[at] for form in forms}) > 1), shortest)
    if word.isdigit() or common < _LEAST:
        return word
    if common > _LEAST and not _VOWELS & {word[common - 1], word[common - 2]}:
        common -= 1  # between the two an -e- may stand: Hradce – Hradec
    return "".join("_" if letter in "ou" and at >= common - 2 else letter for at, letter in enumerate(word[:common]))


def words(text: str) -> list[str]:
    """The words and numbers of a text in small letters without accents: „č. 1145/16/RK“ is c, 1145, 16, rk."""
    return "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()
