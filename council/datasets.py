"""What our lists say: which columns, and a row for each document.  How they are written down is not our business."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F, Prefetch, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from council.models import AgendaItem, AgendaStep, Paper, Session
from czech.days import spoken
from evidence.copied import span_told
from evidence.models import AsOf, Precision, Reference, ReferenceKind, Source, SourceKind
from evidence.models.cited import label
from evidence.models.prepared import Alongside, Answer, Prepared
from formats.sheet import SheetRow

RESOLUTION_COLUMNS = (
    ("number", "Číslo", "text"),
    ("issuer", "Kdo je vydal", "text"),
    ("issued_on", "Datum", "date"),
    ("issued", "Datum slovy zdroje", "text"),
    ("title", "Název", "text"),
    ("follows", "Navazuje na", "text"),
    ("rests_on", "Opírá se o", "text"),
    ("url", "Adresa", "text"),
)
SOURCE_COLUMNS = (
    ("kind", "Druh", "text"),
    ("title", "Název", "text"),
    ("number", "Číslo", "text"),
    ("issuer", "Vydal", "text"),
    ("issued_on", "Datum", "date"),
    ("issued", "Datum slovy zdroje", "text"),
    ("url", "Adresa", "text"),
)
SESSION_COLUMNS = (
    ("body", "Orgán", "text"),
    ("number", "Číslo zasedání", "integer"),
    ("held_on", "Den", "date"),
    ("papers", "Předložené písemnosti", "text"),
    ("source", "Zdroj", "text"),
    ("passage", "Pasáž zdroje", "text"),
)
AGENDA_COLUMNS = (
    ("position", "Bod programu", "integer"),
    ("title", "Název bodu", "text"),
    ("presented_by", "Předkládá", "text"),
    ("paper", "Písemnost", "text"),
    ("resolution", "Přijaté usnesení", "text"),
    ("state", "Stav", "text"),
    ("steps", "Průběh projednání", "text"),
    ("source", "Zdroj", "text"),
    ("passage", "Pasáž zdroje", "text"),
)
PAPER_COLUMNS = (
    ("held_on", "Den zasedání", "date"),
    ("body", "Orgán", "text"),
    ("number", "Číslo zasedání", "integer"),
    ("kind", "Druh", "text"),
    ("subject", "Název", "text"),
    ("fate", "Vydáno či odvoláno", "text", "den, kdy portál písemnost vydal, nebo kdy a proč byla odvolána"),
    ("source", "Zdroj", "text"),
)


def _references(at: AsOf, _keys: Any) -> Iterator[Prefetch[Any]]:
    """What is told with each document: what it follows or rests on, as far as was known."""
    known = Reference.objects.public().known(at).order_by("-kind", "earlier__issued_on")
    yield Prefetch("references", known.select_related("earlier", "source"), to_attr="known_references")


_with_references = Alongside(Source, _references)


def resolution_rows(resolutions: Iterable[Any], at: AsOf) -> list[SheetRow]:
    """Rows for resolutions: as ``source_rows``, and what each follows or rests on; one query for all."""
    sources = _with_references([*resolutions], at)
    return [
        {
            **row,
            "source": source,
            "follows": _titles(source, ReferenceKind.FOLLOWS),
            "rests_on": _titles(source, ReferenceKind.RESTS_ON),
            "references": source.known_references,
        }
        for row, source in zip(source_rows(sources), sources, strict=True)
    ]


def source_rows(sources: Iterable[Source]) -> list[SheetRow]:
    return [
        {
            "kind": source.get_kind_display(),
            "title": source.title,
            "number": source.number,
            "issuer": source.issuer.name if source.issuer else source.issuer_name,
            "issued_on": source.issued_on,
            "issued": source.issued.replace("\N{NO-BREAK SPACE}", " "),
            "url": source.url,
        }
        for source in sources
    ]


def source_cells() -> tuple[Combinable, ...]:
    """The same in SQL, in the order of the columns."""
    issuer = Coalesce("issuer__name", "issuer_name", output_field=TextField())
    issued = span_told("issued_on", [each for each in Precision if each != Precision.NO_LATER], spoken)
    return (label("kind", SourceKind), F("title"), F("number"), issuer, F("issued_on"), issued, F("url"))


def _papers(at: AsOf, _keys: Any) -> Iterator[Prefetch[Any]]:
    papers = Paper.objects.public().known(at).addressed().order_by("pk")
    yield Prefetch("papers", papers, to_attr="known_papers")


with_papers = Alongside(Session, _papers)
"""Fetches with each session the public papers put before it, as ``known_papers``."""


def session_rows(sessions: Iterable[Any], at: AsOf) -> list[SheetRow]:
    """Rows for sessions, with their papers; one query for all."""
    return [
        {
            "body": session.body.name,
            "number": session.number,
            "held_on": session.held_on,
            "papers": "; ".join(f"{paper.get_kind_display()}: {paper.title}" for paper in session.known_papers),
            "source": session.source.title if session.source else "",
            "passage": session.passage,
        }
        for session in with_papers([*sessions], at)
    ]


def _documents(at: AsOf, _keys: Any) -> Iterator[Prefetch[Any]]:
    yield Prefetch("paper", Paper.objects.public().known(at).addressed(), to_attr="known_paper")
    resolutions = Source.objects.public().known(at).defer("text")
    yield Prefetch("resolution", resolutions, to_attr="known_resolution")
    steps = AgendaStep.objects.public().known(at).in_order().select_related("body", "source")
    yield Prefetch("steps", steps, to_attr="known_steps")


with_documents = Alongside(AgendaItem, _documents)
"""Fetches with each point of an agenda its paper, its resolution and its steps, as far as the public may read and was
known: ``known_paper``, ``known_resolution`` and ``known_steps``."""


def agenda_rows(items: Iterable[Any]) -> list[SheetRow]:
    """Rows for points of an agenda that came ``with_documents``."""
    return [
        {
            "position": item.position,
            "title": item.title,
            "presented_by": item.presented_by,
            "paper": item.known_paper.title if item.known_paper else "",
            "resolution": item.known_resolution.title if item.known_resolution else "",
            "state": item.state,
            "steps": " · ".join(step.statement for step in item.known_steps),
            "source": item.source.title if item.source else "",
            "passage": item.passage,
        }
        for item in items
    ]


def papers(at: AsOf) -> Answer:
    """The public papers as they are listed: those for the latest session first."""
    return _listed.pages(at)


@Prepared
def _listed(at: AsOf) -> QuerySet[Paper]:
    known: QuerySet[Paper] = Paper.objects.public().known(at).addressed().select_related("source")
    return known.order_by("-session__held_on", "pk")


def paper_rows(papers: Iterable[Paper]) -> list[SheetRow]:
    return [
        {
            "held_on": paper.session.held_on,
            "body": paper.session.body.name,
            "number": paper.session.number,
            "kind": paper.get_kind_display(),
            "subject": paper.subject,
            "fate": paper.fate,
            # A paper is public word for word, but not where its words come from.
            "source": paper.source.title if paper.source and paper.source.is_public else "",
        }
        for paper in papers
    ]


def _titles(source: Any, kind: ReferenceKind) -> str:
    return "; ".join(reference.earlier.title for reference in source.known_references if reference.kind == kind)
