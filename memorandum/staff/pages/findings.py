"""What needs doing, on the admin's front page and on a page of its own; each person is told what they may see."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from evidence import recorded
from evidence.models import AsOf
from localities.models import Locality, limits, within
from memorandum.findings import BY_SLUG, RULES, CountedFinding, Finding, FindingRule, FindingScope, counted
from memorandum.staff.site import staff_page

#: How many findings of a rule the front page tells, and how many its own page.
FIRST, PAGE = 5, 50
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one rule, each with the way to it; ``items`` may be only the first of them."""

    rule: FindingRule
    items: list[tuple[Finding, str]]
    count: int


def overview(request: HttpRequest) -> list[FindingGroup]:
    """For the front page: each rule that finds something, with the first of its findings."""
    return _grouped(request, _counted(_scope(request), [*RULES], each=FIRST))


def finding_list(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("pravidlo", "")
    if wanted and wanted not in BY_SLUG:
        raise Http404
    rule = BY_SLUG.get(wanted)
    seen = Locality.objects.all() if _may(request, "view", "localities.locality") else Locality.objects.none()
    localities = within(seen, request.user)
    slug = request.GET.get("lokalita", "")
    locality = get_object_or_404(localities, slug=slug) if slug else None
    number = request.GET.get("strana", "")
    asked: Any = _Asked(_scope(request, locality), [rule] if rule else [*RULES], number)
    page: Page[CountedFinding] = Paginator(asked, PAGE).get_page(number)
    choices = {"rules": RULES, "rule": rule, "localities": localities, "locality": locality}
    groups = _grouped(request, page.object_list)
    return staff_page(request, "staff/findings.html", "Co je třeba udělat", page=page, groups=groups, **choices)


class _Asked:
    """Findings to be counted and cut by the database, in one question where the page that is asked for is there."""

    def __init__(self, scope: FindingScope, rules: list[FindingRule], page: str) -> None:
        self.scope, self.rules = scope, rules
        self._start = (int(page) - 1) * PAGE if page.isdecimal() and 0 < int(page) < _MOST_PAGES else 0

    @cached_property
    def _expected(self) -> list[CountedFinding]:
        return _counted(self.scope, self.rules, start=self._start, most=PAGE)

    def __len__(self) -> int:
        some = self._expected or (self._start and _counted(self.scope, self.rules, most=1)) or ()
        return next((found.of_all for found in some), 0)

    def __getitem__(self, rows: Any) -> Any:
        if rows.start == self._start:
            return self._expected
        return _counted(self.scope, self.rules, start=rows.start, most=rows.stop - rows.start)


def _counted(scope: FindingScope, rules: list[FindingRule], **cut: int) -> list[CountedFinding]:
    """What rules find today.  While nobody writes it is kept: to look through a whole record may take seconds."""
    slugs = tuple(rule.slug for rule in rules)
    database = str(connection.settings_dict["NAME"])
    found: list[CountedFinding] = _found(recorded.version(), database, AsOf.now(), scope, slugs, **cut)
    return found


@lru_cache(maxsize=64)
def _found(version: Any, database: str, at: AsOf, scope: FindingScope, slugs: tuple[str, ...], **cut: int) -> Any:
    """``version`` and ``database`` say of which state of which record it is."""
    return counted(at, scope, [BY_SLUG[slug] for slug in slugs], **cut)


def _scope(request: HttpRequest, locality: Locality | None = None) -> FindingScope:
    """What the person may see: of their localities, of records that their role lets them look at."""
    models = tuple(label for label in _labels() if _may(request, "view", label))
    return FindingScope(models, limits(request.user), locality.pk if locality else None)


def _labels() -> list[str]:
    return [model._meta.label_lower for model in apps.get_models()]


def _grouped(request: HttpRequest, shown: Iterable[CountedFinding]) -> list[FindingGroup]:
    groups = []
    for rule, of_rule in itertools.groupby(shown, key=lambda found: found.finding.rule):
        rows = list(of_rule)
        items = [(row.finding, _way(request, row.finding)) for row in rows]
        groups.append(FindingGroup(rule, items, rows[0].of_rule))
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
