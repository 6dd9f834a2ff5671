"""Where a text names a locality, a municipality or a body, in whatever case."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from czech import fold
from czech.inflection import PREPOSITIONS, declined
from evidence.models import BodyKind
from memorandum.reading.vocabulary import BodyEntry, LocalityEntry, MunicipalityEntry, Vocabulary

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"\s|\s?[-–]\s?")
_MOST_SLIPS = 200  # different unknown names in one text that are compared with all known ones
#: Words that say what a place is, and stand before its name.
GENUS = re.compile(
    r"(?:(?:statutární|lázeňsk|okresní)\w*\s)?(?:obc|obec|měst|městys|mikroregion|lokalit)\w*\s?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the evened text where something is named, and what it may be."""

    start: int
    end: int
    written: str
    locality: LocalityEntry | None = None
    municipalities: tuple[MunicipalityEntry, ...] = ()
    doubt: str = ""
    """Why a person should look whether this is really meant; a Czech sentence, or empty."""

    @property
    def at(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def name(self) -> str:
        if self.locality:
            return self.locality.name
        return self.municipalities[0].name if self.municipalities else self.written


@dataclass(frozen=True, slots=True)
class BodyMention:
    start: int
    end: int
    body: BodyEntry


class Gazetteer:
    """All names of places that the record knows, ready to be looked up in any form."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._localities: dict[tuple[str, ...], tuple[LocalityEntry, str]] = {}
        self._municipalities: dict[tuple[str, ...], list[MunicipalityEntry]] = {}
        for locality in vocabulary.localities:
            for alias in locality.aliases:
                for form in declined(alias):
                    self._localities.setdefault(form, (locality, alias))
        for locality in vocabulary.localities:  # a name goes before any alias
            for form in declined(locality.name):
                self._localities[form] = (locality, locality.name)
        exact = {tuple(m.name.casefold().replace("-", " ").split()) for m in vocabulary.municipalities}
        for municipality in vocabulary.municipalities:
            own = tuple(municipality.name.casefold().replace("-", " ").split())
            for form in declined(municipality.name):
                if form == own or form not in exact:  # „Horka“ is a name of its own, not a form of „Horky“
                    self._municipalities.setdefault(form, []).append(municipality)
        self._first: dict[str, int] = {}
        for form in itertools.chain(self._localities, self._municipalities):
            self._first[form[0]] = max(self._first.get(form[0], 0), len(form))
        self._near: dict[int, list[str]] = {}
        self._slips: dict[str, tuple[str, ...] | None] = {}

    def mentions(self, text: str) -> list[Mention]:
        """Every name in the text, the longest reading of each; in order, never overlapping."""
        words = list(_WORD.finditer(text))
        mentions: list[Mention] = []
        index = 0
        while index < len(words):
            length, mention = self._at(text, words, index)
            if mention:
                mentions.append(mention)
            index += max(length, 1)
        return mentions

    def _at(self, text: str, words: Sequence[re.Match[str]], index: int) -> tuple[int, Mention | None]:
        first = words[index][0]
        longest = self._first.get(first.casefold(), 0)
        if not longest:
            return 0, None
        run = [words[index]]
        while len(run) < longest and index + len(run) < len(words):
            following = words[index + len(run)]
            if not _GAP.fullmatch(text, run[-1].end(), following.start()):
                break
            run.append(following)
        for length in range(len(run), 0, -1):
            form = tuple(word[0].casefold() for word in run[:length])
            if self._knows(form) and _is_name(run[:length]):
                start, end = run[0].start(), run[length - 1].end()
                written = " ".join(text[start:end].split())
                return length, self._mention(start, end, written, form, _longer(text, words, index + length))
        return 0, None

    def _knows(self, form: tuple[str, ...]) -> bool:
        return form in self._localities or form in self._municipalities

    def _mention(self, start: int, end: int, written: str, form: tuple[str, ...], longer: str) -> Mention:
        locality, name = self._localities.get(form, (None, ""))
        municipalities = tuple(self._municipalities.get(form, ()))
        doubt = ""
        if longer:
            doubt = f"Zdroj píše „{written} {longer}“. Jde o {_name(locality, municipalities)}, nebo o jiné místo?"
        elif locality and not set(fold(locality.name).split()) <= set(fold(name).split()):
            doubt = (
                f"Zdroj píše „{written}“. Evidence to vede jako jiný název lokality {locality.name}; "
                "nejde o překlep nebo o jiné místo?"
            )
        return Mention(start, end, written, locality, municipalities, doubt)

    def read(self, text: str, start: int, end: int) -> Mention | None:
        """What is named by just these words, exactly or nearly; None where nothing in the record is like them."""
        words = list(_WORD.finditer(text, start, end))
        if not words:
            return None
        start, end = words[0].start(), words[-1].end()
        form = tuple(word[0].casefold() for word in words)
        written = " ".join(text[start:end].split())
        if self._knows(form):
            return self._mention(start, end, written, form, "")
        near = self._nearest(" ".join(form))
        if near is None:
            return None
        mention = self._mention(start, end, written, near, "")
        return replace(mention, doubt=f"Zdroj píše „{written}“. Nemá tu být „{mention.name}“?")

    def _nearest(self, written: str) -> tuple[str, ...] | None:
        """The one name that differs by a slip: a letter more, less, other, or two swapped."""
        if not 4 <= len(written) <= 60:
            return None
        if written not in self._slips and len(self._slips) < _MOST_SLIPS:
            self._slips[written] = self._search_nearest(written)
        return self._slips.get(written)

    def _search_nearest(self, written: str) -> tuple[str, ...] | None:
        if not self._near:
            for form in itertools.chain(self._localities, self._municipalities):
                whole = " ".join(form)
                self._near.setdefault(len(whole), []).append(whole)
        allowed = 1 if len(written) < 9 else 2
        best: tuple[int, str] | None = None
        for size in range(len(written) - allowed, len(written) + allowed + 1):
            for known in self._near.get(size, ()):
                distance = _distance(written, known, allowed)
                if distance <= allowed and (best is None or (distance, known) < best):
                    best = (distance, known)
        return tuple(best[1].split()) if best else None


def _is_name(run: Sequence[re.Match[str]]) -> bool:
    """Whether the words are written as a name: with a capital, or behind the word for what the place is."""
    first = run[0][0]
    return first[0].isupper() or (len(run) > 1 and bool(GENUS.match(first)) and run[-1][0][0].isupper())


def _longer(text: str, words: Sequence[re.Match[str]], index: int) -> str:
    """What follows and makes the name another one („… nad Metují“); empty where the name ends."""
    if index + 1 >= len(words) or words[index][0] not in PREPOSITIONS:
        return ""
    place = words[index + 1][0]
    if not place[0].isupper() or not text[words[index - 1].end() : words[index].start()].isspace():
        return ""
    after = words[index + 2][0] if index + 2 < len(words) else ""
    if re.match(r"kraj|okres|republi|ČR", after) or re.match(r"Č[RR]|Česk", place):
        return ""
    return f"{words[index][0]} {place}"


def _name(locality: LocalityEntry | None, municipalities: tuple[MunicipalityEntry, ...]) -> str:
    return f"lokalitu {locality.name}" if locality else f"obec {municipalities[0].name}"


def _distance(one: str, other: str, most: int) -> int:
    """How many slips apart (Damerau–Levenshtein, neighbours swapped count as one); ``most`` + 1 when more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        current = [i]
        for j, sign in enumerate(other, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (letter != sign))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, row = row, current
    return row[-1]


# --- Bodies ------------------------------------------------------------------------------------------------------

_REGIONAL = {BodyKind.COUNCIL: r"[Rr]ad(?:a|y|ě|u|ou)", BodyKind.ASSEMBLY: r"[Zz]astupitelstv(?:o|a|u|em|ě)"}


class Register:
    """The bodies that the record knows, to be found by their names in any case."""

    def __init__(self, bodies: Iterable[BodyEntry]) -> None:
        self.bodies = tuple(bodies)
        # A longer name first: „Komise … Rady kraje“ is not the council itself.
        ordered = sorted(self.bodies, key=lambda body: (-len(body.name), body.key))
        self._by_group = {f"b{index}": body for index, body in enumerate(ordered)}
        patterns = [f"(?P<{group}>{_pattern(body)})" for group, body in self._by_group.items()]
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None

    def mentions(self, text: str, start: int = 0, end: int | None = None) -> list[BodyMention]:
        if self._pattern is None:
            return []
        hits = self._pattern.finditer(text, start, len(text) if end is None else end)
        return [BodyMention(*hit.span(), self._by_group[hit.lastgroup or ""]) for hit in hits]

    def first(self, text: str, start: int = 0, end: int | None = None) -> BodyEntry | None:
        return next((mention.body for mention in self.mentions(text, start, end)), None)

    def of_kind(self, kind: str) -> BodyEntry | None:
        return next((body for body in self.bodies if body.kind == kind), None)

    def numbering(self, number: str) -> list[BodyEntry]:
        """The bodies whose resolutions are numbered so."""
        return [body for body in self.bodies if body.number_pattern and fits(body, number)]


def fits(body: BodyEntry, number: str) -> bool:
    """Whether the number is one of the body's; a body without a pattern, or with a wrong one, has any."""
    try:
        return not body.number_pattern or bool(re.fullmatch(body.number_pattern, number))
    except re.error:
        return True


def _pattern(body: BodyEntry) -> str:
    """The name with other endings: each word by its stem, the country's name also as „ČR“."""
    if body.kind in _REGIONAL:
        return _REGIONAL[BodyKind(body.kind)] + r"\s(?:\w{3,20}\s)?[Kk]raje"
    if body.kind == BodyKind.GOVERNMENT:
        return r"[Vv]lád(?:a|y|ě|u|ou)(?:\sČR|\sČesk(?:á|é|ou)\srepublik(?:a|y|ou|u))?"
    name = re.sub(r"\sČeské republiky\b", " ČR", body.name)
    words = [r"(?:ČR|České\srepubliky)" if word == "ČR" else _stem(word) for word in name.split()]
    pattern = r"\s".join(words)
    return f"(?:{pattern}|{re.escape(body.short_name)})" if len(body.short_name) > 1 else pattern


def _stem(word: str) -> str:
    if len(word) < 4:
        return re.escape(word)
    stem = re.sub(r"[aáeéěiíoóuúůyý]+\w?\Z", "", word) or word
    stem = stem if len(stem) >= 3 else word[:3]
    first = stem[0]
    if first.isupper():
        return rf"(?:{re.escape(first)}|{re.escape(first.lower())}){re.escape(stem[1:])}\w{{0,4}}"
    return rf"{re.escape(stem)}\w{{0,4}}"
