"""The register of municipalities in the admin: what holds now, since when, and what held before."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

import czech
from localities import actions
from localities.models import REGISTERED, FormerRegistration, Municipality, PopulationCount
from memorandum.staff.admin.days import ExactDay
from memorandum.staff.admin.reach import RecordInline
from memorandum.staff.admin.records import RecordAdmin


class PopulationCountInline(RecordInline):
    model = PopulationCount


class FormerRegistrationInline(RecordInline):
    model = FormerRegistration


class MunicipalityForm(forms.ModelForm[Municipality]):
    """A municipality; what is typed over what the register said is so since a day, or mends a mistake."""

    valid_from = ExactDay(
        label="Platí od",
        required=False,
        help_text="Od kdy platí nový název, postavení, okres nebo ORP; dosavadní zůstane jako dřívější zápis. "
        "Prázdné = oprava chyby v zápisu.",
    )

    def clean(self) -> Any:
        cleaned: Any = super().clean()
        if self.cleaned_data.get("valid_from") and not set(REGISTERED) & set(self.changed_data):
            self.add_error("valid_from", "Název, postavení, okres ani ORP jste nezměnili, den tu nemá k čemu být.")
        return cleaned


class NamesInCzech(admin.AllValuesFieldListFilter):
    """Names to narrow a list by, in Czech order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookup_choices: Any = sorted(self.lookup_choices, key=czech.order)


@admin.register(Municipality)
class MunicipalityAdmin(RecordAdmin):
    form = MunicipalityForm
    list_display = ("name", "code", "status", "district", "orp", "ended_on")
    list_filter = (("district", NamesInCzech), ("orp", NamesInCzech), "status")
    search_fields = ("name", "code", "former_registrations__name")
    inlines = (PopulationCountInline, FormerRegistrationInline)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Since when is asked only where there is something that held before, of those who may change it."""
        asks = ["valid_from"] if obj is not None and self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": ["code", *REGISTERED, *asks, "source"]}),
            ("Trvání", {"fields": ["founded_on", "ended_on", "merged_into"]}),
            ("Poloha a IČO", {"fields": ["lat", "lon", "ico", "ico_source"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if since := form.cleaned_data.get("valid_from"):
            actions.register_since(municipality=obj, since=since, by=request.user)
        else:
            super().save_model(request, obj, form, change)


@admin.register(FormerRegistration)
class FormerRegistrationAdmin(RecordAdmin):
    list_display = ("name", "municipality", "until", "status", "district", "orp")
    search_fields = ("name", "municipality__name", "municipality__code")
    date_hierarchy = "until"


@admin.register(PopulationCount)
class PopulationCountAdmin(RecordAdmin):
    list_display = ("municipality", "counted_on", "count", "source")
    search_fields = ("municipality__name", "municipality__code")
    date_hierarchy = "counted_on"
