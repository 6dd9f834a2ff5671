"""Lists: each as a page and as files to take away, by the same filter and from the same rows."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from council import datasets as documents
from council.filters import ResolutionFilter, SessionFilter, SourceFilter
from evidence.changes import Change
from evidence.models import AsOf, Cited, Confirmation
from formats.attachments import file_response
from formats.sheet import Sheet, SheetColumn, SheetRow
from funding import datasets as money
from funding import totals
from funding.filters import AmountFilter
from funding.models import Amount, AmountKind
from funding.totals import Coverage
from localities import datasets as places
from localities.filters import LocalityFilter, MunicipalityFilter
from memorandum.portal.documents import rendering
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
    the page is then the one on which it stands.  ``last_known`` says of the rows how many of them tell only what was
    known last.
    """

    title: str
    filename: str
    columns: Iterable[tuple[Any, ...]]
    asked: Callable[..., Any] = Everything
    found: Callable[[Any], Any]
    rows: Callable[[Any, AsOf], Iterable[SheetRow]] = lambda found, _: list(found)
    template: str = ""
    per_page: int = 0
    last_known: Callable[[Any], str] = lambda rows: ""
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
            "last_known": self.last_known(rows),
            "in_file": self._in_file(page, rows),
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
    def export(self) -> Callable[..., HttpResponse]:
        """The view of the file, made in turn."""
        return in_turn(self._export)

    def _export(self, request: HttpRequest, extension: str) -> HttpResponse:
        """The file, with the filter and both days told on its cover; a question without sense gets a sentence."""
        at = AsOf.from_query(request.GET)
        # What a permanent address answers must not say when it was asked.
        sheet = self.sheet(request.GET, at, None if at.recorded else timezone.localtime())
        return file_response(rendering(request).table(sheet, extension), f"{sheet.filename}.{extension}")

    def sheet(self, query: QueryDict, at: AsOf, made_at: datetime.datetime | None) -> Sheet:
        """The table.  Raises Misunderstood for a question without sense."""
        asked = self.asked(query, at=at)
        asked.check()
        rows = self.rows(self.found(asked), at)
        return Sheet(
            title=self.title,
            columns=tuple(_column(*column) for column in self.columns),
            rows=rows,
            filters="; ".join(filter(None, (asked.sentence(), self.last_known(rows), at.not_come))),
            at=(at.day, at.known),
            made_at=made_at,
            filename=_filename(self.filename, asked.sentence(), at),
        )


def _column(name: str, title: str, kind: Any, says: str = "") -> SheetColumn:
    return SheetColumn(name, title, kind, says=says)


def _filename(name: str, narrowed: str, at: AsOf) -> str:
    """What somebody who has saved many of them can tell them apart by: „lokality-okres-lhota-2016-08-30“."""
    known = () if at.known == at.day else (f"znamo-{at.known.isoformat()}",)
    return "-".join(filter(None, (name, slugify(narrowed)[:60].strip("-"), at.day.isoformat(), *known)))


def kinds_of_money(asked: AmountFilter, found: Iterable[Amount]) -> list[Coverage]:
    """What was found by kind; where all allocations were asked for, with those that should be there and are not."""
    amounts = [*found]
    allocated = [amount for amount in amounts if amount.kind == AmountKind.ALLOCATED]
    missing = totals.allocations(asked.at, amounts=allocated).missing if asked.expects_allocations else []
    return money.by_kind(amounts, missing)


def _changes(period: Period) -> list[Change]:
    asked = period.between()
    return asked.changes(asked.rows())


def _change_rows(changes: Iterable[Change]) -> list[SheetRow]:
    return [
        {
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
        for change in changes
    ]


def _confirmations(at: AsOf) -> list[Confirmation]:
    """The public confirmations of facts that were known and in effect: a query for each kind of fact."""
    models: Iterable[Any] = (model for model in apps.get_models() if issubclass(model, Confirmation))
    asked = (model.with_related(model.objects.public().known(at), at) for model in models)
    return [
        confirmation
        for known in asked
        for confirmation in known.filter(fact__known_on__lte=at.known, fact__effective_on__lte=at.day)
    ]


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
    last_known=places.municipalities_last_known,
    per_page=250,  # a region fits on one page
)
AMOUNTS = PublicList(
    title="Finance",
    filename="finance",
    columns=money.AMOUNT_COLUMNS,
    asked=AmountFilter,
    found=lambda asked: kinds_of_money(asked, asked.found),
    rows=lambda found, _: money.amount_rows(found),
    last_known=money.amounts_last_known,
)
CHANGES = PublicList(
    title="Co se změnilo",
    filename="zmeny",
    columns=CHANGE_COLUMNS,
    asked=Period,
    found=_changes,
    rows=lambda found, _: _change_rows(found),
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
