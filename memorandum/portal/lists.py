"""Lists to take away: each exactly as its page shows it, by the same filter and from the same rows."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from council import datasets as documents
from council.filters import ResolutionFilter, SessionFilter, SourceFilter
from evidence.filters import Filter
from evidence.models import AsOf, Cited
from formats.attachments import file_response
from formats.sheet import Sheet, SheetColumn, SheetRow
from funding import datasets as money
from funding.filters import AmountFilter
from localities import datasets as places
from localities.filters import LocalityFilter, MunicipalityFilter
from memorandum.portal.documents import rendering
from memorandum.portal.pages.money import found
from memorandum.portal.periods import Period


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was asked for.  ``columns`` are (name, title, kind); ``filters`` says what it is narrowed by."""

    title: str
    filename: str
    columns: Iterable[tuple[str, str, Any]]
    rows: Iterable[SheetRow]
    filters: str


CHANGE_COLUMNS = (
    ("dated", "Kdy", "text"),
    ("day", "První den", "date"),
    ("subject", "Čeho se týká", "text"),
    ("sentence", "Co se změnilo", "text"),
    ("before", "Z", "text"),
    ("after", "Na", "text"),
    ("source", "Zdroj", "text"),
    ("passage", "Znění ve zdroji", "text"),
)

type Lister = Callable[[QueryDict, AsOf], Listing]


def export(request: HttpRequest, extension: str, lister: Lister) -> HttpResponse:
    """The list with the filter and both days told on its cover; a question without sense gets a sentence, no file."""
    at = AsOf.from_query(request.GET)
    sheet = sheet_of(lister(request.GET, at), at, timezone.localtime())
    return file_response(rendering(request).table(sheet, extension), f"{sheet.filename}.{extension}")


def sheet_of(listing: Listing, at: AsOf, made_at: datetime.datetime | None) -> Sheet:
    return Sheet(
        title=listing.title,
        columns=tuple(SheetColumn(*column) for column in listing.columns),
        rows=listing.rows,
        filters=listing.filters,
        at=(at.day, at.known),
        made_at=made_at,
        filename=f"{listing.filename}-{at.day.isoformat()}",
    )


def _checked(filter_class: type[Filter], query: QueryDict, at: AsOf) -> Filter:
    narrowed = filter_class(query, at=at)
    narrowed.check()
    return narrowed


def _localities(query: QueryDict, at: AsOf) -> Listing:
    narrowed = _checked(LocalityFilter, query, at)
    rows = places.locality_rows(places.with_states(narrowed.found, at))
    return Listing("Lokality", "lokality", places.LOCALITY_COLUMNS, rows, narrowed.sentence())


def _municipalities(query: QueryDict, at: AsOf) -> Listing:
    narrowed = _checked(MunicipalityFilter, query, at)
    rows = places.municipality_rows(narrowed.found, at)
    return Listing("Obce", "obce", places.MUNICIPALITY_COLUMNS, rows, narrowed.sentence())


def _resolutions(query: QueryDict, at: AsOf) -> Listing:
    narrowed = _checked(ResolutionFilter, query, at)
    rows = documents.resolution_rows(documents.with_references(narrowed.found, at))
    return Listing("Usnesení", "usneseni", documents.RESOLUTION_COLUMNS, rows, narrowed.sentence())


def _sources(query: QueryDict, at: AsOf) -> Listing:
    narrowed = _checked(SourceFilter, query, at)
    rows = documents.source_rows(narrowed.found)
    return Listing("Zdroje", "zdroje", documents.SOURCE_COLUMNS, rows, narrowed.sentence())


def _sessions(query: QueryDict, at: AsOf) -> Listing:
    narrowed = _checked(SessionFilter, query, at)
    rows = documents.session_rows(documents.with_papers(narrowed.found.select_related("source"), at))
    return Listing("Zasedání", "zasedani", documents.SESSION_COLUMNS, rows, narrowed.sentence())


def _papers(query: QueryDict, at: AsOf) -> Listing:
    rows = documents.paper_rows(documents.papers(at))
    return Listing("Písemné informace", "pisemnosti", documents.PAPER_COLUMNS, rows, filters="")


def _discrepancies(query: QueryDict, at: AsOf) -> Listing:
    rows = places.discrepancy_rows(places.discrepancies(at))
    return Listing("Rozpory ve zdrojích", "rozpory", places.DISCREPANCY_COLUMNS, rows, filters="")


def _changes(query: QueryDict, at: AsOf) -> Listing:
    period = Period(query, at)
    period.check()
    asked = period.between()
    rows = [
        {
            "dated": change.dated,
            "day": change.day,
            "subject": change.subject,
            "sentence": change.sentence,
            "before": change.before,
            "after": change.after,
            "source": change.fact.source.title if isinstance(change.fact, Cited) else "",
            "passage": change.fact.passage if isinstance(change.fact, Cited) else "",
        }
        for change in asked.changes(asked.rows())
    ]
    return Listing("Co se změnilo", "zmeny", CHANGE_COLUMNS, rows, period.sentence())


def _amounts(query: QueryDict, at: AsOf) -> Listing:
    narrowed = AmountFilter(query, at=at)
    narrowed.check()
    return Listing("Finance", "finance", money.AMOUNT_COLUMNS, money.amount_rows(found(narrowed)), narrowed.sentence())


localities = partial(export, lister=_localities)
municipalities = partial(export, lister=_municipalities)
resolutions = partial(export, lister=_resolutions)
sources = partial(export, lister=_sources)
sessions = partial(export, lister=_sessions)
papers = partial(export, lister=_papers)
discrepancies = partial(export, lister=_discrepancies)
changes = partial(export, lister=_changes)
amounts = partial(export, lister=_amounts)

#: Every list that can be taken away.
LISTERS: tuple[Lister, ...] = (
    _localities,
    _municipalities,
    _amounts,
    _changes,
    _resolutions,
    _sessions,
    _papers,
    _sources,
    _discrepancies,
)
