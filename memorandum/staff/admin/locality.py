"""The screen of a locality: how things stand, and a row for whatever is new."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

import czech
from evidence.models import AsOf
from evidence.models.prepared import Prepared
from funding.models import Amount
from localities.models import MAIN_PLANS, Discrepancy, Locality, Membership, Plan, PlanChange, SupportChange
from memorandum.staff.admin.locality_rows import Amounts, Members, Plans, SupportRows
from memorandum.staff.admin.rows import SourcedAdmin


@Prepared
def _support(at: AsOf, locality: int) -> QuerySet[Any]:
    return SupportChange.objects.filter(locality=locality).state(at).select_related("kind")


@Prepared
def _plans(at: AsOf, locality: int) -> QuerySet[Any]:
    states = PlanChange.objects.filter(plan__locality=locality).state(at).select_related("plan")
    return states.filter(plan__kind__in=MAIN_PLANS).order_by("-effective_on")


@Prepared
def _members(at: AsOf, locality: int) -> QuerySet[Any]:
    members: QuerySet[Any] = Membership.objects.filter(locality=locality).members(at).with_municipalities(at)
    return members


@Prepared
def _allocated(at: AsOf, locality: int) -> QuerySet[Any]:
    allocated: QuerySet[Any] = Amount.objects.filter(locality=locality).allocated(at)
    return allocated


@Prepared
def _discrepancies(at: AsOf, locality: int) -> QuerySet[Any]:
    return Discrepancy.objects.filter(locality=locality).open_first(at)


@Prepared
def _unsettled(at: AsOf, locality: int) -> QuerySet[Any, Any]:
    return Discrepancy.objects.filter(locality=locality).known(at).unsettled(at).values_list("pk", flat=True)


def support(locality: Locality, at: AsOf) -> tuple[str, str]:
    """How the locality is supported today, and since when."""
    state = next(iter(_support(at, locality.pk)), None)
    return "Podpora", state.statement if state else ""


def plan(locality: Locality, at: AsOf) -> tuple[str, str]:
    state = next(iter(_plans(at, locality.pk)), None)
    return "Strategický plán", state.statement if state else ""


def members(locality: Locality, at: AsOf) -> tuple[str, str]:
    names = [row.municipality.name for row in _members(at, locality.pk)]
    return "Členské obce", czech.joined(sorted(names, key=czech.order))


def allocation(locality: Locality, at: AsOf) -> tuple[str, str]:
    amounts = _allocated(at, locality.pk)
    return "Alokace", czech.joined(f"{czech.money(amount.amount)} {amount.since}" for amount in amounts)


def open_discrepancies(locality: Locality, at: AsOf) -> tuple[str, str]:
    count = len(_unsettled(at, locality.pk))
    return "Nevyřešené rozpory", czech.number(count) if count else "žádné"


#: The lines of the lead: each gives its name, and what it says of the locality („“ is not stated).
LEAD = (support, plan, allocation, members, open_discrepancies)


class LocalityAdmin(SourcedAdmin):
    """All of one locality on one page."""

    list_display = ("name", "kind", "supported", "is_public")
    list_filter = ("kind", "is_public")
    search_fields = ("name", "aliases__name")
    change_form_template = "staff/locality_form.html"
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines = (SupportRows, Members, Plans, Amounts)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A locality is made first, and gets its facts on its page."""
        return self.inlines if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        itself = (None, {"fields": ["name", "slug", "kind", "is_public"]})
        if obj is None or not self.has_change_permission(request, obj):
            return [itself]
        new = ["new_kind", "new_title", "new_issued_on", "new_issuer_name", "new_number", "new_url", "new_text"]
        return [
            ("Název, druh a zveřejnění", {"fields": itself[1]["fields"]}),
            ("Z čeho zapisujete", {"fields": ["page_source"]}),
            ("Zdroj v evidenci ještě není", {"fields": new, "classes": ["collapse"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        if request.resolver_match is None or not request.resolver_match.view_name.endswith("locality_changelist"):
            return rows  # only the list tells how each is supported
        states = SupportChange.objects.each_state(AsOf.now()).filter(locality=OuterRef("pk"))
        return rows.annotate(support=Subquery(states.values("kind__name")[:1]))

    @admin.display(description="podpora dnes", ordering="support")
    def supported(self, locality: Any) -> str:
        return locality.support or "neuvedeno"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """By any of its names, without accents and with a typo."""
        if not search_term.strip():
            return queryset, False
        return queryset.like(search_term), False

    def get_history_parts(self, request: HttpRequest, record: Any) -> Any:
        yield from super().get_history_parts(request, record)
        yield Plan, "locality_id", [record.pk]
        yield PlanChange, "plan_id", list(record.plans.values_list("pk", flat=True))

    def get_page_context(self, request: HttpRequest, record: Locality) -> dict[str, Any]:
        at = AsOf.now()
        return {
            "lead": [line(record, at) for line in LEAD],
            "discrepancies": _discrepancies(at, record.pk),
            "aliases": record.aliases.all(),
            "last": self._history(request, record).last(),
        }
