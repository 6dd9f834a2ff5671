"""The heart: the last fact that counts, by two clocks."""

import datetime
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.models import AsOf, Event
from localities.models import SupportChange, SupportConfirmation, SupportKind
from tests.builders import D, kind, locality, source, support

DAY = datetime.timedelta(days=1)


def state(place, day, known):
    found = SupportChange.objects.state(AsOf(day, known)).filter(locality=place).first()
    return found.kind.code if found else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(D(2013, 12, 31), None, id="before-anything"),
        pytest.param(D(2014, 1, 1), "intensive", id="first-day"),
        pytest.param(D(2016, 6, 30), "intensive", id="last-day"),
        pytest.param(D(2016, 7, 1), "remote", id="boundary-day-belongs-to-the-new-state"),
        pytest.param(D(2030, 1, 1), "remote", id="long-after"),
    ],
)
def test_state_on_a_day(db, day, expected):
    place = locality()
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1), precision="year")
    support(place, "remote", D(2016, 7, 1), D(2016, 1, 1))
    assert state(place, day, D(2030, 1, 1)) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(D(2016, 8, 29), None, id="not-known-yet"),
        pytest.param(D(2016, 8, 30), "considering", id="known-on-the-day-of-the-source"),
        pytest.param(D(2017, 5, 15), "considering", id="believed-until-the-day-before-the-correction"),
        pytest.param(D(2017, 5, 16), "intensive", id="corrected-on-the-day-itself"),
    ],
)
def test_state_by_what_was_known(db, known, expected):
    place = locality()
    support(
        place, "considering", D(2016, 8, 30), D(2016, 8, 30), corrected_on=D(2017, 5, 16), correction="lepší zdroj"
    )
    support(place, "intensive", D(2016, 8, 1), D(2017, 5, 16), precision="month")
    assert state(place, D(2016, 8, 30), known) == expected


def test_of_two_facts_of_one_month_the_later_known_holds_then_the_later_written(db):
    place, august = locality(), D(2016, 8, 1)
    support(place, "agreed", august, D(2016, 8, 8), precision="month")
    support(place, "applied", august, D(2016, 8, 1), precision="month")
    assert state(place, august, D(2020, 1, 1)) == "agreed"
    support(place, "intensive", august, D(2016, 8, 8), precision="month")
    assert state(place, august, D(2020, 1, 1)) == "intensive"


def test_the_database_refuses_two_values_for_one_day(db):
    place, day = locality(), D(2016, 8, 1)
    first = support(place, "agreed", day, day)
    with pytest.raises(IntegrityError), transaction.atomic():
        support(place, "intensive", day, D(2016, 8, 8))
    support(locality(), "intensive", day, day)
    SupportChange.objects.update(corrected_on=D(2016, 8, 8), correction="lepší zdroj", correction_source=F("source"))
    support(place, "intensive", day, D(2016, 8, 8))
    with pytest.raises(ValidationError, match="Opravte dosavadní údaj"):
        SupportChange(
            locality=place, kind=first.kind, effective_on=day, known_on=day, source=first.source
        ).full_clean()


def test_a_filter_before_says_what_may_count_a_filter_after_narrows_the_states(db):
    place = locality()
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    support(place, "remote", D(2016, 1, 1), D(2016, 1, 1))
    at = AsOf(D(2020, 1, 1), D(2020, 1, 1))
    assert not SupportChange.objects.state(at).filter(kind__code="intensive").exists()
    assert SupportChange.objects.filter(kind__code="intensive").state(at).exists()
    assert place.support_changes.state(at).get().kind.code == "remote"


def test_states_of_a_hundred_localities_take_one_query(db, django_assert_num_queries):
    places = [locality(f"Lhota {i}") for i in range(100)]
    for place in places:
        support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
        support(place, "remote", D(2016, 1, 1), D(2016, 1, 1))
    with django_assert_num_queries(1):
        states = list(SupportChange.objects.state(AsOf(D(2015, 1, 1), D(2020, 1, 1))).select_related("kind"))
    assert {s.locality_id: s.kind.code for s in states} == {place.pk: "intensive" for place in places}


class Heap:
    """Facts of one locality as they come, and the plainest way to say what holds of them."""

    def __init__(self, data):
        self.data = data
        self.days = st.integers(0, 8).map(lambda n: D(2016, 1, 1) + n * DAY)
        self.place = locality()
        self.sources = {
            (public, dated): source(
                is_public=public, issued_on=D(2016, 1, 4) if dated else None, read_on=D(2016, 1, 2)
            )
            for public in (True, False)
            for dated in (True, False)
        }
        self.rows = []
        self.confirmations = []

    def a_source(self):
        return self.sources[self.data.draw(st.booleans()), self.data.draw(st.booleans())]

    def add(self):
        known = self.data.draw(self.days)
        corrected = self.data.draw(st.none() | self.days.filter(lambda day: day >= known))
        values = {
            "effective_on": self.data.draw(self.days),
            "known_on": known,
            "source": self.a_source(),
            "precision": "no_later",
            "restarts": self.data.draw(st.sampled_from([False, False, True])),
        }
        if corrected:
            values |= {"corrected_on": corrected, "correction": "proto", "correction_source": self.a_source()}
        code = self.data.draw(st.sampled_from(["a", "b", "c"]))
        try:
            with transaction.atomic():
                row = support(self.place, code, **values)
        except IntegrityError as refused:
            if "no_repetition" not in str(refused.__cause__.diag.constraint_name):
                raise
            candidate = SupportChange(pk=10**9, kind=kind(code), **values)
            assert self.repetitions([*self.standing(), candidate]), "refused what repeats nothing"
        else:
            self.rows.append(row)
            assert not self.repetitions(self.standing()), "let a repetition in"

    def confirm(self):
        if not self.rows:
            return
        fact = self.data.draw(st.sampled_from(self.rows))
        holds_on = fact.effective_on + self.data.draw(st.integers(0, 9)) * DAY
        document = self.a_source()
        if not any(c.fact_id == fact.pk and c.source_id == document.pk for c in self.confirmations):
            self.confirmations.append(
                SupportConfirmation.objects.create(fact=fact, source=document, holds_on=holds_on)
            )

    def standing(self):
        return [row for row in self.rows if row.corrected_on is None]

    @staticmethod
    def repetitions(rows):
        ordered = sorted(rows, key=lambda row: row.rank)
        return [b for a, b in pairwise(ordered) if a.kind_id == b.kind_id and not b.restarts]

    def expected(self, day, known, *, public):
        """The first row of the last run that counts, and the last day for which anybody says so."""
        counting = [
            row
            for row in self.rows
            if row.effective_on <= day
            and row.known_on <= known
            and (row.source.is_public or not public)
            and not (
                row.corrected_on and row.corrected_on <= known and (row.correction_source.is_public or not public)
            )
        ]
        run = []
        for row in sorted(counting, key=lambda row: row.rank):
            run = [*run, row] if run and run[-1].kind_id == row.kind_id and not row.restarts else [row]
        if not run:
            return None, None
        begins = [
            # Where an undated source says no more than that it is so, the day of reading attests nothing.
            row.effective_on if row.source.issued_on or row.effective_on < row.source.read_on else None
            for row in run
        ]
        spoken = [
            max(filter(None, (since, row.source.issued_on)), default=None)
            for since, row in zip(begins, run, strict=True)
        ]
        spoken += [
            confirmation.holds_on
            for confirmation in self.confirmations
            if confirmation.fact in run
            and (confirmation.source.is_public or not public)
            and confirmation.source.dated_on <= known
        ]
        return run[0].pk, max(filter(None, spoken), default=None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_state_agrees_with_a_walk_through_all_facts(db, data):
    """Any heap of facts, corrections and confirmations: SQL finds the same as reading them one by one."""
    with transaction.atomic():
        heap = Heap(data)
        for _ in range(data.draw(st.integers(0, 8))):
            heap.confirm() if data.draw(st.booleans()) else heap.add()
        at = AsOf(data.draw(heap.days), data.draw(heap.days))
        for public in (False, True):
            facts = SupportChange.objects.public() if public else SupportChange.objects.all()
            found = facts.state(at).first()
            told = [fact for fact in facts.told(at) if fact.holds]
            assert ((found.pk, found.attested_on) if found else (None, None)) == heap.expected(
                at.day, at.known, public=public
            )
            assert [fact.pk for fact in told] == ([found.pk] if found else [])
        transaction.set_rollback(True)


def test_an_end_is_the_first_day_of_the_next_fact(db):
    place = locality()
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    support(place, "remote", D(2016, 7, 1), D(2016, 1, 1))
    wrong = {"corrected_on": D(2015, 5, 5), "correction": "omyl"}
    support(place, "applied", D(2015, 1, 1), D(2015, 1, 1), **wrong)
    told = SupportChange.objects.filter(locality=place).told(AsOf(D(2020, 1, 1), D(2020, 1, 1)))
    assert [(fact.kind.code, fact.stands, fact.holds, fact.ended_on) for fact in told] == [
        ("intensive", True, False, D(2016, 7, 1)),
        ("applied", False, False, None),
        ("remote", True, True, None),
    ]
    then = SupportChange.objects.filter(locality=place).told(AsOf(D(2015, 2, 1), D(2015, 2, 1)))
    assert [(fact.kind.code, fact.holds) for fact in then] == [("intensive", False), ("applied", True)]


@pytest.mark.parametrize(
    ("precision", "day", "since", "when"),
    [
        ("day", D(2016, 7, 1), "od 1. 7. 2016", "1. 7. 2016"),
        ("month", D(2016, 8, 1), "od srpna 2016", "v srpnu 2016"),
        ("season", D(2017, 3, 1), "od jara 2017", "na jaře 2017"),
        ("season", D(2015, 9, 1), "od podzimu 2015", "na podzim 2015"),
        ("year", D(2014, 1, 1), "od 2014", "v roce 2014"),
        ("no_later", D(2016, 8, 30), "nejpozději od 30. 8. 2016", "nejpozději 30. 8. 2016"),
    ],
)
def test_a_day_is_told_as_exactly_as_the_source_tells_it(precision, day, since, when):
    fact = SupportChange(kind=SupportKind(), effective_on=day, precision=precision)
    assert (fact.since.replace("\xa0", " "), fact.when.replace("\xa0", " ")) == (since, when)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        pytest.param(
            {"precision": "year", "effective_on": D(2016, 2, 1)}, "first_day_of_span", id="year-from-february"
        ),
        pytest.param(
            {"precision": "month", "effective_on": D(2016, 2, 2)}, "first_day_of_span", id="month-from-its-2nd"
        ),
        pytest.param(
            {"precision": "season", "effective_on": D(2016, 4, 1)}, "first_day_of_span", id="spring-from-april"
        ),
        pytest.param(
            {"corrected_on": D(2015, 12, 31), "correction": "proto"}, "correction_follows", id="corrected-before-known"
        ),
        pytest.param({"corrected_on": D(2016, 2, 1)}, "correction_has_reason", id="corrected-without-a-reason"),
        pytest.param({"correction": "proto"}, "correction_has_reason", id="reason-without-a-correction"),
    ],
)
def test_the_database_refuses(db, values, constraint):
    given_values = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 1, 1)} | values
    with pytest.raises(IntegrityError, match=constraint):
        support(locality(), "intensive", **given_values)


def test_the_database_refuses_words_that_the_source_does_not_say(db):
    document = source(text="Liberec (od 2016),\n\tVelké Hamry (od 2016)")
    support(locality(), "intensive", D(2016, 1, 1), D(2016, 1, 1), source=document, passage="(od 2016), Velké Hamry")
    with pytest.raises(IntegrityError, match="Tato slova v textu zdroje nejsou"):
        support(
            locality(), "intensive", D(2016, 1, 1), D(2016, 1, 1), source=document, passage="Velké Hamry (od 2013)"
        )


def test_a_form_says_the_same_in_czech(db):
    document = source(text="Liberec (od 2016)")
    fact = SupportChange(
        locality=locality(),
        kind=kind(),
        effective_on=D(2016, 1, 1),
        known_on=D(2016, 1, 1),
        source=document,
        passage="Liberec (od 2017)",
    )
    with pytest.raises(Exception, match="Pasáž musí být opsána doslova") as refusal:
        fact.full_clean()
    assert list(refusal.value.message_dict) == ["passage"]


def test_history_is_kept_also_for_bulk_and_sql(db):
    place = locality()
    change = support(place, "intensive", D(2016, 1, 1), D(2016, 1, 1))
    SupportChange.objects.filter(pk=change.pk).update(note="překlep opraven")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE localities_supportchange SET note = 'a zase' WHERE id = %s", [change.pk])
    SupportChange.objects.filter(pk=change.pk).delete()
    kept = Event.objects.of(SupportChange, change.pk).values_list("operation", "row__note")
    assert list(kept) == [("INSERT", ""), ("UPDATE", "překlep opraven"), ("UPDATE", "a zase"), ("DELETE", "a zase")]


def test_a_row_that_is_read_is_like_one_that_was_made(db):
    place = locality("Lhota")
    made = support(place, "intensive", D(2016, 1, 1), D(2016, 1, 1))
    read = SupportChange.objects.get()
    assert {name: value for name, value in vars(made).items() if name in vars(read) and name[0] != "_"} == {
        name: value for name, value in vars(read).items() if name in vars(made) and name[0] != "_"
    }
    assert (read._state.adding, read._state.db) == (False, "default")
    short = SupportChange.objects.only("precision").get()
    assert "note" in short.get_deferred_fields()
    assert (short.note, short.locality.name) == ("", "Lhota")
