"""One search over all that the public record tells: what answers, by kind, the best first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.urls import reverse

import czech
from council.models import Memorandum, MemorandumChange, MemorandumTerm, Paper, PaperEntry, PaperKind, Session
from czech.excerpts import Marked, excerpt
from czech.sought import Fit, How, Sought, chosen
from evidence.models import (
    AsOf,
    Fold,
    NamedRows,
    Source,
    SourceKind,
    Words,
    by_words,
    called,
    label,
    parted,
    quotations,
    telling,
    wanted,
)
from evidence.models.prepared import Prepared, among
from evidence.models.sources import bodies
from funding.models import OPERATION_HEAD, OPERATION_TOLD, Operation, OperationLink, Programme
from localities import names as places
from localities.datasets import former_names
from localities.models import Locality, LocalityKind, Municipality, SupportChange
from localities.names import PlaceMeant
from memorandum.portal.links import with_days

MOST = 10  # of a group on the page; where it has a list of its own, the list has all
MOST_EXCERPTS = 3  # of one source
_MOST_TEXTS = 20
_MOST_HEADS = 200  # of documents, and of projects, that are looked at: of a word that more of them say, the latest

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
    """Answers of one kind, as many as the page shows; ``count`` is how many there are."""

    title: str
    answers: list[SearchHit]
    count: int
    rank: int
    list_url: str = ""

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
        found = _nearly(sought, at)
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


def _others(sought: Sought, at: AsOf) -> list[SearchGroup]:
    resolutions, sources = _sources(sought, at)
    asked = (_memoranda, _sessions, _papers, _operations, _programmes, _people)
    return [resolutions, *(ask(sought, at) for ask in asked), sources]


def _nearly(sought: Sought, at: AsOf) -> list[SearchGroup]:
    """What is only like it, where nothing is what was typed."""
    resolutions, sources = _sources(sought, at, forgiving=True)
    asked = (_papers, _operations, _programmes, _people)
    return [resolutions, *(ask(sought, at, forgiving=True) for ask in asked), sources]


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


def _sources(sought: Sought, at: AsOf, *, forgiving: bool = False) -> list[SearchGroup]:
    """The resolutions and the other sources, by their heads, by passages that facts stand on, and by their texts."""
    heads = by_words(sought, _headed(sought, at, forgiving=forgiving), "number", forgiving=forgiving)
    fits: dict[int, tuple[Source, Fit | None]] = {
        source.pk: (source, _head_fit(sought, source, fit)) for source, fit in heads
    }
    quoted = [] if forgiving else quotations(sought, at)
    texts = {} if forgiving else dict(_texts(at, wanted(sought.needed)))
    others = {*texts, *(quotation.source for quotation in quoted)} - {*fits}
    for source in _named(at, sorted(others)) if others else ():
        fits[source.pk] = source, None
    excerpts: dict[int, list[Said]] = defaultdict(list)
    for quotation in quoted:
        excerpts[quotation.source].append(Said(quotation.passage, quotation.anchor, quotation.says, quotation.is_verbatim))
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
        _documents("Usnesení", resolutions, excerpts, sought, at, "resolution-list"),
        _documents("Zdroje a jejich pasáže", others_found, excerpts, sought, at, "source-list"),
    ]


def _shown(at: AsOf) -> Any:
    return Source.objects.public().known(at).on_day(at)


def _headed(sought: Sought, at: AsOf, *, forgiving: bool) -> list[Source]:
    """The latest of the sources that may say it in their head, those of the typed number before all others."""
    typed = next(filter(str.isdigit, sought.telling), "")
    number = f"{typed.lstrip('0')}%" if typed else "-"
    found = parted(sought, bodies(), forgiving=forgiving)
    if found.rest or not found.beside:
        return _saying(at, found.whole, found.beside, found.rest or found.whole, number)
    return _saying_beside(at, found.whole, found.beside, number)


@Prepared
def _saying(at: AsOf, whole: str, beside: list[int], rest: str, number: str) -> QuerySet[Source]:
    return _latest(_shown(at).saying(whole, beside, rest), number)


@Prepared
def _saying_beside(at: AsOf, whole: str, beside: list[int], number: str) -> QuerySet[Source]:
    return _latest(_shown(at).saying(whole, beside, ""), number)


def _latest(found: Any, number: str) -> QuerySet[Source]:
    is_meant = Case(When(number__like=number, then=0), default=1)
    latest: QuerySet[Source] = found.order_by(is_meant, *Source._meta.ordering)[:_MOST_HEADS]
    return latest


@Prepared
def _texts(at: AsOf, said: str) -> Any:
    """The texts that may say it, of the newest sources first."""
    return _shown(at).saying_in_text(said).order_by("-known_on", "pk").values_list("pk", "text")[:_MOST_TEXTS]


@Prepared
def _named(at: AsOf, keys: list[int]) -> QuerySet[Source]:
    named: QuerySet[Source] = _shown(at).filter(among("pk", keys)).select_related("issuer").defer("text")
    return named


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
    return SearchGroup(title, answering, len(found), rank, _listed(listed, sought, at) if by_head else "")


def _line(*parts: str | Combinable) -> Combinable:
    words = [piece for part in parts for piece in (Cast(part, TextField()), Value(" "))]
    return Concat(*words, output_field=TextField())


_SESSION = ("session__number", Value("zasedání"), "session__body__name", "session__body__short_name")
_PAPER_TOLD = _line(label("kind", PaperKind), "subject", *_SESSION, "session__held_on")


def _papers(sought: Sought, at: AsOf, *, forgiving: bool = False) -> SearchGroup:
    rows = _papers_nearly_told(at, wanted(sought.nearly_needed)) if forgiving else _papers_told(at, sought.likes)
    found = by_words(sought, rows, forgiving=forgiving)
    answering = []
    for paper, _ in found:
        held = f"{paper.session.title}, {paper.session.body.name}, {czech.day(paper.session.held_on)}"
        what = czech.vlna(" · ".join(filter(None, (held, paper.withdrawn))))
        answering.append(SearchHit(_marked(sought, str(paper)), with_days(paper.get_absolute_url(), at), what))
    return _group("Písemné informace", answering, found[0][1] if found else None)


@Prepared
def _papers_told(at: AsOf, likes: list[str]) -> QuerySet[Paper]:
    return telling(Paper.objects.public().known(at).addressed(), _PAPER_TOLD, likes)


@Prepared
def _papers_nearly_told(at: AsOf, said: str) -> QuerySet[Paper]:
    papers: Any = Paper.objects.public().known(at).addressed().annotate(told=_PAPER_TOLD)
    found: QuerySet[Paper] = papers.alias(told_words=Words(Fold("told"))).filter(told_words__says=said)
    return found


@Prepared
def _sessions_told(at: AsOf, likes: list[str]) -> QuerySet[Session]:
    told = _line(Value("zasedání"), "number", "body__name", "body__short_name", "held_on")
    return telling(Session.objects.public().known(at).by_body(), told, likes)


@Prepared
def _memoranda_told(at: AsOf, likes: list[str]) -> QuerySet[Memorandum]:
    return telling(Memorandum.objects.order_by("-year"), _line("title", "year", Value("memorandum")), likes)


def _sessions(sought: Sought, at: AsOf) -> SearchGroup:
    found = by_words(sought, _sessions_told(at, sought.likes))
    answering = []
    for session, _ in found:
        name, held = f"{session.title} {czech.day(session.held_on)}", with_days(session.get_absolute_url(), at)
        answering.append(SearchHit(_marked(sought, name), held, czech.vlna(session.body.name)))
    return _group("Zasedání", answering, found[0][1] if found else None, with_days(reverse("session-list"), at))


def _memoranda(sought: Sought, at: AsOf) -> SearchGroup:
    found = by_words(sought, _memoranda_told(at, sought.likes))
    if found:  # of which of them anything is known is a costly question
        known = {*MemorandumChange.objects.public().counting(at).values_list("memorandum", flat=True)}
        known |= {*MemorandumTerm.objects.public().state(at).values_list("memorandum", flat=True)}
        found = [(row, fit) for row, fit in found if row.pk in known]
    answering = []
    for row, _ in found:
        url = with_days(f"{reverse('memorandum')}#{row.key}", at)
        answering.append(SearchHit(_marked(sought, row.title), url, f"memorandum {row.year}"))
    return _group("Memoranda", answering, found[0][1] if found else None)


def _operations(sought: Sought, at: AsOf, *, forgiving: bool = False) -> SearchGroup:
    rows = by_words(sought, _projects(sought, at, forgiving=forgiving), forgiving=forgiving)
    found = chosen([(row, min(fit, sought.fit(row.name) or fit)) for row, fit in rows])
    answering = []
    for operation, _ in found:
        url = reverse("locality-detail", args=[operation.slug]) if operation.slug else operation.citation_url
        what = [f"projekt {operation.registration_number}", operation.programme.abbreviation]
        what += [f"lokalita {operation.place}"] if operation.place else []
        answering.append(SearchHit(_marked(sought, operation.name), with_days(url, at), czech.vlna(" · ".join(what))))
    return _group("Projekty", answering, found[0][1] if found else None)


def _projects(sought: Sought, at: AsOf, *, forgiving: bool) -> list[Operation]:
    programmes = [(key, f"{name} projekt") for key, name in Programme.objects.values_list("pk", "abbreviation")]
    found = parted(sought, programmes, forgiving=forgiving)
    if found.rest or not found.beside:
        return _projects_saying(at, found.whole, found.beside, found.rest or found.whole)
    return _projects_saying_beside(at, found.whole, found.beside)


@Prepared
def _projects_saying(at: AsOf, whole: str, beside: list[int], rest: str) -> QuerySet[Operation]:
    return _with_place(Operation.objects.public().known(at).saying(whole, beside, rest)[:_MOST_HEADS])


@Prepared
def _projects_saying_beside(at: AsOf, whole: str, beside: list[int]) -> QuerySet[Operation]:
    return _with_place(Operation.objects.public().known(at).saying(whole, beside, "")[:_MOST_HEADS])


def _with_place(operations: Any) -> QuerySet[Operation]:
    """Each with a public locality that it belongs to."""
    links = OperationLink.objects.filter(operation=OuterRef("pk"), locality__is_public=True).order_by("pk")
    slug, name = (Subquery(links.values(f"locality__{column}")[:1]) for column in ("slug", "name"))
    placed: QuerySet[Operation] = operations.select_related("programme", "source").annotate(slug=slug, place=name)
    return placed


def _programmes(sought: Sought, at: AsOf, *, forgiving: bool = False) -> SearchGroup:
    programmes = Programme.objects.filter(Q(source=None) | Q(source__in=Source.objects.public().known(at)))
    found = []
    for programme in programmes:
        if programme.year_from > at.day.year:
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
