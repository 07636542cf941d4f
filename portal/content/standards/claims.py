"""Numbers and law that only a source can vouch for, found in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COUNT = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens of)"
_NUMBER = r"\d[\d,.]*\d|\d"

# What is claimed wherever it stands, in a made-up case too.
_ALWAYS = {
    "a share": re.compile(rf"(?:{_NUMBER})\s?(?:%|percent\b|per cent\b)", re.IGNORECASE),
    "a dose": re.compile(
        rf"(?:{_NUMBER})\s?(?:mg|mcg|µg|ml|milligrams?|micrograms?|milliliters?)\b", re.IGNORECASE
    ),
    "law": re.compile(
        r"§|\bsections?\s\d{2,}"
        r"|\b(?:Welfare and Institutions|Health and Safety|Penal|Civil|Probate|Government|Family"
        r"|Business and Professions|Evidence|Education|W&I|WIC)\sCode\b"
        r"|\b(?:AB|SB|ACR|Assembly Bill|Senate Bill)\s\d+|\b\d+\s(?:U\.?S\.?C|C\.?F\.?R|CCR)\b"
        r"|\bTitle\s(?:\d+|[IVX]+)\b|\bProposition\s\d+",
    ),
    "a notice": re.compile(
        r"\b(?:BHIN|MHSUDS(?:\sIN)?|ACIN|ACL|APL|SHO|SMD|CIB|Information Notice|All Plan Letter)"
        r"\s(?:No\.\s)?#?\d{2}-\d{2,3}\b"
    ),
}
# What a made-up case may invent, and a plan for a session name.
_OUTSIDE_CASES = {
    "a ratio": re.compile(
        rf"\b(?:one|two|three|{_NUMBER})\s(?:in|out of)\s(?:every\s)?"
        r"(?:two|three|four|five|six|seven|eight|nine|ten|twenty|a hundred|\d+)\b"
        r"(?!\s(?:minutes|hours))"
        r"|\b(?:twice|\w+ times)\s(?:as|more|less)\s(?:likely|often|high|common)\b",
        re.IGNORECASE,
    ),
    "studies": re.compile(
        rf"\b{_COUNT}\s(?:[\w-]+\s){{0,3}}"
        r"(?:studies|trials|reviews|meta-analyses|surveys|participants)\b",
        re.IGNORECASE,
    ),
    "money": re.compile(r"\$\s?\d"),
    "a year": re.compile(r"(?<![\d,.$-])(?:19|20)\d\d(?!\d|[,.]\d|%)"),
    "a large number": re.compile(
        rf"(?<![\d,.$])\d{{1,3}}(?:,\d{{3}})+\b|\b{_COUNT}\s(?:thousand|million|billion)s?\b",
        re.IGNORECASE,
    ),
}
_MENTION = re.compile(r"“\S+(?: \S+){0,4}”")


def claims(text: str, *, case: bool) -> Iterator[tuple[str, str]]:
    """What a text claims that wants a source: its kind and its words. One of each kind.

    `case` says that the text may belong to a made-up case, whose rent and years are invented, and
    in which a few words in quotation marks are somebody's.
    """
    if case:
        text = _MENTION.sub(" ", text)
    patterns = _ALWAYS if case else _ALWAYS | _OUTSIDE_CASES
    for kind, pattern in patterns.items():
        found = pattern.search(text)
        if found:
            yield kind, found.group().strip()
