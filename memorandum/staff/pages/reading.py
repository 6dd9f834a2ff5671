"""Pages of the reading: a text comes in, its proposals are gone through one by one."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

import czech
from evidence import doubts
from evidence.doubts import Doubt
from evidence.models import File, Source, free_key
from formats.attachments import MEDIA_TYPES
from funding import relations
from funding.relations import Relation
from localities.models import within
from memorandum.reading import actions
from memorandum.reading.proposals import READ, Proposal
from memorandum.reading.review import Review, ReviewedProposal, Status
from memorandum.reading.rules import head_day
from memorandum.staff.reading_forms import IncomingForm, form_for, refused_form
from memorandum.staff.site import record_url, staff_page

_viewer = permission_required("evidence.view_source", raise_exception=True)

#: What the person may decide on one proposal, by the word that the form sends.
_DECISIONS: dict[str, Callable[..., None]] = {
    "prijmout": actions.accept,
    "nove-obdobi": partial(actions.accept, again=True),
    "vynechat": actions.drop,
    "vratit": actions.take_back,
    **{relation.value: partial(actions.accept, relation=relation) for relation in Relation},
    **{doubt.value: partial(actions.accept, doubt=doubt) for doubt in Doubt},
}


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A piece of the text, the proposals that begin with it, and whether any stands on it."""

    text: str
    begins: tuple[ReviewedProposal, ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal as the page shows it."""

    item: ReviewedProposal
    url: str
    needs: tuple[str, ...]
    may_write: bool
    form: Any = None

    @property
    def question(self) -> str:
        """What the person is asked; nobody asks about what was left out."""
        return self.item.proposal.question if self.item.status is not Status.DROPPED else ""

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """How it may stand to what the record has: (answer, its words, what it does)."""
        if self.item.beside:
            return [(each.value, each.label, relations.DOES[each]) for each in self.item.beside.offered]
        return [(each.value, each.label, doubts.DOES[each]) for each in Doubt] if self.item.doubted else []

    @property
    def template(self) -> str:
        """What is said of the proposal, and what may be decided, as its status has it."""
        return f"staff/_proposal.html#{self.item.status}"


@permission_required("evidence.add_source", raise_exception=True)
def start(request: HttpRequest) -> HttpResponse:
    """Where a paper is handed in; its text is stored as a source, and nothing of it is written."""
    form = IncomingForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        source = _stored(form)
        same = Source.objects.filter(text=source.text).exclude(pk=source.pk).first()
        if same:
            messages.warning(request, f"Stejný text už v evidenci má zdroj „{same}“. Není to tentýž dokument?")
        return HttpResponseRedirect(reverse("admin:reading", args=[source.key]))
    return staff_page(request, "staff/reading_start.html", "Načíst písemnost", form=form)


@transaction.atomic
def _stored(form: IncomingForm) -> Source:
    source: Source = form.save(commit=False)
    source.text = form.cleaned_data["text"]
    source.is_public = False
    source.key = free_key(Source, source.title)
    if source.issued_on is None:
        source.issued_on = head_day(source.text)
    upload = form.cleaned_data.get("upload")
    if upload:
        upload.seek(0)
        content = upload.read()
        kind = MEDIA_TYPES["docx"] if content.startswith(b"PK") else "text/plain"
        source.file = File.keep(upload.name, kind, content)
    source.full_clean()
    source.save()
    return source


@require_safe
@_viewer
def read(request: HttpRequest, key: str) -> HttpResponse:
    """The text with its proposals beside it."""
    source = _source(request, key)
    review = Review(source)
    wanted = request.GET.get("upravit", "")
    form = None
    item = review.items.get(wanted)
    if item and not item.is_settled and actions.may_write(review, item, request.user):
        form = form_for(item.proposal, review.unsaved(item), request.user)
    return _page(request, review, wanted, form)


@require_POST
@_viewer
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """What the person decided: one proposal accepted as it is or changed, dropped, taken back; or all at once."""
    source = _source(request, key)
    fingerprint, action = request.POST.get("navrh", ""), request.POST.get("akce", "")
    try:
        if action == "vse":
            written = actions.accept_all(source=source, by=request.user)
            count = czech.count(written, "údaj zapsán", "údaje zapsány", "údajů zapsáno")
            messages.success(request, f"{count}.")
        elif action == "upravit":
            actions.accept(source=source, fingerprint=fingerprint, by=request.user, amend=partial(_amended, request))
        elif action in _DECISIONS:
            _DECISIONS[action](source=source, fingerprint=fingerprint, by=request.user)
        else:
            return HttpResponse("Takové rozhodnutí není.", status=400, content_type="text/plain; charset=utf-8")
    except actions.OutOfReach:
        raise Http404(fingerprint) from None
    except actions.NotWritten as refused:
        review = Review(source)
        item = review.items[refused.fingerprint]
        data = request.POST if action == "upravit" and refused.fingerprint == fingerprint else None
        form = refused_form(item.proposal, review.unsaved(item), request.user, data, refused.problem)
        return _page(request, review, refused.fingerprint, form)
    return HttpResponseRedirect(f"{reverse('admin:reading', args=[key])}{_next(source, fingerprint)}")


def _amended(request: HttpRequest, proposal: Proposal, instance: Any) -> Any:
    """The record as the person has changed it in the form."""
    form = form_for(proposal, instance, request.user, request.POST)
    if not form.is_valid():
        raise actions.NotWritten(proposal.fingerprint, ValidationError(form.errors.as_data()))
    wrong: list[Any] = getattr(form, "wrong", [])
    return wrong[0] if wrong else getattr(form, "settled", None) or form.instance


def _source(request: HttpRequest, key: str) -> Source:
    source: Source = get_object_or_404(within(Source.objects.exclude(text=""), request.user), key=key)
    return source


def _next(source: Source, fingerprint: str) -> str:
    """Where the person goes on: the first proposal behind the one decided that waits for a decision."""
    items = list(Review(source).items.values())
    place = next((index for index, item in enumerate(items) if item.proposal.fingerprint == fingerprint), -1)
    waiting = [item for item in itertools.chain(items[place + 1 :], items[: place + 1]) if item.status is Status.OPEN]
    if not waiting or place == -1:
        return "#navrhy"
    return f"#navrh-{waiting[0].proposal.number}"


def _page(request: HttpRequest, review: Review, opened: str, form: Any) -> HttpResponse:
    cards = [
        _card(request, review, item, form if fingerprint == opened else None)
        for fingerprint, item in review.items.items()
    ]
    groups: dict[str, list[ProposalCard]] = {}
    for card in cards:
        groups.setdefault(card.item.proposal.group, []).append(card)
    context = {
        "source": review.source,
        "segments": list(_segments(review)),
        "groups": groups,
        "questions": [card for card in cards if card.question],
        "unanswered": sum(bool(card.question) and card.item.status is Status.OPEN for card in cards),
        "done": review.done,
        "total": len(cards),
        "dropped": sum(card.item.status is Status.DROPPED for card in cards),
        "at_once": sum(cards[item.proposal.number - 1].may_write for item in review.open_without_question()),
        "read": czech.number(READ) if review.is_cut else "",
    }
    return staff_page(request, "staff/reading.html", f"Čtení: {review.source}", **context)


def _card(request: HttpRequest, review: Review, item: ReviewedProposal, form: Any) -> ProposalCard:
    needed = [review.items[fingerprint] for fingerprint in item.proposal.needs if fingerprint in review.items]
    url = record_url(item.record, "change", item.record.pk) if item.record is not None else ""
    return ProposalCard(
        item,
        url,
        tuple(one.proposal.says for one in needed if not one.is_settled),
        actions.may_write(review, item, request.user),
        form,
    )


def _segments(review: Review) -> Iterator[TextSegment]:
    """The text cut wherever a proposal's place begins or ends."""
    text = review.source.text
    changes: dict[int, int] = {}
    begins: dict[int, list[ReviewedProposal]] = {}
    for item in review.items.values():
        begins.setdefault(item.proposal.spans[0].start, []).append(item)
        for span in item.proposal.spans:
            changes[span.start] = changes.get(span.start, 0) + 1
            changes[span.end] = changes.get(span.end, 0) - 1
    depth = 0
    for cut, following in itertools.pairwise(sorted({0, len(text), *changes})):
        depth += changes.get(cut, 0)
        yield TextSegment(text[cut:following], tuple(begins.get(cut, ())), depth > 0)
