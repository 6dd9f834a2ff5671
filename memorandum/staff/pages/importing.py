"""Pages of staff: bring tables, see what they would do, do it; and take tables away in the same form."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

import czech
from evidence.models import Import
from formats.attachments import file_response
from formats.delimited_text import DELIMITERS, ENCODINGS
from formats.refusals import WrongFile
from formats.sheet import csv_file
from memorandum.imports import actions, workbooks
from memorandum.imports.kinds import KINDS, MUNICIPALITIES, TableKind
from memorandum.imports.lookups import Lookups
from memorandum.imports.outcomes import RowState
from memorandum.imports.progress import Steps, finished
from memorandum.security.models import SecurityKind
from memorandum.staff.accounts import security_log
from memorandum.staff.site import member, record_url, staff_page
from memorandum.staff.uploads import TOO_LARGE

_LONG_WORK = 250_000  # bytes of files; what is smaller takes less than some three seconds
_PROBLEMS, _ROWS = 200, 100
_OUTCOMES = {
    RowState.NEW: "přibude",
    RowState.CHANGED: "změní se",
    RowState.CONFIRMS: "potvrdí, co evidence má",
    RowState.SAME: "nic",
    RowState.WRONG: "chyba",
}
_RECOGNISED = ("", "poznat")


class ReadAnewForm(forms.Form):
    """How to read the same files another time; what is not chosen is recognised.  Asks only what can be chosen."""

    encoding = forms.ChoiceField(label="Kódování", choices=[_RECOGNISED, *ENCODINGS.items()], required=False)
    delimiter = forms.ChoiceField(label="Oddělovač", choices=[_RECOGNISED, *DELIMITERS.items()], required=False)
    sheet = forms.ChoiceField(label="List", required=False)
    districts = forms.CharField(label="Jen okresy", required=False)

    def __init__(self, imported: Import, files: list[dict[str, Any]], data: Any = None) -> None:
        super().__init__(
            data, initial=imported.options | {"districts": ", ".join(imported.options.get("districts", []))}
        )
        sheets = sorted({name for file in files for name in file["sheets"] if name})
        self.fields["sheet"].choices = [_RECOGNISED, *zip(sheets, sheets, strict=True)]  # type: ignore[attr-defined]
        if files and not any(file["format"] == "csv" for file in files):
            del self.fields["encoding"], self.fields["delimiter"]
        if not sheets:
            del self.fields["sheet"]
        if imported.kind != MUNICIPALITIES.code:
            del self.fields["districts"]

    def options(self) -> dict[str, Any]:
        """What was chosen; a choice that is none leaves it to be recognised."""
        self.is_valid()
        return self.cleaned_data | {"districts": _parted(self.cleaned_data.get("districts", ""))}


def _may(request: HttpRequest, kind: TableKind) -> bool:
    """Whoever may neither add nor change such records has no reason to bring them."""
    meta = kind.model._meta
    return any(request.user.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}") for verb in ("add", "change"))


def _allowed(request: HttpRequest) -> list[TableKind]:
    kinds = [kind for kind in KINDS.values() if _may(request, kind)]
    if not kinds:
        raise PermissionDenied
    return kinds


# --- Bringing ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Choose the kind of table and the files; templates to download."""
    kinds = _allowed(request)
    wanted = request.POST.get("kind") or request.GET.get("druh", "")
    error = ""
    if request.method == "POST":
        kind = KINDS.get(wanted)
        if kind is not None and kind not in kinds:
            raise PermissionDenied
        try:
            if TOO_LARGE in request.META:
                raise WrongFile("Soubory mají dohromady víc než 10 MB. Rozdělte je na menší.")
            if kind is None:
                raise WrongFile("Vyberte, co v souboru je.")
            files = [(file.name or "soubor", file.read()) for file in request.FILES.getlist("files")]
            options = {"districts": _parted(request.POST.get("districts", ""))}
            imported = actions.bring(kind=kind, files=files, options=options, by=member(request))
        except WrongFile as refusal:
            error = str(refusal)
        else:
            return HttpResponseRedirect(reverse("admin:import-preview", args=[imported.token]))
    mine = Import.objects.filter(by=member(request)).exclude(applied_at=None).prefetch_related("files")[:10]
    done = [(KINDS[each.kind].title if each.kind in KINDS else each.kind, each) for each in mine]
    context = {"kinds": kinds, "chosen": wanted, "error": error, "done": done}
    districts = request.POST.get("districts", "")
    page = staff_page(request, "staff/import_start.html", "Import z Excelu", districts=districts, **context)
    page.status_code = 422 if error else 200
    return page


@require_GET
def template_file(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table to fill in."""
    empty = _kind(kind)
    if not _may(request, empty):
        raise PermissionDenied
    return file_response(workbooks.template(empty, Lookups(member(request))), f"vzor-{kind}.xlsx")


def _kind(code: str) -> TableKind:
    if code not in KINDS:
        raise Http404(code)
    return KINDS[code]


# --- Looking and doing -------------------------------------------------------------------------------------------


def _own(request: HttpRequest, token: str) -> tuple[Import, TableKind]:
    """An import belongs to whoever brought it; others are not told that it is there."""
    imported = get_object_or_404(Import, token=token, by=member(request), kind__in=KINDS)
    kind = KINDS[imported.kind]
    if not _may(request, kind):
        raise PermissionDenied
    return imported, kind


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the files would do, how they were understood, and the button that does it."""
    imported, kind = _own(request, token)
    if request.method == "POST":
        return _answer(request, imported, kind)
    if imported.applied_at is not None:
        context = {"imported": imported, "kind": kind, "list_url": record_url(kind.model, "changelist")}
        return staff_page(request, "staff/import_done.html", f"Import: {kind.title}", **context)
    shown = actions.seen(imported)
    if shown is None:
        steps = actions.look(imported=imported, by=member(request))
        if _is_long(imported):
            return _working(request, kind, steps, imported)
        shown = finished(steps)
    title = f"Náhled importu: {kind.title}"
    return staff_page(request, "staff/import_preview.html", title, **_seen(request, imported, shown))


def _seen(request: HttpRequest, imported: Import, shown: dict[str, Any]) -> dict[str, Any]:
    """What the preview is made of."""
    files, problems = shown.get("files", []), shown.get("problems", [])
    page = Paginator(shown.get("rows", []), _ROWS).get_page(request.GET.get("strana"))
    return {
        "imported": imported,
        "shown": shown,
        "problems": problems[:_PROBLEMS],
        "problems_shown": _PROBLEMS if len(problems) > _PROBLEMS else 0,
        "can_be_applied": bool(shown.get("writes")) and not problems,
        "page": page,
        "rows": [(row, _OUTCOMES[row["state"]]) for row in page.object_list],
        "files": [(file, _way_of_reading(file)) for file in files],
        "form": ReadAnewForm(imported, files),
    }


def _way_of_reading(file: dict[str, Any]) -> str:
    way = f"List „{file['sheet']}“."
    if file["encoding"]:
        way = f"Kódování {ENCODINGS[file['encoding']]}, oddělovač {DELIMITERS[file['delimiter']]}."
    return f"{way} " + (f"Záhlaví je na řádku {file['heading']}." if file["heading"] else "Úřední číselník.")


def _answer(request: HttpRequest, imported: Import, kind: TableKind) -> HttpResponseBase:
    here = HttpResponseRedirect(request.path)
    match request.POST.get("action"):
        case "apply":
            steps = actions.apply(imported=imported, digest=request.POST.get("digest", ""), by=member(request))
            if _is_long(imported):
                return _working(request, kind, steps, imported)
            try:
                finished(steps)
            except actions.ImportRefused as refused:
                _refuse(request, imported, str(refused))
        case "read" if imported.applied_at is None:
            files = (actions.seen(imported) or {}).get("files", [])
            actions.choose(imported=imported, options=ReadAnewForm(imported, files, request.POST).options())
        case "drop" if imported.applied_at is None:
            actions.drop(imported=imported)
            messages.success(request, "Soubory jsme zahodili, nic se nezapsalo.")
            return HttpResponseRedirect(reverse("admin:import"))
    return here


def _refuse(request: HttpRequest, imported: Import, reason: str) -> None:
    messages.error(request, reason)
    if imported.applied_at is None:
        actions.choose(imported=imported, options=imported.options)  # the next look is a new one


def _parted(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _is_long(imported: Import) -> bool:
    return sum(len(file.content or b"") for file in imported.files.all()) > _LONG_WORK


def _working(request: HttpRequest, kind: TableKind, steps: Steps[Any], imported: Import) -> StreamingHttpResponse:
    """A page that grows while the work goes on, and then leads on by itself: no JavaScript, no second process.

    Whoever leaves before the end leaves it undone: the work is one transaction.
    """
    context = {**admin.site.each_context(request), "title": f"Pracujeme: {kind.title}"}
    before, _, after = render_to_string("staff/import_working.html", context, request).partition("<!-- work -->")

    def grows() -> Iterator[str]:
        yield before
        try:
            yield from _progress(steps)
        except actions.ImportRefused as refused:
            _refuse(request, imported, str(refused))
        yield format_html('<p><a href="{}">Pokračovat</a></p>', request.path)
        yield after

    # The browser obeys Refresh only once the page is whole.
    return StreamingHttpResponse(grows(), headers={"Refresh": f"0; url={request.path}", "X-Accel-Buffering": "no"})


def _progress(steps: Steps[Any], clock: Callable[[], float] = time.monotonic) -> Iterator[str]:
    stage, last = "", 0.0
    for step in steps:
        if step.stage != stage:
            stage = step.stage
            yield format_html("<h2>{}</h2>", stage)
        elif clock() - last < 0.7:
            continue
        last = clock()
        if step.done:
            yield format_html(
                '<p>{} {} <progress max="{}" value="{}" aria-label="{}"></progress></p>',
                *(step.done, czech.out_of(step.total), step.total, step.done, stage),
            )


@require_GET
def problems(request: HttpRequest, token: str) -> HttpResponse:
    """All problems as a table for Excel."""
    imported, kind = _own(request, token)
    shown = actions.seen(imported) or {}
    head = ("Soubor", "List", "Řádek", "Sloupec", "Název sloupce", "Co je špatně")
    names = ("file", "sheet", "row", "letter", "column", "reason")
    rows = ([problem[name] for name in names] for problem in shown.get("problems", []))
    return file_response(csv_file(head, rows), f"chyby-{kind.code}.csv")


# --- Taking away -------------------------------------------------------------------------------------------------


@require_GET
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered now, in the columns that are imported; only what the person may see."""
    full = _kind(kind)
    page = admin.site.get_model_admin(full.model)
    if not page.has_view_or_change_permission(request):
        raise PermissionDenied
    try:
        rows = page.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters:
        raise Http404("filter") from None
    security_log.write(request, SecurityKind.EXPORTED, about=f"tabulka {full.model._meta.verbose_name_plural}")
    return file_response(workbooks.filled(full, rows, Lookups(member(request))), f"{kind}.xlsx")


def table_url(kind: TableKind, request: HttpRequest) -> str:
    """Where the list that is shown now can be taken away."""
    query = urlencode([(name, value) for name, values in request.GET.lists() if name != "p" for value in values])
    return reverse("admin:table", args=[kind.code]) + (f"?{query}" if query else "")
