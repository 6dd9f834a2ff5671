"""What programs that did not make our documents say of them: each answers with sentences, none when all is well."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import outloud
import pdfua
from openxml_audit import FileFormat, OpenXmlValidator

#: The head of a table, repeated on the next page, is no text of its own there and is rightly not read again. Outloud
#: takes it for prose that nobody hears, unless it stands on every page.
REPEATED_HEADS = "TAG-002"
#: pdfua 0.1.3 cannot read headings whose content is a list of pieces, as typst writes them; outloud reads them.
UNREAD = {"UA-14-001"}

WORD_AND_EXCEL = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365)


@contextmanager
def stored(content, extension):
    handle, path = tempfile.mkstemp(suffix=f".{extension}")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        yield path
    finally:
        Path(path).unlink()


def pdf_errors(content, layers=None):
    """What keeps the PDF from being accessible: by the standard and, unless only that is asked, to who listens."""
    with stored(content, "pdf") as path:
        heard = outloud.check(path, skip=[REPEATED_HEADS], layers=layers)
        tagged = pdfua.validate(path)
    told = [f"outloud {found.rule}: {found.message}" for found in heard.findings if found.severity == "error"]
    told += [heard.error] if heard.error else []
    for outcome in tagged.outcomes:
        told += [f"pdfua {outcome.rule_id}: {found.message}" for found in outcome.findings]
        if outcome.skipped_reason and outcome.rule_id not in UNREAD:
            told.append(f"pdfua {outcome.rule_id}: {outcome.skipped_reason}")
    return told


def office_errors(content, extension):
    """Why Word or Excel would not open the file, or would mend it."""
    with stored(content, extension) as path:
        return [str(error) for error in WORD_AND_EXCEL.validate(path).errors]


def errors(content, extension):
    return pdf_errors(content) if extension == "pdf" else office_errors(content, extension)
