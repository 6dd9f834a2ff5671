"""What the cooperation is about and what forms it has."""

import re

from council.models import MemorandumTerm, TermKind
from czech.days import PartialDate
from memorandum.reading.proposals import Reading

GROUP = "Oblasti a formy spolupráce"

_FORMS = re.compile(
    r"spoluprác\w{0,2}\s[^.:]{0,80}?(?:v\soblasti|v\soblastech|formou|v\stěchto\sformách|spočívá\sv)\s?:"
    r"|[Ff]orm[ya]\sspolupráce[^.:]{0,40}:"
)
_AREAS = re.compile(
    r"(?<!\w)(?:zejména|především|hlavně)\s(?:na|v|o)\soblast(?:i|ech)?\s(?P<areas>[^.;:]{3,600})"
    r"|[Oo]blasti\sspolupráce\s?:\s(?P<listed>[^.;:]{3,600})"
)
_ABOUT = re.compile(r"[Mm]emorand|[Ss]poluprác")
_INCLUDING = re.compile(r",?\svčetně\s(?P<activity>.+)\Z", re.DOTALL)
_SPLIT = re.compile(r"\s?,\s|\s(?:a|i|nebo)\s(?=\w)")
_GENITIVES = (
    (re.compile(r"nosti\Z"), "nost"),
    (re.compile(r"^(\w+)(?:iky)\b"), r"\1ika"),
    (re.compile(r"^tvorby\b"), "tvorba"),
    (re.compile(r"^podpory\b"), "podpora"),
    (re.compile(r"^ochrany\b"), "ochrana"),
    (re.compile(r"^kultury\b"), "kultura"),
    (re.compile(r"^dopravy\b"), "doprava"),
    (re.compile(r"^práce\b"), "práce"),
)
_SAME = re.compile(r"^(?:\w+(?:ní|í)|\w+(?:ní|čí|ské|cké|né)\s(?:péče|práce)|péče|prevence\s.+|práce|inkluze)\Z")
_PLURALS = {"služeb": "služby", "systémů": "systémy", "postupů": "postupy", "projektů": "projekty", "vztahů": "vztahy"}


def read(reading: Reading) -> None:
    if reading.memorandum is None:
        return
    _forms(reading)
    _areas(reading)


def _term(
    reading: Reading,
    kind: TermKind,
    text: str,
    at: tuple[int, int],
    *,
    genitive: str = "",
    position: int,
    day: PartialDate | None,
    question: str = "",
) -> None:
    reading.propose(
        MemorandumTerm,
        {
            "memorandum": reading.memorandum,
            "kind": kind.value,
            "text": text[:300],
            "genitive": genitive[:300],
            "position": position,
            **reading.dated(day),
        },
        identity=("memorandum", "kind", "text"),
        says=f"{kind.label.capitalize()}: {text}",
        group=GROUP,
        at=at,
        question=question,
    )


def _forms(reading: Reading) -> None:
    """The items of the list behind „spolupráci … v oblasti:“."""
    for intro in _FORMS.finditer(reading.text):
        place, position = intro.end(), 0
        for start, end in reading.plain.bullets:
            if start < place:
                continue
            if start > place + 6:
                break
            position += 1
            text = reading.squeezed(start, end).rstrip(" ,;.")
            _term(reading, TermKind.FORM, text, (start, _without_comma(reading, end)), position=position, day=None)
            place = end


def _without_comma(reading: Reading, end: int) -> int:
    while reading.text[end - 1] in " ,;.\n\f":
        end -= 1
    return end


def _areas(reading: Reading) -> None:
    day = PartialDate(reading.approved_on) if reading.approved_on else None
    for hit in _AREAS.finditer(reading.text):
        start, _ = reading.plain.sentence(hit.start())
        if not _ABOUT.search(reading.text, start, hit.end()):
            continue
        group = "areas" if hit["areas"] else "listed"
        start, end = hit.span(group)
        if including := _INCLUDING.search(reading.text, start, end):
            end = including.start()
            _declined_term(reading, TermKind.ACTIVITY, *including.span("activity"), 1, day)
        place = start
        for position, gap in enumerate([*_SPLIT.finditer(reading.text, start, end), None], 1):
            stop = gap.start() if gap else end
            _declined_term(reading, TermKind.AREA, place, stop, position, day)
            place = gap.end() if gap else end


def _declined_term(
    reading: Reading, kind: TermKind, start: int, end: int, position: int, day: PartialDate | None
) -> None:
    genitive = reading.squeezed(start, end)
    if not genitive:
        return
    text, sure = nominative(genitive, reading.vocabulary.terms)
    question = "" if sure else f"Jak zní „{genitive}“ v 1. pádě?"
    _term(reading, kind, text, (start, end), genitive=genitive, position=position, day=day, question=question)


def nominative(genitive: str, known: dict[str, str]) -> tuple[str, bool]:
    """The name of an area from its genitive, and whether that is sure."""
    if genitive in known:
        return known[genitive], True
    if genitive in known.values() or _SAME.match(genitive):
        return genitive, True
    for ending, own in _GENITIVES:
        if ending.search(genitive):
            return ending.sub(own, genitive, count=1), True
    *adjectives, noun = genitive.split()
    if noun in _PLURALS and all(re.search(r"(?:ních|ch)\Z", word) for word in adjectives):
        soft = [re.sub(r"ních\Z", "ní", re.sub(r"([^n])ých\Z", r"\1é", word)) for word in adjectives]
        return " ".join([*soft, _PLURALS[noun]]), True
    return genitive, False
