"""What many pages ask alike about the same days: read once, until the record changes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from evidence.models import AsOf
from evidence.models.prepared import Prepared
from localities.models import Discrepancy, Locality
from memorandum.server.record_changes import while_unchanged


@while_unchanged
def listed_localities(at: AsOf) -> Sequence[tuple[str, str]]:
    """The localities that are listed on the day, in their order, each as a slug and a name."""
    return tuple(_listed(at))


@Prepared
def _listed(at: AsOf) -> QuerySet[Locality, tuple[str, str]]:
    return Locality.objects.public().recorded(at).values_list("slug", "name")


@while_unchanged
def known_discrepancies(at: AsOf) -> Mapping[int | None, Sequence[int]]:
    """The keys of the discrepancies that are told by the two days, by the locality that they are about."""
    found: dict[int | None, list[int]] = defaultdict(list)
    for locality, discrepancy in _known(at):
        found[locality].append(discrepancy)
    return dict(found)


@Prepared
def _known(at: AsOf) -> QuerySet[Discrepancy, tuple[int | None, int]]:
    return Discrepancy.objects.public().known(at).order_by().values_list("locality", "pk")
