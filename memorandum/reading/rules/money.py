"""Amounts: whose, of what kind, and on what they stand."""

import re
from decimal import Decimal
from operator import itemgetter

from czech import days
from czech.days import PartialDate
from funding.models import Amount, AmountKind, Exactness, Programme
from localities.models import MAIN_PLANS, PlanKind
from memorandum.reading.names import Mention
from memorandum.reading.proposals import ProposedValue, Reading, Ref, together
from memorandum.reading.rules import places
from memorandum.reading.rules.plans import GROUP as PLANS
from memorandum.reading.rules.plans import plan_of

GROUP = "Částky"

_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<figure>\d{1,3}(?:[ .]\d{3}){1,4}|\d{1,12})(?:,(?P<parts>\d{1,2})(?!\d))?(?:,\s?[-–—]{1,2})?\s?"
    r"(?:(?P<thousand>tis\.|tisíc\w{0,2})\s|(?P<million>mil\.|mili[oó]n\w{0,2})\s)?(?:Kč|korun)(?!\w)"
)
_BETWEEN = re.compile(r"[\s:;=.\-–—|*]{0,12}|(?:\s\w+){0,3}\s(?:částk\w+|ve\svýši|alokac\w+|celkem)\s?:?\s?")
_KINDS = (
    (AmountKind.INTENDED, re.compile(r"(?:hodlá|chce|záměr|požádá|bude\sžádat)\w*")),
    (AmountKind.REQUESTED, re.compile(r"požadov|žádost|požádal|žádal")),
    (AmountKind.AWARDED, re.compile(r"přidělen|rozhodnut|přiznán|poskytnut|schválena\sdotace")),
    (AmountKind.DRAWN, re.compile(r"čerpán|vyčerp|proplacen")),
    (AmountKind.ALLOCATED, re.compile(r"alok")),
)
_FRAME = re.compile(r"na\sjej(?:ichž|ich|ímž)\s[^.:]{0,160}?alok[^.:]{0,160}|alok[^.:]{5,180}")
_DATED = re.compile(rf"(?<!\w)(?:dne|ke dni|v|ve|na)\s({days.PATTERN})", re.IGNORECASE)
_REACH = 700


def read(reading: Reading) -> None:
    for hit in _AMOUNT.finditer(reading.text):
        named = reading.mentions_in(max(0, hit.start() - 120), hit.start())
        if not named:
            continue
        mention = named[-1]
        between = reading.text[mention.end : hit.start()]
        listed = bool(_BETWEEN.fullmatch(between))
        same = reading.plain.sentence(mention.start) == reading.plain.sentence(hit.start())
        if listed or same:
            _amount(reading, mention, hit, listed=listed)


def _amount(reading: Reading, mention: Mention, hit: re.Match[str], *, listed: bool) -> None:
    start, end = reading.plain.sentence(hit.start())
    words = (mention.start, hit.end()) if listed else (start, end)
    kind, question = _kind(reading, mention.start if listed else start, hit.start())
    amount, exactness = _value(hit)
    questions = [question, "" if listed else "Patří částka opravdu této lokalitě?"]
    programme = _programme(reading, *words)
    if programme is None:
        questions.append("Z jakého programu částka je? Zdroj to neuvádí, pole programu zůstane prázdné.")
    values: dict[str, ProposedValue] = {}
    if kind == AmountKind.ALLOCATED:
        values["plan"], doubt = _plan(reading, mention)
        questions.append(doubt)
    locality, doubt = places.locality(reading, mention, mention.at)
    questions.append(doubt)
    if not amount:
        return
    reading.propose(
        Amount,
        {
            "locality": locality,
            **values,
            "programme": Ref(Programme, programme) if programme else None,
            "kind": kind.value,
            "amount": amount,
            "exactness": exactness.value,
            "basis": _basis(reading, mention.start) if listed else "",
            **reading.dated(_day(reading, start, end) if not listed else None),
        },
        identity=("locality", "kind", "amount"),
        says=f"{mention.name}: {kind.label} {reading.squeezed(*hit.span())}",
        group=GROUP,
        at=(mention.start, hit.end()) if listed else hit.span(),
        words=words,
        question=together(*questions),
        mark="" if locality else mention.written,
    )


def _kind(reading: Reading, start: int, end: int) -> tuple[AmountKind, str]:
    """By the word that stands nearest before the amount."""
    hints = [
        (word.start(), kind)
        for kind, words in _KINDS
        for word in words.finditer(reading.text, max(0, start - _REACH), end)
    ]
    if hints:
        return max(hints, key=itemgetter(0))[1], ""
    return AmountKind.ALLOCATED, "Jde o alokaci, o žádost, o přidělené, nebo o vyčerpané peníze?"


def _value(hit: re.Match[str]) -> tuple[Decimal, Exactness]:
    figure = Decimal(re.sub(r"\D", "", hit["figure"]))
    if hit["parts"]:
        figure += Decimal(f"0.{hit['parts']}")
    times = 1_000_000 if hit["million"] else 1000 if hit["thousand"] else 1
    amount = figure * times
    if amount % 1_000_000 == 0:
        return amount, Exactness.MILLION
    return amount, Exactness.THOUSAND if amount % 1000 == 0 else Exactness.CROWN


def _programme(reading: Reading, start: int, end: int) -> str | None:
    words = reading.text[start:end]
    for code, abbreviation in reading.vocabulary.programmes:
        if re.search(rf"(?<!\w){re.escape(abbreviation)}(?![\w+])", words):
            return code
    return None


def _plan(reading: Reading, mention: Mention) -> tuple[ProposedValue, str]:
    """An allocation stands on a strategic plan; only one that the record or this text knows of is named."""
    known = {plan.locality for plan in reading.vocabulary.plans if plan.kind in MAIN_PLANS}
    if mention.locality and (mention.locality.slug in known or _is_proposed(reading, mention.locality.slug)):
        return plan_of(reading, mention, PlanKind.SPSZ)
    return None, ""


def _is_proposed(reading: Reading, slug: str) -> bool:
    return any(
        isinstance(link := proposal.values.get("locality"), Ref) and link.key == slug and "title" in proposal.values
        for proposal in reading.proposals.values()
        if proposal.group == PLANS
    )


def _basis(reading: Reading, place: int) -> str:
    """On what the amounts of a table stand, in the words of the sentence before it."""
    frames = list(_FRAME.finditer(reading.text, max(0, place - _REACH), place))
    return reading.squeezed(*frames[-1].span())[:200] if frames else ""


def _day(reading: Reading, start: int, end: int) -> PartialDate | None:
    dated = _DATED.search(reading.text, start, end)
    return days.search(dated[1]) if dated else None
