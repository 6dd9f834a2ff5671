"""What must hold of a Word file before papers are poured into it: the styles are there, and nothing in it is alive.

A paper handed to the council must not fetch anything, run anything, or change by itself when it is opened.
"""

import datetime as dt
import io
import posixpath
from collections.abc import Iterable, Iterator

import docx as python_docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle

from formats import docx
from formats.outline import Citing, Details, Heading, Items, Note, Outline, Paragraph, Remark, Run, Table
from formats.refusals import WrongFile
from formats.word_package import WordPackage, opened
from formats.word_safety import ATTACHED_TEMPLATE, dangers

_KINDS = {WD_STYLE_TYPE.PARAGRAPH: "odstavce", WD_STYLE_TYPE.CHARACTER: "znaků", WD_STYLE_TYPE.TABLE: "tabulky"}
_PICTURES = {"image/png", "image/jpeg", "image/gif"}
#: Fields that only repeat what the document itself says.  Others fetch, run, or change with the day.
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "TITLE", "SUBJECT", "AUTHOR", "STYLEREF", "DOCPROPERTY"})
_NARROWEST = 5600  # twentieths of a point between the margins, about 10 cm


class WrongTemplate(WrongFile):
    """A file that cannot be a template; ``problems`` are Czech sentences, all that was found."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__(" ".join(self.problems))


def check(content: bytes) -> None:
    """Raise WrongTemplate unless papers can be poured into the file and nothing in it is alive."""
    try:
        package = opened(content)
        problems = [*dangers(package, fields=_FIELDS), *_of_templates(package)] or [*_unfit(content)]
    except WrongFile as error:
        raise WrongTemplate([str(error)]) from error
    if problems:
        raise WrongTemplate(problems)


def _of_templates(package: WordPackage) -> Iterator[str]:
    for name, kind in package.kinds.items():
        if kind.startswith("image/") and kind not in _PICTURES:
            yield f"Obrázek {posixpath.basename(name)} vložte jako PNG nebo JPEG."
    for relation in package.relations:
        if relation.kind == ATTACHED_TEMPLATE:
            yield f"Dokument obsahuje odkaz na jinou šablonu ({relation.target[:80]}). Odstraňte to ve Wordu."


# --- Papers can be poured into it --------------------------------------------------------------------------------


def _unfit(content: bytes) -> Iterator[str]:
    try:
        document = python_docx.Document(io.BytesIO(content))
        styles: dict[tuple[str, WD_STYLE_TYPE], BaseStyle] = {(str(s.name), s.type): s for s in document.styles}
    except Exception:  # whatever a broken document makes of the library
        yield "Dokument se nepodařilo otevřít. Otevřete ho ve Wordu a uložte znovu."
        return
    missing = [f"{name} (styl {_KINDS[kind]})" for name, kind in docx.STYLES.items() if (name, kind) not in styles]
    if missing:
        yield f"V dokumentu chybí styly: {', '.join(missing)}. Vyjděte ze šablony, kterou lze stáhnout zde."
        return
    for name in docx.NUMBERED:
        if not _is_numbered(styles[name, WD_STYLE_TYPE.PARAGRAPH]):
            yield f"Styl {name} nemá odrážku ani číslo, seznamy by splynuly s textem."
    if document.element.body.sectPr is None:
        yield "Dokument neříká, jak velkou má stránku. Nastavte ve Wordu rozložení stránky."
        return
    section = document.sections[-1]
    width, left, right = section.page_width, section.left_margin, section.right_margin
    if width is None or left is None or right is None or (width - left - right) // 635 < _NARROWEST:
        yield "Stránka má mezi okraji méně než 10 cm, tabulky by se na ni nevešly."
        return
    try:
        python_docx.Document(io.BytesIO(docx.render(SAMPLE, citing=Citing.EACH, template=content)))
    except Exception:  # the last trial: whatever goes wrong here would go wrong on the day of the session
        yield "Zkušební písemnost se do této šablony nepodařilo vložit."


def _is_numbered(style: BaseStyle) -> bool:
    while style is not None:
        if style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
            return True
        style = style.base_style  # type: ignore[attr-defined]
    return False


_CITED = Note("Zdroj údaje", "/zdroje/")
#: Something of everything that papers are made of.
SAMPLE = Outline(
    kicker="Písemnost na zkoušku",
    dateline="dne, kdy byla vložena šablona",
    title="Zkouška šablony",
    description="Něco od všeho, z čeho se písemnosti skládají.",
    blocks=(
        Details((("Zpracoval:", ((Run("portál"),),)),)),
        Heading("Nadpis druhé úrovně", 2),
        Paragraph(
            (Run("Odstavec se "), Run("zdrojem", _CITED, strong=True), Run(" a "), Run("důrazem", emphasis=True))
        ),
        Heading("Nadpis třetí úrovně", 3),
        Items(((Run("první"),), (Run("druhý"),))),
        Table(
            "Tabulka", ("Co", "Kolik"), (((Run("a"),), (Run("1"),)),), ((Run("celkem"),), (Run("1"),)), frozenset({1})
        ),
        Remark((Run("Poznámka."),)),
    ),
    filename="zkouska",
    made_at=dt.datetime(2016, 8, 30, tzinfo=dt.UTC),
)
