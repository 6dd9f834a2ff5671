"""One search over the whole public record."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council.models import PaperEntry
from czech.sought import Sought
from evidence.filters import LONGEST, TextField
from evidence.models import AsOf, Source
from localities.models import Locality
from memorandum.portal.searching import answers


class SearchForm(forms.Form):
    q = TextField(label="Co hledáte", required=False, max_length=LONGEST)


def search(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    sought = Sought(text)
    groups = answers(sought, at) if sought.words else []
    context = {
        "at": at,
        "problem": next((error for errors in form.errors.values() for error in errors), ""),
        "asked": request.GET.get("q", "").strip() != "",
        "sought": sought,
        "groups": groups,
        "count": sum(group.count for group in groups),
        "is_more": any(group.is_more for group in groups),
        "is_similar": bool(groups) and all(group.is_similar for group in groups),
        "examples": [] if groups else _examples(at),
    }
    return render(request, "portal/search.html", context)


def _examples(at: AsOf) -> list[str]:
    """What can be typed, taken from the record: places, a number of a resolution, a person."""
    shown = Locality.objects.public().recorded(at).values_list("name", flat=True)[:2]
    resolutions = (
        Source.objects.public().known(at).on_day(at).resolutions().exclude(number="").order_by("-known_on", "key")
    )
    people = PaperEntry.objects.public().known(at).exclude(person="").order_by("-paper__session__held_on", "position")
    found = [*shown, *resolutions.values_list("number", flat=True)[:1], *people.values_list("person", flat=True)[:1]]
    return list(dict.fromkeys(found))
