"""Everything that the public may read, asked for and written down; then the new mirror takes the old one's place."""

import contextlib
import fcntl
import filecmp
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

import czech
from czech.refusals import Refusal
from memorandum.portal.mirror import pages
from memorandum.portal.mirror.addresses import LACKING, Address, is_mirrored
from memorandum.portal.visits import Reply, Visitor

_BEGINS = ("home", "sitemap", "robots")
_LOCATION = re.compile(rb"<loc>([^<]+)</loc>")
_TRIES = 60  # times that a document in the making is asked for
_AGAIN = 2.0  # seconds
_IN_TURN = (".docx", ".pdf", ".xlsx", ".zip")


class NoMirror(Refusal):
    """The mirror was not made; the former one, if there is one, is in its place."""


@dataclass
class Mirror:
    """A mirror in the making.  ``folder`` is where it will be: a link to the folder of the day."""

    folder: Path
    tell: Callable[[int, int], Any]
    visitor: Visitor = field(default_factory=Visitor)
    answered: dict[Address, bool] = field(default_factory=dict)  # and whether it is a page
    redirected: dict[Address, Address] = field(default_factory=dict)
    missing: dict[Address, Address] = field(default_factory=dict)  # and the page that leads there
    kept: int = 0  # files that are the same as in the former mirror

    @property
    def site(self) -> str:
        return f"{self.visitor.scheme}://{self.visitor.host}"

    def make(self) -> None:
        """Raise NoMirror when the portal does not answer as it should, or the folder is none of ours."""
        try:
            with self._alone() as former:
                self.new = self._folder(f"{timezone.now():%Y%m%dT%H%M%SZ}")
                try:
                    self.new.mkdir()
                    self._ask_for_all()
                    self._make_pages(czech.moment(timezone.localtime()))
                    self._copy_static_files()
                    self._keep_what_is_the_same(former)
                    self._put_in_place()
                finally:
                    for left in {*self._all()} - {self.folder.resolve()}:
                        shutil.rmtree(left, ignore_errors=True)
        except OSError as problem:
            told = problem.strerror or str(problem)[:200]  # of many files, all of it in one
            raise NoMirror(f"Do složky {self.folder.parent} nejde zapisovat: {told}.") from problem

    @contextlib.contextmanager
    def _alone(self) -> Iterator[Path | None]:
        """One at a time; the folder of the former mirror.  What is no mirror is left alone."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self.folder.with_name(f"{self.folder.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NoMirror("Zrcadlo právě pořizuje jiný proces.") from None
            former = self.folder.resolve() if self.folder.is_symlink() else None
            if self.folder.exists() and (former is None or former not in {*self._all()}):
                raise NoMirror(f"{self.folder} už je a není to zrcadlo. Zvolte jinou složku.")
            yield former

    def _folder(self, moment: str) -> Path:
        return self.folder.parent.resolve() / f"{self.folder.name}.{moment}"

    def _all(self) -> Iterator[Path]:
        """The folders of all mirrors, also of such as were broken off."""
        ours = re.compile(rf"{re.escape(self.folder.name)}\.\d{{8}}T\d{{6}}Z")
        return (path for path in self.folder.parent.resolve().iterdir() if ours.fullmatch(path.name))

    # --- What is asked for ----------------------------------------------------------------------------------------

    def _ask_for_all(self) -> None:
        begins = [Address(reverse(name)) for name in _BEGINS]
        waiting, seen = list(begins), set(begins)
        leads = dict.fromkeys(begins, Address("/"))
        while waiting:
            page = waiting.pop()
            for address in self._ask(page, leads[page]):
                if address not in seen and is_mirrored(address, page):
                    seen.add(address)
                    leads[address] = page
                    waiting.append(address)
            self.tell(len(self.answered), len(waiting))

    def _ask(self, address: Address, led_from: Address) -> Iterable[Address]:
        """Write the answer down; return what it leads to."""
        answer = self._answer(address)
        if answer.status in (301, 302):
            answer.content  # noqa: B018 (closes it)
            parts = urlsplit(answer.headers["Location"])
            self.redirected[address] = Address(parts.path, parts.query)
            return [self.redirected[address]]
        if 400 <= answer.status < 500:  # not there, too long for a document, not understood: the portal is well
            answer.content  # noqa: B018
            self.missing[address] = led_from
            return []
        if answer.status != 200:
            raise NoMirror(f"Portál na adrese {address} odpověděl chybou {answer.status}; zrcadlo se nepořídilo.")
        kind = answer.headers.get("Content-Type", "")
        self.answered[address] = kind.startswith("text/html")
        file = self.new / address.file
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as written:
            for piece in answer:
                written.write(piece)
        if self.answered[address]:
            return pages.links(file.read_text(encoding="utf-8"), address, self.site)
        return self._mapped(file) if address.path.startswith("/sitemap") else []

    def _answer(self, address: Address) -> Reply:
        """The answer; a document that waits for its turn, or is being made, is asked for again."""
        for _ in range(_TRIES):
            answer = self.visitor.get(str(address))
            is_in_turn = answer.status == 503 and address.file.suffix in _IN_TURN
            if answer.status != 202 and not is_in_turn:
                return answer
            answer.content  # noqa: B018
            time.sleep(_AGAIN)
        return answer

    def _mapped(self, file: Path) -> Iterator[Address]:
        for found in _LOCATION.findall(file.read_bytes()):
            parts = urlsplit(found.decode())
            yield Address(parts.path, parts.query)

    # --- What is written ------------------------------------------------------------------------------------------

    def _make_pages(self, made_at: str) -> None:
        for address, is_page in self.answered.items():
            if is_page:
                file = self.new / address.file
                text = pages.mirrored(file.read_text(encoding="utf-8"), address, self.site, self._link_to, made_at)
                file.write_text(text, encoding="utf-8")
        lacking = self.new / Address(LACKING).file
        lacking.parent.mkdir()
        lacking.write_text(render_to_string("portal/mirror_lacking.html"), encoding="utf-8")

    def _link_to(self, address: Address) -> str | None:
        while address in self.redirected:
            address = self.redirected[address]
        return address.link if address in self.answered else None

    def _copy_static_files(self) -> None:
        shutil.copytree(settings.STATIC_ROOT, self.new / "static", ignore=shutil.ignore_patterns("admin", "prirucka"))
        shutil.copytree(settings.WHITENOISE_ROOT, self.new, dirs_exist_ok=True)

    def _keep_what_is_the_same(self, former: Path | None) -> None:
        """A file that has not changed is the former one: nothing to send to another machine, nothing on the disk."""
        if former is None or not former.is_dir():
            return
        for file in self.new.rglob("*"):
            old = former / file.relative_to(self.new)
            if file.is_file() and old.is_file() and filecmp.cmp(file, old, shallow=False):
                file.unlink()
                os.link(old, file)
                self.kept += 1

    def _put_in_place(self) -> None:
        link = self.folder.with_name(f"{self.folder.name}.novy")
        link.unlink(missing_ok=True)
        link.symlink_to(self.new.name)
        link.replace(self.folder)
