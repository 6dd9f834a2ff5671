"""Which figures an edited document tells otherwise than the one that was composed: numbers, amounts, days, places."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import czech
from czech.stems import stem, stems
from formats.alignment import sentences

_ALIKE = 0.4  # below this share of common words two sentences are two, and not one that was changed
_MOST_COMPARED = 1_000_000  # pairs of sentences; above it they are told without their counterparts
_MONTH = {czech.month(number, "genitive"): str(number) for number in range(1, 13)}
_DAY = re.compile(rf"\b(\d{{1,2}})\. ?(\d{{1,2}}\.|{'|'.join(_MONTH)}) ?(\d{{4}})\b")
_REFERENCE = re.compile(r"\b\d+(?:/\w+)+")
_NUMBER = re.compile(r"(?<![\d,])\d{1,3}(?: \d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?")
_UNIT = re.compile(r"\s?(tis\.|mil\.|mld\.|%)")
_WORDS = {
    form: number
    for number, forms in {
        "1": "jeden jedna jedno jedne jednu jednoho jednom jednou jednim",
        "2": "dva dve dvou dvema",
        "3": "tri tri trem tremi trech",
        "4": "ctyri ctyr ctyrem ctyrmi ctyrech",
        "5": "pet peti",
        "6": "sest sesti",
        "7": "sedm sedmi",
        "8": "osm osmi",
        "9": "devet deviti",
        "10": "deset deseti",
        "11": "jedenact jedenacti",
        "12": "dvanact dvanacti",
    }.items()
    for form in forms.split()
}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class ChangedFigures:
    """A sentence whose figures differ: as the record has it, and as the edited document; one of them may be empty."""

    recorded: str
    edited: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def changed_figures(recorded: str, edited: str, names: Iterable[str]) -> list[ChangedFigures]:
    """The sentences of the two texts whose figures differ, in the order of the first, then those only in the second.

    A sentence that only stands elsewhere, or says the same figures in other words, has not changed. ``names`` are
    those of places.
    """
    known = _PlaceNames(names)
    ours, theirs = [*sentences(recorded)], [*sentences(edited)]
    changes = [
        ChangedFigures(
            left, right, tuple(sorted((before - after).elements())), tuple(sorted((after - before).elements()))
        )
        for left, right in _paired(_without(ours, theirs), _without(theirs, ours))
        if (before := _figures(left, known)) != (after := _figures(right, known))
    ]
    # A sentence may say its figures in quite other words: then it has gone on one side, and come on the other.
    gone = Counter(change.gone for change in changes if not change.edited)
    come = Counter(change.come for change in changes if not change.recorded)
    said = {"gone": gone & come, "come": gone & come}
    return [change for change in changes if not _is_said_elsewhere(change, said)]


def _is_said_elsewhere(change: ChangedFigures, said: dict[str, Counter[tuple[str, ...]]]) -> bool:
    side = "" if change.recorded and change.edited else "gone" if change.recorded else "come"
    if not side or not said[side][getattr(change, side)]:
        return False
    said[side][getattr(change, side)] -= 1
    return True


def _without(these: Sequence[str], others: Iterable[str]) -> list[str]:
    """Those that the others have not got, each as many times as it is missing there."""
    there = Counter(map(_evened, others))
    missing = []
    for sentence in these:
        key = _evened(sentence)
        if there[key]:
            there[key] -= 1
        else:
            missing.append(sentence)
    return missing


def _evened(sentence: str) -> str:
    return " ".join(sentence.replace(czech.NBSP, " ").split()).strip(" ,;:.")


def _paired(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    free = {place: set(sentence.split()) for place, sentence in enumerate(right)}
    compares = len(left) * len(right) <= _MOST_COMPARED
    for sentence in left:
        words = set(sentence.split())
        shares = ((2 * len(words & other) / (len(words) + len(other) or 1), -place) for place, other in free.items())
        share, place = max(shares, default=(0.0, 0)) if compares else (0.0, 0)
        if share >= _ALIKE:
            del free[-place]
            yield sentence, right[-place]
        else:
            yield sentence, ""
    for place in free:
        yield "", right[place]


def _figures(sentence: str, names: "_PlaceNames") -> Counter[str]:
    """Every number, day and place that the sentence tells, each written in one way."""
    text = " ".join(sentence.replace(czech.NBSP, " ").split())
    found: list[str] = []

    def take_day(match: re.Match[str]) -> str:
        month = _MONTH.get(match[2], match[2].rstrip("."))
        found.append(f"{int(match[1])}. {int(month)}. {match[3]}")
        return " "

    def take(match: re.Match[str]) -> str:
        found.append(match[0])
        return " "

    text = _REFERENCE.sub(take, _DAY.sub(take_day, text))
    for match in _NUMBER.finditer(text):
        unit = _UNIT.match(text, match.end())
        found.append(match[0] + (f" {unit[1]}" if unit else ""))
    folded = [czech.fold(word) for word in _WORD.findall(sentence)]
    found += [_WORDS[word] for word in folded if word in _WORDS]
    return Counter([*found, *names.found_in(folded)])


class _PlaceNames:
    """Names of places in whatever case they stand."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            key = tuple(stem(czech.fold(word)) for word in _WORD.findall(name))
            if key:
                self._by_first.setdefault(key[0], []).append((key, name))

    def found_in(self, folded: list[str]) -> Iterator[str]:
        """The names in the words, the longest one where one begins another („Horní Lhota“, „Lhota“)."""
        forms = [stems(word) for word in folded]
        place = 0
        while place < len(forms):
            candidates = [
                (len(key), name)
                for first in forms[place]
                for key, name in self._by_first.get(first, ())
                if len(key) <= len(forms) - place
                and all(part in form for part, form in zip(key, forms[place:], strict=False))
            ]
            length, name = max(candidates, default=(1, ""))
            if name:
                yield name
            place += length
