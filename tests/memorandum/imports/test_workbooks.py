"""Tables taken away, and empty ones to fill in."""

import datetime

import pytest

from memorandum.imports.kinds import KINDS
from tests import builders as b
from tests.memorandum.imports.tables import bring, text

pytestmark = pytest.mark.django_db


def test_the_list_is_taken_away_as_it_is_filtered(world, editor):
    other = b.locality("Ves", slug="ves")
    b.support(world, "intensive", datetime.date(2014, 1, 1), datetime.date(2014, 1, 1))
    b.support(other, "remote", datetime.date(2014, 1, 1), datetime.date(2014, 1, 1))
    page = editor.get("/sprava/localities/supportchange/?kind__id__exact=" + str(b.kind("remote").pk))
    assert "/sprava/tabulka/podpora.xlsx?kind__id__exact=" in page.content.decode()
    content = editor.get(f"/sprava/tabulka/podpora.xlsx?kind__id__exact={b.kind('remote').pk}").content
    assert "1 beze změny" in text(bring(editor, "podpora", ("podpora.xlsx", content)))


def test_what_is_taken_away_stays_within_the_scope(limited, world):
    other = b.locality("Ves", slug="ves")
    for each in (world, other):
        b.support(each, "intensive", datetime.date(2014, 1, 1), datetime.date(2014, 1, 1))
    content = limited.get("/sprava/tabulka/podpora.xlsx").content
    assert "1 beze změny" in text(bring(limited, "podpora", ("podpora.xlsx", content)))


def test_formulas_are_taken_away_as_text(editor):
    b.source(key="zly", title="=1+1", note="@SUM(A1)")
    content = editor.get("/sprava/tabulka/zdroje.xlsx").content
    assert b"<f>" not in content
    assert "1 beze změny" in text(bring(editor, "zdroje", ("zdroje.xlsx", content)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_an_empty_table(world, editor, kind):
    content = editor.get(f"/sprava/import/vzor/{kind}.xlsx").content
    assert content.startswith(b"PK")
    assert "Pod záhlavím není žádný vyplněný řádek" in text(bring(editor, kind, ("vzor.xlsx", content)))


def test_a_table_that_does_not_exist_is_not_found(editor):
    assert editor.get("/sprava/tabulka/nic.xlsx").status_code == 404
    assert editor.get("/sprava/import/vzor/nic.xlsx").status_code == 404
