"""What a page cites, numbered as it is read, so that it can also be read where nothing is pointed at and on paper."""

from collections.abc import Mapping
from html import escape

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

import czech
from evidence.models import AsOf, Cited, page_address
from formats.outline import Note
from memorandum.papers.gathered import note
from memorandum.portal.links import with_days

register = template.Library()


class Notes(dict[Note, int]):
    """The notes of a page in order of appearance, each with its number; equal notes are one."""

    def number(self, note: Note) -> int:
        return self.setdefault(note, len(self) + 1)


@register.simple_tag
def notes_of_page() -> Notes:
    """Where a page keeps what it cites: `{% notes_of_page as notes %}` before anything of the page is written."""
    return Notes()


@register.simple_tag(takes_context=True)
def cite(context: Context, cited: Cited, text: str) -> SafeString:
    """A figure or a statement as a link to the words of the source that it stands on, with the number of its note."""
    found = note(cited)
    return _linked(context, found, cited.source.title, text) if found else conditional_escape(czech.vlna(text))


@register.simple_tag(takes_context=True)
def cite_source(context: Context, source: Mapping[str, str], text: str) -> SafeString:
    """A figure that a source as a whole states, likewise; of the source its ``key`` and ``title`` are known."""
    whole = Note(source["title"], page_address("source-detail", source["key"]))
    return _linked(context, whole, source["title"], text)


def _linked(context: Context, cited: Note, title: str, text: str) -> SafeString:
    at, notes = context.get("at"), context.get("notes")
    address = escape(with_days(cited.url, at if isinstance(at, AsOf) else None))
    source = escape(czech.vlna(f"Zdroj: {title}"))
    told = conditional_escape(czech.vlna(text))
    number = numbered(notes.number(cited)) if isinstance(notes, Notes) else ""
    return mark_safe(f'<a class="cited" href="{address}" title="{source}">{told}</a>{number}')


def numbered(number: int) -> SafeString:
    """The number of a note; not read aloud, as the link before it leads to the same words."""
    return mark_safe(f'<sup class="cite-number" aria-hidden="true">{number}</sup>')
