"""The memorandum itself: its version, the one before it, what it rests on, its parties."""

import re

import czech
from council.models import Memorandum, MemorandumChange, MemorandumParty, MemorandumState
from czech.days import PartialDate
from evidence.models import Body, BodyKind, Reference, ReferenceKind, Source
from memorandum.reading.proposals import Made, ProposedValue, Reading, Ref, Resolution, made
from memorandum.reading.vocabulary import BodyEntry

GROUP = "Memorandum"

_MEMORANDUM = re.compile(r"[Mm]emorand(?:um|a|u|em)(?!\w)")
_FOLLOWS = re.compile(r"(?<!\w)navaz(?:uje|ují|ovalo)(?!\w)|(?<!\w)aktualizuje(?!\w)")
_RESTS_ON = re.compile(
    r"(?<!\w)(?:[Čč]innost|[Zz]řídila|[Zz]řízen|na základě|[Vv] souladu|opírá|schválila vláda)", re.IGNORECASE
)
_NOTICE = re.compile(r"(?<!\w)[Pp]ředklád(?:áme|á|ají)(?!\w)[^.]{0,200}na\svědomí")
_AND = re.compile(r"\sa\s")
_BETWEEN = re.compile(r"[Mm]emorand(?:um|a|u|em)\so\sspolupráci\smezi\s")


def read(reading: Reading) -> None:
    if not _MEMORANDUM.search(reading.text):
        return
    _version(reading)
    if reading.memorandum is None:
        return
    if reading.reason and reading.approved_on:
        _approved_by_reason(reading)
    for resolution in reading.resolutions:
        if resolution.link != reading.reason:
            _referred(reading, resolution)
    if hit := _NOTICE.search(reading.text):
        _presented(reading, hit)
    _parties(reading)


def _of_year(reading: Reading, year: int, title: str, at: tuple[int, int]) -> Made | None:
    proposal = reading.propose(
        Memorandum,
        {"title": title[:300], "year": year},
        identity=("year",),
        says=f"Memorandum {year}: {title}",
        group=GROUP,
        at=at,
    )
    return made(proposal)


def _version(reading: Reading) -> None:
    """The version that the text is about: that of the year in which it was approved, else of the text's year."""
    if reading.subject and not _MEMORANDUM.search(reading.subject):
        return
    hit = _MEMORANDUM.search(reading.text)
    assert hit is not None
    day = reading.approved_on or reading.session_day or reading.dated_on
    _start, end = reading.plain.sentence(hit.start())
    title = reading.subject or reading.squeezed(hit.start(), min(end, hit.start() + 200)).rstrip(".")
    reading.memorandum = _of_year(reading, day.year, title, hit.span())


def _change(
    reading: Reading,
    memorandum: ProposedValue,
    state: MemorandumState,
    day: PartialDate | None,
    *,
    body: BodyEntry | None,
    resolution: ProposedValue = None,
    at: tuple[int, int],
    words: tuple[int, int] | None = None,
    question: str = "",
) -> None:
    on = f" {czech.day(day.on)}" if day else ""
    reading.propose(
        MemorandumChange,
        {
            "memorandum": memorandum,
            "state": state.value,
            "body": Ref(Body, body.key) if body else None,
            "resolution": resolution,
            **reading.dated(day),
        },
        identity=("memorandum", "state", "effective_on", "precision"),
        says=f"Memorandum {state.label}{on}",
        group=GROUP,
        at=at,
        words=words,
        question=question,
    )


def _approved_by_reason(reading: Reading) -> None:
    reason = next(resolution for resolution in reading.resolutions if resolution.link == reading.reason)
    _change(
        reading,
        reading.memorandum,
        MemorandumState.APPROVED,
        reason.day,
        body=reason.body,
        resolution=reason.link,
        at=reason.at,
        question="Usnesení stojí v záhlaví jen jako důvod předložení. Bylo jím memorandum schváleno?",
    )


def _referred(reading: Reading, resolution: Resolution) -> None:
    """A resolution on which the document rests, or by which the memorandum before this one was approved."""
    start, end = reading.plain.sentence(resolution.start)
    sentence = reading.text[start:end]
    previous = bool(_FOLLOWS.search(sentence))
    if not previous and not _RESTS_ON.search(sentence):
        return
    kind = ReferenceKind.FOLLOWS if previous else ReferenceKind.RESTS_ON
    words = (start, end) if previous else resolution.at
    source = reading.proposals[resolution.link.fingerprint]
    reading.propose(
        Reference,
        {"kind": kind.value, "later": (previous and reading.reason) or Ref(Source, ""), "earlier": resolution.link},
        identity=("later", "earlier"),
        says=f"{'Memorandum navazuje na' if previous else 'Písemnost se opírá o'}: {source.says}",
        group=GROUP,
        at=resolution.at,
        words=words,
    )
    if previous and resolution.day and _MEMORANDUM.search(sentence):
        title = f"Memorandum o spolupráci ({resolution.day.on.year})"
        earlier = _of_year(reading, resolution.day.on.year, title, resolution.at)
        _change(
            reading,
            earlier,
            MemorandumState.APPROVED,
            resolution.day,
            body=resolution.body,
            resolution=resolution.link,
            at=resolution.at,
            words=words,
        )


def _presented(reading: Reading, hit: re.Match[str]) -> None:
    start, end = reading.plain.sentence(hit.start())
    body = reading.register.first(reading.text, start, end)
    day = PartialDate(reading.session_day) if reading.session_day else None
    _change(
        reading,
        reading.memorandum,
        MemorandumState.PRESENTED,
        day,
        body=body,
        at=hit.span(),
        words=(start, end),
        question="" if body else "Komu se memorandum předkládá?",
    )


def _parties(reading: Reading) -> None:
    """„… o spolupráci mezi A a B“: the fullest naming of both."""
    best: tuple[int, int, int, int] | None = None
    for hit in _BETWEEN.finditer(reading.text):
        named = reading.register.mentions(reading.text, hit.end(), hit.end() + 300)
        region = next((mention for mention in named if mention.body.kind == BodyKind.REGION), None)
        if region is None:
            continue
        joined = [link.start() for link in _AND.finditer(reading.text, hit.end(), region.start + 1)]
        if joined and (best is None or joined[-1] - hit.end() > best[1] - best[0]):
            best = (hit.end(), joined[-1], region.start, region.end)
    if best is None:
        return
    start, end, region_start, region_end = best
    bodies = [mention.body for mention in reading.register.mentions(reading.text, start, end)]
    # A department concludes nothing: the party is the office that it belongs to, where the words name it.
    persons = (body for kind in (BodyKind.OFFICE, BodyKind.AGENCY) for body in bodies if body.kind == kind)
    other = next(persons, None) or next(iter(bodies), None) or reading.register.of_kind(BodyKind.AGENCY)
    party = reading.register.first(reading.text, region_start, region_end)
    assert party is not None
    _party(reading, other, nominative(reading.squeezed(start, end)), 1, (start, end))
    _party(reading, party, party.name, 2, (region_start, region_end))


def _party(reading: Reading, body: BodyEntry | None, named_as: str, position: int, at: tuple[int, int]) -> None:
    reading.propose(
        MemorandumParty,
        {
            "memorandum": reading.memorandum,
            "body": Ref(Body, body.key) if body else None,
            "named_as": named_as[:300],
            "position": position,
        },
        identity=("memorandum", "body"),
        says=f"Strana memoranda: {named_as}",
        group=GROUP,
        at=at,
        question="" if body else f"Orgán „{named_as[:120]}“ evidence nezná.",
    )


def nominative(words: str) -> str:
    """„Odborem … – Agenturou …“ as it stands alone: only the first word of each part is declined there."""
    parts = re.split(r"(\s[–-]\s)", words)
    return "".join(map(_nominative, parts))


def _nominative(words: str) -> str:
    first, gap, rest = words.partition(" ")
    for ending, own in (("stvem", "stvo"), ("ekcí", "ekce"), ("ou", "a"), ("em", ""), ("oru", "or"), ("adu", "ad")):
        if first.endswith(ending):
            return first.removesuffix(ending) + own + gap + rest
    return words
