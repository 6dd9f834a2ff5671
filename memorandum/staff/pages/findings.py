"""What needs doing, on the admin's front page and on a page of its own; each person is told what they may see."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from evidence.models import AsOf
from localities.models import Locality, limits, within
from memorandum.findings import BY_SLUG, RULES, Finding, FindingRule, findings
from memorandum.staff.site import staff_page

#: How many findings of a rule the front page tells, and how many its own page.
FIRST, PAGE = 5, 50


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one rule, each with the way to it; ``items`` may be only the first of them."""

    rule: FindingRule
    items: list[tuple[Finding, str]]
    count: int


def overview(request: HttpRequest) -> list[FindingGroup]:
    """For the front page: each rule that finds something, with the first of its findings."""
    return _grouped(request, _visible(request, RULES), first=FIRST)


def finding_list(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("pravidlo", "")
    if wanted and wanted not in BY_SLUG:
        raise Http404
    rule = BY_SLUG.get(wanted)
    seen = Locality.objects.all() if _may(request, "view", "localities.locality") else Locality.objects.none()
    localities = within(seen, request.user)
    slug = request.GET.get("lokalita", "")
    locality = get_object_or_404(localities, slug=slug) if slug else None
    visible = _visible(request, [rule] if rule else RULES)
    if locality is not None:
        visible = [finding for finding in visible if finding.locality == locality.pk]
    page = Paginator(visible, PAGE).get_page(request.GET.get("strana"))
    choices = {"rules": RULES, "rule": rule, "localities": localities, "locality": locality}
    groups = _grouped(request, page.object_list)
    return staff_page(request, "staff/findings.html", "Co je třeba udělat", page=page, groups=groups, **choices)


def _visible(request: HttpRequest, rules: Iterable[FindingRule]) -> list[Finding]:
    """What the person may see: of their localities, of records that their role lets them look at."""
    within_limits = findings(AsOf.now(), limits(request.user), rules)
    return [finding for finding in within_limits if _may(request, "view", finding.model)]


def _grouped(request: HttpRequest, visible: Iterable[Finding], first: int | None = None) -> list[FindingGroup]:
    groups = []
    for rule, of_rule in itertools.groupby(visible, key=lambda finding: finding.rule):
        all_of_rule = list(of_rule)
        items = [(finding, _way(request, finding)) for finding in all_of_rule[:first]]
        groups.append(FindingGroup(rule, items, len(all_of_rule)))
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
