"""The texts that are read in the tests, and by which names."""

import io

import docx

from evidence.models import BodyKind
from memorandum.reading.rules import propose
from memorandum.reading.vocabulary import BodyEntry, LocalityEntry, MunicipalityEntry, SupportKindEntry, Vocabulary
from tests.builders import D

DAY = D(2021, 9, 14)
START = "/sprava/cteni/"

VOCABULARY = Vocabulary(
    bodies=(
        BodyEntry("vlada", BodyKind.GOVERNMENT, "Vláda České republiky", "", "[0-9]+"),
        BodyEntry("kraj", BodyKind.REGION, "Horský kraj", "HK"),
        BodyEntry("zk", BodyKind.ASSEMBLY, "Zastupitelstvo Horského kraje", "ZK", "[0-9]+/[0-9]{2}/ZK"),
        BodyEntry("rk", BodyKind.COUNCIL, "Rada Horského kraje", "RK", "[0-9]+/[0-9]{2}/RK"),
        BodyEntry("agentura", BodyKind.AGENCY, "Agentura pro sociální začleňování", "ASZ"),
    ),
    localities=tuple(
        LocalityEntry(slug, name, kind)
        for slug, name, kind in (
            ("dolni-lhota", "Dolní Lhota", "municipality"),
            ("nove-mesto", "Nové Město pod Skalou", "municipality"),
            ("podskali", "Podskalí", "microregion"),
        )
    ),
    municipalities=(
        MunicipalityEntry("900001", "Dolní Lhota"),
        MunicipalityEntry("900002", "Nové Město pod Skalou"),
        MunicipalityEntry("900003", "Skalka"),
        MunicipalityEntry("900004", "Skalka"),
        MunicipalityEntry("900005", "Březová"),
        MunicipalityEntry("900006", "Lhota u Březové"),
    ),
    support_kinds=(
        SupportKindEntry("considering", "zvažuje spolupráci", "before"),
        SupportKindEntry("intensive", "intenzivní podpora", "during"),
        SupportKindEntry("remote", "vzdálená podpora (nerozlišeno)", "during"),
        SupportKindEntry("remote_complex", "vzdálená komplexní podpora", "during"),
        SupportKindEntry("ended", "spolupráce ukončena", "after"),
    ),
    programmes=(("opz-plus", "OPZ+"), ("opz", "OPZ")),
)


def read(text, vocabulary=VOCABULARY):
    return propose(text, vocabulary, dated_on=DAY)


def said(text, model=None):
    return [p.says.replace("\xa0", " ") for p in read(text) if model in (None, p.model)]


def asked(text, model=None):
    return " ".join(p.question for p in read(text) if model in (None, p.model)).replace("\xa0", " ")


def word(*paragraphs, table=(), bullets=()):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for bullet in bullets:
        document.add_paragraph(bullet, style="List Bullet")
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, words in zip(made.add_row().cells, row, strict=True):
                cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
