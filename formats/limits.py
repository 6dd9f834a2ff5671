"""How much a file from outside may cost.  One beyond any of these is refused with a sentence."""

MB = 2**20

MOST_BYTES = 10 * MB  #: of a document, or of all files of an import together, as they come
MOST_ROWS = 50_000  #: below the heading
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000  #: filled or not, of all sheets
MOST_TEXT = 40_000_000  #: characters in all cells
LONGEST_CELL = 100_000  #: characters; a column of the record may allow less
MOST_SHEETS = 50

MOST_MEMBERS = 2_000  #: files inside a workbook
MOST_UNPACKED = 150 * MB  #: a full sheet of 50 000 rows unpacks to some 60 MB

SECONDS = 25  #: of reading one file
MEMORY = 420 * MB  #: addresses that reading may ask for; of these it uses some two thirds

MOST_CELLS_OF_DOCUMENT = 13_000  #: of a table as DOCX or PDF: making one takes some 350 MB and 5 seconds
MOST_ROWS_OF_WORKBOOK = 2**20 - 1  #: below the heading, says Excel
KEPT_IN_MEMORY = 4 * MB  #: of a file that is being made; a larger one is on disk


def rows_of_document(columns: int) -> int:
    """How many rows a table of so many columns may have as DOCX or PDF, in hundreds."""
    return MOST_CELLS_OF_DOCUMENT // columns // 100 * 100
