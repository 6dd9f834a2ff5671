"""Papers for the tests of documents: one as the council gets it, one as nobody should write it."""

import dataclasses
import datetime as dt

from formats import docx
from formats.outline import Details, Heading, Items, Note, Outline, Paragraph, Remark, Run, Table
from formats.rendering import TEMPLATE

RESOLUTION = Note("Usnesení Rady Libereckého kraje č. 1145/16/RK ze dne 28. 6. 2016", "/zdroje/7/")
SENTENCE = Note("Písemná informace, „Agentura spolupracuje s 37 lokalitami“", "/zdroje/12/#p3")

PAPER = Outline(
    kicker="PÍSEMNÁ INFORMACE pro 7. zasedání Zastupitelstva kraje",
    dateline="dne 30. 8. 2016",
    title="Memorandum o spolupráci",
    description="Písemná informace o spolupráci s Agenturou.",
    blocks=(
        Details(
            (
                ("Důvod předložení:", ((Run("usnesení č. "), Run("1145/16/RK", note=RESOLUTION)),)),
                ("Zpracoval:", ((Run("Václav Strouhal, DiS."),), (Run("oddělení sociální práce"),))),
            )
        ),
        Heading("Důvodová zpráva", 2),
        Paragraph((Run("Agentura spolupracuje s "), Run("37 lokalitami", note=SENTENCE), Run(" z celé republiky."))),
        Items(((Run("pomáhá obcím,"),), (Run("propojuje subjekty", strong=True), Run(".")))),
        Heading("Peníze", 3),
        Table(
            "Alokace",
            ("Lokalita", "Částka"),
            (
                ((Run("Frýdlantsko"),), (Run("77 839 844,- Kč", note=SENTENCE),)),
                ((Run("Ralsko"),), (Run("87 572 870,- Kč"),)),
            ),
            ((Run("Celkem"),), (Run("165 412 714,- Kč", note=RESOLUTION),)),
            frozenset({1}),
        ),
        Remark((Run("Programy neuvedeny.", emphasis=True),)),
    ),
    filename="informace-2016-7",
    made_at=dt.datetime(2016, 8, 23, 10, 0, tzinfo=dt.UTC),
    author="Krajský úřad",
)

LONG_WORD = "x" * 10_000
MARKUP = [
    '=HYPERLINK("http://example.com")',
    '#eval("1") #panic() $x^2$ *a* _b_ @ref <label> `c` // d \\ e',
    "<script>alert('v obci')</script> &amp; ]]> <w:p/>",
    "{{ a }} {% b %}",
]
BROKEN = "a\x00b\x0bc\ud800d\u202ee\ufffef\x1bg"
MENDED = "ab c\ufffddefg"
FOREIGN = "שלום \u200fمرحبا 😀 中"

_TEXTS = [*MARKUP, BROKEN, LONG_WORD, FOREIGN, "https://example.cz/" + "a-b/c." * 300, "v " * 2000, ""]

HOSTILE = Outline(
    kicker=MARKUP[0],
    dateline=BROKEN,
    title=MARKUP[1],
    description=MARKUP[2] + BROKEN,
    blocks=(
        *(Paragraph((Run(text),)) for text in _TEXTS),
        Paragraph(()),
        Heading(MARKUP[2]),
        Items(tuple((Run(text),) for text in _TEXTS)),
        Items(()),
        Details(tuple((text[:60], ((Run(text),),)) for text in _TEXTS)),
        Details((("Nikdo:", ()),)),
        Table("", ("a", "b"), tuple(((Run(text),), (Run("1"),)) for text in _TEXTS)),
        Table(MARKUP[1], (LONG_WORD[:60],) * 9, ((((Run(MARKUP[2], note=Note(MARKUP[1], "/a/")),),) * 9),)),
        Table("Prázdná", ("a",), (), ((),)),
        Remark((Run(MARKUP[3]),)),
    ),
    filename="h",
)


def word(paper, **options):
    """The paper as a Word document, poured into the portal's own template."""
    return docx.render(paper, template=TEMPLATE.read_bytes(), **options)


def edited(paper=PAPER):
    """The paper as somebody would hand it in from Word: without an author, as the portal composes it."""
    return word(dataclasses.replace(paper, author=""))
