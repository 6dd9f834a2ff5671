"""Tables as people would bring them, made up for the tests."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from tests.forms import filled


def xlsx(*rows, sheet="List1", **more_sheets):
    """A workbook of plain cells; a tuple („=“, formula, value) is a formula with the value it last had."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, options) as workbook:
        day = workbook.add_format({"num_format": "d. m. yyyy"})
        for name, content in {sheet: rows, **more_sheets}.items():
            page = workbook.add_worksheet(name)
            for line, cells in enumerate(content):
                for index, cell in enumerate(cells):
                    if isinstance(cell, tuple):
                        page.write_formula(line, index, cell[1], None, cell[2])
                    elif hasattr(cell, "year"):
                        page.write_datetime(line, index, cell, day)
                    elif cell is not None:
                        page.write(line, index, cell)
    return buffer.getvalue()


def csv(*rows, delimiter=";", encoding="utf-8"):
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def bring(client, kind, *files, **more):
    """Upload and go where the answer leads; a file is (name, bytes)."""
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return _awaited(client, client.post("/sprava/import/", {"kind": kind, "files": uploads, **more}, follow=True))


def _awaited(client, response):
    """A page that grows leads on by itself once it is whole."""
    if not response.streaming:
        return response
    assert b"</html>" in b"".join(response.streaming_content)
    assert response["Refresh"] == f"0; url={response.wsgi_request.path}"
    return client.get(response.wsgi_request.path)


def perform(client, response):
    """Press „Provést“."""
    fields = filled(response, "apply-form")
    return _awaited(client, client.post(response.wsgi_request.path, fields | {"action": "apply"}, follow=True))


HEAD = ("Lokalita", "Druh podpory", "Od kdy", "Zdroj", "Pasáž")


def text(response):
    return response.content.decode().replace("\xa0", " ")


def support(*rows, head=HEAD):
    return "podpora.xlsx", xlsx(head, *rows)


ROW = ("Lhota", "intenzivní podpora", "podzim 2015", "Zpráva o Lhotě", "slova zdroje")
