"""What our lists say: which columns, and a row for each document.  How they are written down is not our business."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from council.models import AsOf, Reference, ReferenceKind, Source

type Row = dict[str, Any]

RESOLUTION_COLUMNS = (
    ("number", "Číslo", "text"),
    ("issuer", "Kdo je vydal", "text"),
    ("issued_on", "Datum", "date"),
    ("title", "Název", "text"),
    ("follows", "Navazuje na", "text"),
    ("rests_on", "Opírá se o", "text"),
    ("url", "Adresa", "text"),
)


def with_references(sources: QuerySet[Source], at: AsOf) -> QuerySet[Source]:
    """Fetch with each document what it follows or rests on, as far as was known, as ``known_references``."""
    known = (
        Reference.objects.public().filter(source__in=Source.objects.known(at)).order_by("-kind", "earlier__issued_on")
    )
    return sources.prefetch_related(
        Prefetch("references", known.select_related("earlier", "source"), to_attr="known_references")
    )


def resolution_rows(resolutions: Any) -> list[Row]:
    """Rows for resolutions that came ``with_references``."""
    return [
        {
            "source": source,
            "number": source.number,
            "issuer": source.issuer.name if source.issuer else source.issuer_name,
            "issued_on": source.issued_on,
            "title": source.title,
            "follows": _titles(source, ReferenceKind.FOLLOWS),
            "rests_on": _titles(source, ReferenceKind.RESTS_ON),
            "references": source.known_references,
            "url": source.url,
        }
        for source in resolutions
    ]


def _titles(source: Any, kind: ReferenceKind) -> str:
    return "; ".join(reference.earlier.title for reference in source.known_references if reference.kind == kind)
