"""Resolutions that the text names: whose, of what day, of what number."""

import re

import czech
from czech import days
from czech.days import PartialDate
from evidence.models import Body, BodyKind, Source, SourceKind
from memorandum.reading.names import fits
from memorandum.reading.proposals import Reading, Ref, Resolution, made, together
from memorandum.reading.vocabulary import BodyEntry

GROUP = "Usnesení"

_RESOLUTION = re.compile(r"(?<!\w)[Uu]snesen(?:í|ím|ími|ích)(?!\w)")
_NUMBER = re.compile(r"č(?:\.|íslo|íslem)\s?(?:j\.\s?)?(\d{1,6}(?:/\w{1,8}){0,4})(?![\w/])")
_PLAIN_NUMBER = re.compile(r"(?<![\w/.])(\d{1,6}/\d{2,4}(?:/\w{1,8}){0,2})(?![\w/])")
_DATED = re.compile(rf"(?:ze\s)?dne\s({days.PATTERN})|z\s({days.PATTERN})", re.IGNORECASE)
_REACH = 200  # characters behind the word „usnesení“; what stands farther belongs to something else


def read(reading: Reading) -> None:
    """Each resolution is proposed as a source of its own; what is said of it is for other rules."""
    hits = list(_RESOLUTION.finditer(reading.text))
    ends = [hit.start() for hit in hits[1:]] + [len(reading.text)] * bool(hits)
    reading.resolutions = [
        named for hit, end in zip(hits, ends, strict=True) if (named := _named(reading, hit, end)) is not None
    ]


def _named(reading: Reading, hit: re.Match[str], stop: int) -> Resolution | None:
    text = reading.text
    from_, to = reading.plain.sentence(hit.start())
    to = min(to, stop, hit.end() + _REACH)
    number = _NUMBER.search(text, hit.end(), to) or _PLAIN_NUMBER.search(text, hit.end(), to)
    if number is None:
        return None
    dated = _DATED.search(text, hit.end(), to)
    begins, ends = hit.start(), max(number.end(), dated.end() if dated else 0)
    if dated is None:  # „Rada kraje schválila dne 4. 2. 2014 usnesením č. …“
        before = list(_DATED.finditer(text, max(from_, begins - 80), begins))
        dated = before[-1] if before else None
        begins = dated.start() if dated else begins
    body = _whose(reading, number[1], hit.end(), number.start(), from_, hit.start())
    day = days.search(dated[0]) if dated else None
    day = day if day and day.precision == "day" else None
    proposal = reading.propose(
        Source,
        {
            "kind": SourceKind.RESOLUTION.value,
            "issuer": Ref(Body, body.key) if body else None,
            "number": number[1],
            "issued_on": day.on if day else None,
            "title": title(body, number[1], day),
        },
        identity=("kind", "issuer", "number", "issued_on"),
        says=title(body, number[1], day),
        group=GROUP,
        at=(begins, ends),
        question=_question(body, number[1], day),
    )
    link = made(proposal)
    return Resolution(begins, ends, body, number[1], day, link) if link else None


def _whose(reading: Reading, number: str, after: int, before: int, sentence: int, word: int) -> BodyEntry | None:
    """Whose resolution it is: the body named beside it, else the one that numbers so, else the last one named."""
    register = reading.register
    if named := register.first(reading.text, after, before):
        return named
    numbering = register.numbering(number)
    if "/" in number and len(numbering) == 1:
        return numbering[0]
    named_before = [mention.body for mention in register.mentions(reading.text, sentence, word)]
    fitting = [body for body in named_before if body.number_pattern and fits(body, number)]
    if fitting:
        return fitting[-1]
    return numbering[0] if len(numbering) == 1 else None


def _question(body: BodyEntry | None, number: str, day: PartialDate | None) -> str:
    questions = []
    if body is None:
        questions.append(f"Kdo přijal usnesení č. {number}? Zdroj to u čísla neříká.")
    elif not fits(body, number):
        questions.append(f"Číslo „{number}“ neodpovídá vzoru čísel, která má {body.name}. Není v něm překlep?")
    if day is None:
        questions.append("Den usnesení zdroj neuvádí, nebo takový den v kalendáři není.")
    elif (year := re.fullmatch(r"\d+/(\d{2})/\w+", number)) and int(year[1]) != day.on.year % 100:
        questions.append(f"Číslo „{number}“ je z jiného roku než den {czech.day(day.on)}.")
    return together(*questions)


def title(body: BodyEntry | None, number: str, day: PartialDate | None) -> str:
    """„Usnesení Rady … kraje č. 116/14/RK“; numbers without a year are told with the day."""
    whose = f" {genitive(body)}" if body else ""
    if "/" in number or day is None:
        return f"Usnesení{whose} č. {number}"
    return f"Usnesení{whose} ze dne {czech.long_day(day.on)} č. {number}".replace(czech.NBSP, " ")


def genitive(body: BodyEntry) -> str:
    """The body's name behind a noun: „Rady kraje“, „Zastupitelstva kraje“, „vlády České republiky“."""
    first, _, rest = body.name.partition(" ")
    if first.endswith("a"):
        first = first[:-1] + "y"
    elif first.endswith("o"):
        first = first[:-1] + "a"
    if body.kind == BodyKind.GOVERNMENT:
        first = first.lower()
    return f"{first} {rest}".strip()
