"""Runs of a paper as markup: hundreds of them stand on a page, too many for a template to ask each what it is."""

from collections.abc import Iterable, Iterator
from html import escape  # Django's own first asks each text whether it will be translated later

from django import template
from django.utils.safestring import SafeString, mark_safe

import czech
from formats.outline import Run
from memorandum.portal.templatetags.notes import Notes, numbered

register = template.Library()


@register.filter
def as_markup(runs: Iterable[Run], notes: Notes) -> SafeString:
    """The runs one after another; one with a note is a link to the words that it stands on, with its number."""
    return mark_safe("".join(piece for run in runs for piece in _pieces(run, notes)))


def _pieces(run: Run, notes: Notes) -> Iterator[str]:
    if run.note:
        yield f'<a class="cited" href="{escape(run.note.url)}" title="{escape(run.note.text)}">'
    opened = ("strong",) * run.strong + ("em",) * run.emphasis
    yield from (f"<{name}>" for name in opened)
    yield escape(czech.vlna(run.text))
    yield from (f"</{name}>" for name in reversed(opened))
    if run.note:
        yield f"</a>{numbered(notes.number(run.note))}"
