"""Documents that follow one another, as boxes of a picture."""

from collections.abc import Iterable

from django.db.models import QuerySet

from evidence.models import AsOf, Reference, Source, page_address
from evidence.models.prepared import Prepared
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


def known(at: AsOf) -> list[Reference]:
    """All that public documents were known to follow or rest on, the latest documents first."""
    return _known(at)


@Prepared
def _known(at: AsOf) -> QuerySet[Reference]:
    return (
        Reference.objects.public()
        .known(at)
        .select_related("later__issuer", "earlier__issuer", "source")
        .order_by("-later__issued_on", "kind", "earlier__issued_on", "pk")
    )


def reached(references: Iterable[Reference], documents: Iterable[int]) -> list[Reference]:
    """Those by which one gets from the documents (by pk) to what they follow, and to what that follows."""
    asked = [*references]
    found, fresh = set[int](), set(documents)
    while fresh:
        found |= fresh
        fresh = {reference.earlier_id for reference in asked if reference.later_id in fresh} - found
    return [reference for reference in asked if reference.later_id in found]


def around(references: Iterable[Reference], document: int) -> list[Reference]:
    """Those by which one gets from the document (by pk) to what it follows, and to what follows it."""
    asked = [*references]
    below = {reference.pk for reference in reached(asked, [document])}
    above, fresh = set[int](), {document}
    while fresh:
        up = {reference.pk: reference.later_id for reference in asked if reference.earlier_id in fresh}
        fresh = {later for pk, later in up.items() if pk not in above}
        above |= up.keys()
    return [reference for reference in asked if reference.pk in below | above]


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
