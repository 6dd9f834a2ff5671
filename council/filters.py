"""What a visitor may narrow the lists of documents by."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet

from council.models import Session
from czech.sought import Sought
from evidence.filters import LONGEST, Filter, NameFilter, latest_first, years
from evidence.models import AsOf, Body, Source, SourceKind, by_words
from evidence.models.prepared import Prepared

_MOST_JUDGED = 500  # sources that are judged one by one, and put in the order in which they answer


def _saying(sources: Any, text: str) -> Any:
    """The sources that say it in their head, those with that number first.

    Of a word of which thousands are full the indexed words decide alone, and the list keeps its order.
    """
    sought = Sought(text)
    said = sources.heads(sought).number_first(sought)
    some = [*said[: _MOST_JUDGED + 1]]
    if len(some) > _MOST_JUDGED:
        return said
    told = by_words(sought, some, "number")
    if not told:
        some = sources.heads(sought, forgiving=True).number_first(sought)[:_MOST_JUDGED]
        told = by_words(sought, some, "number", forgiving=True)
    return sources.by_fit(source.pk for source, _ in told)


class SourceFilter(Filter):
    q = NameFilter(label="Název nebo číslo", method="named", max_length=LONGEST)
    druh = django_filters.ChoiceFilter(
        label="Druh", field_name="kind", empty_label="všechny", choices=SourceKind.choices
    )

    class Meta:
        model = Source
        fields = ()

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        return Source.objects.public().known(at).on_day(at).select_related("issuer").defer("text").by_kind()

    def named(self, queryset: Any, name: str, value: str) -> Any:
        return _saying(queryset, value)


class ResolutionFilter(Filter):
    q = NameFilter(label="Název nebo číslo", method="named", max_length=LONGEST)
    organ = django_filters.ChoiceFilter(label="Kdo je vydal", field_name="issuer__key", empty_label="všichni")
    rok = django_filters.ChoiceFilter(label="Rok", field_name="issued_on__year", empty_label="všechny")

    class Meta:
        model = Source
        fields = ()

    def choices(self) -> dict[str, Any]:
        return {"organ": _issuers(self.at), "rok": latest_first(_issued_in(self.at))}

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """The newest first, the undated last."""
        resolutions = Source.objects.public().known(at).on_day(at).resolutions().select_related("issuer").defer("text")
        return resolutions.order_by(F("issued_on").desc(nulls_last=True), "key")

    def named(self, queryset: Any, name: str, value: str) -> Any:
        return _saying(queryset, value)


class SessionFilter(Filter):
    organ = django_filters.ChoiceFilter(label="Orgán", field_name="body__key", empty_label="všechny")
    rok = django_filters.ChoiceFilter(label="Rok", field_name="held_on__year", empty_label="všechny")

    class Meta:
        model = Session
        fields = ()

    def choices(self) -> dict[str, Any]:
        return {"organ": _sitting(self.at), "rok": latest_first(_held_in(self.at))}

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """By body, the assembly first, each with the latest session first."""
        return Session.objects.public().known(at).by_body().select_related("source")


# --- What may be chosen --------------------------------------------------------------------------------------------


def _bodies(**of: QuerySet[Any]) -> QuerySet[Body, tuple[str, str]]:
    return Body.objects.filter(**of).order_by("name").distinct().values_list("key", "name")


@Prepared
def _issuers(at: AsOf) -> QuerySet[Body, tuple[str, str]]:
    return _bodies(issued__in=ResolutionFilter.listed(at))


@Prepared
def _sitting(at: AsOf) -> QuerySet[Body, tuple[str, str]]:
    return _bodies(sessions__in=SessionFilter.listed(at))


@Prepared
def _issued_in(at: AsOf) -> QuerySet[Any, int]:
    return years(ResolutionFilter.listed(at), "issued_on")


@Prepared
def _held_in(at: AsOf) -> QuerySet[Any, int]:
    return years(SessionFilter.listed(at), "held_on")
