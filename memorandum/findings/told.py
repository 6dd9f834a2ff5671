"""What papers of past sessions told, worked out ahead of the question of all rules.

A paper tells what held on the day of its session, by what was known on that day.  Between two days on which something
new could be told (a fact was known and in effect, or was found to be wrong) each paper tells the same of a subject.
So rules compare such spans with one another, and look only then for the last paper in what is left: never does a
fact meet each paper.
"""

from typing import Any

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL

from evidence.models import AsOf
from evidence.models.fact import Fact
from funding.models import Amount, AmountKind
from localities.models import MAIN_PLANS, PlanChange, PlanState, Stage, SupportChange
from memorandum.findings.rule import Ahead

_HELD, _IDS = "(SELECT held FROM papers)", "(SELECT ids FROM papers)"


def in_papers(facts: QuerySet[Any], told: Ahead) -> QuerySet[Any]:
    """The facts of which the table says in which paper (``in_paper``: its details), and beside which fact."""
    name, table = told.name, facts.model._meta.db_table
    found: QuerySet[Any] = facts.extra(tables=[name], where=[f'"{name}".fact = "{table}".id']).annotate(
        in_paper=RawSQL(f'"{name}".details', (), output_field=JSONField()), beside=RawSQL(f'"{name}".beside', ())
    )
    return found


def _last_before(*days: str) -> str:
    """The place, in the order of papers, of the last one before the earliest of the days."""
    return f"width_bucket(least({', '.join(days)}) - 1, {_HELD})"


def _latest(found: str) -> str:
    """Of what was found (a fact, beside which one, the place of a paper) the last paper of each fact, in words."""
    return (
        f"SELECT fact, beside, jsonb_build_object('pk', {_IDS}[place], 'held', {_HELD}[place]) AS details"
        f" FROM (SELECT DISTINCT ON (fact) fact, beside, place FROM ({found}) AS found"
        " ORDER BY fact, place DESC) AS latest"
    )


#: Of which facts papers tell, where not of all.
_TOLD: dict[type[Fact], str] = {
    Amount: f"kind = '{AmountKind.ALLOCATED.value}'",
    PlanChange: "plan_id IN (SELECT id FROM localities_plan WHERE kind IN ({}))".format(
        ", ".join(f"'{kind.value}'" for kind in MAIN_PLANS)
    ),
}


def _subject(model: type[Fact], row: str = "") -> list[str]:
    """The columns that say what a fact is about; nothing equals nothing."""
    return [
        f"coalesce({row}{name}, 0)" if model._meta.get_field(name.removesuffix("_id")).null else f"{row}{name}"
        for name in model.SUBJECT
    ]


def _same(model: type[Fact], one: str, other: str) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in model.SUBJECT)


def _columns(model: type[Fact]) -> str:
    return ", ".join(f"{column} AS {name}" for column, name in zip(_subject(model), model.SUBJECT, strict=True))


def _papers(at: AsOf) -> Ahead:
    order = "ORDER BY session.held_on, paper.id"
    return Ahead(
        "papers",
        f"SELECT array_agg(session.held_on {order}) AS held, array_agg(paper.id {order}) AS ids FROM council_paper"
        " AS paper JOIN council_session AS session ON session.id = paper.session_id WHERE session.held_on <= %s",
        (at.day,),
    )


def _spans(model: type[Fact], at: AsOf, which: str = "true", needs: tuple[Ahead, ...] = ()) -> Ahead:
    """From when until when papers tell which fact of a subject, and which comes right before it; where any does so.

    The first span of a subject begins before all days, and tells nothing.
    """
    table, columns, subject = model._meta.db_table, _columns(model), ", ".join(model.SUBJECT)
    told_of = " AND ".join(
        f"{column} = days.{name}" for column, name in zip(_subject(model, "told."), model.SUBJECT, strict=True)
    )
    sql = f"""
SELECT {subject}, since, until, ids[1] AS fact, ids[2] AS before
FROM (
    SELECT *, lead(since, 1, 'infinity') OVER (PARTITION BY {subject} ORDER BY since) AS until
    FROM (
        SELECT {columns}, greatest(effective_on, known_on) AS since FROM {table}
        UNION SELECT {columns}, corrected_on FROM {table} WHERE corrected_on IS NOT NULL
        UNION SELECT {columns}, '-infinity' FROM {table}
    ) AS day
    WHERE {which}
) AS days
CROSS JOIN LATERAL (
    SELECT array_agg(id ORDER BY effective_on DESC, known_on DESC, id DESC) AS ids
    FROM {table} AS told
    WHERE {told_of} AND greatest(effective_on, known_on) <= days.since
        AND (corrected_on IS NULL OR corrected_on > days.since)
) AS told
WHERE {_last_before("until")} > {_last_before("since")}
"""
    return Ahead(f"spans_of_{model._meta.model_name}", sql, (), (_papers(at), *needs))


def _spans_of_support(at: AsOf) -> Ahead:
    return _spans(SupportChange, at)


def _spans_of_plans(at: AsOf) -> Ahead:
    return _spans(PlanChange, at, _TOLD[PlanChange])


def _believed(model: type[Fact], at: AsOf) -> Ahead:
    """From when until when which fact is the state of a subject by what is known today; first there is none."""
    table, columns, (value,) = model._meta.db_table, _columns(model), model.VALUE
    known = "known_on <= %s AND struck_at IS NULL AND (corrected_on IS NULL OR corrected_on > %s)"
    stands = f"{known} AND {_TOLD.get(model, 'true')}"
    order = f"PARTITION BY {', '.join(_subject(model))} ORDER BY effective_on, known_on, id"
    sql = f"""
SELECT {columns}, id AS fact, {value} AS value, known_on, effective_on AS since,
    lead(effective_on, 1, 'infinity') OVER ({order}) AS until
FROM {table} WHERE {stands}
UNION ALL
SELECT {columns}, NULL, NULL, NULL, '-infinity', min(effective_on)
FROM {table} WHERE {stands} GROUP BY {", ".join(_subject(model))}
"""
    return Ahead(f"believed_{model._meta.model_name}", sql, (at.known, at.known) * 2)


def _differing(model: type[Fact], at: AsOf) -> tuple[Ahead, Ahead, Ahead]:
    """What both questions about what differs ask: what is believed, what of that papers could not know, the spans."""
    name, subject = model._meta.model_name, ", ".join(model.SUBJECT)
    believed = _believed(model, at)
    late = Ahead(
        f"late_{name}",
        f"SELECT * FROM {believed.name} WHERE fact IS NOT NULL AND since < least(known_on, until)"
        f" AND {_last_before('known_on', 'until')} > {_last_before('since')}",
        (),
        (_papers(at), believed),
    )
    if model is SupportChange:
        return believed, late, _spans_of_support(at)
    if model is PlanChange:
        return believed, late, _spans_of_plans(at)
    asked = (
        f"({subject}) IN (SELECT {subject} FROM {late.name}"
        f" UNION ALL SELECT {_columns(model)} FROM {model._meta.db_table}"
        f" WHERE corrected_on IS NOT NULL AND {_TOLD.get(model, 'true')})"
    )
    return believed, late, _spans(model, at, asked, (late,))


def learned(model: type[Fact], at: AsOf) -> Ahead:
    """What is believed, and could not be known on a session's day; ``beside`` is what the paper told instead."""
    _, late, spans = _differing(model, at)
    table, (value,) = model._meta.db_table, model.VALUE
    sql = f"""
SELECT late.fact, spans.fact AS beside, place
FROM {late.name} AS late
JOIN {spans.name} AS spans ON {_same(model, "spans", "late")}
    AND spans.since < least(late.known_on, late.until) AND spans.until > late.since
LEFT JOIN {table} AS was ON was.id = spans.fact
CROSS JOIN LATERAL (SELECT {_last_before("late.known_on", "late.until", "spans.until")} AS place) AS last
WHERE was.{value} IS DISTINCT FROM late.value AND {_HELD}[place] >= greatest(late.since, spans.since)
"""
    return Ahead(f"learned_{model._meta.model_name}", _latest(sql), (), (late, spans))


def gone(model: type[Fact], at: AsOf) -> Ahead:
    """What papers told, was corrected since, and in whose place stands what was known already then, or nothing."""
    believed, _, spans = _differing(model, at)
    table, (value,) = model._meta.db_table, model.VALUE
    sql = f"""
SELECT spans.fact, now.fact AS beside, place
FROM {spans.name} AS spans
JOIN {table} AS told ON told.id = spans.fact AND told.corrected_on <= %s
LEFT JOIN {believed.name} AS now ON {_same(model, "now", "spans")}
    AND now.since < spans.until AND now.until > spans.since
CROSS JOIN LATERAL (SELECT {_last_before("spans.until", "now.until")} AS place) AS last
WHERE now.value IS DISTINCT FROM told.{value} AND {_HELD}[place] >= greatest(spans.since, now.since, now.known_on)
"""
    return Ahead(f"gone_{model._meta.model_name}", _latest(sql), (at.known,), (believed, spans))


def behind(at: AsOf) -> Ahead:
    """Localities told to be at the beginning though the state before (``beside``) was further."""
    spans = _spans_of_support(at)
    sql = f"""
SELECT spans.fact, spans.before AS beside, place
FROM {spans.name} AS spans
JOIN localities_supportchange AS told ON told.id = spans.fact
JOIN localities_supportkind AS kind ON kind.id = told.kind_id AND kind.stage = '{Stage.BEFORE.value}'
JOIN localities_supportchange AS earlier ON earlier.id = spans.before
JOIN localities_supportkind AS before ON before.id = earlier.kind_id
    AND before.stage IN ('{Stage.BEFORE.value}', '{Stage.DURING.value}') AND before.position > kind.position
CROSS JOIN LATERAL (SELECT {_last_before("spans.until")} AS place) AS last
"""
    return Ahead("behind", _latest(sql), (), (spans,))


def unsupported(at: AsOf) -> Ahead:
    """Strategic plans that papers told while they told of no support of the locality that goes on."""
    plans, support = _spans_of_plans(at), _spans_of_support(at)
    sql = f"""
SELECT spans.fact, NULL::bigint AS beside, place
FROM {plans.name} AS spans
JOIN localities_planchange AS told ON told.id = spans.fact AND told.state <> '{PlanState.EXPIRED.value}'
JOIN localities_plan AS plan ON plan.id = spans.plan_id
LEFT JOIN {support.name} AS support ON support.locality_id = plan.locality_id
    AND support.since < spans.until AND support.until > spans.since
LEFT JOIN localities_supportchange AS supported ON supported.id = support.fact
LEFT JOIN localities_supportkind AS kind ON kind.id = supported.kind_id
CROSS JOIN LATERAL (SELECT {_last_before("spans.until", "support.until")} AS place) AS last
WHERE kind.stage IS DISTINCT FROM '{Stage.DURING.value}'
    AND {_HELD}[place] >= greatest(spans.since, support.since)
"""
    return Ahead("unsupported", _latest(sql), (), (plans, support))
