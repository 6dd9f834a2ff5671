"""What needs doing in the record, by rule: the admin's front page and ``./run check_record`` ask here."""

import json
from collections.abc import Container, Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection

from evidence.models import AsOf
from memorandum.findings import contradictions, documents, money, papers, places
from memorandum.findings.rule import Finding, FindingRule, Weight

#: All rules, the heaviest first.  The name of a rule is a part of addresses and of what people have set aside.
RULES: tuple[FindingRule, ...] = tuple(
    rule
    for weight in Weight
    for room in (contradictions, places, money, documents, papers)
    for rule in room.RULES
    if rule.weight is weight
)
BY_SLUG = {rule.slug: rule for rule in RULES}

__all__ = ["BY_SLUG", "RULES", "Finding", "FindingRule", "Weight", "findings"]


def findings(
    at: AsOf, localities: Container[int] | None = None, rules: Iterable[FindingRule] = RULES
) -> list[Finding]:
    """What the rules find as of two days, in their order, then by the Czech alphabet of localities: one query.

    ``localities``: only what belongs to these (by pk), and what is of a kind that belongs to no locality.
    """
    order = {rule.slug: place for place, rule in enumerate(rules)}
    if not order:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*_question(at, tuple(order)))
        rows = cursor.fetchall()
    placed = []
    for place, slug, *columns in rows:
        columns[-1] = json.loads(columns[-1])
        finding = Finding(BY_SLUG[slug], *columns)
        placed.append(((order[slug], place or "", finding.called, len(finding.mark), finding.mark), finding))
    every = [finding for _, finding in sorted(placed, key=itemgetter(0))]
    if localities is None:
        return every
    return [finding for finding in every if finding.is_shared or finding.locality in localities]


@lru_cache(maxsize=8)
def _question(at: AsOf, slugs: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The SQL of the rules as of two days.

    To put it together takes several times longer than to have it answered; and today the front page asks the same
    as it asked a minute ago.
    """
    arms = [arm.select(rule) for rule in map(BY_SLUG.__getitem__, slugs) for arm in rule.arms(at)]
    first, *others = arms
    sql, params = (first.union(*others, all=True).order_by() if others else first).query.sql_with_params()
    return sql, tuple(params)
