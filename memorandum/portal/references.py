"""Documents that follow one another, as boxes of a picture."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from evidence.models import AsOf, Reference, Source, page_address
from evidence.models.prepared import Prepared, among
from memorandum.portal.links import with_days
from memorandum.portal.pictures import chain


def of_source(source: Source, at: AsOf) -> chain.Document:
    return chain.Document(
        key=source.key,
        lane=source.issuer.name if source.issuer else source.issuer_name,
        day=source.dated_on,
        name=f"č. {source.number}" if source.number else source.get_kind_display(),
        detail=source.issued or "bez data",
        label=source.title,
        url=with_days(page_address("source-detail", source.key), at),
    )


MOST = 24
"""So many links between documents can be followed in one picture; of more of them the latest are shown."""


class Edge(NamedTuple):
    """A link between documents, by their keys in the database, the latest documents first."""

    pk: int
    later: int
    earlier: int


def known(at: AsOf) -> list[Reference]:
    """What public documents were last known to follow or rest on, the latest documents first."""
    return _latest(at)


def reached(documents: Iterable[int], at: AsOf) -> list[Reference]:
    """Those by which one gets from the documents (by pk) to what they follow, and to what that follows."""
    return _read([edge.pk for edge in _down(_edges(at), documents)], at)


def around(document: int, at: AsOf) -> list[Reference]:
    """Those by which one gets from the document (by pk) to what it follows, and to what follows it."""
    edges = _edges(at)
    wanted = {edge.pk for edge in (*_down(edges, [document]), *_up(edges, [document]))}
    return _read([edge.pk for edge in edges if edge.pk in wanted], at)


def _edges(at: AsOf) -> list[Edge]:
    return [Edge(*row) for row in _rows(at)]


def _down(edges: list[Edge], documents: Iterable[int]) -> list[Edge]:
    below: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        below[edge.later].append(edge)
    found, fresh = set[int](), set(documents)
    while fresh:
        found |= fresh
        fresh = {edge.earlier for document in fresh for edge in below[document]} - found
    return [edge for edge in edges if edge.later in found]


def _up(edges: list[Edge], documents: Iterable[int]) -> list[Edge]:
    return _down([Edge(edge.pk, edge.earlier, edge.later) for edge in edges], documents)


def _read(pks: list[int], at: AsOf) -> list[Reference]:
    return _named(at, pks[:MOST]) if pks else []


def _of_days(at: AsOf) -> QuerySet[Reference]:
    known: QuerySet[Reference] = Reference.objects.public().known(at)
    return known.order_by("-later__issued_on", "kind", "earlier__issued_on", "pk")


def _whole(at: AsOf) -> QuerySet[Reference]:
    return _of_days(at).select_related("later__issuer", "earlier__issuer", "source")


@Prepared
def _rows(at: AsOf) -> QuerySet[Reference, tuple[int, int, int]]:
    return _of_days(at).values_list("pk", "later_id", "earlier_id")


@Prepared
def _latest(at: AsOf) -> QuerySet[Reference]:
    return _whole(at)[:MOST]


@Prepared
def _named(at: AsOf, pks: list[int]) -> QuerySet[Reference]:
    return _whole(at).filter(among("pk", pks))


def picture(
    references: Iterable[Reference],
    at: AsOf,
    *,
    also: Iterable[chain.Document] = (),
    links: Iterable[chain.Link] = (),
    last_lane: str = "",
) -> chain.Chain:
    """The documents of the references and others beside them, joined by the references and by other links."""
    drawn = [*references]
    documents = {document.key: document for document in also}
    documents |= {source.key: of_source(source, at) for r in drawn for source in (r.later, r.earlier)}
    joined = [*(chain.Link(r.later.key, r.earlier.key, r.kind) for r in drawn), *links]
    return chain.picture(documents.values(), joined, last_lane=last_lane)
