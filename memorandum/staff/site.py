"""The site of the staff's pages: who is let in, and in what order it shows the record.

Its addresses are in ``memorandum.staff.urls``, its records in ``memorandum.staff.admin``.
"""

from collections.abc import Hashable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import logout
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode

from memorandum.staff.accounts import second_factor
from memorandum.staff.accounts.views import to_second_factor

#: What staff work with every day.
DAILY = ("Locality", "Source", "Session", "Paper", "Discrepancy", "Municipality")
MOST_MENUS = 100  # kept at once: people have few different sets of permissions


class StaffSite(admin.AdminSite):
    """``/sprava/``."""

    site_header = "Memorandum – správa evidence"
    site_title = "Správa evidence"
    index_title = "Evidence"
    index_template = "staff/index.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._menus: dict[Hashable, list[Any]] = {}

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff who have shown a second factor in this session, unless the settings make it optional."""
        return super().has_permission(request) and second_factor.is_enough(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to whatever is missing: logging in, the second factor, or somebody who would give access."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME)
        onward = wanted if wanted and get_adapter().is_safe_url(wanted) else reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(onward)
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: onward})}")
        if not super().has_permission(request):
            return render(request, "account/no_access.html", status=403)
        return to_second_factor(request, onward)

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asked for by a form; whoever comes by a link is asked first."""
        answer: HttpResponse = logout(request)
        return answer

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """What staff work with every day first, in the order of their work; the rest under the names of its rooms.

        It stands on every page and takes long to make, so it is kept for all who may do the same.
        """
        user = request.user
        may = frozenset() if user.is_superuser else frozenset(user.get_all_permissions())
        key = (get_script_prefix(), app_label, user.is_active, user.is_superuser, may)
        if key not in self._menus:
            if len(self._menus) >= MOST_MENUS:
                self._menus.clear()
            self._menus[key] = self._menu(request, app_label)
        return self._menus[key]

    def _menu(self, request: HttpRequest, app_label: str | None) -> list[Any]:
        rooms = super().get_app_list(request, app_label)
        if app_label is not None:
            return rooms
        models = {model["object_name"]: model for room in rooms for model in room["models"]}
        daily = [models[name] for name in DAILY if name in models]
        rest = [
            room | {"models": [model for model in room["models"] if model["object_name"] not in DAILY]}
            for room in rooms
        ]
        first = {
            "name": "Každodenní práce",
            "app_label": "daily",
            "app_url": reverse("admin:index"),
            "has_module_perms": True,
        }
        rest.sort(key=lambda room: room["app_label"] in ("auth", "security"))  # who may come in is seldom changed
        return [*([first | {"models": daily}] if daily else []), *(room for room in rest if room["models"])]


def staff_page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page of the portal's own, with all that the pages of the site around it have."""
    request.current_app = admin.site.name
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


def record_url(record: Model | type[Model], page: str, *args: Any) -> str:
    """The address of a page that the admin has of a record or of its kind: „change“, „changelist“, „history“…"""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=args)


def reached[M: Model](request: HttpRequest, model: type[M], pk: int, *joined: str) -> M:
    """The record as the person may open it in the admin.  Raises PermissionDenied, and Http404 out of their reach."""
    page = admin.site.get_model_admin(model)
    if not page.has_view_or_change_permission(request):
        raise PermissionDenied
    return get_object_or_404(page.get_queryset(request).select_related(*joined), pk=pk)


def member(request: HttpRequest) -> User:
    """Who works here: the site lets in nobody without an account."""
    assert isinstance(request.user, User)
    return request.user
