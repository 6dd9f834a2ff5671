"""What an edited document holds beside what it shows: it is found, named in Czech, and gone after one step."""

import io
import zipfile

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.outline import text
from formats.refusals import WrongFile
from formats.word_upload import blocks_to_read, check_docx, cleaned, outline_of, unseen_in
from tests.formats.packages import (
    DOCUMENT,
    OWN,
    WORDML,
    W,
    altered,
    in_body,
    line,
    picture,
    related,
    run,
    with_comments,
    with_part,
    with_styles,
)
from tests.formats.papers import PAPER, word

HIDDEN = "<w:vanish/>"
OFFICE = "application/vnd.openxmlformats-officedocument"
CORE, CORE_END = "docProps/core.xml", "</cp:coreProperties>"


def found(content, author=""):
    with pytest.raises(WrongFile, match="co v něm není vidět"):
        check_docx(content, author)
    return [phrase.replace("\xa0", " ") for phrase in unseen_in(content, author)]


def words(content):
    return [block.text for block in blocks_to_read(content)]


def style(name, look, kind="paragraph", more=""):
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{more}<w:rPr>{look}</w:rPr></w:style>'


def change(tag, inside, author="Jana Malá"):
    return f'<w:{tag} w:id="1" w:author="{author}" w:date="2016-08-30T10:00:00Z">{inside}</w:{tag}>'


def deleted(words):
    return change("del", f"<w:r><w:delText>{words}</w:delText></w:r>", "Petr Velký")


def told_in_core(tag, value):
    return altered({CORE: lambda xml: xml.replace(CORE_END, f"<{tag}>{value}</{tag}>{CORE_END}")})


def row(words, look=""):
    return f"<w:tr><w:trPr>{look}</w:trPr><w:tc>{line(run(words))}</w:tc></w:tr>"


def app(xml):
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{space}">{xml}</Properties>'


VARIABLES = '<w:docVars><w:docVar w:name="heslo" w:val="x"/></w:docVars>'
VISIBLE = line(run("Viditelné."))
UNSEEN = {
    "comments": (with_comments(in_body(VISIBLE)), "2 komentáře (Jana Malá, Petr Velký)"),
    "comments under another name": (
        with_part(
            "word/x.dat", f'<w:comments {W}><w:comment w:author="A"/></w:comments>', f"{WORDML}.comments+xml", "jine"
        ),
        "1 komentář (A)",
    ),
    "comments said to be a header": (
        with_part(
            "word/x.xml", f'<w:comments {W}><w:comment w:author="A"/></w:comments>', f"{WORDML}.header+xml", "comments"
        ),
        "1 komentář (A)",
    ),
    "insertions and deletions": (
        in_body(line(change("ins", run("Vloženo.")), deleted("Smazáno."))),
        "2 sledované změny (Jana Malá, Petr Velký); vložené zůstane, smazané zmizí",
    ),
    "a moved sentence": (
        in_body(line(change("moveFrom", run("Věta."))) + line(change("moveTo", run("Věta.")))),
        "2 sledované změny",
    ),
    "an earlier look": (
        in_body(line(run("A", change("rPrChange", "<w:rPr><w:b/></w:rPr>")))),
        "1 sledovaná změna (Jana Malá)",
    ),
    "a deleted row": (
        in_body(f"<w:tbl>{row('A')}{row('B', change('del', ''))}</w:tbl>{VISIBLE}"),
        "1 sledovaná změna (Jana Malá)",
    ),
    "changes in a footer": (
        altered({"word/footer1.xml": lambda xml: xml.replace("</w:ftr>", f"{line(deleted('X'))}</w:ftr>")}),
        "1 sledovaná změna (Petr Velký)",
    ),
    "hidden words": (in_body(line(run("Vidět. "), run("Tajné.", HIDDEN))), "1 úsek skrytého textu („Tajné.“)"),
    "words hidden by their style": (
        with_styles(style("Skryty", HIDDEN), in_body(line(run("Tajné."), look='<w:pStyle w:val="Skryty"/>'))),
        "1 úsek skrytého textu („Tajné.“)",
    ),
    "words hidden by a style that another stands on": (
        with_styles(
            style("A", HIDDEN, "character") + style("B", "", "character", '<w:basedOn w:val="A"/>'),
            in_body(line(run("Tajné.", '<w:rStyle w:val="B"/>'))),
        ),
        "1 úsek skrytého textu („Tajné.“)",
    ),
    "a hidden field": (
        in_body(
            line(
                f'<w:r><w:rPr>{HIDDEN}</w:rPr><w:fldChar w:fldCharType="begin"/></w:r>',
                f'<w:r><w:rPr>{HIDDEN}</w:rPr><w:instrText>XE "Tajné"</w:instrText></w:r>',
                f'<w:r><w:rPr>{HIDDEN}</w:rPr><w:fldChar w:fldCharType="end"/></w:r>',
            )
        ),
        "1 úsek skrytého textu",
    ),
    "a hidden row": (
        in_body(f"<w:tbl>{row('Tajné', '<w:hidden/>')}</w:tbl>{VISIBLE}"),
        "1 úsek skrytého textu („Tajné“)",
    ),
    "a hidden text box": (
        in_body(
            line(
                '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
                'style="width:1; Visibility: hidden"/></w:pict></w:r>'
            )
        ),
        "1 skrytý obrázek",
    ),
    "a hidden picture": (
        in_body(
            line(
                '<w:r><w:drawing><wp:docPr xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
                'wordprocessingDrawing" id="1" name="a" hidden="1"/></w:drawing></w:r>'
            )
        ),
        "1 skrytý obrázek",
    ),
    "who saved it last": (
        told_in_core("cp:lastModifiedBy", "J. Malá"),
        "vlastnosti dokumentu: naposledy uložil „J. Malá“",
    ),
    "who made it": (told_in_core("dc:creator", "J. Malá"), "vlastnosti dokumentu: autor „J. Malá“"),
    "the office's name": (
        with_part(
            "docProps/app.xml",
            app("<Company>Úřad</Company><Manager>Vedoucí</Manager>"),
            f"{OFFICE}.extended-properties+xml",
            "extended-properties",
            of="_rels/.rels",
        ),
        "společnost „Úřad“",
    ),
    "custom properties": (
        with_part(
            "docProps/custom.xml",
            "<Properties/>",
            f"{OFFICE}.custom-properties+xml",
            "custom-properties",
            of="_rels/.rels",
        ),
        "vlastní vlastnosti dokumentu",
    ),
    "custom data": (
        with_part("customXml/item1.xml", "<a>Tajné</a>", "application/xml", "customXml"),
        "vložená data XML",
    ),
    "building blocks": (
        with_part(
            "word/glossary/document.xml",
            f"<w:glossaryDocument {W}/>",
            f"{WORDML}.document.glossary+xml",
            "glossaryDocument",
        ),
        "stavební bloky (rychlé části)",
    ),
    "a picture of the first page": (
        with_part("docProps/thumbnail.png", picture(), "image/png", "thumbnail", of="_rels/.rels"),
        "obrázek první strany",
    ),
    "a printer": (
        with_part("word/p1.bin", b"\\\\server\\tiskarna", f"{WORDML}.printerSettings", "printerSettings"),
        "nastavení tiskárny",
    ),
    "a template from elsewhere": (
        related("attachedTemplate", "file:///c:/Users/mala/a.dotm", external=True),
        "odkaz na šablonu file:///c:/Users/mala/a.dotm",
    ),
    "variables": (
        altered({"word/settings.xml": lambda xml: xml.replace("<w:compat>", f"{VARIABLES}<w:compat>")}),
        "proměnné dokumentu (heslo)",
    ),
    "who may edit": (
        in_body(f'<w:permStart w:id="1" w:ed="kraj\\mala"/>{VISIBLE}<w:permEnd w:id="1"/>'),
        "kdo smí upravovat",
    ),
    "parts that nothing leads to": (
        with_part("word/stare.xml", f"<w:hdr {W}/>", f"{WORDML}.header+xml"),
        "nepoužívá (word/stare.xml)",
    ),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_it_is_found_named_and_gone_in_one_step(name):
    content, phrase = UNSEEN[name]
    assert phrase in "; ".join(found(content))
    once = cleaned(content)
    check_docx(once)
    assert cleaned(once) == once, "there is nothing left to clean"
    with zipfile.ZipFile(io.BytesIO(once)) as package:
        everything = b"".join(package.read(part) for part in package.namelist()).decode(errors="replace")
    assert not [word for word in ("Tajn", "Malá", "mala", "Velký", "tiskarna", "Úřad", "heslo") if word in everything]
    python_docx.Document(io.BytesIO(once))


def test_all_of_it_at_once_is_told_at_once_and_gone_at_once():
    content = with_comments(in_body(line(change("ins", run("Vloženo.")), deleted("Smazáno."), run("Tajné.", HIDDEN))))
    assert len(found(content)) == 4, "comments, people, changes, hidden words"
    check_docx(cleaned(content))
    assert words(cleaned(content)) == ["Okomentováno.", "Vloženo."] or words(cleaned(content)) == [
        "Vloženo.",
        "Okomentováno.",
    ]


@pytest.mark.parametrize(
    ("xml", "left"),
    [
        (line(run("A "), change("ins", run("B"))), ["A B"]),
        (line(run("A "), deleted("B")), ["A"]),
        (line(change("moveFrom", run("A"))) + line(change("moveTo", run("A"))), ["A"]),
        (line(change("ins", change("del", run("A"))), run("B")), ["B"]),
        (line(run("A "), look=f"<w:rPr>{change('del', '')}</w:rPr>") + line(run("B")), ["A B"]),
        (line(run("A"), look=f"<w:rPr>{change('ins', '')}</w:rPr>") + line(run("B")), ["A", "B"]),
        (line(run("A"), look=f"<w:rPr>{change('del', '')}</w:rPr>") + "<w:tbl/>", ["A"]),
        (
            "".join(line(run(f"{n} "), look=f"<w:rPr>{change('del', '')}</w:rPr>") for n in range(3)) + line(run("3")),
            ["0 1 2 3"],
        ),
    ],
    ids=[
        "inserted",
        "deleted",
        "moved",
        "inserted and deleted",
        "end deleted",
        "end inserted",
        "before a table",
        "in a row",
    ],
)
def test_changes_are_accepted_as_they_show(xml, left):
    said = [block.text.strip() for block in blocks_to_read(cleaned(in_body(xml))) if hasattr(block, "text")]
    assert [each for each in said if each] == left


def test_a_deleted_row_goes_and_a_table_of_deleted_rows_too():
    mark = change("del", "")
    some = blocks_to_read(cleaned(in_body(f"<w:tbl>{row('A')}{row('B', mark)}</w:tbl>")))
    assert [block.rows for block in some] == [[[["A"]]]]
    inside = f"<w:tbl>{row('A')}</w:tbl>".replace(line(run("A")), f"<w:tbl>{row('B', mark)}</w:tbl>")
    assert blocks_to_read(cleaned(in_body(f"<w:tbl>{row('A', mark)}</w:tbl>"))) == []
    python_docx.Document(io.BytesIO(cleaned(in_body(inside))))


def test_two_styles_that_both_hide_show_again():
    content = with_styles(
        style("A", HIDDEN) + style("B", HIDDEN, "character"),
        in_body(line(run("Je vidět.", '<w:rStyle w:val="B"/>'), look='<w:pStyle w:val="A"/>')),
    )
    check_docx(content)
    check_docx(in_body(line(run("Je vidět.", '<w:vanish w:val="0"/>'))))


def test_styles_that_stand_on_one_another_in_a_circle_end():
    content = with_styles(
        style("A", "", more='<w:basedOn w:val="B"/>') + style("B", "", more='<w:basedOn w:val="A"/>'),
        in_body(line(run("A"), look='<w:pStyle w:val="A"/>')),
    )
    check_docx(content)


def test_what_the_portal_has_written_stays():
    made = word(PAPER)
    check_docx(made, author=PAPER.author)
    assert "autor „Krajský úřad“" in found(made)[0]
    kept = python_docx.Document(io.BytesIO(cleaned(made, PAPER.author))).core_properties
    assert (kept.author, kept.title, kept.language) == ("Krajský úřad", "Memorandum o spolupráci", "cs-CZ")


def test_a_cleaned_document_says_what_the_uncleaned_one_shows():
    made = with_comments(word(PAPER))
    said = text(outline_of(cleaned(made, PAPER.author), PAPER)).replace("\nOkomentováno.", "")
    assert said == text(outline_of(word(PAPER), PAPER))


def test_marks_of_sittings_go_silently():
    content = altered({DOCUMENT: lambda xml: xml.replace("<w:p>", '<w:p w:rsidR="00AA11BB">', 1)}, in_body(VISIBLE))
    check_docx(content)
    with zipfile.ZipFile(io.BytesIO(cleaned(content))) as package:
        assert b"00AA11BB" not in package.read(DOCUMENT)


@pytest.mark.parametrize(
    "name", ["insertions and deletions", "hidden words", "a hidden row", "words hidden by their style"]
)
def test_a_paper_that_is_read_must_say_one_thing(name):
    with pytest.raises(WrongFile, match="sledované změny nebo skrytý text"):
        blocks_to_read(UNSEEN[name][0])


def test_a_paper_that_is_read_may_have_comments_and_properties():
    assert words(with_comments(OWN)) == ["Okomentováno."]
    assert words(UNSEEN["who saved it last"][0]) == []


def test_words_in_content_controls_and_text_boxes_are_read_once():
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f'<mc:AlternateContent xmlns:mc="{space}"><mc:{{0}}><w:txbxContent>{{1}}</w:txbxContent></mc:{{0}}>'
    box += "</mc:AlternateContent>"
    content = in_body(
        f"<w:sdt><w:sdtContent>{line(run('V ovládacím prvku.'))}</w:sdtContent></w:sdt>"
        + line(run("V odstavci."), f"<w:r>{box.format('Choice', line(run('V rámečku.')))}</w:r>")
        + line(f"<w:r>{box.format('Fallback', line(run('Totéž jinak.')))}</w:r>")
    )
    assert [each for each in words(content) if each] == ["V ovládacím prvku.", "V odstavci.", "V rámečku."]


# --- Whatever is in it --------------------------------------------------------------------------------------------

_LOOKS = st.sampled_from(["", HIDDEN, '<w:vanish w:val="0"/>', '<w:rStyle w:val="Skryty"/>', change("rPrChange", "")])
_RUNS = st.builds(run, st.sampled_from("ABC"), _LOOKS)
_CHANGES = st.sampled_from(["ins", "del", "moveFrom", "moveTo"])
_INLINES = st.recursive(
    _RUNS,
    lambda inner: st.builds(lambda tag, many: change(tag, "".join(many)), _CHANGES, st.lists(inner, max_size=3)),
    max_leaves=6,
)
_ENDS = st.sampled_from(["", f"<w:rPr>{change('del', '')}</w:rPr>", f"<w:rPr>{change('ins', '')}</w:rPr>"])
_ROW_LOOKS = st.sampled_from(["", change("del", ""), change("ins", ""), "<w:hidden/>"])
_LINES = st.builds(lambda many, look: line(*many, look=look), st.lists(_INLINES, max_size=4), _ENDS)


def _table(rows):
    cells = "".join(f"<w:tr><w:trPr>{look}</w:trPr><w:tc>{''.join(inside)}</w:tc></w:tr>" for look, inside in rows)
    return f"<w:tbl><w:tblPr/>{cells}</w:tbl>"


def _blocks(inner):
    cells = st.lists(inner, min_size=1, max_size=2)
    return st.one_of(
        st.builds(_table, st.lists(st.tuples(_ROW_LOOKS, cells), min_size=1, max_size=3)),
        st.builds(lambda many: f"<w:sdt><w:sdtContent>{''.join(many)}</w:sdtContent></w:sdt>", cells),
    )


@given(st.lists(st.recursive(_LINES, _blocks, max_leaves=6), max_size=5), st.booleans())
@settings(max_examples=30, deadline=None)
def test_whatever_is_cleaned_passes_the_check_and_can_be_read(blocks, commented):
    content = with_styles(style("Skryty", HIDDEN, "character"), in_body("".join(blocks)))
    once = cleaned(with_comments(content) if commented else content)
    check_docx(once)
    assert cleaned(once) == once
    blocks_to_read(once)
    document = python_docx.Document(io.BytesIO(once))
    cells = document.element.body.iter(f"{{{_WORD}}}tc")
    assert all(next(cell.iter(f"{{{_WORD}}}p"), None) is not None for cell in cells)


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
