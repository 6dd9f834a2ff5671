"""Lists: each as a page and as files to take away, by the same filter and from the same rows."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from council import datasets as documents
from council.filters import ResolutionFilter, SessionFilter, SourceFilter
from evidence.changes import Change
from evidence.copied import CellsAsked
from evidence.models import AsOf, Cited, Confirmation
from evidence.models.prepared import Prepared, in_parts
from evidence.recorded import one_state
from formats.limits import rows_of_document
from formats.sheet import AT_ONCE, Sheet, SheetColumn, SheetRow, copied_lines
from funding import datasets as money
from funding import totals
from funding.cells import amount_cells
from funding.filters import AmountFilter
from funding.models import AmountKind
from funding.totals import Coverage
from localities import datasets as places
from localities.filters import LocalityFilter, MunicipalityFilter
from memorandum.portal.documents import table
from memorandum.portal.in_turn import in_turn
from memorandum.portal.periods import Period
from memorandum.portal.topics import title_of

CHANGE_COLUMNS = (
    ("topic", "Oblast", "text"),
    ("dated", "Kdy", "text"),
    (
        "day",
        "První den",
        "date",
        "den, podle kterého se řadí; u údaje známého na měsíc, období nebo rok jejich první den",
    ),
    ("subject", "Čeho se týká", "text"),
    ("sentence", "Co se změnilo", "text"),
    ("before", "Z", "text", "co platilo nebo se mělo za správné předtím"),
    ("after", "Na", "text", "co platí nebo se má za správné potom"),
    ("source", "Zdroj", "text"),
    ("passage", "Pasáž zdroje", "text"),
)
CONFIRMATION_COLUMNS = (
    ("subject", "Čeho se týká", "text"),
    ("held", "Co se potvrzuje", "text"),
    ("holds_on", "Doloženo k", "date", "poslední den, pro který zdroj mluví"),
    ("note", "Poznámka", "text"),
    ("source", "Zdroj", "text"),
    ("passage", "Pasáž zdroje", "text"),
)


@dataclass(frozen=True, slots=True)
class Everything:
    """The question of a list that cannot be narrowed; ``words`` say what the list is, for the cover of a table."""

    query: QueryDict
    at: AsOf
    words: str = ""

    def check(self) -> None:
        """Any question makes sense."""

    def sentence(self) -> str:
        return self.words


@dataclass(slots=True, eq=False, kw_only=True)
class PublicList:
    """A list: ``asked`` reads the query as of two days, ``found`` is what it asks for, ``rows`` says that in columns.

    ``columns`` are (name, title, kind), some with what the cover says of them; ``filename`` has no extension.  A page
    without ``per_page`` shows all.  ``place`` is a parameter that names a record, and the names of all in their order:
    the page is then the one on which it stands.  ``old`` names of a row what in it is only what was known last,
    ``last_known`` says how often each is.  ``cells`` asks the database for every column, where it can say them all;
    rows that it cannot say come between.  ``found`` may be any number of rows: of a file only a part of them is held.
    """

    title: str
    filename: str
    columns: Iterable[tuple[Any, ...]]
    asked: Callable[..., Any] = Everything
    found: Callable[[Any], Any]
    rows: Callable[[Any, AsOf], Iterable[SheetRow]] = lambda found, _: list(found)
    template: str = ""
    per_page: int = 0
    cells: Callable[[Any], Iterable[CellsAsked | list[SheetRow]]] | None = None
    old: Callable[[SheetRow], Iterable[str]] = lambda row: ()
    last_known: Callable[[Counter[str]], str] = lambda old: ""
    place: tuple[str, Callable[[AsOf], list[str]]] | None = None

    def page(self, request: HttpRequest) -> HttpResponse:
        """The page; a question without sense has an empty list and its form says why."""
        at = AsOf.from_query(request.GET)
        asked = self.asked(request.GET, at=at)
        page = self.found(asked)
        if self.per_page:
            page = Paginator(page, self.per_page).get_page(self._number(request, at))
        rows = list(self.rows(page, at))
        told = {
            "at": at,
            "filter": asked,
            "page": page,
            "rows": rows,
            "last_known": self.last_known(Counter(name for row in rows for name in self.old(row))),
            "in_file": self._in_file(page, rows),
            "in_document": self.in_document,
        }
        return render(request, self.template, told)

    def _in_file(self, page: Any, rows: list[SheetRow]) -> int:
        """How many rows the file has; 0 where that cannot be told without reading all."""
        if not self.per_page or not page.has_other_pages():
            return len(rows)
        return int(page.paginator.count) if len(rows) == len(page) else 0

    def _number(self, request: HttpRequest, at: AsOf) -> str | int | None:
        """Which page is asked for."""
        if self.place and (name := request.GET.get(self.place[0])):
            names = self.place[1](at)
            return 1 + names.index(name) // self.per_page if name in names else 1
        return request.GET.get("strana")

    @property
    def in_document(self) -> int:
        """How many rows a document of the list may have at most."""
        return rows_of_document(len([*self.columns]))

    @property
    def export(self) -> Callable[..., HttpResponseBase]:
        """The view of the file, made in turn."""
        return in_turn(self._export)

    def _export(self, request: HttpRequest, extension: str) -> HttpResponseBase:
        """The file, with the filter and both days told on its cover; a question without sense gets a sentence."""
        at = AsOf.from_query(request.GET)
        with one_state():
            moment = at.recorded or getattr(request, "latest", None)
            sheet = self.sheet(request.GET, at, moment and timezone.localtime(moment))
            return table(request, sheet, extension)

    def sheet(self, query: QueryDict, at: AsOf, recorded: datetime.datetime | None) -> Sheet:
        """The table, whose rows are read part by part.  Raises Misunderstood for a question without sense."""
        asked = self.asked(query, at=at)
        asked.check()
        columns = tuple(_column(*column) for column in self.columns)
        old: Counter[str] = Counter()

        def rows() -> Iterator[SheetRow]:
            for part in in_parts(self.found(asked), AT_ONCE):
                for row in self.rows(part, at):
                    for name in self.old(row):
                        old[name] += 1
                    yield row

        def values() -> Iterator[SheetRow]:
            assert self.cells is not None
            for piece in self.cells(asked):
                for row in named(piece) if isinstance(piece, CellsAsked) else piece:
                    for name in self.old(row):
                        old[name] += 1
                    yield row

        def named(piece: CellsAsked) -> Iterator[SheetRow]:
            names = [*(column.name for column in columns), *piece.beside]
            return (dict(zip(names, row, strict=True)) for row in piece.iterator(AT_ONCE))

        def copied() -> Iterator[bytes]:
            assert self.cells is not None
            for piece in self.cells(asked):
                if isinstance(piece, CellsAsked):
                    yield from piece.copied([column.kind for column in columns])
                else:
                    yield from copied_lines([row[column.name] for column in columns] for row in piece)

        return Sheet(
            title=self.title,
            columns=columns,
            rows=values() if self.cells else rows(),
            filters=asked.sentence(),
            notes=lambda: "; ".join(filter(None, (self.last_known(old), at.not_come))),
            at=(at.day, at.known),
            recorded=recorded,
            copied=copied if self.cells else None,
            filename=_filename(self.filename, asked.sentence(), at),
        )


def _column(name: str, title: str, kind: Any, says: str = "") -> SheetColumn:
    return SheetColumn(name, title, kind, says=says)


def _filename(name: str, narrowed: str, at: AsOf) -> str:
    """What somebody who has saved many of them can tell them apart by: „lokality-okres-lhota-2016-08-30“."""
    known = () if at.known == at.day else (f"znamo-{at.known.isoformat()}",)
    return "-".join(filter(None, (name, slugify(narrowed)[:60].strip("-"), at.day.isoformat(), *known)))


def _amounts(asked: AmountFilter) -> Iterator[Any]:
    missing = totals.without_allocation(asked.at) if asked.expects_allocations else []
    return money.in_order(chain.from_iterable(in_parts(asked.found, AT_ONCE)), missing)


def kinds_of_money(asked: AmountFilter) -> list[Coverage]:
    """What is asked for by kind; where all allocations are, with those that should be there and are not."""
    places = totals.places(asked.at, asked.in_brief)
    allocated = {place.locality.pk for place in places if place.kind == AmountKind.ALLOCATED}
    missing = totals.without_allocation(asked.at, allocated) if asked.expects_allocations else []
    return money.by_kind(places, missing)


@Prepared
def _all_sources(at: AsOf) -> QuerySet[Any, Any]:
    return SourceFilter.listed(at).values_list(*documents.source_cells())


def _source_cells(asked: SourceFilter) -> Iterator[CellsAsked]:
    narrowed = None if asked.is_whole else asked.plain.values_list(*documents.source_cells())
    yield CellsAsked.of(_all_sources.pages(asked.at) if narrowed is None else narrowed)


def _changes(period: Period) -> Iterator[Change]:
    return period.between().all(AT_ONCE)


def _change_row(change: Change) -> SheetRow:
    return {
        "topic": title_of(change),
        "dated": change.dated,
        "day": change.day,
        "subject": change.subject,
        "sentence": change.sentence,
        "before": change.before,
        "after": change.after,
        "source": change.fact.source.title if isinstance(change.fact, Cited) else "",
        "passage": change.fact.passage if isinstance(change.fact, Cited) else "",
    }


def _confirmations(at: AsOf) -> list[Confirmation]:
    """The public confirmations of facts that were known and in effect: a question for each kind of fact."""
    kinds = (model for model in apps.get_models() if issubclass(model, Confirmation))
    return [confirmation for kind in kinds for confirmation in _confirmations_of(kind)(at)]


@cache
def _confirmations_of(kind: Any) -> Prepared:
    def confirmations(at: AsOf) -> QuerySet[Any]:
        known = kind.with_related(kind.objects.public().known(at), at)
        found: QuerySet[Any] = known.filter(fact__known_on__lte=at.known, fact__effective_on__lte=at.day)
        return found

    return Prepared(confirmations)


def _confirmation_rows(confirmations: Iterable[Confirmation]) -> list[SheetRow]:
    rows = [
        {
            "subject": confirmation.subject_name,
            "held": confirmation.held,
            "holds_on": confirmation.holds_on,
            "note": confirmation.note,
            "source": confirmation.source.title,
            "passage": confirmation.passage,
        }
        for confirmation in confirmations
    ]
    return sorted(rows, key=itemgetter("subject", "held", "holds_on", "source"))


LOCALITIES = PublicList(
    title="Lokality",
    filename="lokality",
    columns=places.LOCALITY_COLUMNS,
    asked=LocalityFilter,
    found=lambda asked: asked.found,
    rows=places.locality_rows,
    template="portal/locality_list.html",
    old=places.old_in_locality,
    last_known=places.localities_last_known,
    per_page=50,
)
MUNICIPALITIES = PublicList(
    title="Obce",
    filename="obce",
    columns=places.MUNICIPALITY_COLUMNS,
    asked=MunicipalityFilter,
    found=lambda asked: asked.found,
    rows=places.municipality_rows,
    template="portal/municipality_list.html",
    old=places.old_in_municipality,
    last_known=places.municipalities_last_known,
    per_page=250,  # a region fits on one page
)
AMOUNTS = PublicList(
    title="Finance",
    filename="finance",
    columns=money.AMOUNT_COLUMNS,
    asked=AmountFilter,
    found=_amounts,
    rows=lambda found, _: money.amount_rows(found),
    cells=amount_cells,
    old=money.old_in_amount,
    last_known=money.amounts_last_known,
)
CHANGES = PublicList(
    title="Co se změnilo",
    filename="zmeny",
    columns=CHANGE_COLUMNS,
    asked=Period,
    found=_changes,
    rows=lambda found, _: map(_change_row, found),
)
RESOLUTIONS = PublicList(
    title="Usnesení",
    filename="usneseni",
    columns=documents.RESOLUTION_COLUMNS,
    asked=ResolutionFilter,
    found=lambda asked: asked.found,
    rows=documents.resolution_rows,
    template="portal/resolution_list.html",
    per_page=50,
)
SESSIONS = PublicList(
    title="Zasedání",
    filename="zasedani",
    columns=documents.SESSION_COLUMNS,
    asked=SessionFilter,
    found=lambda asked: asked.found,
    rows=documents.session_rows,
    template="portal/session_list.html",
    per_page=100,
)
PAPERS = PublicList(
    title="Písemné informace",
    filename="pisemnosti",
    columns=documents.PAPER_COLUMNS,
    found=lambda asked: documents.papers(asked.at),
    rows=lambda found, _: documents.paper_rows(found),
    template="portal/paper_list.html",
    per_page=100,
)
SOURCES = PublicList(
    title="Zdroje",
    filename="zdroje",
    columns=documents.SOURCE_COLUMNS,
    asked=SourceFilter,
    found=lambda asked: asked.found,
    rows=lambda found, _: documents.source_rows(found),
    cells=_source_cells,
    template="portal/source_list.html",
    per_page=50,
)
DISCREPANCIES = PublicList(
    title="Rozpory ve zdrojích",
    filename="rozpory",
    columns=places.DISCREPANCY_COLUMNS,
    found=lambda asked: places.discrepancies(asked.at),
    rows=lambda found, _: places.discrepancy_rows(found),
    template="portal/discrepancy_list.html",
    per_page=30,
    place=("rozpor", places.keys_of_discrepancies),
)

CONFIRMATIONS = PublicList(
    title="Potvrzení",
    filename="potvrzeni",
    columns=CONFIRMATION_COLUMNS,
    found=lambda asked: _confirmations(asked.at),
    rows=lambda found, _: _confirmation_rows(found),
)

#: Every list that can be taken away.
LISTS = (
    LOCALITIES,
    MUNICIPALITIES,
    AMOUNTS,
    CHANGES,
    RESOLUTIONS,
    SESSIONS,
    PAPERS,
    SOURCES,
    DISCREPANCIES,
    CONFIRMATIONS,
)
