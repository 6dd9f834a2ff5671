"""The staff's side of money."""

from django.contrib import admin

from funding.models import Amount, AmountConfirmation, Operation, OperationLink, Programme
from memorandum.staff.admin.amounts import AmountWords
from memorandum.staff.admin.facts import ConfirmationAdmin, FactAdmin
from memorandum.staff.admin.records import RecordAdmin

admin.site.register(AmountConfirmation, ConfirmationAdmin)


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    list_display = ("abbreviation", "name", "fund", "year_from", "year_to", "predecessor")
    search_fields = ("abbreviation", "name", "code")


@admin.register(Amount)
class AmountAdmin(FactAdmin):
    form = AmountWords
    search_fields = ("locality__name", "passage")
    list_filter = ("kind", *FactAdmin.list_filter)


@admin.register(Operation)
class OperationAdmin(RecordAdmin):
    list_display = ("registration_number", "name", "programme", "total", "state")
    list_filter = ("programme", "state")
    search_fields = ("registration_number", "name", "recipient")


@admin.register(OperationLink)
class OperationLinkAdmin(RecordAdmin):
    list_display = ("operation", "locality", "made_by")
    list_filter = ("made_by",)
    search_fields = ("operation__name", "locality__name")
