"""What somebody typed to find a name or a text, and how well a name or a text answers it.

People type names in any case („v Kolíně“), with what kind of a place it is („statutární město Opava“), shortened
(„Týn n. V.“), without accents, and with typing mistakes.  All searches of the portal ask here.
"""

import enum
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from czech import typos
from czech.letters import fold
from czech.months import month
from czech.stems import forms, pattern, stem, stems, words

type TypedWords = tuple[str, ...]

_BETWEEN = 8  # characters at the most between two words that are marked as one
_LEAST_BEGINNING = 2  # letters; a longer beginning of a word says the word
_LEAST_LETTERS = 4  # of a word that may be mistyped in a text: in shorter ones every other word looks alike
_LONGEST_NAME = 200  # letters; what is longer is no name that somebody has mistyped
MOST_WORDS = 10  # of a search; what comes after them narrows nothing that anybody would notice
_TOKEN = re.compile(r"[^\W_]+\.?")
_INSIDE = re.compile(r"(?<=[^\W\d_]);(?=[^\W\d_])|(?<=[^\W\d_]);(?=\s|$)")  # „ů“ on a keyboard switched to English
_AMOUNT = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[ \u00a0][0-9]{3})+(?![0-9])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BEFORE_NAMES = frozenset(["v", "ve", "z", "ze", "do", "u", "na", "o", "k", "ke", "s", "se", "pro", "od", "po", "při"])
_KINDS = frozenset(
    stem(word)
    for word in (
        *("město", "městys", "obec", "mikroregion", "lokalita", "statutární", "hlavní", "okres", "kraj", "městem"),
        *("obcí", "obce", "obci", "městyse"),
    )
    for word in words(word)
)
#: TypedWords of which every text is full, and those with which people ask; none of them narrows a search.
_EMPTY = frozenset(
    words(
        "a aby ale ani co č číslo čj dne do i jak jaké jaký je jejich jsou k kde kdo kdy ke kolik která které který"
        " mezi na nad o od po pod podle pro při rok roce roku s se si st ten to toho u v ve z za ze že"
    )
)


_MONTHS = {
    fold(month(number, case).split()[-1]): str(number)
    for number in range(1, 13)
    for case in ("nominative", "genitive", "locative")
}


class How(enum.IntEnum):
    """How a name answers what was typed, the best first."""

    EXACT = 0  #: It is the name, whole; accents, letter case and the kind of the place do not count.
    INFLECTED = 1  #: It is the name in another case.
    BEGINS = 2  #: The name begins so.
    HOLDS = 3  #: Each word typed is a word of the name, or begins one.
    SIMILAR = 4  #: It is the name, or begins so, or is a word of it, with typing mistakes.
    NAMED = 5  #: The name is among what was typed.


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How well something answers; ``cost`` orders those that answer alike."""

    how: How
    cost: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether the very name was typed: then nothing that is only like it is meant."""
        return self.how <= How.INFLECTED


@dataclass(frozen=True)
class Sought:
    """A search as it was typed."""

    text: str

    @cached_property
    def _tokens(self) -> list[str]:
        plain = _INSIDE.sub("u", _INVISIBLE.sub("", self.text))
        return [token for token in _TOKEN.findall(fold(plain)) if token.strip(".")][:MOST_WORDS]

    @cached_property
    def words(self) -> TypedWords:
        """All that was typed, word by word, in small letters without accents."""
        return tuple(token.rstrip(".") for token in self._tokens)

    @cached_property
    def telling(self) -> TypedWords:
        """The words that narrow a search in texts; all where none does."""
        return tuple(word for word in self.words if word not in _EMPTY) or self.words

    @cached_property
    def readings(self) -> tuple[TypedWords, ...]:
        """As which names it may be read: as typed, without what kind of a place it is, from the other keyboard."""
        rest = self.words
        found = [rest]
        while len(rest) > 1 and (rest[0] in _BEFORE_NAMES or stem(rest[0]) in _KINDS):
            rest = rest[1:]
            found.append(rest)
        if rest and stem(rest[-1]) in _KINDS and len(rest) > 1:
            found.append(rest[:-1])  # „Kolín (město)“
        for reading in tuple(found):
            meant = tuple(_from_upper_row(word) for word in reading)
            if meant != reading:
                found.append(meant)
        return tuple(dict.fromkeys(found))

    @cached_property
    def _shortened(self) -> frozenset[str]:
        dotted = {token[:-1] for token in self._tokens if token.endswith(".")}
        return frozenset(dotted | {word for word in self.words if len(word) == 1 and word.isalpha()})

    @cached_property
    def patterns(self) -> tuple[TypedWords, ...]:
        """Of each reading what a name that holds all its words must be LIKE."""
        return tuple(
            tuple(
                f"{word}%" if at == 0 and len(word) == 1 else f"%{word if word in self._shortened else pattern(word)}%"
                for at, word in enumerate(reading)
                if at == 0 or len(word) > 1
            )
            for reading in self.readings
        )

    @cached_property
    def beginnings(self) -> TypedWords:
        """What a name must be LIKE that stands among several typed words."""
        return tuple(f"{pattern(word)}%" for word in self.words if len(word) > 1) if len(self.words) > 1 else ()

    @cached_property
    def likes(self) -> list[str]:
        """What a text must be LIKE that says the telling words; a month may be a number there."""
        typed = [word for word in self.telling if not self._month(word)]
        return [f"%{_of_year(word) or '%'.join(_by_thousands(word)) or pattern(word)}%" for word in typed]

    @cached_property
    def needed(self) -> tuple[tuple[TypedWords, ...], ...]:
        """Of each telling word the ways in which a text may say it: each some words, all of them said.

        A word with „*“ is the beginning of one.
        """
        return tuple(tuple(self._ways(word)) for word in self.telling)

    @cached_property
    def nearly_needed(self) -> tuple[tuple[TypedWords, ...], ...]:
        """The same where longer words may be mistyped."""
        return tuple(
            tuple((f"{beginning}*",) for beginning in sorted(typos.beginnings(word)))
            if len(word) >= _LEAST_LETTERS and word.isalpha()
            else ways
            for word, ways in zip(self.telling, self.needed, strict=True)
        )

    def _ways(self, word: str) -> Iterator[TypedWords]:
        for number in {word if word.isdigit() else self._month(word), _of_year(word)} - {""}:
            bare = number.lstrip("0") or number
            yield from ((f"{noughts}{bare}",) for noughts in ("", "0", "00"))
        if word.isdigit():
            yield (word,)
            if parted := _by_thousands(word):
                yield tuple(parted)
        else:
            yield from ((form,) for form in sorted(forms(word)))
            if len(word) > _LEAST_BEGINNING:
                yield (f"{word}*",)

    @cached_property
    def misspelt(self) -> tuple[tuple[str, int], ...]:
        """As what it may be a name with typing mistakes: the whole, and how many letters may differ."""
        found: dict[str, int] = {}
        for reading in self.readings:
            whole = " ".join(reading)
            most = typos.allowed(len(whole) + 1) * 2  # letters that changed places are two that differ
            if most and len(whole) <= _LONGEST_NAME and not whole.replace(" ", "").isdigit():
                found |= {whole: most, " ".join((*reading[:-1], stem(reading[-1]))): most}
        return tuple(found.items())

    # --- Names -----------------------------------------------------------------------------------------------------

    def fit(self, name: str, *, forgiving: bool = True) -> Fit | None:
        """How the name answers; None where it does not.  ``forgiving``: also with typing mistakes."""
        named = _words(name)
        if not named or not self.words:
            return None
        fits = [fit for reading in self.readings for fit in self._fits(reading, named)]
        best = min(fits, default=None) or (self._similar(named) if forgiving else None)
        if best is None:
            return Fit(How.NAMED, -float(len(named))) if self._names(named) else None
        return Fit(best.how, best.cost + 0.1) if best.is_whole and _spelt(name) not in self._spelt else best

    @cached_property
    def _spelt(self) -> frozenset[str]:
        typed = _spelt(self.text)
        return frozenset({typed, typed.partition(" ")[2]})

    def _fits(self, reading: TypedWords, named: TypedWords) -> Iterator[Fit]:
        if "".join(reading) == "".join(named):
            yield Fit(How.EXACT)
        elif self._is_cut(reading, named):
            yield Fit(How.BEGINS)
        elif len(reading) == len(named) and all(map(self._is, reading, named)):
            literal = all(map(self._stands_for, reading, named))
            yield Fit(How.EXACT if literal else How.INFLECTED, 0.2)
        elif len(reading) <= len(named) and self._begins(reading, named):
            yield Fit(How.BEGINS, float(len(named) - len(reading)))
        elif len(reading) <= len(named) and self._holds(reading, named):
            yield Fit(How.HOLDS, float(len(named)))

    def _is_cut(self, reading: TypedWords, named: TypedWords) -> bool:
        """Whether it is the name up to some letters of its last word: more names than one may be meant."""
        *first, last = reading
        cut = last != named[-1] and last not in self._shortened and named[-1].startswith(last)
        return cut and len(reading) == len(named) and all(map(self._is, first, named))

    def _stands_for(self, typed: str, word: str) -> bool:
        return typed == word or (typed in self._shortened and word.startswith(typed))

    def _is(self, typed: str, word: str) -> bool:
        return self._stands_for(typed, word) or stem(word) in stems(typed)

    def _begins(self, reading: TypedWords, named: TypedWords) -> bool:
        *first, last = reading
        place = len(first)
        return all(map(self._is, first, named)) and (named[place].startswith(last) or self._is(last, named[place]))

    def _holds(self, reading: TypedWords, named: TypedWords) -> bool:
        left = [*named]
        for typed in reading:
            met = [word for word in left if self._is(typed, word) or (len(typed) > 1 and word.startswith(typed))]
            if not met:
                return False
            left.remove(min(met, key=len))
        return True

    def _names(self, named: TypedWords) -> bool:
        """Whether the whole name stands somewhere in what was typed."""
        size = len(named)
        spans = (self.words[start : start + size] for start in range(len(self.words) - size + 1))
        return size < len(self.words) and any(
            all(typed == word or stem(word) in stems(typed) for typed, word in zip(span, named, strict=True))
            for span in spans
        )

    def _similar(self, named: TypedWords) -> Fit | None:
        best: float | None = None
        for reading in self.readings:
            for size in {len(named), len(reading)}:
                for start in range(max(1, len(named) - size + 1)):
                    part = named[start : start + size]
                    extra = 0.0 if part == named else 0.25 + 0.05 * start
                    best = _lower(best, _cost(reading, part, extra))
        return None if best is None else Fit(How.SIMILAR, best)

    # --- Texts -----------------------------------------------------------------------------------------------------

    def met(self, text: str, *, forgiving: bool = False) -> float | None:
        """How well a text answers that says every telling word: the lower the better, None where one is missing.

        ``forgiving``: also with typing mistakes.
        """
        said = frozenset(words(text))
        beginnings = {stem(word) for word in said}
        digits = {word for word in said if word.isdigit()} | {_joined(found) for found in _AMOUNT.findall(text)}
        numbers = (digits | {word.lstrip("0") for word in digits}) - {""}
        total = 0.0
        for typed in self.telling:
            if typed in said or {self._month(typed), _of_year(typed), typed.lstrip("0")} & numbers:
                continue
            is_long = len(typed) > _LEAST_BEGINNING
            if not typed.isdigit() and stems(typed) & beginnings:
                total += 0.1
            elif not typed.isdigit() and is_long and any(word.startswith(typed) for word in said):
                total += 0.2
            else:
                costs = [_cost((typed,), (word,), 0.0) for word in said] if forgiving and typed.isalpha() else []
                least = min((cost for cost in costs if cost is not None), default=None)
                if least is None:
                    return None
                total += least
        return total

    def _month(self, word: str) -> str:
        """The number of a month typed beside a day or a year; alone it is a word as any other."""
        return _MONTHS.get(word, "") if len(self.telling) > 1 else ""

    def numbers_begin(self, number: str) -> bool:
        """Whether the first number typed is the first of the number: „č. 1145 z roku 2016“ means 1145/16/RK."""
        typed, held = (next(filter(str.isdigit, some), "") for some in (self.telling, words(number)))
        return typed != "" and typed.lstrip("0") == held.lstrip("0")

    def marked(self, text: str) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is what was sought; together they are the whole text.

        What stands between two sought words and was typed between them, or is no word, is marked with them.
        """
        spans: list[tuple[int, int]] = []
        for found in re.finditer(rf"{_AMOUNT.pattern}|[^\W_]+", text):
            if self._is_sought(_joined(found[0])) or all(map(self._is_sought, found[0].split())):
                joined = spans and set(words(text[spans[-1][1] : found.start()])) <= {*self.words}
                if joined and found.start() - spans[-1][1] <= _BETWEEN:
                    spans[-1] = spans[-1][0], found.end()
                else:
                    spans.append(found.span())
        cuts = [0, *(place for span in spans for place in span), len(text)]
        pieces = [(text[start:end], at % 2 == 1) for at, (start, end) in enumerate(itertools.pairwise(cuts))]
        return [piece for piece in pieces if piece[0]]

    def _is_sought(self, word: str) -> bool:
        plain = fold(word)
        for typed in self._marking:
            if plain == typed or (not typed.isdigit() and stem(plain) in stems(typed)):
                return True
            if len(typed) > 2 and not typed.isdigit() and plain.startswith(typed):
                return True
        return False

    @cached_property
    def _marking(self) -> frozenset[str]:
        """The words to be marked: those that narrow the search, without the kind of the place before a name."""
        best = self.readings[-1] if self.readings else ()
        return frozenset(word for word in self.telling if word in best or len(best) == len(self.words)) or frozenset(
            self.telling
        )


@lru_cache(maxsize=8192)
def _words(name: str) -> TypedWords:
    return tuple(words(name))


def _spelt(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _of_year(word: str) -> str:
    """The last digits of a year of this century, as numbers of resolutions write it: 1145/2016 is 1145/16."""
    return word[2:] if len(word) == 4 and word.isdigit() and word.startswith("20") else ""


def _by_thousands(word: str) -> list[str]:
    """The digits of an amount as they are parted in texts; of a year or a short number nothing."""
    first = len(word) % 3 or 3
    groups = [word[:first], *(word[start : start + 3] for start in range(first, len(word), 3))]
    return groups if len(word) > 4 else []


def _joined(amount: str) -> str:
    return "".join(amount.split())


def _from_upper_row(word: str) -> str:
    return word.translate(typos.UPPER_ROW) if any(map(str.isalpha, word)) else word


def _cost(typed: TypedWords, meant: TypedWords, extra: float) -> float | None:
    one, other = "".join(typed), "".join(meant)
    most = typos.allowed(max(len(one), len(other)))
    if not most or one.isdigit() or len({*one} ^ {*other}) > 2 * most + 1:
        return None
    best = typos.cost(one, other, most)
    if best is None or best > 1:  # it may be another case of the name
        bare = typos.cost("".join((*typed[:-1], stem(typed[-1]))), "".join((*meant[:-1], stem(meant[-1]))), most)
        best = _lower(best, None if bare is None else bare + 0.15)
    return None if best is None else best + extra


def _lower(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else min(one, other)


def chosen[T](found: Iterable[tuple[T, Fit]]) -> list[tuple[T, Fit]]:
    """Those that were meant, the best first.

    A whole name is alone; what is only similar comes where nothing else does, and is not much worse than the best.
    """
    ordered = sorted(found, key=lambda pair: pair[1])
    if not ordered:
        return []
    best = ordered[0][1]
    if best.is_whole or best.how == How.NAMED:
        return [pair for pair in ordered if pair[1].how == best.how]
    if best.how == How.SIMILAR:
        return [pair for pair in ordered if pair[1].how == best.how and pair[1].cost <= best.cost + 0.6]
    return [pair for pair in ordered if pair[1].how < How.SIMILAR]
