"""The staff's side of the portal: Django's admin, and the pages that are the portal's own.

Models are registered by their own apps; here is what needs more than one of them.
"""

from functools import reduce
from operator import or_
from typing import Any, Protocol, runtime_checkable

from allauth.account.adapter import get_adapter
from allauth.account.views import logout
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode

import memorandum.portal.converters  # noqa: F401 (registers <paper>)
from council.models import Paper
from evidence.history import Entry, latest
from evidence.models import EventQuerySet
from memorandum.staff.accounts import second_factor
from memorandum.staff.accounts.views import to_second_factor
from memorandum.staff.pages import composing, handbook, issuing
from memorandum.staff.pages import findings as tasks
from memorandum.staff.pages import importing as intake

#: How many of the latest changes the front page tells.
LATEST = 8
#: What staff work with every day.
DAILY = ("Locality", "Source", "Session", "Paper", "Discrepancy", "Municipality")


@runtime_checkable
class RecordPage(Protocol):
    """The admin of a record that has a history; the class itself is not there yet when the site is made."""

    is_tracked: bool

    def get_events(self, request: HttpRequest) -> EventQuerySet: ...

    def has_view_or_change_permission(self, request: HttpRequest) -> bool: ...


class StaffSite(admin.AdminSite):
    """``/sprava/``."""

    site_header = "Memorandum – správa evidence"
    site_title = "Správa evidence"
    index_title = "Evidence"
    index_template = "staff/index.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The portal's own pages first: Django's last pattern takes whatever is left."""
        from memorandum.staff.pages import reading  # its forms are those of admins, which register here

        paper: Any = self.get_model_admin(Paper)
        pages: list[URLPattern | URLResolver] = [
            path("council/paper/<int:pk>/vydat/", self.admin_view(self.issue_paper), name="paper-issue"),
            path("council/issuedpaper/<int:pk>/odvolat/", self.admin_view(self.withdraw_paper), name="paper-withdraw"),
            path(
                "council/issuedpaper/<int:pk>/soubor.<paper:extension>",
                self.admin_view(self.issued_file),
                name="issued-file",
            ),
            path("ukoly/", self.admin_view(self.findings), name="finding-list"),
            path("sestaveni/", self.admin_view(composing.draft), {"site": self}, name="paper-draft"),
            path(
                "council/paper/<int:pk>/nahled/",
                self.admin_view(composing.preview),
                {"page": paper},
                name="paper-preview",
            ),
            path(
                "council/paper/<int:pk>/nahled.<document:extension>",
                self.admin_view(composing.preview_file),
                {"page": paper},
                name="paper-preview-file",
            ),
            *intake.urls(self.admin_view),
            path("napoveda/", self.admin_view(handbook.contents), {"site": self}, name="help"),
            path("napoveda/<slug:slug>/", self.admin_view(handbook.page), {"site": self}, name="help-page"),
            path("cteni/", self.admin_view(reading.start), name="reading-start"),
            path("cteni/<slug:key>/", self.admin_view(reading.read), name="reading"),
            path("cteni/<slug:key>/rozhodnuti/", self.admin_view(reading.decide), name="reading-decide"),
            path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.view_on_site), name="view_on_site"),
        ]
        return [*pages, *(page for page in super().get_urls() if getattr(page, "name", "") != "view_on_site")]

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

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The front page: what needs doing, what colleagues did last, and the record."""
        context = {"groups": tasks.overview(request), "latest": self._latest(request)}
        return super().index(request, context | (extra_context or {}))

    def _latest(self, request: HttpRequest) -> list[tuple[Entry, str]]:
        """The last changes of what the person may see, each with the address of its history."""
        pages = [page for page in self._registry.values() if isinstance(page, RecordPage) and page.is_tracked]
        seen = [page.get_events(request) for page in pages if page.has_view_or_change_permission(request)]
        entries = latest(reduce(or_, seen), LATEST) if seen else []
        return [(entry, self._history_of(entry)) for entry in entries]

    def _history_of(self, entry: Entry) -> str:
        """Of what is no more, the list of deleted records, from where it can be brought back."""
        page = f"admin:{entry.model._meta.app_label}_{entry.model._meta.model_name}"
        return reverse(f"{page}_deleted") if entry.is_deletion else reverse(f"{page}_history", args=[entry.pk])

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """What staff work with every day first, in the order of their work; the rest under the names of its rooms."""
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
        rest.sort(key=lambda room: room["app_label"] == "auth")  # who may come in is seldom changed
        return [*([first | {"models": daily}] if daily else []), *(room for room in rest if room["models"])]

    def findings(self, request: HttpRequest) -> HttpResponse:
        return tasks.finding_list(request, self)

    def issue_paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        return issuing.issue_paper(request, self, pk)

    def withdraw_paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        return issuing.withdraw_paper(request, self, pk)

    def issued_file(self, request: HttpRequest, pk: int, extension: str) -> HttpResponse:
        return issuing.issued_file(request, pk, extension)

    def view_on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
        """To the public page of a record.  Django's own would tell the address of any record to any of the staff."""
        kind = ContentType.objects.filter(pk=content_type_id).first()
        model = kind.model_class() if kind else None
        page = self._registry.get(model) if model else None
        if page is None or not hasattr(model, "get_absolute_url"):
            raise Http404
        if not page.has_view_or_change_permission(request):
            raise PermissionDenied
        record = page.get_object(request, object_id)
        if record is None:
            raise Http404
        return HttpResponseRedirect(record.get_absolute_url())
