"""Which column of a file holds which field: proposed by the headings, and decided by a person."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from portal.domain.imports.kinds import Kind

LOOKED_AT = 20
"""So many rows at the top may come before the headings, such as a title."""
_SIGNS = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """A heading in small letters and figures, with one blank between words."""
    said = text.replace("#", " number")
    bare = unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode().lower()
    return _SIGNS.sub(" ", bare).strip()


def digest(kind: Kind, header: Sequence[str]) -> str:
    """Names a set of headings, whatever their capitals and signs."""
    said = "\x1f".join([kind.slug, *(plain(cell) for cell in header)])
    return hashlib.sha256(said.encode()).hexdigest()


def propose(kind: Kind, header: Sequence[str]) -> dict[str, int]:
    """The column of each field that a heading seems to name.

    A column is proposed once. The very words of a heading count more than words among others.
    """
    scores: list[tuple[int, int, int, str]] = []
    for place, cell in enumerate(header):
        words = plain(cell)
        if not words:
            continue
        for order, field in enumerate(kind.fields):
            score = max(
                (_score(words, heading, rank) for rank, heading in enumerate(field.headings)),
                default=0,
            )
            if score:
                scores.append((-score, order, place, field.name))
    found: dict[str, int] = {}
    for _, _, place, name in sorted(scores):
        if name not in found and place not in found.values():
            found[name] = place
    if "first_name" in found and "last_name" in found:
        found.pop("name", None)  # a column of names in parts says more than “user” or “staff”
    return found


def _score(words: str, heading: str, rank: int) -> int:
    """How well a heading fits; earlier ones of a field are its usual names."""
    if words == heading:
        return 1000 - rank
    if len(heading) > 3 and f" {heading} " in f" {words} ":
        return 10 * len(heading.split()) + len(heading)
    return 0


def header_row(kind: Kind, rows: Sequence[Sequence[str]]) -> int:
    """The row that seems to hold the headings; lists kept by hand have a title above them."""
    best, place = 0, 0
    for number, row in enumerate(rows[:LOOKED_AT]):
        count = len(propose(kind, row))
        if count > best:
            best, place = count, number
    if best:
        return place
    filled = (n for n, row in enumerate(rows) if any(cell.strip() for cell in row))
    return next(filled, 0)
