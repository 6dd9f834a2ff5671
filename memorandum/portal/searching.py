"""One search over all that the public record tells: what answers, by kind, the best first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse

import czech
from council.models import MemorandumChange, MemorandumTerm, Paper, PaperEntry
from czech.excerpts import Marked, excerpt
from czech.sought import Fit, How, Sought, chosen
from evidence.models import AsOf, Fold, NamedRows, Source, SourceKind, by_words, called, quotations, wanted
from evidence.models.sources import bodies
from funding.models import Programme
from localities import names as places
from localities.datasets import former_names
from localities.models import Locality, LocalityKind, Municipality, SupportChange
from localities.names import PlaceMeant
from memorandum.portal import search_questions as ask
from memorandum.portal.links import with_days

MOST = 10  # of a group on the page; where it has a list of its own, the list has all
MOST_EXCERPTS = 3  # of one source

#: What comes first: a whole name, what is named so, a name among what was typed, words in texts, what is only like it.
_RANKS = {How.EXACT: 0, How.INFLECTED: 0, How.BEGINS: 1, How.HOLDS: 1, How.NAMED: 2, How.SIMILAR: 4}
_IN_TEXTS = 3


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a source that were sought, and where on its page they stand."""

    words: Marked
    url: str
    says: str = ""
    is_quoted: bool = True


class Said(NamedTuple):
    """A text of a source in which it is said, and where on its page that stands."""

    text: str
    anchor: str
    says: str = ""
    is_quoted: bool = True

    def excerpt(self, sought: Sought, source: Source, at: AsOf) -> Excerpt:
        url = with_days(f"{source.get_absolute_url()}#{self.anchor}", at)
        return Excerpt(excerpt(sought, self.text), url, self.says, self.is_quoted)


@dataclass(slots=True)
class SearchHit:
    """One thing that answers: its name with the sought words marked, its page, and what it is."""

    name: Marked
    url: str
    what: str = ""
    excerpts: list[Excerpt] = field(default_factory=list)


@dataclass(slots=True)
class SearchGroup:
    """Answers of one kind, as many as the page shows; ``count`` is how many there are, or ``is_more`` than that."""

    title: str
    answers: list[SearchHit]
    count: int
    rank: int
    list_url: str = ""
    is_more: bool = False

    @property
    def is_similar(self) -> bool:
        """Whether nothing in it is what was typed, only like it."""
        return self.rank == _RANKS[How.SIMILAR]

    @property
    def left_out(self) -> int:
        return self.count - len(self.answers)


def answers(sought: Sought, at: AsOf) -> list[SearchGroup]:
    """All that answers as of the two days, the group with the best answer first."""
    found = [*_places(sought, at), *_others(sought, at)]
    news = _news(sought, at)
    if not news.count and not any(group.count for group in found):
        found = _others(sought, at, forgiving=True)
    return sorted((group for group in (news, *found) if group.count), key=lambda group: group.rank)


def _news(sought: Sought, at: AsOf) -> SearchGroup:
    """The page of changes, for those who ask what is new: „co je nového od minulého zasedání“, „změny“."""
    hit = SearchHit(_marked(sought, "Co se změnilo"), with_days(reverse("change-list"), at), "od minulého zasedání")
    return SearchGroup("Co je nového", [hit], 1, -1) if asks_for_news(sought.words) else SearchGroup("", [], 0, 0)


def asks_for_news(words: Iterable[str]) -> bool:
    """Whether words of a search, without accents, ask what is new; a name that begins so („Nová Lhota“) does not."""
    typed = [*words]

    def says(*beginnings: str) -> bool:
        return any(word.startswith(beginnings) for word in typed)

    of_session = says("minul", "posledn") and says("zasedan")
    return says("zmen", "novink", "aktualit") or (says("nov") and "co" in typed) or of_session


def _others(sought: Sought, at: AsOf, *, forgiving: bool = False) -> list[SearchGroup]:
    """``forgiving``: what is only like it, where nothing is what was typed."""
    programmes, issuers = ask.programmes(at), bodies()
    resolutions, sources = _sources(sought, at, issuers, forgiving=forgiving)
    return [
        resolutions,
        *([] if forgiving else [_memoranda(sought, at), _sessions(sought, at)]),
        _papers(sought, at, forgiving=forgiving),
        _operations(sought, at, programmes, forgiving=forgiving),
        _programmes(sought, at, programmes, forgiving=forgiving),
        _people(sought, at, forgiving=forgiving),
        sources,
    ]


def _rank(best: Fit | None) -> int:
    return _RANKS[best.how] if best else 0


def _group(title: str, found: list[SearchHit], best: Fit | None, list_url: str = "") -> SearchGroup:
    return SearchGroup(title, found[:MOST], len(found), _rank(best), list_url)


def _marked(sought: Sought, text: str) -> Marked:
    return sought.marked(czech.vlna(text))


# --- Places --------------------------------------------------------------------------------------------------------


def _places(sought: Sought, at: AsOf) -> list[SearchGroup]:
    """Localities and municipalities, each by what it is called on the day, whatever name was typed."""
    found = places.meant(sought, at)
    localities, municipalities = found.localities[:MOST], found.municipalities[:MOST]
    codes = {place.key for place in municipalities} | {place.member for place in localities if place.member}
    towns = {town.code: town for town in Municipality.objects.on(at).filter(code__in=codes)} if codes else {}
    shown = (
        ("Lokality", "locality-list", found.localities, _localities(localities, towns, sought, at)),
        ("Obce", "municipality-list", found.municipalities, _municipalities(municipalities, towns, sought, at)),
    )
    return [
        SearchGroup(title, answering, len(meant), _rank(meant[0].fit if meant else None), _listed(name, sought, at))
        for title, name, meant, answering in shown
    ]


def _localities(meant: list[PlaceMeant], towns: dict[str, Municipality], sought: Sought, at: AsOf) -> list[SearchHit]:
    localities = Locality.objects.filter(pk__in=[place.key for place in meant]).in_bulk() if meant else {}
    states = SupportChange.objects.public().state(at).filter(locality__in=localities).select_related("kind")
    state = {change.locality_id: change for change in states} if meant else {}
    found = []
    for place in meant:
        locality = localities[int(place.key)]
        told = [locality.get_kind_display()] if locality.kind == LocalityKind.MICROREGION else []
        if place.member and towns[place.member].name != locality.name:
            told.append(f"patří do ní {towns[place.member].name}")
        elif not place.member and place.name != locality.name:
            told.append(f"uváděna také jako {place.name}")
        if held := state.get(locality.pk):
            told.append(f"{held.statement}, {held.attestation}" if held.is_last_known else held.statement)
        found.append(_place(sought, locality.name, locality.get_absolute_url(), told, at))
    return found


def _municipalities(
    meant: list[PlaceMeant], towns: dict[str, Municipality], sought: Sought, at: AsOf
) -> list[SearchHit]:
    renamed = any(place.name != towns[place.key].name for place in meant)
    formerly = former_names(at) if renamed else {}
    found = []
    for place in meant:
        town = towns[place.key]
        registered = f"podle registru k {czech.day(at.register_day)}"
        told = [town.get_status_display(), f"okres {town.district}", f"ORP {town.orp}", registered]
        if place.name != town.name and place.name in formerly.get(place.key, ()):
            told.insert(0, f"dříve {place.name}")
        found.append(_place(sought, town.name, town.get_absolute_url(), told, at))
    return found


def _place(sought: Sought, name: str, url: str, told: Iterable[str], at: AsOf) -> SearchHit:
    return SearchHit(_marked(sought, name), with_days(url, at), czech.vlna(" · ".join(told)))


def _listed(name: str, sought: Sought, at: AsOf) -> str:
    return with_days(reverse(name), at, q=sought.text)


# --- Documents -----------------------------------------------------------------------------------------------------


def _sources(
    sought: Sought, at: AsOf, issuers: list[tuple[int, str]], *, forgiving: bool = False
) -> list[SearchGroup]:
    """The resolutions and the other sources, by their heads, by passages that facts stand on, and by their texts."""
    headed = ask.sources(sought, at, issuers, forgiving=forgiving)
    heads = by_words(sought, headed, "number", forgiving=forgiving)
    fits: dict[int, tuple[Source, Fit | None]] = {
        source.pk: (source, _head_fit(sought, source, fit)) for source, fit in heads
    }
    quoted, is_cut = ([], False) if forgiving else quotations(sought, at)
    is_more = is_cut or len(headed) == ask.MOST_HEADS
    texts = {} if forgiving else dict(ask.texts(at, wanted(sought.needed)))
    others = {*texts, *(quotation.source for quotation in quoted)} - {*fits}
    for source in ask.named_sources(at, sorted(others)) if others else ():
        fits[source.pk] = source, None
    excerpts: dict[int, list[Said]] = defaultdict(list)
    for quotation in quoted:
        excerpts[quotation.source].append(
            Said(quotation.passage, quotation.anchor, quotation.says, quotation.is_verbatim)
        )
    for key, text in texts.items():
        if key not in excerpts and sought.met(text) is not None:
            excerpts[key].append(Said(text, "text"))
    answering = [(source, fit) for source, fit in fits.values() if fit or excerpts[source.pk]]
    answering.sort(key=lambda pair: pair[1] or Fit(How.NAMED, 99.0))
    whole = [pair for pair in answering if pair[1] and pair[1].is_whole]
    resolutions = [pair for pair in answering if pair[0].kind == SourceKind.RESOLUTION]
    if any(pair in resolutions for pair in whole):
        resolutions = [pair for pair in resolutions if pair in whole]
    others_found = [pair for pair in answering if pair[0].kind != SourceKind.RESOLUTION]
    return [
        _documents("Usnesení", resolutions, excerpts, sought, at, "resolution-list", is_more=is_more),
        _documents("Zdroje a jejich pasáže", others_found, excerpts, sought, at, "source-list", is_more=is_more),
    ]


def _head_fit(sought: Sought, source: Source, fit: Fit) -> Fit:
    title = sought.fit(source.title)
    return min(fit, title) if title and title.is_whole else fit


def _documents(
    title: str,
    found: list[tuple[Source, Fit | None]],
    excerpts: dict[int, list[Said]],
    sought: Sought,
    at: AsOf,
    listed: str,
    *,
    is_more: bool,
) -> SearchGroup:
    answering = []
    for source, _ in found[:MOST]:
        issuer = source.issuer.name if source.issuer else source.issuer_name
        kind = "" if source.kind == SourceKind.RESOLUTION else source.get_kind_display()
        what = " · ".join(filter(None, (kind, issuer, source.issued or "bez data")))
        url = with_days(source.get_absolute_url(), at)
        words = [said.excerpt(sought, source, at) for said in excerpts[source.pk][:MOST_EXCERPTS]]
        answering.append(SearchHit(_marked(sought, source.title), url, czech.vlna(what), words))
    by_head = [fit for _, fit in found if fit]
    rank = _RANKS[min(by_head).how] if by_head else _IN_TEXTS
    url = _listed(listed, sought, at) if by_head else ""
    return SearchGroup(title, answering, len(found), rank, url, is_more=is_more and len(found) > MOST)


def _papers(sought: Sought, at: AsOf, *, forgiving: bool = False) -> SearchGroup:
    found = by_words(sought, ask.papers(sought, at, forgiving=forgiving), forgiving=forgiving)
    answering = []
    for paper, _ in found:
        held = f"{paper.session.title}, {paper.session.body.name}, {czech.day(paper.session.held_on)}"
        what = czech.vlna(" · ".join(filter(None, (held, paper.withdrawn))))
        answering.append(SearchHit(_marked(sought, str(paper)), with_days(paper.get_absolute_url(), at), what))
    return _group("Písemné informace", answering, found[0][1] if found else None)


def _sessions(sought: Sought, at: AsOf) -> SearchGroup:
    found = by_words(sought, ask.sessions(at, sought.likes))
    answering = []
    for session, _ in found:
        name, held = f"{session.title} {czech.day(session.held_on)}", with_days(session.get_absolute_url(), at)
        answering.append(SearchHit(_marked(sought, name), held, czech.vlna(session.body.name)))
    return _group("Zasedání", answering, found[0][1] if found else None, with_days(reverse("session-list"), at))


def _memoranda(sought: Sought, at: AsOf) -> SearchGroup:
    found = by_words(sought, ask.memoranda(at, sought.likes))
    if found:  # of which of them anything is known is a costly question
        known = {*MemorandumChange.objects.public().counting(at).values_list("memorandum", flat=True)}
        known |= {*MemorandumTerm.objects.public().state(at).values_list("memorandum", flat=True)}
        found = [(row, fit) for row, fit in found if row.pk in known]
    answering = []
    for row, _ in found:
        url = with_days(f"{reverse('memorandum')}#{row.key}", at)
        answering.append(SearchHit(_marked(sought, row.title), url, f"memorandum {row.year}"))
    return _group("Memoranda", answering, found[0][1] if found else None)


def _operations(sought: Sought, at: AsOf, programmes: list[Programme], *, forgiving: bool = False) -> SearchGroup:
    rows = by_words(sought, ask.projects(sought, at, programmes, forgiving=forgiving), forgiving=forgiving)
    found = chosen([(row, min(fit, sought.fit(row.name) or fit)) for row, fit in rows])
    answering = []
    for operation, _ in found:
        url = reverse("locality-detail", args=[operation.slug]) if operation.slug else operation.citation_url
        what = [f"projekt {operation.registration_number}", operation.programme.abbreviation]
        what += [f"lokalita {operation.place}"] if operation.place else []
        answering.append(SearchHit(_marked(sought, operation.name), with_days(url, at), czech.vlna(" · ".join(what))))
    return _group("Projekty", answering, found[0][1] if found else None)


def _programmes(sought: Sought, at: AsOf, programmes: list[Programme], *, forgiving: bool = False) -> SearchGroup:
    found = []
    for programme in programmes:
        if not programme.is_told or programme.year_from > at.day.year:  # type: ignore[attr-defined]
            continue
        fits = [fit for name in (programme.abbreviation, programme.name) if (fit := sought.fit(name))]
        if fits and (forgiving or min(fits).how != How.SIMILAR):
            found.append((programme, min(fits)))
    found = chosen(found)
    answering = [
        SearchHit(
            _marked(sought, f"{programme.name} ({programme.abbreviation})"),
            with_days(reverse("finance"), at, program=programme.code),
            f"program {programme.year_from}–{programme.year_to}",
        )
        for programme, _ in found
    ]
    return _group("Programy", answering, found[0][1] if found else None)


def _people(sought: Sought, at: AsOf, *, forgiving: bool = False) -> SearchGroup:
    """People of the heads of papers; each leads to the papers in which they stand."""
    known = PaperEntry.objects.public().known(at).filter(paper__in=Paper.objects.public().known(at)).exclude(person="")
    asked = NamedRows("osoba", known.alias(person_folded=Fold("person")), name="person", folded="person_folded")
    found = chosen(called(sought, [asked], forgiving=forgiving))
    keys = [int(name.target) for name, _ in found]
    entries = {entry.pk: entry for entry in known.filter(pk__in=keys)} if found else {}
    papers = {paper.pk: paper for paper in Paper.objects.filter(entries__in=keys).addressed()} if found else {}
    answering = []
    for key in keys:
        entry = entries[key]
        what = " · ".join(filter(None, (entry.get_role_display(), entry.function, papers[entry.paper_id].title)))
        url = with_days(papers[entry.paper_id].get_absolute_url(), at)
        answering.append(SearchHit(_marked(sought, entry.person), url, czech.vlna(what)))
    return _group("Lidé v záhlaví písemností", answering, found[0][1] if found else None)
