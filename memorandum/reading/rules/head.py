"""The head of a paper: for which session, about what, why, and who drafted, discussed and submits it."""

import itertools
import re
from collections.abc import Iterator

import czech
from council.models import Paper, PaperEntry, PaperKind, PaperRole, Session
from czech import days
from evidence.models import Body
from memorandum.reading.proposals import ProposedValue, Reading, Ref, made

GROUP = "Záhlaví"

_REACH = 4000  # a head is at the beginning, or it is none
_SESSION = re.compile(
    r"(?<![\d.])(\d{1,3})\.\s(?:(?:mimo)?řádné(?:ho|m)?\s)?(?:zasedání|jednání|schůz[ei])(?!\w)", re.IGNORECASE
)
_DATED = re.compile(rf"(?:dne|konané(?:ho|m)?(?:\sdne)?)?\s?({days.PATTERN})", re.IGNORECASE)
_KINDS = {
    PaperKind.INFORMATION: re.compile(r"písemná\sinformace|informace\spro|informativní\szpráva", re.IGNORECASE),
    PaperKind.PROPOSAL: re.compile(r"návrh\susnesení|materiál|bod\spořadu|předloha", re.IGNORECASE),
    PaperKind.ANNEX: re.compile(r"příloha", re.IGNORECASE),
}
_LABEL = re.compile(
    r"(?:(?<=[\n\f ])|\A)(?:(?P<reason>[Dd]ůvod\spředložení)|(?P<drafted>(?:[Zz]|[Vv]y)pracoval(?:[ai]|/a|\(a\))?)"
    r"|(?P<discussed>[Pp]rojednal(?:[aoiy]|/a|\(a\))?|[Pp]rojednáno)|(?P<submitted>[Pp]ředkládá|[Pp]ředkladatel(?:ka)?)"
    r"|(?P<end>[Dd]ůvodová\szpráva|[Nn]ávrh\susnesení|[Pp]řílohy?))\s?:"
)
_DEGREE = re.compile(r",\s?(?!\s?(?:DiS|Ph\.?\s?D|Th\.?\s?D|CSc|DrSc|MBA|MPA|LL\.?\s?M|MSc|MHA)\b)")
_BREAK = re.compile(r"[\n\f]")


def read(reading: Reading) -> None:
    labels = list(_LABEL.finditer(reading.text, 0, _REACH))
    _session_and_paper(reading, labels[0].start() if labels else None)
    for position, (role, start, end) in enumerate(_rows(reading, labels), 1):
        _entry(reading, role, position, start, end)


def _session_and_paper(reading: Reading, before: int | None) -> None:
    text = reading.text
    hit = _SESSION.search(text, 0, _REACH if before is None else before)
    if hit is None:
        return
    named = list(reading.register.mentions(text, hit.end(), hit.end() + 120))
    body = named[0] if named and named[0].start <= hit.end() + 1 else None
    ends = body.end if body else hit.end()
    dated = _DATED.search(text, ends, ends + 60)
    day = days.search(dated[1]) if dated else None
    day = day if day and day.precision == "day" else None
    reading.session_day = day.on if day else None
    if dated and day:
        ends = dated.end()
    questions = [] if body else ["Který orgán zasedá? Zdroj ho u čísla zasedání neuvádí, nebo ho evidence nezná."]
    questions += [] if day else ["Den zasedání v záhlaví není, nebo takový den v kalendáři není."]
    whose = body.body.name if body else "neznámý orgán"
    session = reading.propose(
        Session,
        {"body": Ref(Body, body.body.key) if body else None, "number": int(hit[1]), "held_on": reading.session_day},
        identity=("body", "number", "held_on"),
        says=f"{hit[1]}. zasedání, {whose}" + (f", {czech.day(day.on)}" if day else ""),
        group=GROUP,
        at=(hit.start(), ends),
        question=" ".join(questions),
    )
    begins = _line_start(text, hit.start())
    subject, subject_ends = _subject(reading, ends, before)
    kind = next((kind for kind, words in _KINDS.items() if words.search(text, begins, ends)), None)
    reading.subject = subject
    if not subject:
        return
    paper = reading.propose(
        Paper,
        {
            "session": made(session),
            "kind": (kind or PaperKind.INFORMATION).value,
            "subject": subject[:300],
            "addressee": reading.squeezed(body.start, body.end) if body else "",
            "is_public": False,
        },
        identity=("session", "kind", "subject"),
        says=f"{(kind or PaperKind.INFORMATION).label}: {subject}",
        group=GROUP,
        at=(begins, subject_ends),
        question="" if kind else "Druh písemnosti záhlaví neříká.",
    )
    reading.paper = made(paper)


def _line_start(text: str, place: int) -> int:
    return max(text.rfind("\n", 0, place), text.rfind("\f", 0, place)) + 1


def _subject(reading: Reading, start: int, before: int | None) -> tuple[str, int]:
    """What the paper is about: the lines between the session's day and the first label, else the next line."""
    text = reading.text
    while start < len(text) and (text[start].isspace() or text[start] in ".,;:"):
        start += 1
    if before is None:
        line_end = _BREAK.search(text, start)
        before = line_end.start() if line_end else len(text)
    end = min(before, start + 400)
    subject = reading.squeezed(start, end)
    subject = re.sub(r"^(?:věc|název|předmět|bod)\s?:\s?", "", subject, flags=re.IGNORECASE)
    return subject, end


def _rows(reading: Reading, labels: list[re.Match[str]]) -> Iterator[tuple[PaperRole, int, int]]:
    """Each line of the head that a label begins; several committees are several lines."""
    for index, label in enumerate(labels):
        if label.lastgroup == "end":
            return
        role = PaperRole(label.lastgroup or "")
        end = labels[index + 1].start() if index + 1 < len(labels) else min(len(reading.text), label.end() + 300)
        if role == PaperRole.DISCUSSED:
            bodies = reading.register.mentions(reading.text, label.end(), end)
            starts = [label.end(), *(body.start for body in bodies[1:]), end]
            for start, stop in itertools.pairwise(starts):
                yield role, start, stop
        else:
            yield role, label.end(), end


def _entry(reading: Reading, role: PaperRole, position: int, start: int, end: int) -> None:
    text = reading.text
    words = reading.squeezed(start, end)
    if not words:
        return
    values: dict[str, ProposedValue] = {"paper": reading.paper, "role": role.value, "position": position}
    question = "" if reading.paper else "Ke které písemnosti záhlaví patří? Zasedání ani název text neuvádí."
    identity: tuple[str, ...] = ("paper", "role")
    if role == PaperRole.REASON:
        named = reading.resolutions_in(start, end)
        if not named:
            return
        first = named[0]
        values |= {"resolution": first.link, "function": re.sub(r"\s?č\..*", "", words)[:200]}
        identity += ("resolution",)
        reading.reason = first.link
        reading.approved_on = first.day.on if first.day else None
        end = first.end
    elif role == PaperRole.DISCUSSED:
        body = reading.register.first(text, start, end)
        dated = _DATED.search(text, start, end)
        day = days.search(dated[1]) if dated else None
        values |= {"body": Ref(Body, body.key) if body else None, "held_on": day.on if day else None}
        identity += ("body", "held_on")
        if dated:
            end = dated.end()
        if body is None:
            question = f"Orgán „{re.sub(r'\sdne\s.*', '', words)[:120]}“ evidence nezná."
    else:
        person, function = _person(reading, start, end)
        values |= {"person": person[:120], "function": function[:200]}
        identity += ("person",)
    reading.propose(
        PaperEntry,
        values,
        identity=identity,
        says=f"{role.label}: {words[:200]}",
        group=GROUP,
        at=(start, end),
        question=question,
    )


def _person(reading: Reading, start: int, end: int) -> tuple[str, str]:
    """The name with its degrees, and the function: on lines of their own, or behind a comma."""
    lines = [" ".join(line.split()) for line in _BREAK.split(reading.text[start:end])]
    lines = [line for line in lines if line]
    if len(lines) > 1:
        return lines[0].rstrip(","), " ".join(lines[1:])
    person, *function = _DEGREE.split(lines[0], maxsplit=1)
    return person, function[0] if function else ""
