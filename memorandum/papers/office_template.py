"""The office's own templates of papers: stored when they were checked, one of them in use."""

from functools import cache

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from council.models import Paper, Template
from evidence.models import AsOf, File
from formats.attachments import MEDIA_TYPES
from formats.outline import Citing, Outline
from formats.rendering import TEMPLATE, Rendering
from memorandum.papers.compose import compose


def in_use() -> bytes:
    """The Word file into which papers are poured now: the office's, or the one that comes with the portal."""
    template = Template.objects.in_use()
    return TEMPLATE.read_bytes() if template is None else bytes(template.file.content)


def rendering(*, site: str = "", citing: Citing = Citing.NOT) -> Rendering:
    """How documents are made now: poured into the template in use, which is read at most once."""
    return Rendering(template=cache(in_use), site=site, citing=citing)


@transaction.atomic
def store(*, name: str, filename: str, content: bytes, by: User) -> Template:
    """Keep a new template; it is not used until somebody puts it into use.

    Raises WrongTemplate with all that is wrong with it.
    """
    from formats import word_template

    word_template.check(content)
    file = File.keep(filename, MEDIA_TYPES["docx"], content)
    return Template.objects.create(name=name, file=file, uploaded_by=by)


@transaction.atomic
def activate(*, template: Template, by: User) -> None:
    """Pour papers into this template from now on.  What is refused today is not used, whenever it was stored.

    Raises WrongTemplate.
    """
    from formats import word_template

    locked = Template.objects.select_for_update(of=("self",)).select_related("file").get(pk=template.pk)
    word_template.check(bytes(locked.file.content))
    Template.objects.filter(pk=locked.pk).update(activated_at=timezone.now(), activated_by=by)


@transaction.atomic
def return_to_own() -> None:
    """Use the portal's own template again; the history of each template says until when it was used and by whom."""
    Template.objects.exclude(activated_at=None).update(activated_at=None, activated_by=None)


def trial() -> Outline:
    """What a template is tried with: the paper for the latest session that has one, else a piece of everything."""
    from formats import word_template

    for paper in Paper.objects.filter(blocks__isnull=False).order_by("-session__held_on", "pk").distinct()[:1]:
        day = paper.session.held_on
        if outline := compose(AsOf(day, day), paper):
            return outline
    return word_template.SAMPLE
