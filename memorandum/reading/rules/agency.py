"""What the paper tells of the Agency: where it belongs, how much it does in the country, what its tasks are.

Also what the paper claims without a source; such a sentence is kept, but only as one.
"""

import re

from council.models import Block, BlockKind
from czech import days
from evidence.models import Body, BodyChange, BodyKind
from localities.models import NationalCount
from localities.models.discrepancies import CountUnit
from memorandum.reading.proposals import Reading, Ref

GROUP = "Agentura"
TEXT = "Text písemnosti"

_PLACED = re.compile(r"\sje\s(?:jedn(?:ím|ou)\sz|součástí|zařazen\w*|organizační|odborem|komisí|výborem)(?!\w)")
_CALLED = re.compile(r"\(dále\s(?:jen|také|též)\s(?:jako\s)?[„\"]?(\w+)[“\"]?\)")
_COUNT = re.compile(
    r"(?<!\w)(?:spolupracuj|působ|pracuj|podporuj)\w*\s(?:se?|ve?)\s(?:celkem\s)?(\d{1,4})\s"
    r"(?:(?P<localities>lokalit)|(?P<towns>měst\w*\sa\sobc)|(?P<municipalities>obc|obec))\w*"
)
_COUNTRY = re.compile(r"republi|(?<!\w)ČR(?!\w)|celé\szemi|celostátn|v\szemi")
_IN = re.compile(rf"(?:v|ve|ke\sdni|k|na)\s(?:roce\s)?({days.PATTERN})", re.IGNORECASE)
_UNITS = {"localities": CountUnit.LOCALITIES, "towns": CountUnit.TOWNS, "municipalities": CountUnit.MUNICIPALITIES}
_TASK = re.compile(r"\w+(?:á|je|í)\s")
_CLAIM = re.compile(
    r"(?:významn|výrazn|zásadn|podstatn)\w+\s(?:posun|zlepš|pokrok|sníž|zvýš|přín)|(?<!\w)podařilo\sse|osvědčil"
    r"|dochází\ske?\s(?:zlepš|posun)|došlo\ske?\s(?:\w+\s)?(?:zlepš|posun)"
)
_MOST_TASKS = 30


def read(reading: Reading) -> None:
    _placement(reading)
    _commissions(reading)
    _counts(reading)
    if reading.paper is not None:
        _notice(reading)
        _tasks(reading)
        _claims(reading)


def _placement(reading: Reading) -> None:
    """„Agentura … je jedním z odborů Sekce … při Úřadu …“"""
    for hit in _PLACED.finditer(reading.text):
        start, end = reading.plain.sentence(hit.start())
        named = reading.register.mentions(reading.text, max(start, hit.start() - 200), hit.start() + 1)
        if not named or named[-1].end < hit.start():
            continue
        body = named[-1].body
        parent = reading.register.first(reading.text, hit.end(), end)
        placement = reading.squeezed(hit.start(), end).rstrip(".")
        name = _official_name(reading) if body.kind == BodyKind.AGENCY else ""
        reading.propose(
            BodyChange,
            {
                "body": Ref(Body, body.key),
                "name": (name or body.name)[:200],
                "parent": Ref(Body, parent.key) if parent and parent != body else None,
                "placement": placement[:300],
                **reading.dated(None),
            },
            identity=("body", "parent", "effective_on"),
            says=f"{body.name} {placement}",
            group=GROUP,
            at=(start, end),
            question="" if parent else "Nadřízený orgán evidence nezná, nebo ho věta nejmenuje.",
        )


def _official_name(reading: Reading) -> str:
    """What the text says in full before „(dále jen „Agentura“)“, without the office to which it belongs."""
    for hit in _CALLED.finditer(reading.text):
        start, _ = reading.plain.sentence(hit.start())
        before = reading.text[max(start, hit.start() - 200) : hit.start()]
        department = re.search(r"(?<!\w)([Oo])dbor(?:u|em)?\s([^()]{3,150})\Z", before)
        if department is None:
            continue
        rest = department[2]
        if office := next(iter(reading.register.mentions(rest)), None):
            rest = rest[: office.start]
        return f"Odbor {' '.join(rest.split())}"
    return ""


def _commissions(reading: Reading) -> None:
    """A commission is named with the council to which it belongs."""
    for mention in reading.register.mentions(reading.text):
        if mention.body.kind not in (BodyKind.COMMISSION, BodyKind.COMMITTEE):
            continue
        named = re.fullmatch(r"(.+?)\s((?:Rady|Zastupitelstva)\s.+)", mention.body.name)
        if named is None:
            continue
        kind = BodyKind.COUNCIL if mention.body.kind == BodyKind.COMMISSION else BodyKind.ASSEMBLY
        parent = reading.register.of_kind(kind)
        what = "komisí" if mention.body.kind == BodyKind.COMMISSION else "výborem"
        reading.propose(
            BodyChange,
            {
                "body": Ref(Body, mention.body.key),
                "name": named[1],
                "parent": Ref(Body, parent.key) if parent else None,
                "placement": f"je {what} {named[2]}",
                **reading.dated(None),
            },
            identity=("body", "parent", "effective_on"),
            says=f"{named[1]} je {what} {named[2]}",
            group=GROUP,
            at=(mention.start, mention.end),
        )


def _counts(reading: Reading) -> None:
    for hit in _COUNT.finditer(reading.text):
        start, end = reading.plain.sentence(hit.start())
        dated = _IN.search(reading.text, start, end)
        day = days.search(dated[1]) if dated else None
        unit = _UNITS[hit.lastgroup or "localities"]
        country = _COUNTRY.search(reading.text, start, end)
        reading.propose(
            NationalCount,
            {
                "unit": unit.value,
                "value": int(hit[1]),
                "note": "" if day else "Zdroj neříká, ke kterému dni počet platí.",
                **reading.dated(day),
            },
            identity=("unit", "value", "effective_on", "precision"),
            says=f"Agentura v celé zemi – {unit.label}: {hit[1]}",
            group=GROUP,
            at=(start, end),
            question="" if country else "Platí ten počet opravdu pro celou zemi?",
        )


def _block(
    reading: Reading, kind: BlockKind, start: int, end: int, *, unsupported: bool = False, once: bool = False
) -> None:
    text = reading.squeezed(start, end)
    reading.propose(
        Block,
        {
            "paper": reading.paper,
            "kind": kind.value,
            "text": text,
            "is_unsupported": unsupported,
            "at_session_only": once,
            "position": 0,
        },
        identity=("paper", "kind"),
        mark=text,
        says=("Tvrzení bez zdroje: " if unsupported else f"{kind.label.capitalize()}: ") + text,
        group=TEXT,
        at=(start, end),
    )


def _notice(reading: Reading) -> None:
    """What is asked of the session: „Předkládáme … na vědomí …“."""
    hit = re.search(r"(?<!\w)Předkládáme(?!\w)|(?<!\w)[Pp]ředkládá\sse(?!\w)", reading.text)
    if hit:
        _block(reading, BlockKind.TEXT, *reading.plain.sentence(hit.start()), once=True)


def _tasks(reading: Reading) -> None:
    """The list behind a sentence on the Agency, item by item: „pomáhá …“, „propojuje …“, „spolupracuje …“."""
    intro: tuple[int, int] | None = None
    last = -1
    for start, end in reading.plain.bullets[:_MOST_TASKS]:
        if not _TASK.match(reading.text, start):
            continue
        before = reading.plain.sentence(max(0, reading.plain.sentence(start)[0] - 1))
        while before[0] and not reading.text[before[0] : before[1]].strip():
            before = reading.plain.sentence(before[0] - 1)
        follows = last >= before[0]
        if not follows and not any(
            mention.body.kind == BodyKind.AGENCY for mention in reading.register.mentions(reading.text, *before)
        ):
            continue
        if not follows and before != intro:
            intro = before
            _block(reading, BlockKind.TEXT, *before)
        _block(reading, BlockKind.BULLET, start, end)
        last = end


def _claims(reading: Reading) -> None:
    for hit in _CLAIM.finditer(reading.text):
        start, end = reading.plain.sentence(hit.start())
        if not re.search(r"\d", reading.text[start:end]):
            _block(reading, BlockKind.TEXT, start, end, unsupported=True, once=True)
