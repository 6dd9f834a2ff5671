"""Which addresses a mirror has, and in which file each lies.

It has today's pages, what they lead to, the following pages of lists, files, and the permanent address of each page.
Of what a page was narrowed to it has what a page that was not narrowed leads to; so the mirror comes to an end.
"""

from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from evidence.models import AsOf

#: Where links lead that the mirror has nothing for.
LACKING = "/neni-v-zrcadle/"
#: On and on through one list, and from one text to another.
_FOLLOWED = {"strana", "po", "pred", "p", "rozpor", "udaj", "zapis", "podpis", "razitko", "zdroje"}
_APART = ("/sprava/", "/zdravi", "/hledat/", "/static/")
_LONGEST = 200  # bytes of a file's name


class Address(NamedTuple):
    """A path and a query string as a page links to them."""

    path: str
    query: str = ""

    def __str__(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def file(self) -> PurePosixPath:
        """Where its answer lies: ``lokality/index.html``; with a query ``lokality/@strana=2/index.html``.

        deploy/nginx finds the file of any address that was ever given out by this very rule.
        """
        folder, _, name = unquote(self.path).rpartition("/")
        asked = f"@{self.query}/" if self.query else ""
        return PurePosixPath(f"{folder}/{asked}{name or 'index.html'}".lstrip("/"))

    @property
    def link(self) -> str:
        """How pages of the mirror link to it."""
        folder, _, name = self.path.rpartition("/")
        return f"{folder}/{quote(f'@{self.query}')}/{name}" if self.query else self.path


def linked(href: str, page: Address, site: str) -> tuple[Address, str] | None:
    """The portal's own address that a page's link leads to, and the place on it; None where it leads elsewhere."""
    if not href or href.startswith("#"):
        return None
    parts = urlsplit(urljoin(f"{site}{page}", href))
    if f"{parts.scheme}://{parts.netloc}" != site:
        return None
    return Address(parts.path or "/", parts.query), f"#{parts.fragment}" if parts.fragment else ""


def is_mirrored(address: Address, page: Address) -> bool:
    """Whether the mirror has the address, to which that page leads."""
    if address.path.startswith(_APART):
        return False
    if len(address.query.encode()) > _LONGEST or any(part in ("..", ".") for part in address.path.split("/")):
        return False
    names = {name for name, _ in parse_qsl(address.query)}
    if AsOf.RECORDED in names:
        return not page.query
    if AsOf.DAY in names or (AsOf.KNOWN in names and address.path.endswith("/")):
        return False
    return names <= _FOLLOWED or not page.query
