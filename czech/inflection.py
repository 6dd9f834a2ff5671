"""Czech names in every case: „Velké Losiny“ is also found as „ve Velkých Losinách“ or „Velkých Losin“.

The forms are made from the name's ending.  Where the ending does not tell the gender or the number („Losiny“ are many,
„Lomnice“ may be one or many), all readings are made: a form too few would lose a fact, a form too many is only never
met.  The words of one name are always put in the same case, so that „Velkých Losiny“ is not a form.
"""

import itertools
from functools import lru_cache

type WordForms = tuple[str, ...]
"""The words of a name, all in one case."""
type FormsByCase = list[set[str]]
"""Of one word, from the nominative to the instrumental."""

_VOWELS = frozenset("aáeéěiíoóuúůyý")
_SOFT = frozenset("cčďjňřšťž")
#: What comes after one of these says where the place lies, and is not declined: „Nové Město nad Metují“.
PREPOSITIONS = frozenset({"nad", "pod", "u", "v", "ve", "na", "při", "za", "před"})
_PALATAL = {"k": "ce", "h": "ze", "g": "ze", "r": "ře", "l": "le", "s": "se", "z": "ze"}


@lru_cache(maxsize=2048)
def declined(name: str) -> frozenset[WordForms]:
    """All forms of the name, each as its words in small letters; the nominative is among them."""
    words = name.casefold().replace("-", " ").split()
    head = list(itertools.takewhile(lambda word: word not in PREPOSITIONS, words))
    tail = tuple(words[len(head) :])
    if not head:
        return frozenset({tuple(words)})
    declensions = [_cases(word, last=index == len(head) - 1) for index, word in enumerate(head)]
    forms: set[WordForms] = set()
    for case in range(7):
        choices = [set(cases[case]) for cases in declensions]
        for index in range(1, len(head)):
            if not _is_adjective(head[index - 1]):
                choices[index].add(head[index])  # „v obci Lhota“, „Lázních Kynžvart“
        forms.update((*form, *tail) for form in itertools.product(*choices))
    return frozenset(forms)


def genitive(name: str) -> str:
    """Of what has the name: „Moravskoslezského kraje“; what follows the first noun stays: „Kraje Vysočina“."""
    words = name.split()
    for index, word in enumerate(words):
        forms = _cases(word.casefold(), last=index == len(words) - 1)[1]
        form = max(forms, key=lambda form: (len(form), form))  # of an adjective the longer one: „Hlavního“
        words[index] = form.capitalize() if word[:1].isupper() else form
        if not _is_adjective(word):
            break
    return " ".join(words)


def _is_adjective(word: str) -> bool:
    return word.endswith(("ý", "á", "é", "í", "ův", "ovo"))


def _cases(word: str, *, last: bool) -> FormsByCase:
    """The forms of one word by case, from the nominative to the instrumental."""
    if not last and word.endswith(("ův", "ovo")):
        return _possessive(word)
    for ending, decline in _ENDINGS.items():
        if word.endswith(ending) and (len(word) > len(ending) + 1 or word == ending):
            return decline(word)
    return _masculine(word) if word[-1:] not in _VOWELS else [{word}] * 7


def _with(word: str, stem: str, *endings: str) -> FormsByCase:
    """The nominative, then the stem with the endings of the other six cases; „|“ parts those that are both right."""
    return [{word}, *({word if end == "=" else stem + end for end in ending.split("|")} for ending in endings)]


def _union(*readings: FormsByCase) -> FormsByCase:
    return [set().union(*case) for case in zip(*readings, strict=True)]


def _softened(stem: str) -> str:
    """With the ending -e/-ě of the locative: Ostravice, Opava – Opavě, Praha – Praze."""
    if stem.endswith("ch"):
        return stem[:-2] + "še"
    if stem[-1:] in _PALATAL:
        return stem[:-1] + _PALATAL[stem[-1]]
    return stem + ("i" if stem[-1:] in _SOFT else "ě")


def _bare(stem: str) -> set[str]:
    """The genitive plural without an ending: Teplic, Losin, Vrátek."""
    loose = {stem}
    if len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS:
        loose.add(stem[:-1] + "e" + stem[-1])
    return loose


def _possessive(word: str) -> FormsByCase:
    stem = word.removesuffix("ův").removesuffix("ovo")
    return _with(word, stem, "ova", "ovu", "=", "=", "ově|ovu", "ovým")


def _hard_masculine_adjective(word: str) -> FormsByCase:
    return _with(word, word[:-1], "ého", "ému", "=|ého", "=", "ém", "ým")


def _feminine_adjective(word: str) -> FormsByCase:
    return _with(word, word[:-1], "é", "é", "ou", "=", "é", "ou")


def _neuter_or_plural_adjective(word: str) -> FormsByCase:
    stem = word[:-1]
    neuter = _with(word, stem, "ého", "ému", "=", "=", "ém", "ým")
    return _union(neuter, _with(word, stem, "ých", "ým", "=", "=", "ých", "ými"))


def _soft_adjective_or_noun(word: str) -> FormsByCase:
    stem = word[:-1]
    one = _with(word, stem, "ího|í", "ímu|í", "=|ího", "=", "ím|í", "ím|í")
    return _union(one, _with(word, stem, "ích", "ím", "=", "=", "ích", "ími"))


def _neuter(word: str) -> FormsByCase:
    stem = word[:-1]
    cases = _with(word, stem, "a", "u", "=", "=", "u", "em")
    cases[5].add(_softened(stem))
    return cases


def _feminine(word: str) -> FormsByCase:
    stem = word[:-1]
    one = _with(word, stem, "y|i", "i", "u", "o", "i", "ou")
    one[2], one[5] = {_softened(stem)}, {_softened(stem)}
    many = _with(word, stem, "", "ům", "=", "=", "ech|ách", "y|ami")  # Louka, but also Vrata
    many[1] = _bare(stem)
    return _union(one, many)


def _soft_ending(word: str) -> FormsByCase:
    stem = word[:-1]
    one = _with(word, stem, "=|i", "i", "i|=", "=", "i", "í|" + word[-1] + "m")
    many = _with(word, stem, "í|ů", "ím|ům", "=", "=", "ích", word[-1] + "mi|i")
    many[1] |= _bare(stem)
    return _union(one, many)


def _plural(word: str) -> FormsByCase:
    stem = word[:-1]
    many = _with(word, stem, "ů", "ům|ám", "=", "=", "ech|ách|ích", "y|ami")
    many[1] |= _bare(stem)
    return many


def _village(word: str) -> FormsByCase:
    return _with(word, word[:-3] + "vs", "i", "i", "=", "i", "i", "í")


def _masculine(word: str) -> FormsByCase:
    """Ending in a consonant; also the feminine ones such as Kadaň and Boleslav."""
    readings = []
    for stem in _oblique(word):
        if stem[-1] in _SOFT:
            plain = stem[:-1] + {"ň": "n", "ť": "t", "ď": "d"}.get(stem[-1], stem[-1])
            e = "ě" if plain != stem else "e"
            readings.append(_with(word, plain, e, "i|u", "=", "i", "i|u", ("" if plain != stem else "e") + "m|" + "í"))
            if plain == stem:
                continue
            readings.append(_with(word, plain, e, "i", "=", "i", "i", "í|" + e + "m"))
        else:
            hard = _with(word, stem, "u|a", "u", "=", "e|u", "u|e", "em")
            hard[5].add(_softened(stem))
            readings.append(hard)
            if stem.endswith("slav"):
                readings.append(_with(word, stem, "i|ě", "i", "=", "i", "i", "í"))
    return _union(*readings)


def _oblique(word: str) -> list[str]:
    """What endings are put on: Hradec – Hradc-, Hrádek – Hrádk-, Důl – Dol-."""
    if len(word) > 3 and word.endswith(("ec", "ek", "ěk", "eň")) and word[-3] not in _VOWELS:
        return [word[:-2] + word[-1], *([word] if word.endswith(("eň", "ek")) else [])]
    if "ů" in word[-3:]:
        return [word[:-3] + word[-3:].replace("ů", "o"), word]
    return [word]


_ENDINGS = {
    "ý": _hard_masculine_adjective,
    "á": _feminine_adjective,
    "é": _neuter_or_plural_adjective,
    "í": _soft_adjective_or_noun,
    "ves": _village,
    "o": _neuter,
    "a": _feminine,
    "e": _soft_ending,
    "ě": _soft_ending,
    "y": _plural,
}
