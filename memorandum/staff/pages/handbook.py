"""The handbook of the staff: the Markdown of docs/prirucka/, one page per task, shown inside the admin.

The same files are read where the sources are read, so links between pages and to pictures are those of the folder;
here they become addresses of the portal.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from memorandum.portal.templatetags.czech import vlna
from memorandum.staff.site import staff_page

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FOLDER: Path = settings.BASE_DIR / "docs" / "prirucka"
CONTENTS = "README"
"""The file of the contents: what a folder shows first where the sources are read."""

PICTURES = "../../static/"
"""How pages refer to pictures."""

#: Which page helps where: by the beginning of the name of an admin's address, the longest that fits.
HELPS = {
    beginning: slug
    for slug, beginnings in {
        "co-je-treba-udelat": "finding-list",
        "nacist-pisemnost": "reading",
        "nacist-tabulku": "import localities_municipality",
        "rozpory": "localities_discrepancy",
        "sablona-uradu": "council_template",
        "sestavit-pisemnost": "paper-draft council_paper",
        "uzivatele-a-role": "auth_ localities_scope",
        "vydat-a-odvolat-pisemnost": "paper-issue paper-withdraw"
        " council_issuedpaper council_ledgerentry council_withdrawal",
        "zapsat-clenstvi-plan-castku": "funding_amount localities_membership localities_plan",
        "zapsat-zmenu-podpory": "localities_locality localities_supportchange",
        "zasedani-program-usneseni": "council_agenda council_session evidence_body evidence_reference",
        "zdroj-a-pasaz": "evidence_source",
    }.items()
    for beginning in beginnings.split()
}
#: What any record has, whatever its kind: by the end of the name.
HELPS_WITH_ANY = {
    "_correct": "opravit-podle-noveho-zdroje",
    "_history": "historie-a-navrat",
    "_deleted": "historie-a-navrat",
}


@dataclass(frozen=True, slots=True)
class HandbookPage:
    slug: str
    title: str
    body: SafeString


def slugs() -> list[str]:
    """Every page but the contents, as they lie in the folder."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != CONTENTS)


def page_of(slug: str) -> HandbookPage:
    """A page that is there, as it is shown in the admin."""
    tokens = _reader().parse((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
    title = tokens[1].content  # each page begins with its heading; a test sees to it
    body = _reader().renderer.render([*_addressed(tokens[3:])], _reader().options, {})
    return HandbookPage(slug, str(vlna(title)), mark_safe(vlna(mark_safe(body))))


def slug_for(url_name: str) -> str:
    """The page that helps with an admin's page, by the name of its address; empty when none does."""
    for end, slug in HELPS_WITH_ANY.items():
        if url_name.endswith(end):
            return slug
    fitting = [begin for begin in HELPS if url_name.startswith(begin)]
    return HELPS[max(fitting, key=len)] if fitting else ""


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # thirty milliseconds of every start, for pages that are rarely read

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _addressed(tokens: "list[Token]") -> "Iterator[Token]":
    """The same page with addresses of the portal, and with names of its sections to link to."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[index + 1].content))
        for part in token.children or []:
            if part.type == "link_open":
                part.attrSet("href", _link(str(part.attrGet("href"))))
            elif part.type == "image":
                _picture(part)
        yield token


def anchor(heading: str) -> str:
    """The name of a section as it is given where the sources are read: „Co dál?“ is „co-dál“."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _link(address: str) -> str:
    """Of another page its address here; anything else stays as it is."""
    page = re.fullmatch(r"([\w-]+)\.md(#.*)?", address)
    if not page:
        return address
    slug, section = page[1], page[2] or ""
    return (reverse("admin:help") if slug == CONTENTS else reverse("admin:help-page", args=[slug])) + section


def _picture(image: "Token") -> None:
    """Its address among static files, and its size, so that the text does not jump when it comes."""
    name = str(image.attrGet("src")).removeprefix(PICTURES)
    width, height = size_of(settings.BASE_DIR / "static" / name)
    image.attrSet("src", static(name))
    image.attrSet("width", str(width))
    image.attrSet("height", str(height))
    image.attrSet("loading", "lazy")


def size_of(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG, as its first bytes say."""
    with picture.open("rb") as file:
        width, height = struct.unpack(">II", file.read(24)[16:])
    return width, height


@require_safe
def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A page of the handbook; without its name the contents."""
    if slug and slug not in slugs():
        raise Http404
    shown = page_of(slug or CONTENTS)
    return staff_page(request, "staff/handbook.html", shown.title, help_page=shown, is_contents=not slug)
