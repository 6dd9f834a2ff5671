"""What the pictures hold for each locality, as markup: in the drawing, and in the table below it.

A template that asks each of some hundred marks where it stands takes longer than all the rest of the overview.
"""

from collections.abc import Iterable
from html import escape  # Django's own first asks each text whether it will be translated later

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

import czech
from evidence.models import AsOf, page_address
from localities.members import Town
from localities.models import Stage, SupportChange, SupportKind
from memorandum.portal.links import with_days
from memorandum.portal.pictures.bars import BarRow, Bars
from memorandum.portal.pictures.labels import Label
from memorandum.portal.pictures.region_map import MappedLocality, RegionMap
from memorandum.portal.pictures.timeline import Timeline, TimeRow, TimeSpan
from memorandum.portal.templatetags.facts import attested, support
from memorandum.portal.templatetags.notes import cite

register = template.Library()

#: The sign of a kind of support: one for each stage, in which the style sheet fills what the look says.
_SIGNS = {
    Stage.BEFORE: (
        '<path class="sign-halo" d="M-14-14h28v28h-28z"/><path class="sign-body" d="M-10-10h20v20h-20z"/>'
        '<path class="sign-half" d="M-10 0h20v10h-20z"/><path class="sign-quarter" d="M0-10h10V0h-10z"/>'
    ),
    Stage.DURING: (
        '<circle class="sign-halo" r="15"/><circle class="sign-body" r="11"/>'
        '<path class="sign-half" d="M0-11a11 11 0 0 0 0 22z"/>'
        '<path class="sign-quarter" d="M0 0V-11A11 11 0 0 1 11 0z"/>'
    ),
    Stage.AFTER: '<path class="sign-halo" d="M-16-7h32V7h-32z"/><path class="sign-body" d="M-12 0h24"/>',
}


@register.simple_tag(takes_context=True)
def places_of_map(context: Context, region_map: RegionMap, *, tabbed: bool) -> SafeString:
    """The localities in the drawing: their ground, then each as a link with its sign and its name.

    ``tabbed`` is whether keys go through them, too; not where the table with the same links stands open below.
    """
    places = region_map.places
    return _joined([*map(_ground, places), *(_place(place, _at(context), tabbed=tabbed) for place in places)])


def _ground(place: MappedLocality) -> str:
    aged = " last-known" if place.change.is_last_known else ""
    area = f'<path class="area{aged}" d="{place.area}"/>' if place.area else ""
    net = f'<path class="net" d="{place.net}"/>' if place.net else ""
    spots = f'<path class="spots{aged}" d="{place.spots}"/>' if place.spots else ""
    return f'<g class="{_look(place.change.kind)} ground">{area}{net}{spots}</g>'


def _place(place: MappedLocality, at: AsOf | None, *, tabbed: bool) -> str:
    change = place.change
    told = f", {escape(change.attestation)}" if change.is_last_known else ""
    name = escape(change.locality.name)
    year = f'<tspan class="label-year">{place.year}</tspan>' if place.year else ""
    return (
        f'\n<a href="{_page(change.locality.slug, at)}"{"" if tabbed else ' tabindex="-1"'}>'
        f"<title>{name}: {_kind(change)}{told}</title>"
        f"{_leader(place.label, 'wide')}{_leader(place.narrow, 'narrow')}"
        f'<circle class="hit" cx="{place.x}" cy="{place.y}" r="24"/>'
        f'<g class="sign {_look(change.kind)}" transform="translate({place.x} {place.y})">'
        f"{_SIGNS[Stage(change.kind.stage)]}</g>"
        f"{_label(place.label, 'wide', name + year)}{_label(place.narrow, 'narrow', name)}</a>"
    )


def _leader(label: Label, screen: str) -> str:
    return f'<path class="leader {screen}" d="{label.leader}"/>' if label.leader else ""


def _label(label: Label, screen: str, told: str) -> str:
    return f'<text class="label {screen}" x="{label.x}" y="{label.y}" text-anchor="{label.anchor}">{told}</text>'


@register.simple_tag(takes_context=True)
def rows_of_map(context: Context, region_map: RegionMap, *, cited: bool) -> SafeString:
    """The same localities as rows of a table; ``cited`` is whether each day leads to its source."""
    at = _at(context)
    return _joined(
        f'\n<tr>\n<th scope="row"><a href="{_page(change.locality.slug, at)}">'
        f"{escape(change.locality.name)}</a></th>\n"
        f'<td data-label="Podpora">{support(change.kind)}</td>\n'
        f'<td data-label="Platí">{_since(context, change, cited=cited)}{attested(change)}</td>\n'
        f"{_towns(change, towns)}\n</tr>"
        for change, towns in region_map.entries
    )


def _since(context: Context, change: SupportChange, *, cited: bool) -> str:
    return cite(context, change, change.since) if cited else f'<span class="nowrap">{escape(change.since)}</span>'


def _towns(change: SupportChange, towns: tuple[Town, ...]) -> str:
    """Not shown on a phone where the only one has the locality's name."""
    names = [town.name for town in towns]
    same = ' class="same"' if names == [change.locality.name] else ""
    told = escape(", ".join(names)) or '<span class="unknown">neuvedeno</span>'
    return f'<td data-label="Obce"{same}>{told}</td>'


@register.simple_tag
def ticks_of_timeline(timeline: Timeline) -> SafeString:
    """The lines of the drawing at the beginnings of years, each with its year."""
    top, base = timeline.top, timeline.base
    return _joined(
        f'<path class="grid" d="M{tick.x} {top}V{base}"/><text class="tick-label{" tick-minor" * tick.minor}"'
        f' x="{tick.x}" y="{base + 24}">{tick.label}</text>'
        for tick in timeline.ticks
    )


@register.simple_tag(takes_context=True)
def marks_of_timeline(context: Context, timeline: Timeline, *, linked: bool) -> SafeString:
    """The rows of the drawing: a name, which leads to its page if ``linked``, its bars and its marks."""
    return _joined(_time_row(row, timeline.width, _at(context), linked=linked) for row in timeline.rows)


def _time_row(row: TimeRow, width: int, at: AsOf | None, *, linked: bool) -> str:
    is_link = linked and row.slug
    told = escape(row.name if is_link else czech.vlna(row.name))
    name = f'<text class="row-label" x="0" y="{row.y + 17}">{told}</text>'
    if is_link:
        hit = f'<rect class="hit" x="0" y="{row.y}" width="{width}" height="50"/>'
        name = f'<a href="{_page(row.slug, at)}">{hit}{name}</a>'
    marks = (
        f'<path class="mark" d="{path}"><title>{escape(czech.vlna(title))}</title></path>' for path, title in row.marks
    )
    return "".join(["\n", name, *map(_bar, row.spans), *marks])


def _bar(span: TimeSpan) -> str:
    told = f", {escape(span.change.attestation)}" if _is_open(span) else ""
    since = f'<polygon class="bar unconfirmed" points="{span.unconfirmed}"/>' if span.unconfirmed else ""
    return (
        f'<g class="{_look(span.change.kind)} span"><title>{_kind(span.change)}{told}</title>'
        f'{since}<polygon class="bar" points="{span.known}"/></g>'
    )


@register.simple_tag(takes_context=True)
def rows_of_timeline(context: Context, timeline: Timeline) -> SafeString:
    """The same as rows of a table, each day with its source."""
    return _joined(
        f'\n<tr>\n<th scope="row">{escape(row.name)}</th>\n'
        f'<td data-label="Podpora">{"; ".join(_span_in_words(context, span) for span in row.spans)}</td>\n</tr>'
        for row in timeline.rows
    )


def _span_in_words(context: Context, span: TimeSpan) -> str:
    told = f' <span class="small soft">({escape(span.change.attestation)})</span>' if _is_open(span) else ""
    return f"{escape(czech.vlna(span.change.kind.name))} {cite(context, span.change, span.change.since)}{told}"


@register.simple_tag
def ticks_of_bars(bars: Bars) -> SafeString:
    """The lines of the drawing at round amounts; the last one also says in what they are counted."""
    base, last = bars.base, len(bars.ticks) - 1
    return _joined(
        f'\n<path class="grid" d="M{tick.x} 0V{base}"/>\n<text class="tick-label" x="{tick.x}" y="{base + 24}"'
        f' text-anchor="{"start" if place == 0 else "end" if place == last else "middle"}">'
        f"{escape(tick.label)}{f'&nbsp;{escape(bars.unit)}' if place == last else ''}</text>\n"
        for place, tick in enumerate(bars.ticks)
    )


@register.simple_tag(takes_context=True)
def rows_of_bars(context: Context, bars: Bars, *, linked: bool) -> SafeString:
    """The localities in the drawing: a name, which leads to its page if ``linked``, what it comes to, and its bar."""
    at = _at(context)
    return _joined(_bar_row(row, bars.width, at, linked=linked) for row in bars.rows)


def _bar_row(row: BarRow, width: int, at: AsOf | None, *, linked: bool) -> str:
    name = f'<text class="row-label" x="0" y="{row.y + 17}">{escape(row.locality.name)}</text>'
    if linked:
        hit = f'<rect class="hit" x="0" y="{row.y}" width="{width}" height="{50 if row.total else 32}"/>'
        name = f'<a href="{_page(row.locality.slug, at)}">{hit}{name}</a>'
    unknown = "součet neuveden" if row.has_amounts else "neuvedeno"
    told = czech.money(row.total) if row.total else unknown
    bar = f'<rect class="bar bar-amount" x="0" y="{row.y + 24}" width="{row.width}" height="18"/>' if row.total else ""
    return (
        f'\n{name}\n<text class="value{"" if row.total else " unknown"}" x="{width}" y="{row.y + 17}"'
        f' text-anchor="end">{told}</text>\n{bar}\n'
    )


def _is_open(span: TimeSpan) -> bool:
    """Whether it goes on after the last day to which a source attests it, and that can be said."""
    return bool(span.unconfirmed and span.change.attestation)


def _kind(change: SupportChange) -> str:
    return f"{escape(czech.vlna(change.kind.name))} {escape(change.since)}"


def _look(kind: SupportKind) -> str:
    return f"look-{escape(kind.look)} stage-{escape(kind.stage)}"


def _page(slug: str, at: AsOf | None) -> str:
    return escape(with_days(page_address("locality-detail", slug), at))


def _at(context: Context) -> AsOf | None:
    at = context.get("at")
    return at if isinstance(at, AsOf) else None


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))
