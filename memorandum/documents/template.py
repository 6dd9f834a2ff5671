"""Makes the office template that papers are poured into: `python -m memorandum.documents.template`.

The result, templates/paper.docx, is an ordinary Word file. The office may open it and change how each style looks;
the renderer finds styles by their names and sets nothing but styles, so a changed template changes every later paper.
Run this again only to start over from the plain look.
"""

import io
import zipfile
from pathlib import Path

TEMPLATE = Path(__file__).with_name("templates") / "paper.docx"

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_FONT = "Arial"  # on every office computer; where it is not, its twin Liberation Sans takes its place


def _paragraph_style(
    style_id: str,
    name: str,
    *,
    paragraph: str = "",
    run: str = "",
    based_on: str = "Normal",
    following: str = "Normal",
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:next w:val="{following}"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _size(points: float) -> str:
    return f'<w:sz w:val="{points * 2:g}"/><w:szCs w:val="{points * 2:g}"/>'


_BOLD = "<w:b/><w:bCs/>"
_GREY = '<w:color w:val="404040"/>'
_HAIR = 'w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"'
_RULE = 'w:val="single" w:sz="8" w:space="0" w:color="262626"'

_STYLES = (
    f"<w:styles {_NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>{_size(10.5)}'
    '<w:lang w:val="cs-CZ" w:eastAsia="cs-CZ" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    + _paragraph_style(
        "Nadtitul",
        "Nadtitul",
        paragraph='<w:keepNext/><w:spacing w:after="40"/><w:jc w:val="center"/>',
        run=_BOLD + _size(11),
        following="DenZasedani",
    )
    + _paragraph_style(
        "DenZasedani",
        "Den zasedání",
        paragraph='<w:keepNext/><w:spacing w:after="200"/><w:jc w:val="center"/>',
        following="Heading1",
    )
    + _paragraph_style(
        "Heading1",
        "heading 1",
        paragraph='<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/><w:spacing w:before="120" w:after="240"/>'
        '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
        run=_BOLD + _size(14),
    )
    + _paragraph_style(
        "Heading2",
        "heading 2",
        paragraph='<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/><w:spacing w:before="280" w:after="100"/>'
        '<w:outlineLvl w:val="1"/>',
        run=_BOLD + _size(12),
    )
    + _paragraph_style(
        "Heading3",
        "heading 3",
        paragraph='<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/><w:spacing w:before="200" w:after="80"/>'
        '<w:outlineLvl w:val="2"/>',
        run=_BOLD + _size(10.5),
    )
    + _paragraph_style("Udaj", "Údaj", paragraph='<w:spacing w:after="0"/>', following="Udaj")
    + _paragraph_style(
        "PopisekUdaje",
        "Popisek údaje",
        paragraph='<w:keepNext/><w:spacing w:after="0"/>',
        run=_BOLD,
        following="Udaj",
    )
    + _paragraph_style(
        "ListBullet",
        "List Bullet",
        paragraph='<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="80"/>',
        following="ListBullet",
    )
    + _paragraph_style(
        "PoznamkaPodTextem",
        "Poznámka k textu",
        paragraph='<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="7F7F7F"/></w:pBdr>'
        '<w:spacing w:before="60" w:after="160"/><w:ind w:left="227"/>',
        run=_GREY + _size(9),
    )
    + _paragraph_style(
        "Caption",
        "caption",
        paragraph='<w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="80"/>',
        run=_BOLD + _size(9.5),
    )
    + _paragraph_style(
        "TextTabulky",
        "Text tabulky",
        paragraph='<w:spacing w:before="30" w:after="30" w:line="252" w:lineRule="auto"/>',
        run=_size(9.5),
        following="TextTabulky",
    )
    + _paragraph_style(
        "CisloTabulky",
        "Číslo v tabulce",
        paragraph='<w:jc w:val="right"/>',
        based_on="TextTabulky",
        following="CisloTabulky",
    )
    + _paragraph_style(
        "TextSirokeTabulky",
        "Text široké tabulky",
        paragraph='<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>',
        run=_size(8),
        following="TextSirokeTabulky",
    )
    + _paragraph_style(
        "CisloSirokeTabulky",
        "Číslo v široké tabulce",
        paragraph='<w:jc w:val="right"/>',
        based_on="TextSirokeTabulky",
        following="CisloSirokeTabulky",
    )
    + _paragraph_style(
        "ZaTabulkou",
        "Za tabulkou",
        paragraph='<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>',
        run=_size(4),
    )
    + _paragraph_style(
        "ZdrojUdaje",
        "Zdroj údaje",
        paragraph='<w:numPr><w:numId w:val="2"/></w:numPr><w:spacing w:after="60" w:line="252" w:lineRule="auto"/>',
        run=_size(9),
        following="ZdrojUdaje",
    )
    + _paragraph_style(
        "Footer", "footer", paragraph='<w:spacing w:after="0"/><w:jc w:val="center"/>', run=_GREY + _size(9)
    )
    + '<w:style w:type="character" w:styleId="OdkazNaZdroj"><w:name w:val="Odkaz na zdroj"/><w:qFormat/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:qFormat/>'
    '<w:rPr><w:color w:val="1F3F77"/><w:u w:val="single"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:qFormat/>'
    f"<w:rPr>{_BOLD}</w:rPr></w:style>"
    '<w:style w:type="character" w:styleId="Emphasis"><w:name w:val="Emphasis"/><w:qFormat/>'
    "<w:rPr><w:i/><w:iCs/></w:rPr></w:style>"
    '<w:style w:type="table" w:styleId="UdajeZahlavi"><w:name w:val="Údaje v záhlaví"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblCellMar><w:top w:w="40" w:type="dxa"/>'
    '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="80" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>"
    '<w:style w:type="table" w:styleId="Tabulka"><w:name w:val="Tabulka"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders><w:top {_RULE}/><w:bottom {_RULE}/><w:insideH {_HAIR}/></w:tblBorders>"
    '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    f'<w:tblStylePr w:type="firstRow"><w:rPr>{_BOLD}</w:rPr><w:tcPr><w:tcBorders><w:bottom {_RULE}/></w:tcBorders>'
    '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    f'<w:tblStylePr w:type="lastRow"><w:rPr>{_BOLD}</w:rPr><w:tcPr><w:tcBorders><w:top {_RULE}/></w:tcBorders>'
    "</w:tcPr></w:tblStylePr></w:style></w:styles>"
)


def _numbering(number: int, kind: str, text: str, *, left: int, hanging: int) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
    )


def _field(instruction: str) -> str:
    return f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/></Relationships>'
    ),
    "docProps/core.xml": (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:language>cs-CZ</dc:language></cp:coreProperties>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/settings" Target="settings.xml"/>'
        f'<Relationship Id="rId4" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
    ),
    "word/document.xml": (
        f'<w:document {_NAMESPACES}><w:body><w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1304" w:bottom="1134" w:left="1304"'
        ' w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    ),
    "word/styles.xml": _STYLES,
    "word/numbering.xml": (
        f"<w:numbering {_NAMESPACES}>"
        + _numbering(0, "bullet", "•", left=454, hanging=284)
        + _numbering(1, "decimal", "%1.", left=454, hanging=454)
        + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    ),
    "word/settings.xml": (
        f'<w:settings {_NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="cs-CZ"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    ),
    "word/footer1.xml": (
        f'<w:ftr {_NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">strana\u00a0</w:t></w:r>{_field("PAGE")}'
        f'<w:r><w:t xml:space="preserve">\u00a0z\u00a0</w:t></w:r>{_field("NUMPAGES")}</w:p></w:ftr>'
    ),
}


def make() -> bytes:
    """Return the plain template; the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _PARTS.items():
            package.writestr(zipfile.ZipInfo(name), _HEAD + content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


if __name__ == "__main__":
    TEMPLATE.write_bytes(make())
