"""Which locality is supported how and since when: lists „A (od 2016), B (od 2014)“, transitions, interest."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator

from czech import days, fold
from czech.days import PartialDate
from evidence.models import Precision
from localities.models import LocalityKind, Stage, SupportChange, SupportKind
from memorandum.reading.names import GENUS, Mention
from memorandum.reading.plain import BULLETS
from memorandum.reading.proposals import Made, Proposal, Reading, Ref, together
from memorandum.reading.rules import places
from memorandum.reading.vocabulary import SupportKindEntry

GROUP = "Podpora"

_SINCE = re.compile(
    rf"\((?:obě\s|oba\s|vše\s)?(?P<exact>nejpozději\s)?(?:od\s)?(?P<inside>{days.PATTERN})[^()]{{0,20}}\)"
    rf"|(?<!\w)(?P<later>nejpozději\s)?od\s(?P<outside>{days.PATTERN})",
    re.IGNORECASE,
)
_DATED = re.compile(rf"(?<!\w)(?:od|k|ke\sdni|dne|v|ve|na)\s(?P<day>{days.PATTERN})", re.IGNORECASE)
_PASSES = re.compile(r"(?<!\w)(?:přecház|přejd|přeš(?:el|l)|převeden|převád)\w*")
_ENDS = re.compile(r"(?<!\w)(?:ukonč(?:il|ena|en|uje|ují|ily|ili)|skončil[aoiy]?)(?!\w)[^.]{0,60}(?:spoluprác|podpor)")
_CONSIDERS = re.compile(r"(?<!\w)(?:uvaž(?:uj|oval)|zvaž(?:uj|oval)|má\szájem|mají\szájem|proj?evil\w*\szájem)\w*")
_APPLIES = re.compile(r"(?<!\w)pod(?:al|áv)\w*\s[^.]{0,40}přihlášk")
_COOPERATION = re.compile(r"partnerstv|spoluprác|spolupracov|memorand|Agentur|podpor")
_STARTS = re.compile(r"[:;\f(]|\)\s?,?")
_SPLIT = re.compile(rf"\s?[,;]\s?(?:[{BULLETS}]\s)?|[\n\f]\s?[{BULLETS}]\s|\s(?:a|i|nebo)\s")
_MEMBERS = re.compile(r"\s?(?:[–—:]|\s-)\s")
_INNER = re.compile(r"(?P<head>[^()]{2,80})\s\((?P<members>[^()]{3,400})\)\s?\Z")
_LEADING = re.compile(r"(?:[\s,;.·•\-–]|(?:[Dd]ále|[Tt]aké|[Rr]ovněž|a|i)\s)+")
_REACH = 600  # characters that a micro-region with its members may take
_CONTEXT = 3000  # characters over which „intenzivní podpora v obcích:“ may rule a list


def read(reading: Reading) -> None:
    kinds = _Kinds(reading)
    _lists(reading, kinds)
    _transitions(reading, kinds)
    _verbs(reading, kinds)
    _ask_about_doubles(reading)
    _memberships(reading)
    places.titled(reading)


class _Kinds:
    """Where the text names a kind of support, in whatever case."""

    def __init__(self, reading: Reading) -> None:
        self.entries = reading.vocabulary.support_kinds
        named = [(entry, re.sub(r"\s*\(.*?\)", "", entry.name).split()) for entry in self.entries]
        # Kinds with more words first: „vzdálená komplexní podpora“ is not just „vzdálená podpora“.
        spoken = sorted(((e, words) for e, words in named if "podpora" in words), key=lambda pair: -len(pair[1]))
        self._groups = {f"k{index}": entry for index, (entry, _) in enumerate(spoken)}
        parts = [
            rf"(?P<{group}>{r'\s'.join(rf'{re.escape(word[:-1])}\w{{0,3}}' for word in words)})"
            for group, (_, words) in zip(self._groups, spoken, strict=True)
        ]
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None
        text = re.sub(r"podpoř", "podpor", reading.text)
        self.hits = (
            [(hit.start(), self._groups[hit.lastgroup or ""]) for hit in pattern.finditer(text)] if pattern else []
        )
        self._starts = [start for start, _ in self.hits]

    def between(self, start: int, end: int) -> list[tuple[int, SupportKindEntry]]:
        return self.hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def called(self, stem: str) -> SupportKindEntry | None:
        return next((entry for entry in self.entries if stem in fold(entry.name)), None)

    def after(self) -> SupportKindEntry | None:
        return next((entry for entry in self.entries if entry.stage == Stage.AFTER), None)


# --- Lists -------------------------------------------------------------------------------------------------------


def _lists(reading: Reading, kinds: _Kinds) -> None:
    text = reading.text
    passing = [hit.start() for hit in _PASSES.finditer(text)]
    before = 0
    for since in _SINCE.finditer(text):
        inside = since["inside"] is not None
        start, _ = reading.plain.sentence(since.start())
        starts = max([start, before, since.start() - _REACH])
        before_since, before = before, since.end()
        if not inside and _passes(reading, passing, since.end()):
            continue
        for cut in _STARTS.finditer(text, starts, since.start()):
            if cut[0][0] in ":;\f":
                starts = cut.end()
        pieces, head = _pieces(reading, max(starts, before_since), since.start(), inside=inside)
        if not pieces:
            continue
        kind, question = _kind_of_list(reading, kinds, passing, pieces[0].start)
        if kind is None and not question:
            continue
        day = days.search(since["inside"] or since["outside"])
        if day and (since["exact"] or since["later"]):
            day = PartialDate(day.on, Precision.NO_LATER)
        if day is None:
            question = together(question, f"Den „{since[0]}“ v kalendáři není.")
        words = (pieces[0].start, since.end())
        if head:
            _microregion(reading, head, pieces, kind, day, words, question)
            continue
        if len(pieces) > 1:
            question = together(question, f"Platí „{reading.squeezed(*since.span())}“ i pro obce uvedené před tím?")
        for piece in pieces:
            whole = (piece.start, since.end()) if piece is pieces[-1] else piece.at
            _support(reading, piece, kind, day, whole, words, question)


def _passes(reading: Reading, passing: list[int], place: int) -> bool:
    """Whether what comes right behind the day is „přechází“: then it is the day of a transition."""
    index = bisect_left(passing, place)
    return index < len(passing) and passing[index] - place <= 40 and reading.plain.sentence(place)[1] > passing[index]


def _kind_of_list(
    reading: Reading, kinds: _Kinds, passing: list[int], place: int
) -> tuple[SupportKindEntry | None, str]:
    """The kind of support that was named last before the list, other than as what somebody passes to."""
    for start, entry in reversed(kinds.between(place - _CONTEXT, place)):
        sentence = reading.plain.sentence(start)[0]
        if bisect_left(passing, sentence) == bisect_left(passing, start):
            return entry, ""
    start, end = reading.plain.sentence(place)
    if _COOPERATION.search(reading.text, max(0, start - 300), end):
        return None, "Jaký druh podpory to je? Zdroj ho u výčtu neuvádí."
    return None, ""


def _pieces(reading: Reading, start: int, end: int, *, inside: bool) -> tuple[list[Mention], Mention | None]:
    """The names that the day belongs to; a micro-region comes with its members."""
    if leading := _LEADING.match(reading.text, start, end):
        start = leading.end()
    if not inside:  # „… od roku 2014“ is about a place only when one stands right before it
        near = reading.mentions_in(max(start, end - 80), end)
        if near and re.fullmatch(r"\s?[,–-]?\s?", reading.text[near[-1].end : end]):
            return near[-1:], None
        return [], None
    if inner := _INNER.search(reading.text, start, end):
        head = _piece(reading, inner.start("head"), inner.end("head"))
        members = list(_split(reading, inner.start("members"), inner.end("members")))
        return (members, head) if head and len(members) > 1 else ([], None)
    if dash := _MEMBERS.search(reading.text, start, end):
        head = _piece(reading, start, dash.start())
        members = list(_split(reading, dash.end(), end))
        if head and members:
            return members, head
        start = dash.end()
    return list(_split(reading, start, end)), None


def _split(reading: Reading, start: int, end: int) -> Iterator[Mention]:
    place = start
    for gap in itertools.chain(_SPLIT.finditer(reading.text, start, end), [None]):
        stop = gap.start() if gap else end
        if any(mention.start < stop < mention.end for mention in reading.mentions_in(place, end)):
            continue  # a name that holds „a“ or a comma is not cut
        if piece := _piece(reading, place, stop):
            yield piece
        place = gap.end() if gap else end


def _piece(reading: Reading, start: int, end: int) -> Mention | None:
    """The name in these words; one that the record does not know is taken as it is written."""
    inside = [mention for mention in reading.mentions_in(start, end) if mention.end <= end]
    if inside and re.fullmatch(r"\W*", reading.text[inside[-1].end : end]):
        mention = inside[-1]
        before = reading.text[start : mention.start]
        if not re.search(rf"(?:{places.CAPITALS.pattern})\s\Z", GENUS.sub("", before)) or not before.strip():
            return mention
    names = list(places.CAPITALS.finditer(reading.text, start, end))
    if not names or not re.fullmatch(r"\W*", reading.text[names[-1].end() : end]):
        return None
    begins, ends = names[-1].span()
    genus = GENUS.match(reading.text, begins, ends)
    if genus and genus.end() < ends:
        begins = genus.end()
    known = reading.gazetteer.read(reading.text, begins, ends)
    return known or Mention(begins, ends, reading.squeezed(begins, ends))


# --- What is proposed --------------------------------------------------------------------------------------------


def _support(
    reading: Reading,
    mention: Mention,
    kind: SupportKindEntry | None,
    day: PartialDate | None,
    at: tuple[int, int],
    words: tuple[int, int],
    question: str = "",
) -> None:
    locality, doubt = places.locality(reading, mention, mention.at)
    _change(reading, locality, mention.name, kind, day, at, words, together(doubt, question))


def _change(
    reading: Reading,
    locality: Ref | Made | None,
    name: str,
    kind: SupportKindEntry | None,
    day: PartialDate | None,
    at: tuple[int, int],
    words: tuple[int, int],
    question: str,
) -> None:
    reading.propose(
        SupportChange,
        {"locality": locality, "kind": Ref(SupportKind, kind.code) if kind else None, **reading.dated(day)},
        identity=("locality", "kind", "effective_on", "precision"),
        says=f"{name}: {kind.name if kind else 'podpora'} {days.since(*(day or reading.no_later))}",
        group=GROUP,
        at=at,
        words=words,
        question=question,
        mark="" if locality else name,
    )


def _microregion(
    reading: Reading,
    head: Mention,
    members: list[Mention],
    kind: SupportKindEntry | None,
    day: PartialDate | None,
    words: tuple[int, int],
    question: str,
) -> None:
    start = min(head.start, words[0])
    genus = re.search(rf"(?:{GENUS.pattern})\Z", reading.text[max(0, start - 40) : start], re.IGNORECASE)
    words = (start - len(genus[0]) if genus else start, words[1])
    if head.locality:
        name = head.name
        locality, doubt = places.locality(reading, head, head.at)
    else:
        name = head.written
        locality = places.founded(reading, name, LocalityKind.MICROREGION, head.at)
        doubt = f"Mikroregion „{name}“ evidence nezná."
    _change(reading, locality, name, kind, day, words, words, together(doubt, question))
    for member in members:
        places.member(
            reading,
            locality,
            name,
            member.municipalities,
            member.written,
            since=reading.dated(day),
            at=member.at,
            words=words,
            question="" if member.locality else member.doubt,
        )


# --- Sentences ---------------------------------------------------------------------------------------------------


def _transitions(reading: Reading, kinds: _Kinds) -> None:
    for hit in itertools.chain(_PASSES.finditer(reading.text), _ENDS.finditer(reading.text)):
        start, end = reading.plain.sentence(hit.start())
        ends = hit.re is _ENDS
        target = kinds.after() if ends else next((kind for _, kind in kinds.between(hit.start(), end)), None)
        if target is None:
            continue
        question = ""
        whom = reading.mentions_in(start, hit.start())[-1:] or reading.mentions_in(hit.end(), end)[:1]
        if not whom:
            whom = reading.mentions_in(max(0, start - 400), start)[-1:]
            question = "Koho se změna týká? Věta lokalitu nejmenuje, bereme poslední před ní."
        if not whom:
            continue
        day, nearest = None, None
        for dated in _DATED.finditer(reading.text, start, end):
            away = abs(dated.start() - hit.start())
            if reading.text[dated.start() - 1 : dated.start()] != "(" and (nearest is None or away < nearest):
                day, nearest = days.search(dated["day"]), away
        if day is None:
            question = together(question, "Od kdy změna platí? Bereme nejpozději den zdroje.")
        relative = list(re.finditer(r"(?<!\w)kter(?:é|á|ý|ou)(?!\w)", reading.text[start : hit.start()]))
        begins = start + relative[-1].start() if relative else start
        at = (begins, end - 1 if reading.text[end - 1 : end] == "." else end)
        _support(reading, whom[0], target, day, at, at, question)


def _verbs(reading: Reading, kinds: _Kinds) -> None:
    """„Uvažují uzavřít lokální partnerství obce: A, B a C.“; „přihlášku podaly …“."""
    for verb, kind in ((_CONSIDERS, kinds.called("zvaz")), (_APPLIES, kinds.called("prihlask"))):
        if kind is None:
            continue
        before = -1
        for hit in verb.finditer(reading.text):
            start, end = reading.plain.sentence(hit.start())
            if start == before:
                continue  # the sentence has been read with its first verb
            before = start
            if reading.text[end - 1 : end] in ("\f", "\n") and reading.text[start:end].rstrip()[-1:] == ":":
                end = _list_end(reading, end)
            if not _COOPERATION.search(reading.text, start, end):
                continue
            listed = reading.text.find(":", hit.end(), end)
            pieces = reading.mentions_in(start, end)
            if listed != -1:
                pieces = list(_split(reading, listed + 1, len(reading.text[:end].rstrip(" .\n\f"))))
            for piece in pieces:
                _support(reading, piece, kind, None, piece.at, (start, end))


def _list_end(reading: Reading, place: int) -> int:
    """Where the list of bullets that begins here ends."""
    for start, end in reading.plain.bullets:
        if place <= start <= place + 5:
            place = end + 1
        elif start > place + 5:
            break
    return min(place, len(reading.text))


# --- Afterwards --------------------------------------------------------------------------------------------------


def _ask_about_doubles(reading: Reading) -> None:
    """The same locality under the same kind with two beginnings: two periods, a slip, or another place?"""
    alike: dict[tuple[object, object], list[Proposal]] = {}
    for proposal in reading.proposals.values():
        if proposal.model is SupportChange and proposal.values["locality"] is not None:
            alike.setdefault((proposal.values["locality"], proposal.values["kind"]), []).append(proposal)
    for changes in alike.values():
        if len(changes) < 2:
            continue
        since = [change.says.rpartition(": ")[2] for change in changes]
        name = changes[0].says.partition(":")[0]
        first = min(changes, key=lambda change: str(change.values["effective_on"]))
        for change in changes:
            if change is not first:
                reading.restart(change.fingerprint)
            reading.ask(
                change.fingerprint,
                f"{name} stojí ve zdroji víckrát, pokaždé s jiným začátkem ({'; '.join(since)}). "
                "Jsou to dvě období, překlep, nebo má na jednom místě být jiná lokalita?",
            )


def _memberships(reading: Reading) -> None:
    """A municipality that cooperates by itself belongs to its locality since it was first told of there."""
    known = {entry.slug: entry for entry in reading.vocabulary.localities}
    first: dict[Ref | Made, Proposal] = {}
    for proposal in reading.proposals.values():
        locality = proposal.values.get("locality")
        if proposal.model is SupportChange and isinstance(locality, (Ref, Made)):
            earlier = first.get(locality)
            if earlier is None or str(proposal.values["effective_on"]) < str(earlier.values["effective_on"]):
                first[locality] = proposal
    for locality, proposal in first.items():
        if isinstance(locality, Ref):
            entry = known[locality.key]
            if entry.has_members or not entry.is_municipality:
                continue
            name = entry.name
        else:
            if reading.proposals[locality.fingerprint].values["kind"] != LocalityKind.MUNICIPALITY:
                continue
            name = str(reading.proposals[locality.fingerprint].values["name"])
        since = {column: proposal.values[column] for column in ("effective_on", "precision")}
        place = reading.plain.evened(proposal.spans[0])
        namesakes = tuple(entry for entry in reading.vocabulary.municipalities if entry.name == name)
        places.member(
            reading,
            locality,
            name,
            namesakes,
            name,
            since=since,
            at=place,
            words=reading.plain.sentence(place[0]) if since["precision"] == Precision.NO_LATER else place,
        )
