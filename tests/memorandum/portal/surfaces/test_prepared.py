"""Prepared questions ask what the plain querysets would ask, of any days: each text, each value and each answer."""

import gc
from collections import Counter
from itertools import product

import pytest
from django.db import connection
from django.db.models import prefetch_related_objects

from evidence.models import AsOf
from evidence.models.prepared import Alongside, Blank, Prepared
from localities.models import LocalityKind
from memorandum.portal import region
from tests import canaries
from tests.builders import locality
from tests.memorandum.portal.surfaces.asking import each_with_facts
from tests.surfaces import SURFACES

BEFORE, TURN = str(canaries.BEFORE), str(canaries.TURN)
ASKED = [{}, {AsOf.DAY: BEFORE, AsOf.KNOWN: TURN}, {AsOf.DAY: TURN, AsOf.KNOWN: BEFORE}]
#: Pages of which other questions are asked than of the example of their surface.
MORE = (
    *("/lokality/lhotsko/vlozit/", "/hledat/?q=lhota+od", "/hledat/?q=zastupitelstvo", "/hledat/?q=opz+projekt"),
    "/hledat/?q=pisemna+infromace",
    "/finance/?druh=allocated",
    "/zdroje/export.json",  # the cheapest file is copied by the database, without a question of ours
    *("/zmeny/?od=1990-01-01&podle=poznatku", "/zmeny/?od=1990-01-01&podle=zapisu&lokalita=tanvald"),
    *("/zmeny/?od=1990-01-01&podle=poznatku&lokalita=tanvald", "/zmeny/?od=1990-01-01&lokalita=tanvald"),
)


@pytest.fixture
def compared(monkeypatch):
    """Each question that is asked is compared with its queryset as it is asked; counts how often each was."""
    asked = Counter()
    call, pages = Prepared.__call__, Prepared.pages

    def compare(prepared, at, *values):
        # A list stays one value, as it is in the prepared question: IN (…) would have as many places as values.
        values = [Blank(lambda _, value=value: value) if isinstance(value, list) else value for value in values]
        sql, params = prepared.build(at, *values).query.get_compiler(connection=connection).as_sql()
        params = [param.value(None) if isinstance(param, Blank) else param for param in params]
        asked[prepared] += 1
        return sql, params

    def compared_with(original):
        def ask(prepared, at, *values):
            expected = compare(prepared, at, *values)
            answer = original(prepared, at, *values)
            statement = prepared._statement
            filled = [p.value((at, *values)) if isinstance(p, Blank) else p for p in statement.params]
            assert (statement.sql, filled) == expected
            return answer

        return ask

    monkeypatch.setattr(Prepared, "__call__", compared_with(call))
    monkeypatch.setattr(Prepared, "pages", compared_with(pages))
    return asked


def test_every_question_is_that_of_the_plain_queryset(client, late, compared):
    locality("Lhotsko", slug="lhotsko", kind=LocalityKind.MICROREGION)
    pages = [surface.cheapest for surface in SURFACES if not surface.path.endswith(".zip")]
    archive = next(surface.cheapest for surface in SURFACES if surface.path.endswith(".zip"))  # all hold the same
    paths = [*pages, archive, *MORE]
    for path, query in product(paths, ASKED):
        days = "&".join(f"{name}={day}" for name, day in query.items())
        assert client.get(f"{path}{'&' if '?' in path else '?'}{days}").status_code == 200, (path, days)
    # By their names: of those made for each kind of record some may be left of a test with more kinds.
    every = {found.build for found in gc.get_objects() if isinstance(found, Prepared)}
    others = ("tests", "memorandum.staff")  # the staff's are compared on their pages
    ours = {build.__qualname__ for build in every if not build.__module__.startswith(others)}
    assert ours - {found.build.__qualname__ for found in compared} == set(), "asked by no surface"


@each_with_facts
def test_each_answer_is_that_of_the_plain_queryset(client, late, surface, monkeypatch):
    region.current()
    prepared = [client.get(surface.cheapest, query).content for query in ASKED]
    monkeypatch.setattr(Prepared, "__call__", lambda self, at, *values: list(self.build(at, *values)))
    monkeypatch.setattr(Prepared, "pages", lambda self, at, *values: PlainAnswer(self.build(at, *values)))
    monkeypatch.setattr(Alongside, "__call__", plainly)
    assert [client.get(surface.cheapest, query).content for query in ASKED] == prepared


class PlainAnswer:
    """What a queryset says to the questions that pages ask of an answer."""

    def __init__(self, rows):
        self.rows, self.count = rows, rows.count

    def __iter__(self):
        return iter(self.rows)

    def __getitem__(self, rows):
        return list(self.rows[rows])

    def compiled(self):
        return *self.rows.query.get_compiler(self.rows.db).as_sql(), self.rows.db

    def counts(self, column):
        return Counter(row[column] for row in self.rows)


def plainly(alongside, rows, at):
    prefetch_related_objects(rows, *alongside.build(at, [row.pk for row in rows]))
    return rows
