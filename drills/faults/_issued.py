"""A paper that is issued from the region's record, in this process."""

from typing import Any


def paper(key: str = "cviceni", blocks: tuple[str, ...] = ("support", "plans_approved", "allocations")) -> Any:
    """A paper of the council's session that may be issued."""
    from council.models import Block, Paper, PaperEntry, Session

    session = Session.objects.get(number=7, held_on__year=2016, body__kind="assembly")
    made = Paper.objects.create(
        key=key, session=session, subject=f"Cvičení {key}", addressee="Zastupitelstvu", is_public=True
    )
    PaperEntry.objects.create(paper=made, role="drafted", person="Editorka Nováková")
    Block.objects.create(paper=made, position=1, kind="text", text="Předkládáme na vědomí.")
    for position, kind in enumerate(blocks, 2):
        Block.objects.create(paper=made, position=position, kind=kind, text="Lokality: {}")
    return made


def issued(key: str = "cviceni") -> Any:
    from django.contrib.auth.models import User

    from memorandum.papers.issue import issue

    made = paper(key)
    return issue(paper=made, at=made.at, by=User.objects.get(username="spravkyne"))
