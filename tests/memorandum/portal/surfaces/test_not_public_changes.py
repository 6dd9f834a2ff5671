"""What is not public changes nothing in public: no surface answers otherwise once an inner source corrects, confirms,
concludes or replaces something; and it counts on the day on which the source is let out."""

import re

import pytest
from django.test import Client

from evidence import actions
from evidence.models import Body, BodyChange, Fact, cited_models
from funding.models import Amount
from localities.models import Conclusion, Discrepancy, NationalCount, SupportKind
from memorandum.imports.record_files import TABLES
from tests.builders import D, kind, later, source
from tests.canaries import LONG_AGO
from tests.surfaces import SURFACES

KINDS = [model for model in cited_models() if issubclass(model, Fact)]
each_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.model_name)
PATHS = [one.cheapest for one in SURFACES if one.cheapest.endswith(("/", ".json", ".csv", ".xml", ".ics", ".txt"))]
#: What says only that something was written, and when: the moment of permanent addresses, and of making files.
_MOMENTS = re.compile(
    r"zapsano_k=[^\"&]*|\"vytvoreno\": \"[^\"]*\"|<updated>[^<]*</updated>|<lastmod>[^<]*</lastmod>"
    r"|DTSTAMP:\S+|LAST-MODIFIED:\S+"
)


@pytest.fixture(scope="module")
def facts(public_world, django_db_blocker):
    """A public fact of each kind; the made-up world has some of them."""
    with django_db_blocker.unblock():
        shown = {"effective_on": LONG_AGO, "known_on": LONG_AGO, "source": source(issued_on=LONG_AGO)}
        BodyChange.objects.create(body=Body.objects.get(key="rk"), name="Rada kraje", placement="v kraji", **shown)
        NationalCount.objects.create(unit="localities", value=37, **shown)
        kind("remote_partial", name="vzdálená dílčí podpora")
        return {model: model.objects.public().order_by("pk").last() for model in KINDS}


def answers():
    return {path: _MOMENTS.sub("", Client().get(path).content.decode()) for path in PATHS}


@pytest.fixture(scope="module")
def before(facts, django_db_blocker):
    """What every surface answers while nothing inner was written."""
    with django_db_blocker.unblock():
        return answers()


def changed(before):
    return [path for path, told in answers().items() if told != before[path]]


def other(model, fact):
    """The same subject with another value."""
    column = model._meta.get_field(model.VALUE[0].removesuffix("_id"))
    held = getattr(fact, column.attname)
    if column.is_relation:
        return {column.name: SupportKind.objects.exclude(pk=held).latest("pk")}
    if column.choices:
        return {column.name: next(value for value, _ in column.choices if value not in (held, ""))}
    if isinstance(held, bool):
        return {column.name: not held}
    return {column.name: f"{held} jinak" if isinstance(held, str) else held + 1}


def copied(fact, **values):
    columns = {
        field.name: getattr(fact, field.name)
        for field in fact._meta.concrete_fields
        if field.name not in ("id", "key", "recorded_at", "name_key") and not field.generated
    }
    return type(fact)(**columns | {"passage": "", "corrected_on": None} | values)


@each_kind
def test_an_inner_source_changes_nothing_until_it_is_let_out(db, facts, before, admin_user, model):
    """It confirms, corrects and says something newer of one fact."""
    fact, inner = facts[model], source(title="Tajná zpráva", issued_on=D(2019, 1, 1), is_public=False)
    later()
    actions.confirm(fact=fact, source=inner, passage="", holds_on=D(2019, 1, 1), by=admin_user, note="tajně")
    said = {"source": inner, "known_on": D(2019, 1, 1)} | other(model, fact)
    copied(fact, **said, effective_on=D(2018, 1, 1), restarts=True).save()
    assert changed(before) == []
    new = copied(fact, **said, note="tajně jinak")
    actions.correct(fact=fact, new=new, reason="tajný důvod", source=inner, on=D(2019, 1, 1), by=admin_user)
    assert changed(before) == []
    inner.is_public = True
    inner.save()
    assert changed(before) != []


def test_an_inner_conclusion_changes_nothing(public, before):
    later()
    inner = source(title="Tajná zpráva", issued_on=D(2019, 1, 1), is_public=False)
    Conclusion.objects.create(
        discrepancy=Discrepancy.objects.get(), held="tajný závěr", reason="tajně", is_open=False,
        known_on=D(2019, 1, 1), source=inner,
    )  # fmt: skip
    assert changed(before) == []


def test_no_kind_of_fact_was_forgotten():
    assert Amount in KINDS
    assert {model for model in TABLES.values() if issubclass(model, Fact)} == set(KINDS)
