"""What needs doing, on the admin's front page and on a page of its own; each person is told what they may see."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evidence.models import AsOf
from localities.models import Locality, limits, within
from memorandum.findings import BY_SLUG, RULES, Finding, FindingRule, findings

#: How many findings of a rule the front page tells, and how many its own page.
FIRST, PAGE = 5, 50


@dataclass(frozen=True, slots=True)
class Item:
    finding: Finding
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule; ``items`` may be only the first of them."""

    rule: FindingRule
    items: list[Item]
    count: int


def overview(request: HttpRequest) -> list[Group]:
    """For the front page: each rule that finds something, with the first of its findings."""
    return _grouped(request, _found(request, RULES), first=FIRST)


def finding_list(request: HttpRequest, site: AdminSite) -> HttpResponse:
    rule = _rule(request.GET.get("pravidlo", ""))
    seen = Locality.objects.all() if _may(request, "view", "localities.locality") else Locality.objects.none()
    localities = within(seen, request.user)
    slug = request.GET.get("lokalita", "")
    locality = get_object_or_404(localities, slug=slug) if slug else None
    found = _found(request, [rule] if rule else RULES)
    if locality is not None:
        found = [finding for finding in found if finding.locality == locality.pk]
    page = Paginator(found, PAGE).get_page(request.GET.get("strana"))
    context = {
        **site.each_context(request),
        "title": "Co je třeba udělat",
        "page": page,
        "groups": _grouped(request, page.object_list),
        "rules": RULES,
        "rule": rule,
        "localities": localities,
        "locality": locality,
    }
    return render(request, "staff/findings.html", context)


def _rule(slug: str) -> FindingRule | None:
    if slug and slug not in BY_SLUG:
        raise Http404
    return BY_SLUG.get(slug)


def _found(request: HttpRequest, rules: Iterable[FindingRule]) -> list[Finding]:
    """What the person may see: of their localities, of records that their role lets them look at."""
    found = findings(AsOf.now(), limits(request.user), rules)
    return [finding for finding in found if _may(request, "view", finding.model)]


def _grouped(request: HttpRequest, found: Iterable[Finding], first: int | None = None) -> list[Group]:
    groups = []
    for rule, of_rule in itertools.groupby(found, key=lambda finding: finding.rule):
        items = list(of_rule)
        groups.append(Group(rule, [Item(item, _way(request, item)) for item in items[:first]], len(items)))
    return groups


def _way(request: HttpRequest, finding: Finding) -> str:
    """To the form that adds what is missing, for those who may add it; else to the record."""
    if finding.adds and not _may(request, "add", finding.adds.partition("?")[0]):
        return finding.record_url
    return finding.url


def _may(request: HttpRequest, verb: str, model: str) -> bool:
    app, name = model.split(".")
    user: Any = request.user
    return bool(user.has_perm(f"{app}.{verb}_{name}"))
