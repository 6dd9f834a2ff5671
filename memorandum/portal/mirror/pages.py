"""A page of the portal made into one of the mirror: its links lead within it, and it says what it is."""

import html
import re
from collections.abc import Callable, Iterator

from django.template.loader import render_to_string

from memorandum.portal.mirror.addresses import LACKING, Address, linked

_LINK = re.compile(r'(<(a|link|img|script)\b[^>]*?\b(?:href|src)=")([^"]*)(")')
#: What asks the portal something: the bar of days, the box of a filter, any form.
_ASKING = re.compile(
    r'<section class="timebar".*?</section>|<details class="[^"]*filters-toggle.*?</details>|<form\b.*?</form>',
    re.DOTALL,
)
_BEGINNING = re.compile(r"<main\b|</main>|</body>")


def links(text: str, page: Address, site: str) -> Iterator[Address]:
    """The portal's own addresses that the page leads to."""
    for match in _LINK.finditer(text):
        if found := _of(match, page, site):
            yield found[0]


def mirrored(text: str, page: Address, site: str, file_of: Callable[[Address], str | None], made_at: str) -> str:
    """The page with links to what the mirror has (``file_of``), without what asks, with a banner above its content."""

    def lead(match: re.Match[str]) -> str:
        found = _of(match, page, site)
        if found is None or found[0].path.startswith("/static/"):
            return match[0]
        link = file_of(found[0])
        return f"{match[1]}{html.escape(f'{link}{found[1]}' if link else LACKING)}{match[4]}"

    banner = render_to_string("portal/_mirror_banner.html", {"made_at": made_at})
    text = _LINK.sub(lead, _ASKING.sub("", text))
    begins = _BEGINNING.search(text)
    return f"{text[: begins.start()]}{banner}{text[begins.start() :]}" if begins else text


def _of(match: re.Match[str], page: Address, site: str) -> tuple[Address, str] | None:
    """What a link leads to.  The head of a page tells its lasting address whole: that is the portal's, not ours."""
    href = html.unescape(match[3])
    if match[2] != "a" and not href.startswith("/"):
        return None
    return linked(href, page, site)
