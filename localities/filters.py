"""What a visitor may narrow the lists by."""

from typing import Any

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery

import czech
from czech.sought import Sought
from evidence.filters import LONGEST, Filter, NameFilter, latest_first, years
from evidence.models import AsOf
from evidence.models.prepared import Prepared
from localities.models import (
    MAIN_PLANS,
    REGISTERED,
    Locality,
    Membership,
    Municipality,
    MunicipalityStatus,
    PlanChange,
    PlanState,
    SupportChange,
    SupportKind,
)
from localities.names import meant

NONE = "zadny"
SUPPORTED = "podporovane"
"""In place of one kind of support: any that lasts."""


def _register(at: AsOf) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen of what the register said of municipalities on the day: one query for all boxes."""
    held = _held(at)
    districts, orps, statuses = map(set, zip(*held, strict=True)) if held else (set(), set(), set())
    return {
        "okres": [(name, name) for name in sorted(districts, key=czech.order)],
        "orp": [(name, name) for name in sorted(orps, key=czech.order)],
        "postaveni": [choice for choice in MunicipalityStatus.choices if choice[0] in statuses],
    }


@Prepared
def _held(at: AsOf) -> QuerySet[Any, Any]:
    towns = Municipality.objects.public().existing(at).on(at).order_by()
    return towns.values_list("then_district", "then_orp", "then_status").distinct()


@Prepared
def _kinds(at: AsOf) -> QuerySet[SupportKind, tuple[str, str]]:
    return SupportKind.objects.values_list("code", "name")


@Prepared
def _years(at: AsOf) -> QuerySet[Any, int]:
    """The years of the last changes of support."""
    return years(SupportChange.objects.public().state(at), "effective_on")


class _ByState(django_filters.OrderingFilter):  # type: ignore[misc]
    """The order of localities, also by their states of support."""

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        state = SupportChange.objects.public().each_state(self.parent.at).filter(locality=OuterRef("pk"))
        kind, on = (Subquery(state.values(column)[:1]) for column in ("kind__position", "effective_on"))
        return super().filter(qs.alias(support_kind=kind, support_on=on), value)


class LocalityFilter(Filter):
    q = NameFilter(label="Název lokality nebo obce", method="named", max_length=LONGEST)
    podpora = django_filters.ChoiceFilter(label="Druh podpory", method="supported", empty_label="všechny")
    okres = django_filters.ChoiceFilter(label="Okres", method="in_district", empty_label="všechny")
    orp = django_filters.ChoiceFilter(label="ORP", method="in_orp", empty_label="všechny")
    plan = django_filters.ChoiceFilter(
        label="Strategický plán",
        method="planned",
        empty_label="nerozhoduje",
        choices=[*PlanState.choices, (NONE, "bez plánu v evidenci")],
    )
    rok = django_filters.ChoiceFilter(
        label="Rok poslední změny podpory", method="since_year", empty_label="nerozhoduje"
    )
    razeni = _ByState(
        label="Řazení",
        empty_label="podle shody, jinak podle názvu",
        fields=[("name_key", "nazev"), ("support_kind", "podpora"), ("support_on", "zmena")],
        choices=[
            ("nazev", "podle názvu, A–Z"),
            ("-nazev", "podle názvu, Z–A"),
            ("podpora", "podle druhu podpory"),
            ("-zmena", "od nejnovější změny podpory"),
            ("zmena", "od nejstarší změny podpory"),
        ],
        null_label=None,
    )

    class Meta:
        model = Locality
        fields = ()

    def choices(self) -> dict[str, Any]:
        register = _register(self.at)
        return {
            "podpora": [(SUPPORTED, "jakákoli trvající"), *_kinds(self.at)],
            "rok": latest_first(_years(self.at)),
            "okres": register["okres"],
            "orp": register["orp"],
        }

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        return Locality.objects.public().recorded(at)

    def named(self, queryset: Any, name: str, value: str) -> Any:
        """By its name, by a name that a source gives it, or by the name of a municipality that belongs to it."""
        return queryset.by_fit(place.key for place in meant(Sought(value), self.at).localities)

    def since_year(self, queryset: Any, name: str, value: str) -> Any:
        states = SupportChange.objects.public().state(self.at).filter(effective_on__year=value)
        return queryset.filter(pk__in=states.values("locality"))

    def supported(self, queryset: Any, name: str, value: str) -> Any:
        states = SupportChange.objects.public()
        states = states.ongoing(self.at) if value == SUPPORTED else states.state(self.at).filter(kind__code=value)
        return queryset.filter(pk__in=states.values("locality"))

    def in_district(self, queryset: Any, name: str, value: str) -> Any:
        return self._with_member(queryset, then_district=value)

    def in_orp(self, queryset: Any, name: str, value: str) -> Any:
        return self._with_member(queryset, then_orp=value)

    def _with_member(self, queryset: Any, **where: str) -> Any:
        towns = Municipality.objects.on(self.at).filter(**where)
        members = Membership.objects.public().members(self.at).filter(municipality__in=towns.values("pk"))
        return queryset.filter(pk__in=members.values("locality"))

    def planned(self, queryset: Any, name: str, value: str) -> Any:
        states = PlanChange.objects.public().state(self.at).filter(plan__kind__in=MAIN_PLANS)
        if value == NONE:
            return queryset.exclude(pk__in=states.values("plan__locality"))
        return queryset.filter(pk__in=states.filter(state=value).values("plan__locality"))


class MunicipalityFilter(Filter):
    q = NameFilter(label="Název nebo kód", method="named", max_length=LONGEST)
    okres = django_filters.ChoiceFilter(label="Okres", field_name="then_district", empty_label="všechny")
    orp = django_filters.ChoiceFilter(label="ORP", field_name="then_orp", empty_label="všechny")
    postaveni = django_filters.ChoiceFilter(label="Postavení", field_name="then_status", empty_label="všechna")
    podpora = django_filters.ChoiceFilter(
        label="Podpora", method="supported", empty_label="nerozhoduje", choices=[(SUPPORTED, "v podporované lokalitě")]
    )
    razeni = django_filters.OrderingFilter(
        label="Řazení",
        empty_label="podle shody, jinak podle názvu",
        fields=[("then_name_key", "nazev"), ("population", "obyvatele")],
        choices=[
            ("nazev", "podle názvu, A–Z"),
            ("-nazev", "podle názvu, Z–A"),
            ("-obyvatele", "od největší"),
            ("obyvatele", "od nejmenší"),
        ],
        null_label=None,
    )

    class Meta:
        model = Municipality
        fields = ()

    def choices(self) -> dict[str, Any]:
        return _register(self.at)

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        return Municipality.objects.public().existing(at).on(at).order_by("then_name_key", "code")

    @classmethod
    def shown(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        then = (f"then_{column}" for column in (*REGISTERED, "source"))
        return rows.values("code", *then)

    def supported(self, queryset: Any, name: str, value: str) -> Any:
        """The municipalities of the localities whose support lasts on the day."""
        ongoing = SupportChange.objects.public().ongoing(self.at).values("locality")
        members = Membership.objects.public().members(self.at).filter(locality__in=ongoing)
        return queryset.filter(pk__in=members.values("municipality"))

    def named(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.by_fit(town.key for town in meant(Sought(value), self.at).municipalities)
