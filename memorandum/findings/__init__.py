"""What needs doing in the record, by rule: the admin's front page and ``./run check_record`` ask here."""

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

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

__all__ = [
    "BY_SLUG",
    "RULES",
    "CountedFinding",
    "Finding",
    "FindingRule",
    "FindingScope",
    "Weight",
    "counted",
    "findings",
]


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


@dataclass(frozen=True, slots=True)
class FindingScope:
    """What somebody may see of the findings: of which models, and of which localities (by pk), if they are limited.

    ``locality`` asks for what belongs to that one alone.
    """

    models: tuple[str, ...]
    localities: frozenset[int] | None = None
    locality: int | None = None


class CountedFinding(NamedTuple):
    """A finding, and how many its rule finds, and all rules together."""

    finding: Finding
    of_rule: int
    of_all: int


_EVERY = 2**31 - 1


def counted(
    at: AsOf,
    scope: FindingScope,
    rules: Iterable[FindingRule] = RULES,
    *,
    each: int = _EVERY,
    start: int = 0,
    most: int = _EVERY,
) -> list[CountedFinding]:
    """The same findings in the same order, but cut and counted by the database: ``each`` of a rule, some of all."""
    slugs = [rule.slug for rule in rules]
    if not slugs:
        return []
    question, params = _question(at, tuple(slugs))
    seen = ([*scope.models], scope.localities is None, [*(scope.localities or ())], scope.locality, scope.locality)
    with connection.cursor() as cursor:
        cursor.execute(_CUT.format(question=question), (*params, *seen, each, slugs, most, start))
        rows = cursor.fetchall()
    found = []
    for slug, *columns, details, of_rule, of_all in rows:
        columns.append(json.loads(details))
        found.append(CountedFinding(Finding(BY_SLUG[slug], *columns), of_rule, of_all))
    return found


_CUT = """
SELECT in_rule, of_model, record, mark, to_field, adds, called, in_locality, is_shared, details, of_rule, of_all
FROM (
    SELECT *, count(*) OVER (PARTITION BY in_rule) AS of_rule, count(*) OVER () AS of_all, row_number() OVER (
        PARTITION BY in_rule
        ORDER BY coalesce(place, '') COLLATE "C", called COLLATE "C", length(mark), mark COLLATE "C"
    ) AS nth
    FROM ({question}) AS found
    WHERE of_model = ANY(%s) AND (%s OR is_shared OR in_locality = ANY(%s))
        AND (%s::bigint IS NULL OR in_locality = %s)
) AS seen
WHERE nth <= %s
ORDER BY array_position(%s::text[], in_rule), nth
LIMIT %s OFFSET %s
"""


@lru_cache(maxsize=8)
def _question(at: AsOf, slugs: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The SQL of the rules as of two days.

    To put it together takes several times longer than to have it answered; and today the front page asks the same
    as it asked a minute ago.
    """
    arms = [(rule, arm) for rule in map(BY_SLUG.__getitem__, slugs) for arm in rule.arms(at)]
    first, *others = [arm.select(rule) for rule, arm in arms]
    sql, params = (first.union(*others, all=True).order_by() if others else first).query.sql_with_params()
    tables = {table.name: table for _, arm in arms if arm.ahead for table in arm.ahead.in_order()}
    if not tables:
        return sql, tuple(params)
    ahead = ", ".join(f"{table.name} AS MATERIALIZED ({table.sql})" for table in tables.values())
    return f"WITH {ahead} {sql}", (*(param for table in tables.values() for param in table.params), *params)
