"""The formats in which the portal gives things out, as parts of addresses."""


class TableFormat:
    """How a list can be taken away."""

    regex = "csv|xlsx|json|docx|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DocumentFormat(TableFormat):
    """How a paper can be taken away."""

    regex = "docx|pdf"


class PaperFormat(TableFormat):
    """How a paper for a session can be taken away: as a document, or the facts that it was made from."""

    regex = "docx|pdf|xlsx|json"
