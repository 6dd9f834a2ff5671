"""What the search asks of the database: of each kind the rows that may answer, at most so many as are looked at."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat

from council.models import Memorandum, Paper, PaperKind, Session
from czech.sought import Sought
from evidence.models import AsOf, Fold, Source, WordsSaid, label, parted, telling, wanted
from evidence.models.prepared import Prepared, among
from evidence.models.sources import number_begun
from funding.models import Operation, OperationLink, Programme

_MOST_TEXTS = 20
MOST_HEADS = 200  # of documents, and of projects: where more of them say it, the latest


def _line(*parts: str | Combinable) -> Combinable:
    words = [piece for part in parts for piece in (Cast(part, TextField()), Value(" "))]
    return Concat(*words, output_field=TextField())


# --- Sources -------------------------------------------------------------------------------------------------------


def sources(sought: Sought, at: AsOf, issuers: list[tuple[int, str]], *, forgiving: bool) -> list[Source]:
    """The latest of those that may say it in their head, those of the typed number before all others."""
    number = number_begun(sought)
    found = parted(sought, issuers, forgiving=forgiving)
    if found.rest or not found.beside:
        return _sources_saying(at, found.whole, found.beside, found.rest or found.whole, number)
    return _sources_saying_beside(at, found.whole, found.beside, number)


@Prepared
def _sources_saying(at: AsOf, whole: str, beside: list[int], rest: str, number: str) -> QuerySet[Source]:
    return _latest(_shown(at).saying(whole, beside, rest), number)


@Prepared
def _sources_saying_beside(at: AsOf, whole: str, beside: list[int], number: str) -> QuerySet[Source]:
    return _latest(_shown(at).saying(whole, beside, ""), number)


def _shown(at: AsOf) -> Any:
    return Source.objects.public().known(at).on_day(at)


def _latest(found: Any, number: str) -> QuerySet[Source]:
    latest: QuerySet[Source] = found.numbered_first(number)[:MOST_HEADS]
    return latest


@Prepared
def texts(at: AsOf, said: str) -> Any:
    """The texts that may say it, of the newest sources first."""
    # Not the bare column: its index would lead through all the newest texts, to read each for words it may not say.
    newest_first = Coalesce("known_on", "known_on").desc()
    return _shown(at).saying_in_text(said).order_by(newest_first, "pk").values_list("pk", "text")[:_MOST_TEXTS]


@Prepared
def named_sources(at: AsOf, keys: list[int]) -> QuerySet[Source]:
    named: QuerySet[Source] = _shown(at).filter(among("pk", keys)).select_related("issuer").defer("text")
    return named


# --- Documents of sessions -----------------------------------------------------------------------------------------

_SESSION = ("session__number", Value("zasedání"), "session__body__name", "session__body__short_name")
_PAPER = _line(label("kind", PaperKind), "subject", *_SESSION, "session__held_on")


def papers(sought: Sought, at: AsOf, *, forgiving: bool) -> list[Paper]:
    return _papers_nearly_saying(at, wanted(sought.nearly_needed)) if forgiving else _papers_saying(at, sought.likes)


@Prepared
def _papers_saying(at: AsOf, likes: list[str]) -> QuerySet[Paper]:
    return telling(Paper.objects.public().known(at).addressed(), _PAPER, likes)


@Prepared
def _papers_nearly_saying(at: AsOf, said: str) -> QuerySet[Paper]:
    told: Any = Paper.objects.public().known(at).addressed().annotate(told=_PAPER)
    found: QuerySet[Paper] = told.alias(told_words=WordsSaid(Fold("told"))).filter(told_words__says=said)
    return found


@Prepared
def sessions(at: AsOf, likes: list[str]) -> QuerySet[Session]:
    told = _line(Value("zasedání"), "number", "body__name", "body__short_name", "held_on")
    return telling(Session.objects.public().known(at).by_body(), told, likes)


@Prepared
def memoranda(at: AsOf, likes: list[str]) -> QuerySet[Memorandum]:
    return telling(Memorandum.objects.order_by("-year"), _line("title", "year", Value("memorandum")), likes)


# --- Money ---------------------------------------------------------------------------------------------------------


@Prepared
def programmes(at: AsOf) -> QuerySet[Programme]:
    """All of them, each with whether it may be told (``is_told``)."""
    told = Q(source=None) | Q(source__is_public=True, source__known_on__lte=at.known)
    return Programme.objects.annotate(is_told=ExpressionWrapper(told, output_field=BooleanField()))


def projects(sought: Sought, at: AsOf, beside: list[Programme], *, forgiving: bool) -> list[Operation]:
    """Those that may say it in their name, their number, their recipient or by their programme."""
    told = [(programme.pk, f"{programme.abbreviation} projekt") for programme in beside]
    found = parted(sought, told, forgiving=forgiving)
    if found.rest or not found.beside:
        return _projects_saying(at, found.whole, found.beside, found.rest or found.whole)
    return _projects_saying_beside(at, found.whole, found.beside)


@Prepared
def _projects_saying(at: AsOf, whole: str, beside: list[int], rest: str) -> QuerySet[Operation]:
    return _with_place(Operation.objects.public().known(at).saying(whole, beside, rest))


@Prepared
def _projects_saying_beside(at: AsOf, whole: str, beside: list[int]) -> QuerySet[Operation]:
    return _with_place(Operation.objects.public().known(at).saying(whole, beside, ""))


def _with_place(operations: Any) -> QuerySet[Operation]:
    """Each with a public locality that it belongs to."""
    links = OperationLink.objects.filter(operation=OuterRef("pk"), locality__is_public=True).order_by("pk")
    slug, place = (Subquery(links.values(f"locality__{column}")[:1]) for column in ("slug", "name"))
    placed: QuerySet[Operation] = operations.select_related("programme", "source").annotate(slug=slug, place=place)
    return placed[:MOST_HEADS]
