"""Papers and tables as files: which renderer writes which format, and what it needs beside what it is to say."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from formats import sheet as sheets
from formats.outline import Citing, Outline
from formats.sheet import Sheet

#: The portal's own template, made by hand in a word processor; an office puts its own in its place.
TEMPLATE = Path(__file__).with_name("paper.docx")

PAPER_FORMATS = ("docx", "pdf")
TABLE_FORMATS = ("csv", "xlsx", "json", "docx", "pdf")


@dataclass(frozen=True, slots=True)
class Rendering:
    """How documents are made.

    `template` gives the Word file into which a .docx is poured, and is asked for nothing else. `site` is the portal's
    own address (https://…), so that links in the file lead somewhere. `citing` says whether each figure carries the
    number of its source, and how sources are listed. `folder` is where what is large waits while it is made;
    without it where the system keeps such files.
    """

    template: Callable[[], bytes] = TEMPLATE.read_bytes
    site: str = ""
    citing: Citing = Citing.NOT
    folder: str | None = None

    # The document libraries are large: each is loaded when its first document is asked for.

    def paper(self, outline: Outline, extension: str) -> bytes:
        """The paper in one of `PAPER_FORMATS`. Raise ValueError for another."""
        match extension:
            case "docx":
                from formats import docx

                return docx.render(outline, template=self.template(), citing=self.citing, site=self.site)
            case "pdf":
                from formats import pdf

                return pdf.render(outline, citing=self.citing, site=self.site)
        raise ValueError(f"nobody writes a paper as {extension!r}")

    def table(self, sheet: Sheet, extension: str) -> bytes:
        """The table in one of `TABLE_FORMATS`, whole; see `write`."""
        buffer = io.BytesIO()
        self.write(sheet, extension, buffer)
        return buffer.getvalue()

    def write(self, sheet: Sheet, extension: str, file: IO[bytes]) -> None:
        """Write the table in one of `TABLE_FORMATS`; with its cover, but for CSV. Raise ValueError for another.

        CSV, XLSX and JSON are written row after row: no table is too long for the memory. Raise TooLong for one that
        is too long for its kind of file.
        """
        match extension:
            case "csv":
                sheets.write_csv(sheet, file)
            case "json":
                sheets.write_json(sheet, file, self.folder)
            case "xlsx":
                from formats import xlsx

                xlsx.write(sheet, file)
            case _:
                file.write(self.paper(sheets.outline(sheet), extension))
