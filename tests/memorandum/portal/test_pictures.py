"""The pictures: what they draw, that they are honest about days, and that nothing collides or collapses."""

import html
import re
from decimal import Decimal
from itertools import combinations, product

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from evidence.models import AsOf
from funding.models import Amount, AmountKind
from funding.totals import UNCLEAR, Coverage, places
from localities.models import Boundary, Membership, Plan, PlanChange, Stage, SupportChange, SupportConfirmation
from localities.models.support import Look
from memorandum.portal.pictures import Land, amount_bars, read_land, region_map, support_by_kind, support_by_locality
from memorandum.portal.pictures.labels import place_labels
from memorandum.portal.pictures.land import draw_terrain
from memorandum.portal.pictures.mesh import Projection, borders, path
from memorandum.portal.pictures.region_map import GROWN
from tests.builders import D, kind, locality, member, municipality, source, support

AT = AsOf(D(2016, 8, 30), D(2016, 8, 30))


def told(at=AT, **narrowed):
    changes = SupportChange.objects.public().filter(**narrowed).select_related("locality", "kind", "source")
    return list(changes.told(at))


def drawn(at=AT):
    members = Membership.objects.public().members(at).with_municipalities(at)
    return region_map([change for change in told(at) if change.holds], members, read_land(at))


def corners(points):
    return [tuple(float(value) for value in pair.split(",")) for pair in points.split()]


# --- the timeline ------------------------------------------------------------------------------------------------


def test_spans_of_a_locality_follow_one_another_without_a_gap(db):
    place = locality("Lhota")
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    support(place, "remote", D(2016, 7, 1), D(2016, 8, 30))
    [row] = support_by_locality(told(), AT).rows
    first, second = (corners(span.known) for span in row.spans)
    assert max(x for x, _ in first) == min(x for x, _ in second)
    assert min(x for x, _ in first) < max(x for x, _ in first) < max(x for x, _ in second)


@pytest.mark.parametrize(("precision", "months"), [("month", 1), ("season", 3), ("year", 12)])
def test_a_day_that_no_source_gives_is_a_slanting_edge_across_the_time_left_open(db, precision, months):
    support(locality(), "intensive", D(2014, 12 if precision == "season" else 1, 1), AT.known, precision=precision)
    timeline = support_by_locality(told(), AT)
    (bottom, _), (top, _), *_ = corners(timeline.rows[0].spans[0].known)
    year = (640 - 6) / len(timeline.ticks)
    assert top - bottom == pytest.approx(year * months / 12, abs=1)
    assert timeline.slanted
    assert not timeline.pointed


def test_the_edge_of_what_ended_is_that_of_what_began(db):
    place = locality()
    support(place, "intensive", D(2014, 1, 1), AT.known)
    support(place, "remote", D(2016, 1, 1), AT.known, precision="year")
    [row] = support_by_locality(told(), AT).rows
    first, second = (corners(span.known) for span in row.spans)
    assert first[-2:] == [second[1], second[0]], "one line, seen from both sides"


def test_no_later_than_is_a_pointed_edge(db):
    support(locality(), "intensive", D(2014, 6, 1), AT.known, precision="no_later")
    timeline = support_by_locality(told(), AT)
    start, point, top, *_ = corners(timeline.rows[0].spans[0].known)
    assert point[0] < start[0] == top[0]
    assert timeline.pointed
    assert not timeline.slanted


def test_what_no_source_has_confirmed_for_years_is_paler(db):
    support(locality(), "intensive", D(2014, 1, 1), D(2014, 2, 1), source=source(issued_on=D(2014, 2, 1)))
    timeline = support_by_locality(told(), AT)
    [span] = timeline.rows[0].spans
    assert span.unconfirmed
    assert max(x for x, _ in corners(span.known)) == min(x for x, _ in corners(span.unconfirmed))
    then = AsOf(D(2014, 2, 1), D(2014, 2, 1))
    assert not support_by_locality(told(then), then).unconfirmed


def test_an_undated_source_covers_only_the_beginning_and_a_confirmation_what_it_attests(db):
    fact = support(locality(), "intensive", D(2014, 1, 1), D(2016, 8, 1), source=source(read_on=D(2016, 8, 1)))
    [bare] = support_by_locality(told(), AT).rows[0].spans
    SupportConfirmation.objects.create(fact=fact, source=source(issued_on=D(2016, 1, 1)), holds_on=D(2015, 6, 30))
    [confirmed] = support_by_locality(told(), AT).rows[0].spans
    assert max(x for x, _ in corners(bare.known)) < max(x for x, _ in corners(confirmed.known))
    assert confirmed.unconfirmed


def test_corrected_facts_and_states_of_no_length_are_not_drawn(db):
    place = locality()
    support(place, "applied", D(2015, 1, 1), D(2015, 1, 1), corrected_on=D(2016, 1, 1), correction="omyl")
    support(place, "intensive", D(2016, 1, 1), D(2016, 1, 1), precision="year")
    support(place, "remote", D(2016, 1, 1), D(2016, 2, 1), precision="year")
    [row] = support_by_locality(told(), AT).rows
    assert [span.change.kind.code for span in row.spans] == ["remote"]


def test_one_locality_has_a_row_for_each_kind(db):
    place = locality()
    for code, year in (("intensive", 2010), ("remote", 2012), ("intensive", 2014)):
        support(place, code, D(year, 1, 1), D(year, 1, 1))
    timeline = support_by_kind(told(), AT)
    assert [(row.name, len(row.spans)) for row in timeline.rows] == [("intensive", 2), ("remote", 1)]
    assert not timeline.by_locality


@pytest.mark.parametrize("day", [D(2014, 1, 1), D(2014, 12, 31), D(2500, 6, 1), D(9999, 12, 31)])
def test_any_day_of_the_calendar_has_an_axis_that_can_be_read(db, day):
    support(locality(), "intensive", D(2014, 1, 1), D(2014, 1, 1), precision="year")
    at = AsOf(day, D(2026, 1, 1))
    timeline = support_by_locality(told(at), at)
    assert 1 <= len(timeline.ticks) <= 16
    assert all(0 <= tick.x <= timeline.width for tick in timeline.ticks)
    assert 0 <= timeline.now <= timeline.width
    known = corners(timeline.rows[0].spans[0].known)
    assert max(x for x, _ in known) > min(x for x, _ in known), "wide enough to be seen"


def test_without_changes_there_is_no_timeline(db):
    assert support_by_locality([], AT) is None
    assert support_by_kind([], AT) is None


# --- bars --------------------------------------------------------------------------------------------------------


def amount(place, crowns, kind="allocated", **values):
    known = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 1, 1), "source": source()}
    return Amount.objects.create(locality=place, kind=kind, amount=crowns, **known | values)


def covered(kind=AmountKind.ALLOCATED, missing=()):
    return Coverage(kind, places(AT, Amount.objects.filter(kind=kind).in_brief(AT)), list(missing))


def test_bars_stand_in_order_of_names_and_not_of_amounts(db):
    places = [locality(name) for name in ("Zákupy", "Chrastava", "Hodkovice")]
    for place, crowns in zip(places, (1, 2, 4), strict=True):
        amount(place, crowns * 1_000_000)
    bars = amount_bars(covered())
    assert [row.locality.name for row in bars.rows] == ["Hodkovice", "Chrastava", "Zákupy"]
    widths = {row.locality.name: row.width for row in bars.rows}
    assert widths["Hodkovice"] == pytest.approx(4 * widths["Zákupy"], abs=0.5)
    assert [tick.label for tick in bars.ticks] == ["0", "1", "2", "3", "4"]
    assert bars.unit == "mil. Kč"


def test_a_missing_amount_is_a_name_with_its_reason_and_no_bar(db):
    amount(locality("Lhota"), 1000)
    bars = amount_bars(covered(missing=[(locality("Adamov"), "plán se zpracovává")]))
    without, _ = bars.rows
    assert (without.locality.name, without.width, without.reason) == ("Adamov", 0, "plán se zpracovává")
    text = render_to_string("portal/pictures/_bars.html", {"bars": bars, "at": AT})
    assert "neuvedeno" in text
    assert "0\xa0Kč" not in text.replace("1\xa0000\xa0Kč", "")


def test_amounts_of_two_kinds_are_never_set_side_by_side(db):
    place = locality()
    amount(place, 1000)
    amount(place, 500, kind="drawn")
    [row] = amount_bars(covered()).rows
    assert row.total == 1000
    assert amount_bars(covered(AmountKind.REQUESTED)) is None


def test_amounts_that_may_be_the_same_money_have_no_bar(db):
    place = locality()
    plan = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán")
    amount(place, 1000)
    amount(place, 600, plan=plan)
    [row] = amount_bars(covered()).rows
    assert (row.total, row.width, row.reason) == (None, 0, UNCLEAR)


@pytest.mark.parametrize("crowns", ["0.01", "1", "999.99", "12345678901.23", "999999999999.99"])
def test_amounts_of_any_size_fit_the_drawing(db, crowns):
    amount(locality(), Decimal(crowns))
    bars = amount_bars(covered())
    assert 0 < bars.rows[0].width <= bars.width
    assert 2 <= len(bars.ticks) <= 6


# --- the map -----------------------------------------------------------------------------------------------------


def square(west, south, size=0.1):
    return [[[west, south], [west + size, south], [west + size, south + size], [west, south + size]]]


def test_municipalities_are_dots_until_boundaries_are_held_and_areas_then(db):
    place = locality("Lhota", slug="lhota")
    member(place, municipality("Lhota", code="900001", lat="50.05", lon="15.05"))
    municipality("Lhotka", code="900002", lat="50.05", lon="15.15")
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    before = drawn()
    assert (before.outline, before.borders, before.places[0].area) == ("", "", "")
    assert before.dots.count("M") == 2
    for code, west in (("900001", 15.0), ("900002", 15.1)):
        Boundary.objects.create(kind="municipality", code=code, name=code, rings=square(west, 50.0), source="soubor")
    after = drawn()
    assert after.outline.count("M") == after.borders.count("M") == 1
    assert after.places[0].area.endswith("z")
    assert after.dots == ""


def test_new_boundaries_are_drawn_at_once(db):
    municipality("Lhota", code="900001", lat="50.05", lon="15.05")
    for size in (0.1, 0.2):
        Boundary.objects.all().delete()
        Boundary.objects.create(kind="region", code="CZ099", name="Kraj", rings=square(15.0, 50.0, size), source="s")
        assert read_land(AT).terrain == draw_terrain([("region", "CZ099", square(15.0, 50.0, size))])


def test_lines_between_districts_are_drawn_once_more_where_there_are_finer_ones(db):
    districts = [("district", "1", square(15.0, 50.0)), ("district", "2", square(15.1, 50.0))]
    alone = draw_terrain(districts)
    assert (alone.borders.count("M"), alone.districts) == (1, "")
    halves = [("orp", str(n), square(15.0 + n * 0.05, 50.0, 0.05)) for n in range(4)]
    finer = draw_terrain([*districts, *halves])
    assert (finer.borders.count("M"), finer.districts.count("M")) == (3, 1)
    assert finer.municipalities == {}, "points stay where municipalities have no areas"


def test_a_micro_region_is_its_municipalities_with_one_label(db):
    place = locality("Lhotsko", kind="microregion")
    for i in range(4):
        member(place, municipality(f"Lhota {i}", lat=f"50.{i}", lon="15.1"))
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    [shown] = drawn().places
    assert shown.spots.count("M") == 4
    assert shown.net.count("M") == 3
    marks = re.findall(r"M(\d+),(\d+)", shown.spots)
    assert (str(shown.x), str(shown.y)) in marks, "the sign stands in a municipality, not between them"


def test_a_locality_without_a_place_stays_in_the_table(db):
    place = locality("Bezmístná")
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    empty = drawn()
    assert (empty.width, empty.places, [change.locality for change, _ in empty.entries]) == (0, (), [place])
    member(place, municipality("Lhota"))
    municipality("Lhotka", lat="50.1", lon="15.1")
    shown = drawn()
    assert shown.width
    assert [towns[0].name for _, towns in shown.entries] == ["Lhota"]
    text = render_to_string("portal/pictures/_map.html", {"map": shown, "at": AT, "open": False})
    assert ">Bezmístná</a>" in text


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("look", Look)
def test_a_kind_that_staff_have_added_is_drawn_as_its_stage_and_look_say(db, stage, look):
    place = locality("Lhota")
    member(place, municipality("Lhota", lat="50.05", lon="15.05"))
    municipality("Lhotka", lat="50.35", lon="15.15")
    kind("brand-new", stage, look=look, name="zcela nová")
    support(place, "brand-new", D(2014, 1, 1), D(2014, 1, 1))
    context = {"at": AT, "map": drawn(), "open": True, "timeline": support_by_locality(told(), AT)}
    land = render_to_string("portal/pictures/_map.html", context)
    spans = render_to_string("portal/pictures/_timeline.html", context)
    assert f'<g class="sign look-{look} stage-{stage}"' in land
    assert f'<g class="look-{look} stage-{stage} ground"' in land
    assert f'<span class="support look-{look} stage-{stage}">zcela nová</span>' in land
    assert f'<g class="look-{look} stage-{stage} span"' in spans
    if look in (Look.QUARTER, Look.HALF) and stage != Stage.AFTER:
        assert f'class="sign-{look}"' in land
    assert "brand-new" not in land + spans


def test_the_stylesheet_knows_looks_and_stages_and_no_kind_by_its_name():
    style = "".join(path.read_text() for path in (settings.BASE_DIR / "static").glob("*.css"))
    named = set(re.findall(r"\.(?:look|stage)-[\w-]+", style))
    assert named == {f".stage-{stage}" for stage in Stage} | {f".look-{look}" for look in Look if look != Look.OUTLINE}
    assert ".support-" not in style


def test_one_lonely_village_has_a_map(db):
    municipality("Lhota", lat="50.1", lon="15.1")
    shown = drawn()
    assert shown.width == 1000
    assert 0 < shown.height <= 1000
    assert read_land(AT).terrain is None
    assert region_map([], [], Land()).width == 0


def test_coordinates_are_written_as_svg_reads_them_and_not_as_czech_does(db):
    place = locality("Lhota", slug="lhota")
    member(place, municipality("Lhota", lat="50.05", lon="15.05"))
    municipality("Lhotka", lat="50.35", lon="15.15")
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1), precision="year")
    amount(place, 1234567)
    context = {
        "at": AT,
        "map": drawn(),
        "open": True,
        "timeline": support_by_locality(told(), AT),
        "bars": amount_bars(covered()),
    }
    for name in ("map", "timeline", "bars"):
        text = html.unescape(render_to_string(f"portal/pictures/_{name}.html", context))
        numbers = re.findall(r' (?:x|y|cx|cy|r|width|height|viewBox|points|d)="([^"]*)"', text)
        assert numbers
        assert all(re.fullmatch(r"[-\d., MlLhHvVaAzZ]+", value) for value in numbers)
        assert not [value for value in numbers if "\xa0" in value]
        assert "style=" not in text
        assert 'href="/lokality/lhota/' in text, "reached by keyboard"


@pytest.mark.parametrize("grown", [1, GROWN])
def test_names_collide_with_no_sign_and_with_no_other_name(grown):
    """Neither on a wide screen, nor on a phone where letters are larger and towns as near as ever."""
    names = ("Tanvald", "Smržovka", "Desná", "Velké Hamry", "Jablonec nad Nisou", "Liberec")
    points = ((740, 372), (692, 371), (736, 343), (746, 402), (634, 388), (545, 331))
    placed = place_labels(names, points, (), (0, 0, 1000, 700), grown)
    signs = [(x - 11, y - 11, x + 11, y + 11) for x, y in points]
    boxes = [label.box for label in placed]
    for a, b in [*combinations(boxes, 2), *product(boxes, signs)]:
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
    assert all(box[0] >= 0 and box[2] <= 1000 for box in boxes)


def test_labels_of_the_same_places_always_stand_the_same():
    question = (("Adamov", "Bezděz"), ((10.0, 50.0), (990.0, 50.0)), (), (0, 0, 1000, 100))
    first = place_labels(*question)
    place_labels.cache_clear()
    assert place_labels(*question) == first
    assert first[1].anchor == "end", "at the edge a name turns inwards"


def test_a_common_border_is_drawn_once():
    left, right = [(0, 0), (10, 0), (10, 10), (0, 10)], [(10, 0), (20, 0), (20, 10), (10, 10)]
    outline, lines = borders([left, right])
    assert lines in ("M10,0l0,10", "M10,10l0-10")
    assert outline.count("M") == 1


def test_paths_are_small_steps():
    assert path([(5, 5), (15, 0), (15, 20)], closed=True) == "M5,5l10-5 0,20z"


def test_the_projection_keeps_the_shape_of_the_land():
    projection = Projection.fitting([(15.0, 50.0), (16.0, 51.0)], width=1000, most_height=3000, pad=0)
    assert projection.point(15.0, 51.0) == (0, 0)
    assert projection.point(16.0, 50.0) == (1000, pytest.approx(projection.height, abs=1))
    assert projection.height / 1000 == pytest.approx(1 / 0.634, abs=0.02), "a degree of longitude is shorter"


def test_plans_and_money_are_marked_on_their_day_below_the_support(db):
    place = locality()
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    at = AsOf(D(2018, 1, 1), D(2018, 1, 1))
    told = list(SupportChange.objects.select_related("kind").told(at))
    plan = Plan(kind="spsz", year_from=2016, year_to=2018)
    approved = PlanChange(plan=plan, state="approved", effective_on=D(2016, 1, 1), precision="day")
    drawn = support_by_kind(told, at, [("plány", [approved]), ("částky", [])])
    assert [(row.name, len(row.spans), [title for _, title in row.marks]) for row in drawn.rows] == [
        ("intensive", 1, []),
        ("plány", 0, ["strategický plán 2016–2018 schválen 1.\xa01.\xa02016"]),
    ]
    left, right = drawn.ticks[0].x, drawn.ticks[-1].x
    x = float(drawn.rows[1].marks[0][0][1:].split(" ")[0])
    assert left < x < right
    assert drawn.rows[1].y > drawn.rows[0].y
    assert drawn.height > drawn.base > drawn.rows[1].y


def test_plans_alone_make_a_timeline_too():
    at = AsOf(D(2018, 1, 1), D(2018, 1, 1))
    drafted = PlanChange(plan=Plan(kind="spsz"), state="in_preparation", effective_on=D(2016, 1, 1), precision="year")
    assert support_by_kind([], at) is None
    assert [row.name for row in support_by_kind([], at, [("plány", [drafted])]).rows] == ["plány"]
