"""Czech typography: where a line must not break, and how a sentence lists things.

One set of rules serves web pages, DOCX and PDF alike.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

NBSP = "\u00a0"
"""The no-break space, U+00A0."""

_LOWER = "a-záčďéěíňóřšťúůýž"
_UPPER = "A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ"
_START = r"(?<![^\s(\[{„‚“\"'«»–—>])"  # start of a word that is not a part of something longer (50/a, e-i)
_BEFORE = (
    "č|čj|čl|čp|kap|např|nám|obr|odst|písm|popř|příl|r|resp|roč|ř|str|sv|tab|tis|tj|tř|tzn|tzv|ul|mil|mld|vč|zák"
    "|akad|arch|Bc|BcA|doc|Dr|gen|ICDr|Ing|JUDr|MDDr|MgA|Mgr|MUDr|MVDr|PaedDr|PharmDr|PhDr|PhMr|plk|prof|RNDr|RSDr"
    "|ThDr|ThLic|ThMgr"
)
_AFTER = r"DiS\.|Ph\. ?D\.|Th\. ?D\.|CSc\.|DrSc\.|LL\. ?M\.|MSc\.|MBA\b|MPA\b|MHA\b"
_UNITS = "Kč|EUR|€|CZK|%|‰|°C|km²|km|m²|m³|mm|cm|ha|kg|g|t|m|h|min"

# Every space inside a match is glued. Each pattern is linear: nothing repeats inside a repetition, and what only
# has to follow is looked at, not consumed, so that chains ("a v obci") are found link by link.
_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_START}[ksvzouaiKSVZOUAI] (?=\S)",  # v obci, a k tomu
        rf"(?i:(?<![\w.])(?:{_BEFORE})\. (?=\S))",  # č. 85, Mgr. Lenka, 5 mil. Kč
        r"(?i:(?<![\w.])č\. j\. (?=\S))",  # č. j. KULK
        r"(?<![\w.])s\. (?=\d)",  # s. 12: only with a number, or it is the end of a company's name
        rf"(?<!\w)[{_LOWER}{_UPPER}]\. (?=[{_LOWER}{_UPPER}]\.)",  # s. r. o.
        rf"(?<![\w.])[{_UPPER}]\. (?=[{_UPPER}][{_LOWER}])",  # B. Němcová
        r"§ (?=\S)",
        r"\((?:od|do) (?=\d{4}(?!\d))",  # (od 2016)
        rf" (?={_AFTER})",  # Strouhal, DiS.
        r"\b(?:Ph|Th)\. (?=D\.)|\bLL\. (?=M\.)",
        r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)",  # 77 839 844
        r"(?<!\d)\d{3} \d{2}(?!\d)",  # 110 00 Praha
        rf"\d(?:,[-–—])? (?=(?:{_UNITS})(?!\w))",  # 15 %, 77 839 844,- Kč
        rf"(?<!\. )(?<![\w.,/:-])\d{{1,3}}(?: \d{{3}}){{0,6}}(?:,\d{{1,6}})? (?=[{_LOWER}]{{2}})",  # 37 lokalit
        r"(?<![\d.])\d{1,2}\. \d{1,2}\.(?: \d{4}(?!\d))?",  # 30. 8. 2016, 1. 7.
        rf"(?<![\d.])(?<!\d\. )\d{{1,4}}\. (?=[{_LOWER}]{{2}})",  # 7. zasedání, 23. ledna; not 1. 7. přechází
        rf"(?<!\w)[IVX]{{1,5}}\. (?=[{_LOWER}])",  # II. etapa
        r"\d : (?=\d)",  # 1 : 50 000
        r"(?<=/\d{4}) (?=Sb\.)",  # 129/2000 Sb.
        r"(?<=\S) (?=[–—] )",  # a dash may end a line, never start one
    )
)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def vlna(text: str) -> str:
    """Return the text with no-break spaces where Czech wants them (ČSN 01 6910).

    Only U+0020 ever becomes U+00A0, nothing else changes, so the length stays. Doing it twice does what once does:
    the rules read a no-break space as a space. Web addresses count as one opaque word. Takes linear time.
    """
    if " " not in text:
        return text
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _glued(text)


def _glued(text: str) -> str:
    plain = text.replace(NBSP, " ")
    if "://" in plain or "ww." in plain.lower():
        plain = _URL.sub(lambda found: "\ufffc" * len(found[0]), plain)
    glued = list(text)
    for rule in _RULES:
        for found in rule.finditer(plain):
            start, end = found.span()
            at = plain.find(" ", start, end)
            while at != -1:
                glued[at] = NBSP
                at = plain.find(" ", at + 1, end)
    return "".join(glued)


# A list shows the same names and dates row after row, a paper the same sentences page after page.
_LONGEST_REMEMBERED = 1000
_remembered = lru_cache(maxsize=4096)(_glued)


def joined(items: Iterable[str], conjunction: str = "a") -> str:
    """Return the items as a sentence lists them: `a, b a c`. No item gives an empty string.

    The conjunction stays with the word after it.
    """
    *rest, last = [*items] or [""]
    return f"{', '.join(rest)} {conjunction}{NBSP}{last}" if rest else last
