"""Strategic plans: made, approved, in preparation – and whose."""

import re

from czech import days
from localities.models import Plan, PlanChange, PlanKind, PlanState
from memorandum.reading.names import Mention
from memorandum.reading.proposals import Made, Reading, Ref, made, together
from memorandum.reading.rules import places

GROUP = "Strategické plány"

_PLAN = re.compile(
    r"(?P<spsz>[Ss]trategick\w{1,3}\splán\w{0,3}(?:\s(?:pro\s)?sociální\w*\szačleňování)?|SPSZ)"
    r"|(?P<mpi>[Mm]ístní\w{0,2}\splán\w{0,3}\sinkluze|MPI)|(?P<tap>[Tt]ematick\w{1,3}\sakční\w{0,2}\splán\w{0,3}|TAP)"
    r"|(?P<exit>[Ee]xit\sstrategi\w{1,2})"
)
_PARTNERSHIP = re.compile(r"\slokálního\spartnerství")
_STATES = (
    (PlanState.APPROVED, re.compile(r"(?<!\w)schv(?:álen|álil|aluje)\w*")),
    (PlanState.REVISED, re.compile(r"(?<!\w)(?:revidován|revidoval|aktualizován|aktualizoval)\w*")),
    (PlanState.IN_PREPARATION, re.compile(r"(?<!\w)(?:zpracováv|připravuj|připravován|vytvářej|v\spřípravě)\w*")),
    (PlanState.DRAFTED, re.compile(r"(?<!\w)(?:zpracován|zpracoval|vytvořen|vytvořil|vznikl|dokonč)\w*")),
)
_NOT_YET = re.compile(r"(?<!\w)(?:nebyl\w*|dosud\sne\w+|zatím\sne\w+|neschv\w+)")
_DATED = re.compile(rf"(?<!\w)(?:dne|v|ve|na|od)\s({days.PATTERN})", re.IGNORECASE)
_ASSEMBLY = re.compile(r"[Zz]astupitelstv\w+")
_CLAUSE = re.compile(r",?\s(?:a\s)?na\sjej(?:ichž|ímž|íž|ich)\s|;\s")


def read(reading: Reading) -> None:
    done: set[tuple[int, str]] = set()
    for hit in _PLAN.finditer(reading.text):
        start, end = reading.plain.sentence(hit.start())
        kind = PlanKind(hit.lastgroup or "spsz")
        if kind == PlanKind.SPSZ and _PARTNERSHIP.match(reading.text, hit.end()):
            kind = PlanKind.SPLP
        if (start, kind) in done:
            continue
        done.add((start, kind))
        stated = next(
            ((state, verb) for state, words in _STATES if (verb := words.search(reading.text, start, end))), None
        )
        if stated is None:
            continue
        state, verb = stated
        cut = _CLAUSE.search(reading.text, max(verb.end(), hit.end()), end)
        words = (start, cut.start() if cut else end)
        for mention in reading.mentions_in(*words):
            _change(reading, mention, kind, state, words)


def plan_of(reading: Reading, mention: Mention, kind: PlanKind) -> tuple[Made | None, str]:
    """The locality's plan of the kind: the latest that the record holds, or one to be founded."""
    locality, doubt = places.locality(reading, mention, mention.at)
    slug = locality.key if isinstance(locality, Ref) else ""
    known = [plan for plan in reading.vocabulary.plans if plan.locality == slug and plan.kind == kind.value]
    if len(known) > 1:
        latest = max(known, key=lambda plan: plan.year_to or 0)
        doubt = together(doubt, f"Lokalita má v evidenci víc plánů tohoto druhu; bereme „{latest.title}“.")
    title = f"{kind.label.capitalize()} {mention.name}"
    proposal = reading.propose(
        Plan,
        {"locality": locality, "kind": kind.value, "title": title[:200]},
        identity=("locality", "kind"),
        says=title,
        group=GROUP,
        at=mention.at,
        mark="" if locality else mention.written,
    )
    return made(proposal), doubt


def _change(reading: Reading, mention: Mention, kind: PlanKind, state: PlanState, words: tuple[int, int]) -> None:
    plan, question = plan_of(reading, mention, kind)
    questions = [question]
    day = next(filter(None, (days.search(dated[1]) for dated in _DATED.finditer(reading.text, *words))), None)
    decided_by = ""
    if state == PlanState.APPROVED:
        if day is None:
            questions.append(
                "Kdy byl plán schválen a jakým usnesením? Zdroj to neuvádí; bereme nejpozději den zdroje."
            )
        if _ASSEMBLY.search(reading.text, *words):
            alone = mention.locality is None or mention.locality.is_municipality
            decided_by = "zastupitelstvo obce" if alone else "zastupitelstva obcí"
        if _NOT_YET.search(reading.text, *words):
            questions.append("Věta zní, jako by plán schválen nebyl. Je to tak?")
    resolution = next(iter(reading.resolutions_in(*words)), None)
    reading.propose(
        PlanChange,
        {
            "plan": plan,
            "state": state.value,
            "decided_by": decided_by,
            "resolution": resolution.link if resolution else None,
            **reading.dated(day),
        },
        identity=("plan", "state", "effective_on", "precision"),
        says=f"{mention.name}: {kind.label} {state.label} {days.when(*(day or reading.no_later))}",
        group=GROUP,
        at=mention.at,
        words=words,
        question=together(*questions),
    )
