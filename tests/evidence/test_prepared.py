"""A question compiled once: other days and values each time, in another thread, another table, cut and counted."""

import threading

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Prefetch

from evidence.models import AsOf, Source
from evidence.models.prepared import Alongside, Prepared, among
from evidence.recorded import as_recorded
from localities.models import Locality, Membership, Municipality, SupportChange
from tests.builders import D, later, locality, member, municipality, source, support

EARLY, LATE = AsOf(D(2015, 1, 1), D(2019, 1, 1)), AsOf(D(2020, 1, 1), D(2017, 1, 1))


@pytest.fixture
def states(db):
    """Two localities, one of which is supported in another way since 2016."""
    for name in ("Lhota", "Ves"):
        support(locality(name), "remote", D(2014, 1, 1), D(2014, 1, 1))
    support(Locality.objects.get(name="Lhota"), "intensive", D(2016, 1, 1), D(2016, 1, 1))
    return Prepared(lambda at: SupportChange.objects.public().state(at).select_related("kind").order_by("locality"))


def told(rows):
    return [(row.kind.code, row.asked_on) for row in rows]


def test_each_call_has_its_own_days(states):
    early = [("remote", EARLY.day), ("remote", EARLY.day)]
    assert told(states(EARLY)) == early
    assert told(states(LATE)) == [("intensive", LATE.day), ("remote", LATE.day)]
    assert told(states(EARLY)) == early


def test_what_is_compiled_holds_no_rows(states):
    before = states(LATE)
    SupportChange.objects.all().delete()
    assert states(LATE) == []
    assert len(before) == 2


def test_a_value_or_a_list_of_them_is_filled_in(states):
    one = Prepared(lambda at, name: Locality.objects.filter(name=name).values_list("name", flat=True))
    some = Prepared(lambda at, names: Locality.objects.filter(among("name", names)).values_list("name", flat=True))
    assert one(LATE, "Ves") == ["Ves"]
    assert one(LATE, "%s' --") == []
    assert some(LATE, ["Ves", "Lhota"]) == ["Lhota", "Ves"]
    assert some(LATE, ["Ves"]) == ["Ves"]
    assert some(LATE, []) == []
    assert [*Locality.objects.filter(among("name", ["Ves"]))] == [Locality.objects.get(name="Ves")]


def test_days_that_python_would_reckon_with_are_refused(db):
    with pytest.raises(TypeError):
        Prepared(lambda at: Source.objects.filter(known_on__lte=min(at.day, at.known)))(LATE)


def test_rows_are_counted_and_cut_as_a_queryset_is(db, django_assert_num_queries):
    for number in range(7):
        source(title=f"Zpráva {number}")
    titled = Prepared(lambda at, start: Source.objects.filter(title__startswith=start).order_by("-title"))
    expected = Source.objects.order_by("-title")
    for number in (1, 2, 3, 4, 0, "x"):
        with django_assert_num_queries(2):
            page = Paginator(titled.pages(LATE, "Zpráva"), 3).get_page(number)
        assert [*page] == [*Paginator(expected, 3).get_page(number)]
    assert [*titled.pages(LATE, "Zpráva")] == [*expected]
    assert [*Paginator(titled.pages(LATE, "Jiná"), 3).get_page(1)] == []


def test_what_is_prefetched_comes_with_the_rows(db, django_assert_num_queries):
    place = locality("Lhotsko")
    for name in ("Dolní Lhota", "Horní Lhota"):
        member(place, municipality(name))
    members = Membership.objects.public().order_by("municipality__name")
    joined = Prefetch("memberships", members.with_municipalities(LATE), to_attr="joined")
    places = Prepared(lambda at: Locality.objects.prefetch_related(joined))
    with django_assert_num_queries(3):
        [found] = places(LATE)
        assert [joined.municipality.name for joined in found.joined] == ["Dolní Lhota", "Horní Lhota"]
        assert {joined.locality for joined in found.joined} == {found}
    again = Alongside(Locality, lambda at, keys: [joined])
    with django_assert_num_queries(0):
        assert again([], LATE) == []
    with django_assert_num_queries(3):
        assert len(again([*Locality.objects.all()], LATE)[0].joined) == 2


def test_a_temporary_table_before_the_real_one_is_asked(db):
    towns = Prepared(lambda at: Municipality.objects.on(at).values_list("then_name", flat=True))
    town = municipality("Lhota")
    assert towns(LATE) == ["Lhota"]
    moment = later_moment()
    later()
    Municipality.objects.filter(pk=town.pk).update(name="Nová Lhota")
    assert towns(LATE) == ["Nová Lhota"]
    with as_recorded(moment):
        assert towns(LATE) == ["Lhota"]
    assert towns(LATE) == ["Nová Lhota"]


def later_moment():
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM evidence_event")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_once_each_on_its_own_connection():
    for number in range(5):
        source(title=f"Zpráva {number}")
    titled = Prepared(lambda at, title: Source.objects.filter(title=title).values_list("title", flat=True))
    wrong = []

    def ask(number):
        try:
            found = [titled(LATE, f"Zpráva {number}") for _ in range(40)]
            wrong.extend(one for one in found if one != [f"Zpráva {number}"])
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
