"""What a person may reach in the admin, and what nobody edits there."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from localities.models import within
from memorandum.staff.admin.fields import LINES, NOT_STATED, Lookup


class WithinReach:
    """What a person may reach: rows, references, and what they may make public."""

    admin_site: Any
    model: type[models.Model]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return within(super().get_queryset(request), request.user)  # type: ignore[misc]

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """A reference may lead only to what the person could open: the related admin says what that is."""
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if related is None:
            return super().get_field_queryset(db, db_field, request)  # type: ignore[misc,no-any-return]
        return related.get_queryset(request)  # type: ignore[no-any-return]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What is not chosen is called by its name, „neuvedeno“.  Another record is changed on its own page only."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        nothing = "– vyberte –" if field is not None and field.required else NOT_STATED
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = nothing if field.empty_label is not None else None
        elif isinstance(field, forms.TypedChoiceField):
            choices: Any = field.choices
            field.choices = [(value, label if value else nothing) for value, label in choices]
        return field

    @property
    def references(self) -> list[str]:
        """The columns that lead to other records."""
        return [field.name for field in self.model._meta.concrete_fields if field.many_to_one]

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        """Every reference is looked up by typing; nobody scrolls through two hundred municipalities."""
        return super().get_autocomplete_fields(request) or self.references  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Lookup(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Making public takes a permission.  Only what is born public may be withheld by whoever enters it."""
        fields = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        meta = self.model._meta
        flag = next((field for field in meta.fields if field.name == "is_public"), None)
        if flag is None or request.user.has_perm(f"{meta.app_label}.publish_{meta.model_name}"):
            return fields
        return fields if obj is None and flag.default else [*fields, flag.name]


class RecordInline(WithinReach, admin.StackedInline[Any, Any]):
    """Records that are edited on the page of the one they belong to."""

    extra = 0
    formfield_overrides = LINES


class ReadOnly:
    """For reading: nobody adds it, changes it or deletes it here.  Stands before the admin it narrows."""

    def _nobody(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_add_permission = has_change_permission = has_delete_permission = _nobody
