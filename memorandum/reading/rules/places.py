"""Naming a locality in a proposal: one that the record knows, or one that would have to be founded."""

import re
from collections.abc import Mapping

from django.utils.text import slugify

from localities.models import Locality, LocalityAlias, LocalityKind, Membership, Municipality
from memorandum.reading.names import GENUS, Mention
from memorandum.reading.proposals import Made, ProposedValue, Reading, Ref, made, together
from memorandum.reading.vocabulary import MunicipalityEntry

GROUP = "Lokality"

_NAME = r"[^\W\d_a-záčďéěíňóřšťúůýž][\w]*(?:-\w+)?"
#: A name as it is written: capital words, and small ones between them that say where the place lies.
CAPITALS = re.compile(rf"{_NAME}(?:\s(?:{_NAME}|(?:nad|pod|u|v|ve|na|při)\s{_NAME}))*")
_GENUS_NAMED = re.compile(rf"(?:{GENUS.pattern})\Z", re.IGNORECASE)
_TITLED = re.compile(r"(?:\w+\s)?(?:obec|město|městys)\s", re.IGNORECASE)


def locality(reading: Reading, mention: Mention, at: tuple[int, int]) -> tuple[Ref | Made | None, str]:
    """The locality that is meant, and what a person should be asked about it."""
    if mention.locality:
        if mention.doubt:
            _alias(reading, mention.locality.slug, mention.written, at, mention.doubt)
        return Ref(Locality, mention.locality.slug), mention.doubt
    return founded(reading, mention.name, LocalityKind.MUNICIPALITY, at), _unknown(mention)


def _unknown(mention: Mention) -> str:
    if not mention.municipalities:
        return f"Lokalitu „{mention.written}“ evidence nezná."
    unknown = f"Obec {mention.name} v registru je, mezi lokalitami ne."
    if len(mention.municipalities) > 1:
        unknown += f" Obcí toho jména je v registru víc ({', '.join(m.code for m in mention.municipalities)})."
    return together(mention.doubt, unknown)


def founded(reading: Reading, name: str, kind: LocalityKind, at: tuple[int, int]) -> Made | None:
    """A locality that is not in the record yet; nothing is published with it."""
    slug = slugify(name)
    if not slug:
        return None
    proposal = reading.propose(
        Locality,
        {"slug": slug[:60], "name": name[:100], "kind": kind.value, "is_public": False},
        identity=("slug",),
        says=f"Nová lokalita {name}",
        group=GROUP,
        at=at,
        question=f"Lokalita „{name}“ v evidenci není. Má se založit? Název má být v 1. pádě.",
    )
    return made(proposal)


def member(
    reading: Reading,
    of: Ref | Made | None,
    of_name: str,
    entries: tuple[MunicipalityEntry, ...],
    written: str,
    *,
    since: Mapping[str, ProposedValue],
    at: tuple[int, int],
    words: tuple[int, int],
    question: str = "",
) -> None:
    """The municipality belongs to the locality; of homonyms a person chooses."""
    questions = [question]
    if len(entries) > 1:
        codes = ", ".join(entry.code for entry in entries)
        questions.append(f"Obcí jménem {written} je v registru víc ({codes}). Která to je?")
    elif not entries:
        questions.append(f"Obec „{written}“ v registru není.")
    chosen = Ref(Municipality, entries[0].code) if len(entries) == 1 else None
    reading.propose(
        Membership,
        {"locality": of, "municipality": chosen, "joined": True, **since},
        identity=("locality", "municipality", "joined", "effective_on", "precision"),
        says=f"{of_name}: členská obec {entries[0].name if entries else written}",
        group=GROUP,
        at=at,
        words=words,
        question=together(*questions),
        mark="" if chosen else written,
    )


def _alias(reading: Reading, slug: str, written: str, at: tuple[int, int], question: str = "") -> None:
    reading.propose(
        LocalityAlias,
        {"locality": Ref(Locality, slug), "name": written[:100]},
        identity=("locality", "name"),
        says=f"Jiný název: „{written}“",
        group=GROUP,
        at=at,
        question=question,
    )


def titled(reading: Reading) -> None:
    """„Statutární město …“, „obec …“: names under which the source writes of a locality."""
    for mention in reading.mentions:
        if mention.locality is None:
            continue
        start = mention.start
        if mention.written == mention.locality.name:
            genus = _GENUS_NAMED.search(reading.text, max(0, start - 40), start)
            start -= len(genus[0]) if genus else 0
        if not _TITLED.match(reading.text, start, mention.end) or (start and reading.text[start - 1].isalnum()):
            continue
        _alias(reading, mention.locality.slug, reading.squeezed(start, mention.end), (start, mention.end))
