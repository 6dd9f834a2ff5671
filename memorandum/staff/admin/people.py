"""Accounts of the staff.  Rights come from roles alone: nobody is given a single permission, and no role is edited."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as accounts
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from localities.models import Scope
from memorandum.staff import roles
from memorandum.staff.admin.fields import LookupOfMany
from memorandum.staff.admin.reach import ReadOnly

_RIGHTS = ("is_active", "is_staff", "is_superuser", "groups")

admin.site.unregister([User, Group])


class HistoryIsRead:
    """Django's page of history takes anything that is sent to it for a question."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if request.method not in ("GET", "HEAD") and self.has_view_or_change_permission(request):  # type: ignore[attr-defined]
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().history_view(request, object_id, extra_context)  # type: ignore[misc,no-any-return]


class ScopeInline(admin.StackedInline[Scope, User]):
    model = Scope
    extra = 1
    autocomplete_fields = ("localities",)
    verbose_name_plural = "omezení na lokality"
    fieldsets = (
        (
            None,
            {
                "fields": ("localities",),
                "description": "Bez omezení uživatel pracuje se všemi lokalitami. Omezený vidí a mění jen údaje "
                "vybraných lokalit; společné záznamy (zdroje, orgány, písemnosti…) jen čte, nový zdroj přidat smí. "
                "Omezení zruší až zaškrtnutí „Odstranit“: prázdný výběr znamená žádnou lokalitu. "
                "Správce s neomezenými právy (superuživatel) omezit nelze.",
            },
        ),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **kwargs | {"widget": LookupOfMany(db_field, self.admin_site)}
        )


@admin.register(User)
class UserAdmin(HistoryIsRead, accounts.UserAdmin[User]):
    """Whoever leaves is deactivated, never deleted: history goes on saying who did what."""

    list_display = ("username", "first_name", "last_name", "role_names", "is_active", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    inlines = (ScopeInline,)
    filter_horizontal = ()

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        account = ("username", "password") if obj else ("username", "usable_password", "password1", "password2")
        rights = [name for name in _RIGHTS if name != "is_superuser" or request.user.is_superuser]
        person = {"fields": ("first_name", "last_name", "email")}
        explained = render_to_string("staff/_roles.html", {"roles": list(roles.Role)})
        return [
            (None, {"fields": account}),
            ("Osoba", person),
            ("Role", {"fields": rights, "description": explained}),
            *([("Data", {"fields": ("last_login", "date_joined")})] if obj else []),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody but a superuser changes the rights of their own account: they might lock themselves out."""
        own = obj is not None and obj.pk == request.user.pk and not request.user.is_superuser
        return ["last_login", "date_joined", *(_RIGHTS if own else ())]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs |= {"queryset": _grantable(request), "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody changes an account, or its password, that may do more than their own."""
        return super().has_change_permission(request, obj) and (obj is None or not _is_above(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role_names(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "—"


def _grantable(request: HttpRequest) -> QuerySet[Group]:
    """The groups that give nothing beyond what the user may do, the weakest first."""
    groups = Group.objects.order_by("pk")
    return groups.exclude(permissions__in=_beyond(request)) if not request.user.is_superuser else groups


def _is_above(request: HttpRequest, account: User) -> bool:
    """Whether the account may do more than the user, or could if it were active."""
    if request.user.is_superuser:
        return False
    return account.is_superuser or _beyond(request).filter(Q(group__user=account) | Q(user=account)).exists()


def _beyond(request: HttpRequest) -> QuerySet[Permission]:
    """The permissions that the user does not have."""
    own = request.user.get_all_permissions()
    named = Permission.objects.values_list("pk", "content_type__app_label", "codename")
    return Permission.objects.filter(pk__in=[pk for pk, app, codename in named if f"{app}.{codename}" not in own])


@admin.register(Group)
class GroupAdmin(HistoryIsRead, ReadOnly, admin.ModelAdmin[Group]):
    """What a role may do is written in memorandum.staff.roles."""

    list_display = ("name", "explanation", "members")
    ordering = ("pk",)
    fields = ("name", "explanation", "members")

    @admin.display(description="co smí")
    def explanation(self, group: Group) -> str:
        return next((role.explanation for role in roles.Role if role.group == group.name), "—")

    @admin.display(description="uživatelé")
    def members(self, group: Group) -> str:
        return ", ".join(sorted(user.get_username() for user in group.user_set.all())) or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).prefetch_related("user_set")


@admin.register(Scope)
class ScopeAdmin(HistoryIsRead, ReadOnly, admin.ModelAdmin[Scope]):
    """A limit is set on the page of its user."""

    list_display = ("user", "names")
    search_fields = ("user__username", "localities__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scope]:
        return super().get_queryset(request).select_related("user").prefetch_related("localities")

    @admin.display(description="lokality")
    def names(self, scope: Scope) -> str:
        return ", ".join(locality.name for locality in scope.localities.all()) or "žádná"
