"""Plain SQL of the rows that the portal's long lists show, as somebody would write it who needs nothing else."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

TODAY = datetime.now(ZoneInfo("Europe/Prague")).date()

_PLACE = "JOIN localities_locality AS l ON l.id = {of}.locality_id AND l.is_public"
#: Rank, model, table, how its locality is joined, what else.
_ARMS = (
    (0, "memorandumchange", "council_memorandumchange", "", ""),
    (1, "supportchange", "localities_supportchange", _PLACE.format(of="c"), ""),
    (
        *(2, "planchange", "localities_planchange"),
        f"JOIN localities_plan AS p ON p.id = c.plan_id {_PLACE.format(of='p')}",
        "",
    ),
    (3, "amount", "funding_amount", _PLACE.format(of="c"), ""),
    (4, "membership", "localities_membership", _PLACE.format(of="c"), "AND l.kind = 'microregion'"),
)
_BEHIND = "AND c.effective_on <= %(day)s AND (c.effective_on < %(day)s OR (l.name_key, c.id) > (%(place)s, %(pk)s))"


def changes(
    since: date,
    until: date | None = None,
    *,
    place: str = "",
    after: dict[str, Any] | None = None,
    most: int | None = 51,
) -> tuple[str, dict[str, Any]]:
    """The changes after a day, up to another one, of a locality, behind a change (rank, day, place, pk): the latest

    first by their kinds; each kind is cut by itself.  Without ``most`` all of them.
    """
    behind, arms = after or {}, []
    for rank, model, table, join, where in _ARMS:
        if rank < behind.get("rank", 0) or (place and not join):
            continue
        key, name = ("l.name_key", "l.name") if join else ("''", "''")
        conditions = [where, "AND l.slug = %(slug)s" * bool(place), _BEHIND * (rank == behind.get("rank", -1))]
        cut = "LIMIT %(most)s" if most else ""
        arms.append(
            f"(SELECT {rank} AS rank, c.effective_on AS day, {key} AS place, '{model}' AS model, c.id AS pk,"
            f" {name} AS subject, c.key, s.title, c.passage FROM {table} AS c"
            f" JOIN evidence_source AS s ON s.id = c.source_id AND s.is_public {join}"
            " WHERE c.struck_at IS NULL AND (c.corrected_on IS NULL OR c.corrected_on > %(until)s)"
            f" AND c.known_on <= %(until)s AND c.effective_on > %(since)s AND c.effective_on <= %(until)s"
            f" {' '.join(conditions)} ORDER BY 2 DESC, 3, 5 {cut})"
        )
    sql = " UNION ALL ".join(arms)
    ordered = f"{sql} ORDER BY rank, day DESC, place, model, pk {'LIMIT %(most)s' if most else ''}"
    asked = {"since": since, "until": until or TODAY, "slug": place, "most": most, **behind}
    return ordered, asked


_STATE = """
SELECT DISTINCT ON (c.locality_id, c.kind, c.share, c.plan_id, c.designation, c.programme_id)
    c.id, c.kind, l.name AS locality, l.name_key, c.locality_id, c.amount, p.abbreviation AS programme,
    c.effective_on, c.designation, s.title AS source, c.passage
FROM funding_amount AS c JOIN evidence_source AS s ON s.id = c.source_id AND s.is_public
JOIN localities_locality AS l ON l.id = c.locality_id AND l.is_public
LEFT JOIN funding_programme AS p ON p.id = c.programme_id
WHERE c.struck_at IS NULL AND c.corrected_on IS NULL AND c.effective_on <= %(day)s AND c.known_on <= %(day)s
    AND (%(kind)s::text = '' OR c.kind = %(kind)s)
ORDER BY c.locality_id, c.kind, c.share, c.plan_id, c.designation, c.programme_id, c.effective_on DESC
"""
#: The last of each amount, with the sum of its kind; a page.
AMOUNTS = f"""
SELECT *, count(*) OVER of_kind, sum(amount) OVER of_kind FROM ({_STATE}) AS state
WINDOW of_kind AS (PARTITION BY kind) ORDER BY kind, name_key, locality_id, id LIMIT 100 OFFSET %(skip)s
"""
#: The latest amounts and projects of a locality.
PLACE = (
    """SELECT c.id, c.kind, c.amount, c.designation, c.effective_on, s.title, c.passage FROM funding_amount AS c
    JOIN evidence_source AS s ON s.id = c.source_id AND s.is_public
    WHERE c.locality_id = (SELECT id FROM localities_locality WHERE slug = %(place)s) AND c.struck_at IS NULL
    AND c.corrected_on IS NULL ORDER BY c.effective_on DESC, c.id LIMIT 200""",
    """SELECT o.registration_number, o.name, o.total, o.state, s.title FROM funding_operationlink AS k
    JOIN funding_operation AS o ON o.id = k.operation_id JOIN evidence_source AS s ON s.id = o.source_id
    WHERE k.locality_id = (SELECT id FROM localities_locality WHERE slug = %(place)s)
    ORDER BY o.starts_on DESC, o.id LIMIT 100""",
)
_KINDS = ("resolution", "paper", "memorandum", "plan", "report", "web_page", "press", "register", "internal")
_LISTED = """FROM evidence_source AS s LEFT JOIN evidence_body AS b ON b.id = s.issuer_id
WHERE s.is_public AND s.known_on <= %(day)s AND (%(kind)s::text = '' OR s.kind = %(kind)s)"""
_ORDER = f"ORDER BY array_position(ARRAY{[*_KINDS]}::varchar[], s.kind), s.issued_on DESC NULLS LAST, s.key"
#: A page of sources, and how many there are.
SOURCES = (
    f"""SELECT s.key, s.title, s.kind, s.number, coalesce(b.name, s.issuer_name), s.issued_on, s.url {_LISTED}
    {_ORDER} LIMIT 50 OFFSET %(skip)s""",
    f"SELECT count(*) {_LISTED}",
)


def _everything() -> str:
    sql, asked = changes(date(2007, 1, 1), most=None)
    return sql % {name: f"'{value}'" for name, value in asked.items()}


_AMOUNTS = """
SELECT c.id, c.kind, l.name AS locality, c.amount, p.abbreviation AS programme, c.effective_on, c.designation,
    s.title AS source, c.passage
FROM funding_amount AS c JOIN evidence_source AS s ON s.id = c.source_id
JOIN localities_locality AS l ON l.id = c.locality_id LEFT JOIN funding_programme AS p ON p.id = c.programme_id
ORDER BY c.id
"""
_SOURCES = """
SELECT s.id, s.kind, s.title, s.number, coalesce(b.name, s.issuer_name) AS issuer, s.issued_on, s.url
FROM evidence_source AS s LEFT JOIN evidence_body AS b ON b.id = s.issuer_id ORDER BY s.id
"""
#: Tables of the same rows for datasette: what is in them, and what is indexed.
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "zmeny": (f"SELECT row_number() OVER () AS id, * FROM ({_everything()}) AS told", ("day", "subject, day")),
    "castky": (_AMOUNTS, ("kind", "locality")),
    "zdroje": (_SOURCES, ("issued_on", "kind, issued_on")),
}
#: The cells of the list of sources as our CSV has them, for psql; ``kind`` says its kind in words.
SOURCES_COPIED = f"""
SELECT {{kind}}, s.title, nullif(s.number, ''), nullif(coalesce(b.name, s.issuer_name), ''),
    to_char(s.issued_on, 'FMDD.FMMM.FMYYYY'), to_char(s.issued_on, 'FMDD. FMMM. FMYYYY'), nullif(s.url, '')
FROM evidence_source AS s LEFT JOIN evidence_body AS b ON b.id = s.issuer_id
WHERE s.is_public AND s.known_on <= '{{known}}' {_ORDER}
"""
